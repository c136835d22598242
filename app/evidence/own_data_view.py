"""The learner's own data: all of it in one file, and all of it gone."""

from __future__ import annotations

import streamlit as st

from app import session
from app.desk.words import counted
from app.evidence import state
from app.render import literal
from tutor.errors import BadInput, GroundworkError
from tutor.learner import Erased, Traces, erase, exported, traces
from tutor.parts import Parts

_WORD = "erase"


def show_own_data(parts: Parts) -> None:
    """Export and erase."""
    found = traces(parts.settings.home)
    st.markdown(
        "All that is kept of you is on this machine: conversations, answers, practice, assessments, badges and your"
        " brief."
    )
    st.download_button(
        "Export all of it", lambda: exported(parts, session.now()), f"groundwork-{session.now():%Y-%m-%d}.json",
        "application/json", icon=":material/download:", on_click="ignore", key="export",
        help="One JSON file. The keys that sign your badges are left out: tutor learner export --with-keys adds them.",
    )  # fmt: skip
    with st.expander("Erase all of it", icon=":material/delete_forever:"):
        if found.empty:
            st.markdown("There is nothing of you to erase.")
        else:
            _confirm(found, parts)


def _confirm(found: Traces, parts: Parts) -> None:
    st.markdown(f"For good, with no way back: {literal(_in_words(found))}. Export it first if you may want it again.")
    st.markdown(
        "The corpora and all other settings stay, and so do badges and exports that you saved. Badges you gave out stay"
        " valid; without the key, others cannot be issued under the same identifier."
    )
    with st.form("erase", border=False, clear_on_submit=True):
        typed = st.text_input(f"Type “{_WORD}” to confirm", key="erase-word", autocomplete="off")
        if st.form_submit_button("Erase for good", icon=":material/delete_forever:"):
            _erase(typed, parts)


def _erase(typed: str, parts: Parts) -> None:
    try:
        if typed.strip().lower() != _WORD:
            raise BadInput("Nothing was erased.", f"Type the word {_WORD} to confirm.")
        session.under_way().stop_all()  # what is being answered would come on record again
        gone = erase(parts.settings.home)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    state.forget_issued()
    session.tell(_gone(gone))
    st.rerun()


def _in_words(found: Traces) -> str:
    told = [counted(found.entries, "entry of the record", "entries of the record")]
    if found.keys:
        told.append(f"{counted(len(found.keys), 'key')} ({', '.join(found.keys)})")
    if found.settings:
        told.append(f"of the settings {', '.join(found.settings)}")
    return ", ".join(told)


def _gone(gone: Erased) -> str:
    return f"Erased: {_in_words(gone)}. What stays: {'; '.join(gone.stays)}."
