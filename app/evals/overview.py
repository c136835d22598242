"""All eval runs at a glance: how far each is, what it came to, and what the gate said."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.desk.words import counted, when
from app.evals.stored import Gated, Run, foreign_names, marks_of, read_run, run_names
from app.evals.words import answered_by, command, mean, revision
from app.render import literal, small

MAIN = ("quote exactness", "citation recall", "refusal F1", "gold entailed", "facts", "stability honesty")
_SHOWN = 50  # runs
_NAMED = 5  # entries of the folder that are no runs
_REASONS = 3  # of a closed gate


def runs_in(folder: Path) -> list[Run]:
    """Every run there, the latest first; what cannot be dated comes last."""
    found = [run_in(folder, name) for name in run_names(folder)]
    return sorted(found, key=lambda run: run.header.started_at.timestamp() if run.header else 0.0, reverse=True)


def run_in(folder: Path, name: str) -> Run:
    """The run of that name, read anew only where a file of it has changed."""
    return _read(str(folder / name), marks_of(folder / name))


@st.cache_resource(show_spinner=False, max_entries=200)
def _read(folder: str, marks: tuple[tuple[str, int, int], ...]) -> Run:  # noqa: ARG001 - what the cache goes by
    return read_run(Path(folder))


def show_overview(folder: Path, runs: list[Run]) -> None:
    """A card for each run, and what else lies in the folder."""
    st.title("Evals", anchor=False)
    st.markdown(
        "What the tutor answered to cases whose answers are known, and what scorers made of it. A mean stands with its"
        " 95 % interval."
    )
    st.markdown(small(f"From {folder}"))
    if not runs:
        st.info("There is no run here yet. Make one with:", icon=":material/science:")
        st.code("python -m evals run smoke", language=None, wrap_lines=True)
    for run in runs[:_SHOWN]:
        _card(run)
    if len(runs) > _SHOWN:
        st.markdown(small(f"And {counted(len(runs) - _SHOWN, 'earlier run')}."))
    _foreign(folder)


def _card(run: Run) -> None:
    with st.container(border=True, key=f"run-{run.name}"):
        st.page_link(
            "views/evals.py", label=f"**{literal(run.name)}**", icon=":material/science:",
            query_params={"run": run.name},
        )  # fmt: skip
        st.markdown(" ".join(badges(run)))
        if run.header:
            st.markdown(small(told(run)))
        show_wrong(run)
        show_state(run)
        if run.summary:
            found = [(name, run.summary.scorers[name]) for name in MAIN if name in run.summary.scorers]
            st.markdown("  \n".join(f"{literal(name)} **{literal(mean(each.overall))}**" for name, each in found))
        for gated in run.gates:
            show_gate(run, gated)


def badges(run: Run) -> list[str]:
    """What a run is, in a word or two each: a sign, a word and a colour."""
    progress = run.progress
    found = []
    if progress.complete:
        found.append(":green-badge[:material/check: complete]")
    elif progress.planned:
        found.append(f":orange-badge[:material/hourglass_top: {progress.done} of {progress.planned} answers]")
    if progress.errors:
        found.append(f":red-badge[:material/error: {counted(progress.errors, 'error')}]")
    if run.header is None:
        return [":gray-badge[:material/help: not readable]"]
    if not run.scores:
        found.append(":gray-badge[:material/pending: not scored]")
    return found


def told(run: Run) -> str:
    """What was asked of whom, when, and at which state of the code."""
    header = run.header
    if header is None:
        return ""
    answers = counted(run.progress.done, "answer")
    parts = [f"suite {header.suite}", answered_by(header), f"asked {when(header.started_at)}", answers]
    if header.epochs > 1:
        parts.append(f"each case {header.epochs} times")
    return " · ".join([*parts, f"revision {revision(header)}"])


def show_wrong(run: Run) -> None:
    """What of it cannot be read."""
    if run.wrong:
        st.warning(literal(" ".join(run.wrong)), icon=":material/error:")


def show_state(run: Run) -> None:
    """What is still to be done with it, and the command that does it."""
    progress = run.progress
    if run.header is None or not progress.planned:
        return
    if not progress.complete:
        last = f" The last one came {when(progress.last)}." if progress.last else ""
        _do(f"It is not complete: {progress.done} of {progress.planned} answers.{last} This goes on with it:",
            run.command)  # fmt: skip
    elif not run.scores:
        _do("It is not scored yet. This scores it:", command("score", run.folder))
    elif run.summary is None:
        _do("It is scored, and its figures are not kept. This keeps them:", command("score", run.folder))
    elif run.summary.scores != run.scores or run.summary.answers != progress.done:
        _do("The figures are older than its answers. This makes them anew:", command("score", run.folder))


def _do(words: str, line: str) -> None:
    st.markdown(literal(words))
    if line:
        st.code(line, language=None, wrap_lines=True)


def show_gate(run: Run, gated: Gated) -> None:
    """What the gate said, and the first reasons of a closed one."""
    sign = ":green-badge[:material/lock_open: gate open]" if gated.holds else ":red-badge[:material/lock: gate closed]"
    old = "" if gated.scores == run.scores else " It was asked before the scores there are now."
    because = [*gated.faults, *(f"{each.scorer}: {each.says}" for each in gated.rulings if each.ruling != "holds")]
    more = f"; and {len(because) - _REASONS} more" if len(because) > _REASONS else ""
    said = f". {'; '.join(because[:_REASONS])}{more}." if because else "."
    st.markdown(f"{sign} {literal(f'Against {gated.baseline}{said}{old}')}")


def _foreign(folder: Path) -> None:
    names = foreign_names(folder)
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        verb = "is no run and is" if len(names) == 1 else "are no runs and are"
        st.markdown(small(f"{', '.join(names[:_NAMED])}{more} {verb} left out."))
