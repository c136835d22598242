"""Practice: some exercises one after the other, on a skill, on what is due, or on what an answer cites."""

from __future__ import annotations

import streamlit as st

from app import session
from app.desk.words import counted
from app.learn import state
from app.learn.exercise_view import answered, tell
from app.render import literal, small
from tutor.errors import BadInput, GroundworkError
from tutor.learn import Course, answer, due
from tutor.parts import Parts
from tutor.practise import from_answer, on_skill

AT_ONCE = 5  # exercises of one round
_DUE, _ANSWER = "due", "answer:"


def show_practice(wanted: str, given: Course | None, parts: Parts, minutes: float) -> None:
    """A round on the skill with that key, on what is `due`, or on the `answer:` to a question on record."""
    st.button("Learn", icon=":material/arrow_back:", type="tertiary", on_click=state.go)
    try:
        title, current = _round(wanted, given, parts, minutes)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    st.title(literal(title), anchor=False)
    for notice in current.notices:
        st.info(literal(notice), icon=":material/info:")
    if not current.exercises:
        nothing = "Nothing is due now." if wanted == _DUE else "There is nothing on it that you have not seen."
        st.info(nothing, icon=":material/done_all:")
    elif current.at is None:
        _end(wanted, current, given)
    else:
        _one(wanted, current, given, parts)


def _round(wanted: str, given: Course | None, parts: Parts, minutes: float) -> tuple[str, state.Round]:
    """What it is on, and the round in this tab; a new one where there is none."""
    before = state.rounds(wanted)
    if wanted == _DUE:
        title = "Due today"
    elif wanted.startswith(_ANSWER):
        title = "Practise what you were answered"
    elif given is None:
        raise BadInput("No corpus here has skills.", "Load a corpus that has a skills.toml.")
    else:
        title = given.skill(wanted).title
    if before:
        return title, before
    with st.spinner("Choosing exercises, and checking each …"):
        found = _chosen(wanted, given, parts, minutes)
    state.keep_round(wanted, found)
    return title, found


def _chosen(wanted: str, given: Course | None, parts: Parts, minutes: float) -> state.Round:
    if wanted == _DUE:
        return state.Round(tuple(each.exercise for each in due(parts, session.now(), minutes).due))
    if wanted.startswith(_ANSWER):
        number = wanted.removeprefix(_ANSWER)
        exchange = parts.record.exchange(int(number)) if number.isdecimal() else None
        if exchange is None or exchange.answer is None:
            raise BadInput(f"There is no answer {number!r} on record.", "Open the conversation, and press it there.")
        return state.Round(tuple(from_answer(exchange.answer, given, parts, AT_ONCE)))
    assert given is not None  # said before
    found = on_skill(given.skill(wanted), given, parts, AT_ONCE, session.now())
    return state.Round(found.exercises, found.notices)


def _one(wanted: str, current: state.Round, given: Course | None, parts: Parts) -> None:
    exercise, total = current.at, len(current.exercises)
    assert exercise is not None  # said before
    number = len(current.attempts) + (not current.told)
    st.progress((number - 1 + current.told) / total, f"{number} of {total}")
    if current.told:
        tell(current.attempts[-1], given)
        if st.button("Next" if number < total else "Done", type="primary", icon=":material/arrow_forward:"):
            current.told = False
            st.rerun()
        return
    words = answered(exercise, f"{wanted}-{number}")
    if words is not None:
        attempt = answer(exercise, words, parts, session.now())
        current.attempts = (*current.attempts, attempt)
        current.told = True
        st.rerun()


def _end(wanted: str, current: state.Round, given: Course | None) -> None:
    right, answers = sum(bool(each.right) for each in current.attempts), counted(len(current.attempts), "answer")
    st.success(
        f"{right} of {answers} right. All are on record, and come back when they are due.", icon=":material/flag:"
    )
    skill = given.skill(wanted) if given and "/" in wanted else None
    if skill:
        st.markdown(small("What is shown of a skill, and how surely, is on the page Evidence."))
    with st.container(horizontal=True):
        if st.button("More exercises", icon=":material/replay:"):
            state.leave_round(wanted)
            st.rerun()
        if skill:
            st.button("Take the assessment", icon=":material/workspace_premium:", on_click=state.go,
                      kwargs={"assess": wanted})  # fmt: skip
