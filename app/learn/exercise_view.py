"""One exercise: posed, answered, and what is told of the answer."""

from __future__ import annotations

import streamlit as st

from app.render import literal, small
from app.source_link import show_source_link
from tutor.domain import Attempt, Exercise, ExerciseKind
from tutor.learn import Course
from tutor.learning.items.grading import LETTERS, LONGEST_ANSWER
from tutor.text.mapped import plain

_ASKED = {
    ExerciseKind.FILL_IN: "What is left out",
    ExerciseKind.CHOICE: "Which one",
    ExerciseKind.FIND_ERROR: "The word or number that the source does not have",
    ExerciseKind.ORDER: "Press them in order",
    ExerciseKind.SHORT: "In your own words",
    ExerciseKind.SQL: "Your query",
    ExerciseKind.TASK: "The numbers of what is done",
}
_SIGNS = {
    True: (":material/check_circle:", "Right"),
    False: (":material/cancel:", "Not so"),
    None: (":material/help:", "Not graded"),
}


def answered(exercise: Exercise, name: str) -> str | None:
    """Pose it; what the learner answers, empty where they do not know, None while they have not."""
    pose(exercise)
    with st.form(f"answer-{name}", border=False):
        words = _words(exercise, name)
        with st.container(horizontal=True):
            checked = st.form_submit_button("Check", type="primary", icon=":material/check:")
            unknown = st.form_submit_button("I do not know", icon=":material/help:")
    if unknown:
        return ""
    if checked and not words.strip():
        st.warning("Answer first, or say that you do not know.", icon=":material/info:")
        return None
    return words if checked else None


def pose(exercise: Exercise) -> None:
    """What it is about, and what is asked."""
    about, _, asked = exercise.prompt.partition("\n")
    sql = exercise.kind is ExerciseKind.SQL
    if asked:
        st.markdown(small(about))
    st.code((asked or about) if sql else plain(asked or about), language=None, wrap_lines=True)


def _words(exercise: Exercise, name: str) -> str:
    label, key = _ASKED[exercise.kind], f"words-{name}"
    if exercise.kind is ExerciseKind.CHOICE:
        shown = [literal(each) for each in exercise.options]
        picked = st.radio(
            label, range(len(shown)), format_func=lambda at: f"{LETTERS[at]}. {shown[at]}", index=None, key=key
        )
        return exercise.options[picked] if picked is not None else ""
    if exercise.kind is ExerciseKind.ORDER:
        numbers = range(1, len(exercise.options) + 1)
        chosen = st.multiselect(label, numbers, format_func=lambda at: f"{at}. {exercise.options[at - 1]}", key=key)
        st.markdown("\n".join(f"{at}. {literal(exercise.options[at - 1])}" for at in numbers))
        return " ".join(map(str, chosen))
    if exercise.kind in (ExerciseKind.SHORT, ExerciseKind.SQL):
        return str(st.text_area(label, max_chars=LONGEST_ANSWER, key=key))
    return str(st.text_input(label, max_chars=300, key=key))


def tell(attempt: Attempt, given: Course | None) -> None:
    """What was found of the answer, with the learner's words and the source's."""
    exercise, said = attempt.exercise, attempt.words.strip()
    sql = exercise.kind is ExerciseKind.SQL
    pose(exercise)
    icon, word = _SIGNS[attempt.right]
    show = {True: st.success, False: st.error, None: st.warning}[attempt.right]
    reason = attempt.verdict.reason if said else "you did not answer"
    show(f"**{word}**" + (f": {literal(reason)}" if reason else ""), icon=icon)
    if said:
        st.markdown(small(f"You answered: {said}"))
    for each in attempt.met:
        st.markdown(literal(f"Asked for: {each.criterion.text}"))
        st.markdown(small(f"Your words: {each.said or 'none'} ({each.score:.0%})"))
    if not attempt.right:
        st.markdown("**What is right**")
        st.code(exercise.answer, language=None, wrap_lines=True)  # colours of keywords are too pale for some
    if not sql:
        st.markdown("**The source says**")
        st.code(plain(exercise.evidence.quote), language=None, wrap_lines=True)
    show_source_link(exercise.evidence, given)
