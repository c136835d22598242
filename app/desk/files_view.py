"""The files of a corpus with what became of each, live while a load is under way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from app import session
from app.desk.bringing import empty_words, published_paths, put_back_file, show_missing, show_ways_in, take_away
from app.desk.facts_view import show_facts
from app.desk.folder import DeskFile, folder_of, kept_files, linked, set_aside
from app.desk.kept_report import KeptReport, last_report
from app.desk.shown import show_files
from app.desk.under_way import Kind, Work
from app.desk.words import became, counted, size, when
from app.desk.work_view import LOOK_AGAIN, show_end_of_fetch, show_end_of_load, show_progress, start_check, start_load
from app.render import literal, small
from tutor.domain import FileReport
from tutor.parts import Parts

_MOST_SHOWN = 2000  # files on one page
_ASIDE_SHOWN = 20


def show_part(corpus: str, parts: Parts) -> None:
    """Ways in, what can be done, and the list."""
    home = parts.settings.home
    if session.desk_work().busy(corpus):
        st.fragment(_list, run_every=LOOK_AGAIN)(corpus, parts)
        return
    show_ways_in(corpus, parts)
    show_end_of_fetch(corpus)
    folder = folder_of(home, corpus)
    files = kept_files(folder)
    if files:
        show_missing(published_paths(corpus, parts), files)
        _actions(corpus, parts)
        _list(corpus, parts)
        show_facts(corpus, folder, files)
    else:
        st.info(literal(empty_words(corpus, is_published=corpus in parts.shelf.corpora())), icon=":material/inbox:")
    if not linked(home, corpus):
        _aside(corpus, home, folder)


def _actions(corpus: str, parts: Parts) -> None:
    check = st.toggle(
        "Check first, and publish only when nothing is open that must be settled", value=True, key="check-first"
    )
    with st.container(horizontal=True):
        st.button(
            "Load and publish", type="primary", icon=":material/publish:", on_click=start_load, args=[corpus, parts],
            kwargs={"check": check},
        )  # fmt: skip
        st.button("Only check", icon=":material/fact_check:", on_click=start_check, args=[corpus, parts])


# ------------------------------------------------------------------ the list


def _list(corpus: str, parts: Parts) -> None:
    home = parts.settings.home
    work = session.desk_work().busy(corpus)
    if work is None and session.watched_work(corpus):
        st.rerun()  # the whole page, once: what is around the list changes too
    report = last_report(home, corpus)
    if work:
        session.watch_work(corpus)
        show_progress(work)
    else:
        show_end_of_load(corpus, parts, report)
    folder = folder_of(home, corpus)
    files = kept_files(folder)
    if work and work.kind is Kind.LOAD:
        known, read = {file.path: file for file in list(work.files)}, _read(work, len(files))
        rows = [_live(each, known, read=number < read) for number, each in enumerate(files)]
    else:
        rows = _rows(files, report, set(published_paths(corpus, parts)), own=not linked(home, corpus))
    st.markdown(small(f"{counted(len(files), 'file')}, {size(sum(file.size for file in files))}"))
    if len(rows) > _MOST_SHOWN:
        st.markdown(small(f"The first {_MOST_SHOWN:,} are shown; the report as JSON names all."))

    def wished(wish: str, path: str) -> None:
        if wish == "remove":
            take_away(corpus, home, path)
        else:
            session.open_part("Try", path)

    show_files(rows[:_MOST_SHOWN], f"files-{corpus}", wished)


def _rows(
    files: list[DeskFile], report: KeptReport | None, published: Collection[str], *, own: bool
) -> list[dict[str, Any]]:
    if report is None:
        return [_unreported(each, published, own=own) for each in files]
    known = {file.path: file for file in report.report.files}
    rows = [_settled(each, known.get(each.path), report, own=own) for each in files]
    there = {each.path for each in files}
    gone = [path for path in known if path not in there]
    return rows + [_row(path, "", "gone", "removed since it was loaded", []) for path in gone]


def _unreported(file: DeskFile, published: Collection[str], *, own: bool) -> dict[str, Any]:
    """A file of a corpus that was never loaded from this desk."""
    if file.path in published:
        return _row(file.path, size(file.size), "published", "but not loaded from this desk yet", _actions_on(own=own))
    return _row(file.path, size(file.size), "new", "not loaded yet", _actions_on(own=own))


def _read(work: Work, count: int) -> int:
    """How many of the files, in their order, were read until now."""
    last = work.last
    return last.done if last.step == "read" else count if last.step in ("embed", "check") else 0


def _live(file: DeskFile, known: Mapping[str, FileReport], *, read: bool) -> dict[str, Any]:
    found = known.get(file.path)
    status, words = (found.status.value, became(found)) if found else ("read" if read else "waiting", "")
    return _row(file.path, size(file.size), status, words, [])


def _settled(file: DeskFile, found: FileReport | None, report: KeptReport, *, own: bool) -> dict[str, Any]:
    actions = _actions_on(own=own)
    if found is None:
        return _row(file.path, size(file.size), "new", "not loaded yet", actions)
    if file.changed > report.at:
        was = f"changed since it was loaded; then {found.status.value}"
        return _row(file.path, size(file.size), "changed", was, actions)
    return _row(file.path, size(file.size), found.status.value, became(found), actions)


def _actions_on(*, own: bool) -> list[list[str]]:
    return [["look", "Look"], *([["remove", "Remove"]] if own else [])]


def _row(path: str, bytes_: str, status: str, words: str, actions: list[list[str]]) -> dict[str, Any]:
    return {"path": path, "size": bytes_, "status": status, "words": words, "actions": actions}


# ------------------------------------------------------------------ what was removed


def _aside(corpus: str, home: Path, folder: Path) -> None:
    aside = set_aside(folder)
    if not aside:
        return
    with st.expander(f"Removed or replaced: {counted(len(aside), 'file')}", icon=":material/restore_from_trash:"):
        for each in aside[:_ASIDE_SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{literal(each.path)}  \n{small(f'{size(each.size)}, of {when(each.changed)}')}")
                st.button(
                    "Put back", icon=":material/undo:", key=f"back-{each.path}", on_click=put_back_file,
                    args=[corpus, home, each.path],
                )  # fmt: skip
