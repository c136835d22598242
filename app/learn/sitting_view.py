"""An assessment: the rule first, then one exercise after the other, closed book; what came of it at the end.

The record has what was asked and answered, so it goes on after a reload, in another tab, and on the command line.
"""

from __future__ import annotations

import streamlit as st

from app import session
from app.learn import state
from app.learn.exercise_view import answered
from app.render import literal, small
from tutor.domain import Sitting, Skill
from tutor.errors import GroundworkError
from tutor.learn import Course, answer, begin, left, outcome, sittings
from tutor.learning.assessment import AGAIN_AFTER, RULE
from tutor.learning.mastery import skill_key
from tutor.parts import Parts


def show_assessment(wanted: str, given: Course, parts: Parts) -> None:
    """The assessment of the skill with that key that is under way, or what begins one."""
    st.button("Learn", icon=":material/arrow_back:", type="tertiary", on_click=state.go)
    try:
        skill = given.skill(wanted)
        st.title(literal(f"Assessment: {skill.title}"), anchor=False)
        sitting = _under_way(skill, parts)
        if sitting is None:
            _begin(skill, given, parts)
        else:
            _go_on(sitting, parts)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")


def _under_way(skill: Skill, parts: Parts) -> Sitting | None:
    """The newest one, if it began within a day."""
    taken = [each for each in sittings(parts) if each.skill == skill_key(skill)]
    newest = taken[0] if taken else None
    return newest if newest and newest.at and session.now() < newest.at + AGAIN_AFTER else None


def _begin(skill: Skill, given: Course, parts: Parts) -> None:
    st.markdown(literal(skill.can))
    st.markdown(literal(RULE))
    st.markdown("Close your sources. What is right is told at the end, and nothing before.")
    if st.button("Begin", type="primary", icon=":material/play_arrow:"):
        with st.spinner("Choosing twenty exercises, and checking each …"):
            begin(skill, given, parts, session.now())
        st.rerun()


def _go_on(sitting: Sitting, parts: Parts) -> None:
    waiting, total = left(sitting, parts), len(sitting.exercises)
    if not waiting:
        _end(sitting, parts)
        return
    number = total - len(waiting) + 1
    st.progress((number - 1) / total, f"{number} of {total}")
    words = answered(waiting[0], f"{sitting.id}-{waiting[0].id}")
    if words is not None:
        answer(waiting[0], words, parts, session.now(), sitting.id)
        st.rerun()
    st.markdown(small("You may leave and come back by this page's address within a day. What is left out is wrong."))


def _end(sitting: Sitting, parts: Parts) -> None:
    found = outcome(sitting, parts)
    if found.passed:
        st.success(f"**Passed.** {literal(found.words)}", icon=":material/check_circle:")
        st.markdown("It can be shown to others as a badge that they verify without trusting anybody.")
    else:
        st.error(f"**Not passed.** {literal(found.words)}", icon=":material/cancel:")
        st.markdown("What you answered, and what is right, is in your history. It can be tried again after a day.")
    st.page_link("views/evidence.py", label="Evidence", icon=":material/workspace_premium:")
