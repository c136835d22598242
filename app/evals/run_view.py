"""One eval run: its figures, by corpus and kind, what the gate said, how it was made, and its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from app.evals.overview import MAIN, badges, show_gate, show_state, show_wrong, told
from app.evals.serving import address
from app.evals.stored import REPORT, Figure, Gated, Header, Run, Scorer, Summary
from app.evals.words import answered_by, command, mean, revision
from app.render import literal, small

_HEIGHT = 720  # pixels of the report on the page
_SCORER = "Scorer"
_MEAN = "Mean (95 % interval)"


def show_run(run: Run) -> None:
    """All of it."""
    st.title(literal(run.name), anchor=False)
    st.markdown(" ".join(badges(run)))
    st.markdown(small(told(run)))
    show_wrong(run)
    show_state(run)
    for gated in run.gates:
        show_gate(run, gated)
        _rulings(gated)
    if run.summary:
        _figures(run.summary)
        _slices(run.summary)
    if run.header:
        _circumstances(run.header, run.summary)
    _report(run)


def show_table(columns: Mapping[str, Sequence[str]], what: str) -> None:
    """A table of words, letter for letter; `what` names it for those who do not see it."""
    shown = {literal(head): [literal(each) for each in cells] for head, cells in columns.items()}
    st.table(shown, border="horizontal", hide_index=True, alt=what)


def _rulings(gated: Gated) -> None:
    with st.expander(literal(f"Every ruling against {gated.baseline}")):
        rulings = sorted(gated.rulings, key=lambda each: each.ruling == "holds")
        show_table(
            {
                _SCORER: [each.scorer for each in rulings],
                "Ruling": [each.ruling for each in rulings],
                "Why": [each.says for each in rulings],
                "Margin": [f"{each.margin:g}" for each in rulings],
            },
            "Rulings of the gate",
        )


# ------------------------------------------------------------------ figures


def _figures(summary: Summary) -> None:
    st.subheader("Scores", anchor=False)
    scorers = summary.scorers
    columns = {
        _SCORER: [f"{name}{' ↓' if each.better == 'lower' else ''}" for name, each in scorers.items()],
        _MEAN: [mean(each.overall) for each in scorers.values()],
        "Values": [str(each.overall.count) for each in scorers.values()],
        "Unscored": [str(each.unscored) for each in scorers.values()],
    }
    if any(each.broken for each in scorers.values()):
        columns["Broken"] = [str(each.broken) for each in scorers.values()]
    if any(each.pass_all for each in scorers.values()):
        columns["All answers pass"] = [mean(each.pass_all) for each in scorers.values()]
    show_table(columns, "Scores")
    st.markdown(small("↓ less is better; of all others more is."))
    if summary.judge:
        card = f": {summary.judge_card}" if summary.judge_card else ""
        st.markdown(small(f"Scored by {summary.judge}{card}."))
    _meanings(scorers)
    _reasons(scorers)


def _meanings(scorers: Mapping[str, Scorer]) -> None:
    with st.expander("What the scorers mean"):
        for name, each in scorers.items():
            if each.says:
                st.markdown(f"**{literal(name)}**: {literal(each.says)}.")


def _reasons(scorers: Mapping[str, Scorer]) -> None:
    told = [(name, each) for name, each in scorers.items() if each.reasons]
    if not told:
        return
    with st.expander("Why there is no value"):
        for name, each in told:
            said = "; ".join(f"{why} ({count})" for why, count in each.reasons.items())
            st.markdown(f"**{literal(name)}**: {literal(said)}.")


def _slices(summary: Summary) -> None:
    sliced = [name for name, each in summary.scorers.items() if each.corpus or each.kind]
    if not sliced:
        return
    st.subheader("By corpus and kind", anchor=False)
    first = next((sliced.index(name) for name in reversed(MAIN) if name in sliced), 0)
    chosen = summary.scorers[st.selectbox(_SCORER, sliced, first, key="sliced-scorer")]
    for head, slices in (("Corpus", chosen.corpus), ("Kind", chosen.kind)):
        if slices:
            _slice(head, slices)


def _slice(head: str, slices: Mapping[str, Figure]) -> None:
    columns = {
        head: list(slices),
        _MEAN: [mean(each) for each in slices.values()],
        "Values": [str(each.count) for each in slices.values()],
    }
    show_table(columns, f"By {head.lower()}")


# ------------------------------------------------------------------ how it was made, and the report


def _circumstances(header: Header, summary: Summary | None) -> None:
    with st.expander("What decided the answers"):
        facts = {
            "Suite": header.suite,
            "Model": f"{answered_by(header)}{f' at {header.base_url}' if header.base_url else ''}",
            "Revision": revision(header),
            "Judge of the tutor": header.judge,
            "Judge of the scoring": summary.judge if summary else "",
            "Embedder": header.embedder,
            **{f"Setting {name}": str(value) for name, value in header.settings.items() if value not in {None, ""}},
        }
        known = {name: value for name, value in facts.items() if value}
        show_table({"What": list(known), "Which": list(known.values())}, "What decided the answers")


def _report(run: Run) -> None:
    st.subheader("Report", anchor=False)
    if not run.has_report:
        st.markdown("Every case with its statements and the words they stand on is in a report. This makes it:")
        st.code(command("report", run.folder), language=None, wrap_lines=True)
        return
    path = run.folder / REPORT
    with st.container(horizontal=True):
        st.link_button("Open it alone", address(run.name), icon=":material/open_in_new:")
        st.download_button(
            "Download it", path.read_bytes, f"{run.name}.html", "text/html", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
    st.iframe(address(run.name), height=_HEIGHT, alt=f"Report of {run.name}")
