"""What the check found: each finding with its words in their place, to be accepted with a reason, or mended."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import streamlit as st

from app import session
from app.desk.folder import folder_of, kept_files
from app.desk.shown import show_place
from app.desk.trying import as_now
from app.desk.under_way import Kind, Work
from app.desk.words import counted, when
from app.desk.work_view import start_check
from app.render import literal, shortened, small
from app.statements import surroundings
from tutor.corpus.manifest import MANIFEST, read_manifest
from tutor.corpus.vetting.accepting import accept, reject
from tutor.domain import Finding, Vetted, Weight
from tutor.errors import GroundworkError
from tutor.parts import Parts

_AT_ONCE = 15  # findings on one page
_MARKS: dict[Weight, tuple[str, str, Literal["red", "orange", "blue"]]] = {
    Weight.MUST: ("Must be settled", ":material/error:", "red"),
    Weight.SHOULD: ("Should be settled", ":material/warning:", "orange"),
    Weight.NOTE: ("Good to know", ":material/info:", "blue"),
}
_OPEN, _ACCEPTED = "Open", "Accepted"


def show_part(corpus: str, parts: Parts) -> None:
    """The last check of this corpus, or the way to the first."""
    folder = folder_of(parts.settings.home, corpus)
    work, found = _last(corpus)
    busy = session.desk_work().busy(corpus)
    if work and work.done and work.failure:
        st.error(literal(work.failure), icon=":material/error:")
    if found is None or work is None:
        if not busy:
            st.markdown(
                "The check looks for missing or unfit licences, passed dates, copies, contradictions, secrets and"
                " personal data, words that instruct a model, broken links, and pages with little text."
            )
            _button("Check", corpus, parts)
        return
    if not busy:
        _summary(corpus, parts, work, found, folder)
    _findings(corpus, folder, _with_acceptances(found, folder))


def _last(corpus: str) -> tuple[Work | None, Vetted | None]:
    """The newest work that checked, as a check or before a load, and what it found."""
    works = [session.desk_work().last(corpus, kind) for kind in (Kind.CHECK, Kind.LOAD)]
    checked = [work for work in works if work and (isinstance(work.result, Vetted) or work.kind is Kind.CHECK)]
    newest = max(checked, key=lambda work: work.began, default=None)
    found = newest.result if newest else None
    return newest, found if isinstance(found, Vetted) else None


def _button(label: str, corpus: str, parts: Parts) -> None:
    st.button(
        label, icon=":material/fact_check:", on_click=start_check, args=[corpus, parts],
        disabled=not kept_files(folder_of(parts.settings.home, corpus)),
    )  # fmt: skip


def _with_acceptances(found: Vetted, folder: Path) -> list[Finding]:
    """The findings, with what was accepted or taken back since."""
    try:
        reasons: Mapping[str, str] = {each.key: each.reason for each in read_manifest(folder, found.corpus).accepted}
    except GroundworkError:
        return list(found.findings)
    return [each.model_copy(update={"accepted": reasons.get(each.key, "")}) for each in found.findings]


def _summary(corpus: str, parts: Parts, work: Work, found: Vetted, folder: Path) -> None:
    changed = any(file.changed > work.began for file in kept_files(folder))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(small(f"{counted(found.files, 'file')} checked, {when(work.began)}"))
        _button("Check again", corpus, parts)
    if changed:
        st.info("Files were changed since. Check again to see what holds now.", icon=":material/update:")
    for note in found.notes:
        st.markdown(small(note))
    if found.unread:
        with st.expander(f"{counted(len(found.unread), 'file')} could not be looked at"):
            for file in found.unread:
                st.markdown(f"**{literal(file.path)}** {literal(file.reason)}")
    if found.outdated:
        keys = ", ".join(each.key for each in found.outdated)
        st.info(literal(f"Accepted, and not found any more: {keys}."), icon=":material/info:")


# ------------------------------------------------------------------ findings


def _findings(corpus: str, folder: Path, found: list[Finding]) -> None:
    if not found:
        st.success("Nothing was found.", icon=":material/check:")
        return
    still_open = [each for each in found if each.open]
    labels = {_OPEN: f"Open {len(still_open)}", _ACCEPTED: f"Accepted {len(found) - len(still_open)}"}
    picked = st.segmented_control(
        "Findings", list(labels), default=_OPEN, format_func=labels.__getitem__, key=f"findings-{corpus}",
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    shown = [each for each in found if each.open == (picked == _OPEN)]
    shown.sort(key=lambda each: list(Weight).index(each.weight))
    if not shown:
        words = "Nothing is open." if picked == _OPEN else "Nothing was accepted."
        st.success(words, icon=":material/check:")
        return
    page = 1
    if len(shown) > _AT_ONCE:
        pages = -(-len(shown) // _AT_ONCE)
        page = int(st.number_input(f"Page, of {pages}", 1, pages, 1, key=f"page-{corpus}-{picked}"))
    for finding in shown[(page - 1) * _AT_ONCE : page * _AT_ONCE]:
        _finding(corpus, folder, finding)


def _finding(corpus: str, folder: Path, finding: Finding) -> None:
    label, icon, colour = _MARKS[finding.weight]
    with st.container(border=True, key=f"finding-{finding.key}"):
        place = finding.place or (f"line {finding.line}" if finding.line else "")
        st.badge(f"{label}: {finding.kind.value}", icon=icon, color=colour)
        st.markdown(f"**{literal(finding.path)}** {small(place) if place else ''}")
        st.markdown(literal(_sentence(finding.says)))
        _words(corpus, folder, finding)
        if finding.accepted:
            st.markdown(f"Accepted: {literal(finding.accepted)}")
            st.button(
                "Take back", icon=":material/undo:", key=f"back-{finding.key}", on_click=_take_back,
                args=[corpus, folder, finding],
            )  # fmt: skip
            return
        st.markdown(small(_sentence(finding.cure)))
        with st.popover("Accept", icon=":material/check:"), st.form(f"accept-{finding.key}", border=False):
            st.text_input("Why it may stay", key=f"reason-{finding.key}")
            st.form_submit_button("Accept it", on_click=_accept, args=[corpus, folder, finding])


def _sentence(words: str) -> str:
    words = words.strip()
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '!', '?')) else '.'}" if words else ""


def _words(corpus: str, folder: Path, finding: Finding) -> None:
    """The words in their place, where the file still has them there."""
    if finding.span and finding.path != MANIFEST:
        try:
            document = as_now(corpus, folder, finding.path).document
        except GroundworkError:
            document = None
        start, end = finding.span
        if document and end <= len(document.text):
            show_place(document, surroundings(document, start, end), (start, end))
            return
    if finding.words:
        st.markdown(f"“{literal(shortened(finding.words, 300))}”")


def _accept(corpus: str, folder: Path, finding: Finding) -> None:
    try:
        accept(folder, corpus, finding, str(session.value(f"reason-{finding.key}") or ""), session.now().date())
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        session.tell(f"Accepted, with your reason in {MANIFEST}. It can be taken back under “Accepted”.")


def _take_back(corpus: str, folder: Path, finding: Finding) -> None:
    try:
        reject(folder, corpus, finding.key)
    except GroundworkError as error:
        session.tell(str(error), failed=True)
