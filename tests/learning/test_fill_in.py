"""Fill-in exercises."""

from __future__ import annotations

import pytest

from tutor.domain import Exercise, Label
from tutor.learning.fill_in import GAP, fill_ins, grade
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve


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
