"""The learner's brief: typed, or drawn from a post and corrected; in force only once it is used."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import ValidationError

from app import session
from app.learn import state
from app.render import literal, small
from tutor.brief import LONGEST_POST, current, drawn, forget, keep
from tutor.domain import Brief, Drawn
from tutor.errors import BadInput, GroundworkError, wrong_fields
from tutor.job import match
from tutor.learn import Course
from tutor.learning.post import tool_of
from tutor.parts import Parts

_FIELDS: Mapping[str, tuple[str, str]] = {
    "role": ("What you work as", "data analyst"),
    "domain": ("Field and country", "retail, in Germany"),
    "level": ("How much you know of it", "beginner"),
    "tools": ("Tools and their versions", "PostgreSQL 16, Metabase"),
    "examples": ("What examples should be in", "SQL"),
    "deliverable": ("What you deliver", "A sales dashboard"),
    "stack": ("What it has to fit into", "Postgres, dbt"),
    "deadline": ("Until when", "by Friday"),
    "client": ("For whom", "Nordwind Coffee"),
    "constraints": ("Budget and conditions", "900 EUR; customer names stay on the server"),
}
_LONG = ("deliverable", "constraints")


def show_brief(given: Course | None, parts: Parts) -> None:
    """The brief in a line, and what changes it."""
    brief, found = current(parts.record), state.drawn()
    if not brief.empty:
        st.markdown(" · ".join(f"**{literal(name)}** {literal(said)}" for name, said in brief.said()))
        if not parts.settings.brief:
            st.markdown(small("Answers are not fitted to it: the setting brief is off."))
    else:
        st.markdown(
            "Say what you work on: answers, paths and searches are then fitted to it. It stays on this machine."
        )
    with st.expander("Read a job post or a client's message", icon=":material/contact_page:", key="post"):
        _post(given, parts)
    words = "Correct what was read, and use it" if found else "Write it" if brief.empty else "Change it"
    with st.expander(words, expanded=found is not None, icon=":material/edit:", key=f"write-{state.form()}"):
        _form(found, brief, parts)
    if not brief.empty and st.button("Forget my brief", icon=":material/delete:", type="tertiary"):
        count = forget(parts)
        state.keep_drawn(
            Drawn(brief=brief, notices=(f"Removed from the record, {count} in all. Use it again if you like.",))
        )
        st.rerun()


def _post(given: Course | None, parts: Parts) -> None:
    sent = f" It is sent to {literal(parts.settings.endpoint)}." if parts.chat else " Nothing is sent anywhere."
    with st.form("post-form", border=False):
        text = st.text_area("Post or message", max_chars=LONGEST_POST, height=160)
        st.markdown(f":small[It is read for your brief, and compared with what you have shown.{sent}]")
        if not st.form_submit_button("Read it", icon=":material/search:", type="primary"):
            return
    try:
        state.keep_drawn(drawn(text, parts))
        state.keep_job(match(text, given, parts) if given else None)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    st.rerun()


def _form(found: Drawn | None, before: Brief, parts: Parts) -> None:
    for notice in found.notices if found else ():
        st.info(literal(notice), icon=":material/info:")
    shown = found.brief if found else before
    with st.form(f"brief-{state.form()}", border=False):
        left, right = st.columns(2)
        told = {
            name: _field(name, shown, found, left if number % 2 == 0 else right)
            for number, name in enumerate(_FIELDS)
        }  # fmt: skip
        used = st.form_submit_button("Use this brief", icon=":material/check:", type="primary")
    if found and st.button("Put it aside", type="tertiary"):
        state.keep_drawn(None)
        st.rerun()
    if used:
        _use(told, parts)


def _field(name: str, shown: Brief, found: Drawn | None, where: st.delta_generator.DeltaGenerator) -> str:
    label, example = _FIELDS[name]
    value = ", ".join(tool.words for tool in shown.tools) if name == "tools" else getattr(shown, name)
    read = f"Read from: {found.found[name]}" if found and name in found.found else None
    make = where.text_area if name in _LONG else where.text_input
    return str(make(label, value, placeholder=example, help=literal(read) if read else None,
                    max_chars=2000 if name in _LONG else 300, key=f"{name}-{state.form()}"))  # fmt: skip


def _use(told: dict[str, str], parts: Parts) -> None:
    tools = [tool_of(each.strip()) for each in told.pop("tools").split(",") if each.strip()]
    try:
        keep(Brief.model_validate({**told, "tools": tools}), parts, session.now())
    except ValidationError as error:
        wrong = BadInput(f"The brief cannot be kept: {wrong_fields(error)}.", "Say it more briefly.")
        st.error(literal(str(wrong)), icon=":material/error:")
        return
    state.keep_drawn(None)
    st.rerun()
