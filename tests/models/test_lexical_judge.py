"""The lexical judge says what it saw, and knows its limits."""

from __future__ import annotations

import pytest

from tutor.domain import Label
from tutor.models.judge import Pair
from tutor.models.lexical_features import Features, features
from tutor.models.lexical_judge import LexicalJudge

SOURCE = "The client pays the invoice within 30 days. Interest is not due before. Maria Schmidt signs for Acme."

JUDGED = {
    "in these words": ("The client pays the invoice within 30 days.", Label.SUPPORTED, "in these words"),
    "nearly": ("The client pays invoices within thirty days.", Label.SUPPORTED, "and all its numbers"),
    "another number": (
        "The client pays the invoice within 45 days.",
        Label.REFUTED,
        "gives 30 days, the statement says 45 days",
    ),
    "a number too much": ("The client pays within 30 days and 5 %.", Label.REFUTED, "does not have the number 5"),
    "denial left out": ("Interest is due before the contract.", Label.NOT_ENOUGH_INFO, "denies what the other"),
    "denial put in": (
        "The client never pays the invoice at all.",
        Label.REFUTED,
        "denies what the other affirms: pays",
    ),
    "another subject": (
        "Window functions keep 7 rows of each partition.",
        Label.NOT_ENOUGH_INFO,
        "does not have the number 7",
    ),
}


@pytest.mark.parametrize(("claim", "label", "reason"), JUDGED.values(), ids=JUDGED)
def test_reason_names_what_was_seen(claim: str, label: Label, reason: str) -> None:
    """Each label comes with the reason a learner can check."""
    (found,) = LexicalJudge().judge([Pair(SOURCE, claim)])
    assert (found.label, reason in found.reason) == (label, True), found


def test_number_of_another_subject_contradicts_nothing() -> None:
    """A foreign number refutes only where source and statement speak of the same."""
    (found,) = LexicalJudge().judge([Pair(SOURCE, "A game of chess has 64 squares on its board.")])
    assert found.label is Label.NOT_ENOUGH_INFO


def test_marks_do_not_count() -> None:
    """Markdown changes nothing: not in the source, not in the statement, and the numbers of an address are none."""
    marked = "The **client** pays the [invoice](https://a.example/45) within `30` days."
    plainly = "The client pays the invoice within 30 days."
    assert features(marked, plainly) == features(plainly, plainly) == features(plainly, marked)
    (found,) = LexicalJudge().judge([Pair(marked, "The client pays the invoice within 45 days.")])
    assert found.label is Label.REFUTED


def test_features_of_a_known_pair() -> None:
    """Each feature is what its description says: here half of acme, ltd, pay, zoe, 45, day, and no pair of them."""
    found = features("Acme pays Maria in 30 days. She waits.", "Then Acme Ltd pays Zoe in 45 days.")
    expected = Features(
        covered=3 / 6,
        covered_anywhere=3 / 6,
        in_order=0,
        verbatim=0,
        foreign_numbers=1,
        foreign_names=2 / 3,
        negation_differs=0,
        copied_length=1,
    )
    assert found.vector() == pytest.approx(expected.vector())
