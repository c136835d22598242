"""Learning: the brief, the way to a goal, what is due, practice, and assessments."""

from __future__ import annotations

import streamlit as st

from app import session
from app.desk.words import counted, when
from app.evidence.taught import taught
from app.learn import state
from app.learn.brief_view import show_brief
from app.learn.path_view import show_path
from app.learn.practice_view import show_practice
from app.learn.sitting_view import show_assessment
from app.render import literal
from tutor.errors import GroundworkError
from tutor.learn import due
from tutor.parts import Parts

_MINUTES = 10.0


def page() -> None:
    """The whole page, or the practice or assessment that the address names."""
    parts = session.parts()
    given, why_not = taught(parts)
    practise, assess = st.query_params.get("practise", ""), st.query_params.get("assess", "")
    if practise:
        show_practice(practise, given, parts, _MINUTES)
        return
    if assess and given:
        show_assessment(assess, given, parts)
        return
    st.title("Learn", anchor=False)
    st.subheader("Your brief", anchor=False)
    show_brief(given, parts)
    st.subheader("Where to", anchor=False)
    if given:
        show_path(given, parts)
    else:
        st.info(literal(why_not), icon=":material/school:")
    st.subheader("Due today", anchor=False)
    _due(parts)


def _due(parts: Parts) -> None:
    minutes = st.number_input("Minutes you have", 1.0, 600.0, _MINUTES, 5.0)
    try:
        found = due(parts, session.now(), minutes)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    if found.due:
        more = f"; {found.waiting} more wait" if found.waiting else ""
        st.markdown(f"{counted(len(found.due), 'exercise')} to look at again{more}.")
        st.button("Practise what is due", icon=":material/event_repeat:", on_click=state.go, kwargs={"practise": "due"})
    elif found.upcoming:
        st.markdown(f"Nothing is due now. The next one is {when(found.upcoming)}.")
    else:
        st.markdown("Nothing yet: what you practise comes back here before you forget it.")


page()
