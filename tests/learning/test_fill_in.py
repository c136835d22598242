"""Fill-in exercises."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.checking.passages import passages as passages_of
from tests.strategies import MARKDOWN
from tutor.domain import Exercise, Label
from tutor.learning.fill_in import GAP, fill_ins, grade
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.text.mapped import plain
from tutor.text.words import STOPWORDS, words


@pytest.fixture(scope="module")
def exercises(parts: Parts) -> list[Exercise]:
    """Exercises on window functions."""
    return fill_ins(retrieve("window functions", parts.releases(["sql"]), parts.embedder, 8), 10)


def test_the_gap_stands_for_words_of_the_source(exercises: list[Exercise]) -> None:
    """Filled in, the prompt is the cited sentence, and the answer is not left standing elsewhere in it."""
    assert exercises
    for exercise in exercises:
        assert exercise.prompt.count(GAP) == 1
        assert exercise.answer in exercise.evidence.quote
        assert exercise.answer not in exercise.prompt


def test_evidence_stands_in_the_source(parts: Parts, exercises: list[Exercise]) -> None:
    """Each exercise cites the canonical text, has a name of its own, and is the same the next time."""
    (release,) = parts.releases(["sql"])
    for exercise in exercises:
        span = exercise.evidence.span
        document = release.texts.document(span.document)
        assert document is not None
        assert document.text[span.start : span.end] == exercise.evidence.quote
        assert exercise.prompt.replace(GAP, exercise.answer) == plain(exercise.evidence.quote)
    assert len({exercise.id for exercise in exercises}) == len(exercises)
    passages = retrieve("window functions", [release], parts.embedder, 8)
    assert fill_ins(passages, 10) == exercises
    assert fill_ins(passages, 3) == exercises[:3]
    assert fill_ins([], 3) == []


@given(MARKDOWN)
def test_any_sentence_gives_an_exercise_or_none(text: str) -> None:
    """From whatever text: the gap is one whole word or number that the rest does not give away."""
    for exercise in fill_ins(passages_of(text), 50):
        whole = plain(exercise.evidence.quote)
        assert exercise.prompt.replace(GAP, exercise.answer) == whole
        assert whole.count(exercise.answer) == 1
        assert words(exercise.answer)[0] not in STOPWORDS
        assert grade(exercise, exercise.answer).label is Label.SUPPORTED


def test_own_answer_is_right_and_another_is_not(exercises: list[Exercise]) -> None:
    """The words of the source pass, in any case; other words and silence do not."""
    for exercise in exercises:
        assert grade(exercise, f" {exercise.answer.upper()} ").label is Label.SUPPORTED
        for wrong in ("", "something else", "12345"):
            graded = grade(exercise, wrong)
            assert graded.label is Label.REFUTED
            assert exercise.answer in graded.reason


def test_a_number_counts_in_any_spelling(exercises: list[Exercise]) -> None:
    """1,000 is 1000 and three is 3."""
    asked = exercises[0].model_copy(update={"answer": "1,000"})
    assert grade(asked, "1000").label is Label.SUPPORTED
    assert grade(asked.model_copy(update={"answer": "3"}), "three").label is Label.SUPPORTED
    assert grade(asked, "100").label is Label.REFUTED
