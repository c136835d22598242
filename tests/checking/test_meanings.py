"""Which answers mean the same, and how far they are spread."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checking.meanings import entropy, meanings
from tutor.models.lexical_judge import LexicalJudge

THIRTY = ("The client pays the invoice within 30 days.", "Interest is due afterwards.")
THIRTY_AGAIN = ("Interest is due afterwards.", "The client pays the invoice within thirty days.")
SIXTY = ("The client pays the invoice within 60 days.", "Interest is due afterwards.")


def test_answers_mean_the_same_where_each_entails_the_other() -> None:
    """The order of sentences does not count, one changed number does; those that state nothing are alike."""
    found = meanings([THIRTY, THIRTY_AGAIN, SIXTY, (), THIRTY, ()], LexicalJudge())
    assert found == [0, 0, 1, 2, 0, 2]


def test_a_part_of_an_answer_is_another_answer() -> None:
    """Entailment in one direction is not enough."""
    longer = (*THIRTY, "A reminder is free.", "Work stops after two reminders.", "Rates differ by country.")
    assert meanings([THIRTY, longer], LexicalJudge()) == [0, 1]


@pytest.mark.parametrize(
    ("numbers", "nats"),
    [([0], 0), ([0, 0, 0], 0), ([0, 1], log(2)), ([0, 1, 2, 3], log(4)), ([0, 0, 1], log(3) - 2 / 3 * log(2))],
)
def test_entropy_of_known_shares(numbers: list[int], nats: float) -> None:
    """That of Shannon, over the shares of the meanings."""
    assert entropy(numbers) == pytest.approx(nats)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_entropy_lies_between_one_meaning_and_all_different(numbers: list[int]) -> None:
    """Never below nothing, never above that of as many meanings as answers."""
    assert 0 <= entropy(numbers) <= log(len(numbers)) + 1e-9
