"""What is shown of the learner: skills with their intervals, assessments and badges, what was tried, and all data."""

from __future__ import annotations

import streamlit as st

from app import session
from app.desk.bringing import show_told
from app.evidence.badges_view import show_assessments
from app.evidence.checking_view import show_check
from app.evidence.history_view import show_history, under_way
from app.evidence.own_data_view import show_own_data
from app.evidence.skills_view import show_skills
from app.evidence.taught import taught
from app.render import literal
from tutor.errors import GroundworkError
from tutor.learn import History, sittings
from tutor.parts import Parts


def page() -> None:
    """The whole page."""
    parts = session.parts()
    st.title("Evidence", anchor=False)
    try:
        _learned(parts)
    except GroundworkError as error:  # a record that cannot be read can still be erased
        st.error(literal(str(error)), icon=":material/error:")
    st.subheader("Check a badge", anchor=False)
    show_check()
    st.subheader("Your data", anchor=False)
    with st.container():  # always there: what comes and goes in it does not close what is open below
        show_told(parts.settings.home)
    show_own_data(parts)


def _learned(parts: Parts) -> None:
    """Skills, assessments with their badges, and every answer."""
    given, why_not = taught(parts)
    history = History(parts)
    taken = sittings(parts)
    unfinished = under_way(taken, history.tried)
    st.subheader("Skills", anchor=False)
    if given:
        show_skills(given, history, parts)
    else:
        st.info(literal(why_not), icon=":material/school:")
    st.subheader("Assessments and badges", anchor=False)
    show_assessments(taken, history.tried, unfinished, parts)
    st.subheader("History", anchor=False)
    show_history(history.tried, given, unfinished)


page()
