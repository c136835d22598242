"""Two eval runs beside each other: what decided them and is another, and what became of each scorer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import session
from app.desk.words import counted
from app.evals.run_view import show_table
from app.evals.stored import Compared, Difference, Flip, Run, read_comparison
from app.evals.words import command, mean, moved, number, unpaired
from app.render import literal, shortened, small

_SHOWN = 10  # cases of a scorer that moved
_LONGEST = 400  # characters of an answer


def show_side_by_side(runs: Sequence[Run]) -> None:
    """Choose two scored runs, and see what differs; nothing where there are not two."""
    scored = {run.name: run for run in runs if run.summary}
    if len(scored) < 2:
        return
    st.subheader("Side by side", anchor=False)
    names = list(scored)
    left, right = st.columns(2)
    with left:
        after = _chosen("Run", "after", names, names[0])
    with right:
        before = _chosen("Baseline", "before", names, names[1])
    run, baseline = scored[after], scored[before]
    if run is baseline:
        st.markdown("These are the same run.")
        return
    found = read_comparison(run, baseline)
    if found:
        _compared(found)
    else:
        _beside(run, baseline)


def _chosen(label: str, key: str, names: list[str], usual: str) -> str:
    """The run that is picked there. The address names it, so that it can be passed on."""
    named = st.query_params.get(key, usual)
    first = names.index(named if named in names else usual)
    return st.selectbox(label, names, first, key=key, on_change=_name_in_address, args=[key])


def _name_in_address(key: str) -> None:
    st.query_params[key] = session.value(key)


def _beside(run: Run, baseline: Run) -> None:
    """The figures of both, where no case was held against itself yet."""
    now, before = (each.summary.scorers if each.summary else {} for each in (run, baseline))
    names = [*now, *(name for name in before if name not in now)]
    figures = {name: tuple(each[name].overall if name in each else None for each in (now, before)) for name in names}
    show_table(
        {
            "Scorer": names,
            "Baseline": [mean(each[1]) for each in figures.values()],
            "Run": [mean(each[0]) for each in figures.values()],
            "Difference": [unpaired(*each) for each in figures.values()],
        },
        "Two runs side by side",
    )
    st.markdown("These are differences of means. This holds each case against itself, as the gate does:")
    st.code(command("compare", run.folder, baseline.folder), language=None, wrap_lines=True)


def _compared(found: Compared) -> None:
    comparison = found.comparison
    another = ", ".join(comparison.circumstances) or "nothing"
    st.markdown(literal(f"What decides the answers and is another: {another}."))
    if comparison.missing:
        st.warning(
            literal(f"{counted(len(comparison.missing), 'case')} of the baseline missing: the run has other cases."),
            icon=":material/error:",
        )
    differences = comparison.differences
    show_table(
        {
            "Scorer": [each.scorer for each in differences],
            "Before": [number(each.before) for each in differences],
            "Now": [number(each.now) for each in differences],
            "Difference (95 % interval)": [moved(each.value, each.low, each.high) for each in differences],
            "Pairs": [_pairs(each) for each in differences],
        },
        "Differences of two runs, case by case",
    )
    for each in differences:
        if each.flips:
            _flips(each)
    if not any(each.flips for each in differences):
        st.markdown("No case moved by more than its scorer's margin.")


def _pairs(each: Difference) -> str:
    lost = f", {each.lost} lost" if each.lost else ""
    gained = f", {each.gained} gained" if each.gained else ""
    return f"{each.pairs}{lost}{gained}"


def _flips(each: Difference) -> None:
    margin = f" by more than {each.margin:g}" if each.margin else ""
    with st.expander(literal(f"{each.scorer}: {counted(len(each.flips), 'case')} moved{margin}")):
        for flip in each.flips[:_SHOWN]:
            _flip(flip)
        if len(each.flips) > _SHOWN:
            st.markdown(small(f"And {counted(len(each.flips) - _SHOWN, 'more case')}."))


def _flip(flip: Flip) -> None:
    """A sign and a word for the direction, not a colour alone."""
    mark = ":red-badge[:material/trending_down: worse]" if flip.worse else ":green-badge[:material/trending_up: better]"
    st.markdown(f"{mark} **{literal(flip.question or flip.id)}**")
    st.markdown(small(f"{flip.id}: {number(flip.before)} → {number(flip.now)}"))
    if flip.answer_before == flip.answer_now:
        st.markdown("Both answered the same words.")
        return
    said = [f"**{name}** {literal(shortened(words, _LONGEST)) or 'nothing'}"
            for name, words in (("was:", flip.answer_before), ("now:", flip.answer_now))]  # fmt: skip
    st.markdown("  \n".join(said))
