"""What was tried, newest first: the question, the answer, what was found of it, and the words of the source."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from app.desk.words import counted, when
from app.evidence import state
from app.render import literal, shortened, small
from tutor.domain import ExerciseKind, Sitting, Span, Tried
from tutor.learn import Course
from tutor.learning.items.grading import LETTERS
from tutor.text.mapped import plain

_ATTEMPTS = "attempts"
_LONGEST_LABEL = 90  # characters


def show_history(tried: list[Tried], given: Course | None, under_way: Collection[str]) -> None:
    """Every attempt, but those of assessments `under_way`: what is right is told at their end."""
    told = [each for each in reversed(tried) if each.attempt.assessment not in under_way]
    if len(told) < len(tried):
        st.markdown(small("Answers of an assessment that is under way are shown when it is finished."))
    if not told:
        st.info(
            "Nothing is answered yet. Practise on the page Learn, or with: tutor learn practise",
            icon=":material/history:",
        )
        return
    limit = state.shown(_ATTEMPTS)
    for number, each in enumerate(told[:limit]):
        _attempt(each, given, len(told) - number)
    if len(told) > limit:
        left = counted(len(told) - limit, "earlier answer")
        st.button(f"Show more of {left}", on_click=state.show_earlier, args=[_ATTEMPTS], key="earlier-attempts")


def _attempt(each: Tried, given: Course | None, number: int) -> None:
    attempt, exercise = each.attempt, each.attempt.exercise
    mark, word = {
        True: (":material/check_circle:", "Right"),
        False: (":material/cancel:", "Wrong"),
        None: (":material/help:", "Not graded"),
    }[attempt.right]
    question = exercise.prompt.replace("\n", ": ", 1)  # below the heading of its section
    label = f"**{word}** · {literal(shortened(question, _LONGEST_LABEL))}"
    with st.expander(label, icon=mark, key=f"attempt-{number}"):
        sitting = "in an assessment" if attempt.assessment else "in practice"
        st.markdown(small(f"{_title(exercise.skill, given)} · {when(each.at)} · {sitting}"))
        _words("Question", "\n".join([exercise.prompt, *_options(each)]))
        _words("Your answer", attempt.words.strip() or "(nothing)")
        st.markdown(f"**{word}**: {literal(attempt.verdict.reason)}" if attempt.verdict.reason else f"**{word}**")
        for one in attempt.met:
            st.markdown(literal(f"Asked for: {one.criterion.text} Your words: {one.said or 'none'} ({one.score:.0%})."))
        if not attempt.right:
            _words("What is right", exercise.answer)
        _words("The source says", plain(exercise.evidence.quote))
        _source(exercise.evidence.span, exercise.evidence.quote, given)


def _options(each: Tried) -> list[str]:
    exercise = each.attempt.exercise
    names = LETTERS if exercise.kind is ExerciseKind.CHOICE else tuple(map(str, range(1, len(exercise.options) + 1)))
    return [f"{name}. {option}" for name, option in zip(names, exercise.options, strict=False)]


def _words(head: str, words: str) -> None:
    st.markdown(f"**{head}**")
    st.code(words, language=None, wrap_lines=True)


def _title(key: str, given: Course | None) -> str:
    found = {f"{skill.corpus}/{skill.id}": skill.title for skill in given.skills} if given else {}
    return found.get(key, key or "A topic")


def _source(span: Span, quote: str, given: Course | None) -> None:
    """The way to the words, where the corpus that is published now still has them there."""
    document = given.documents.get(span.corpus, {}).get(span.document) if given else None
    if given is None or document is None or document.text[span.start : span.end] != quote:
        st.markdown(small(f"From {span.document} of {span.corpus}, which does not have these words there any more."))
        return
    st.page_link(
        "views/source.py",
        label=literal(f"See it in {document.source.title}"),
        icon=":material/article:",
        query_params={
            "corpus": span.corpus,
            "release": given.releases[span.corpus],
            "document": span.document,
            "start": str(span.start),
            "end": str(span.end),
        },
    )


def under_way(sittings: list[Sitting], tried: list[Tried]) -> set[str]:
    """The assessments that were begun and not finished."""
    answered: dict[str, set[str]] = {}
    for each in tried:
        answered.setdefault(each.attempt.assessment, set()).add(each.attempt.exercise.id)
    return {
        each.id for each in sittings if {one.id for one in each.exercises} - answered.get(each.id, set())
    }  # fmt: skip
