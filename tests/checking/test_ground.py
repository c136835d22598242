"""A claim is judged by the words it cites, and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.checking.passages import claim, passages
from tutor.checking.ground import ground
from tutor.domain import Check, Judgement, Label
from tutor.models.judge import Pair
from tutor.models.lexical_judge import LexicalJudge

TEXT = "The client pays within 30 days. Interest runs from the day after. Rates differ by country."
FOUND = passages(TEXT, "Window functions keep every row of the table.")


class ReadingJudge(LexicalJudge):
    """The lexical judge, remembering what it was asked."""

    def __init__(self) -> None:
        self.calls: list[list[Pair]] = []

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        self.calls.append(list(pairs))
        return super().judge(pairs)


def test_premise_is_the_sentences_cited() -> None:
    """The judge reads the whole sentences that the cited words stand in, and not their neighbours."""
    judge = ReadingJudge()
    claims = [
        claim("The client pays within 30 days.", FOUND, (1, "pays within 30 days")),
        claim("Interest runs.", FOUND, (1, "within 30 days. Interest runs"), (2, "keep every row")),
    ]
    ground(claims, FOUND, judge)
    assert judge.calls == [
        [
            Pair("The client pays within 30 days.", claims[0].text),
            Pair(
                "The client pays within 30 days. Interest runs from the day after. "
                "Window functions keep every row of the table.",
                claims[1].text,
            ),
        ]
    ]


PROJECT = "I build a portal for the bakery Krume, which pays its 4 suppliers by bank transfer."


@pytest.mark.parametrize(
    ("text", "label", "reason"),
    [
        ("Krume pays its 4 suppliers within 30 days.", Label.SUPPORTED, ""),
        ("Krume pays its 9 suppliers within 30 days.", Label.REFUTED, "number 9"),
        ("The bakery Krume pays its 4 suppliers by bank transfer.", Label.NOT_ENOUGH_INFO, "the source adds nothing"),
    ],
)
def test_an_application_stands_on_the_source_and_on_the_project(text: str, label: Label, reason: str) -> None:
    """It may use what the learner wrote, not go beyond both, and is worth nothing where no source is needed."""
    applied = claim(text, FOUND, (1, "The client pays within 30 days.")).model_copy(update={"applies": True})
    (verdict,) = ground([applied], FOUND, LexicalJudge(), PROJECT)
    assert (verdict.label, reason in verdict.reason) == (label, True)


def test_what_the_learner_wrote_carries_no_other_claim() -> None:
    """A plain statement is judged by its sources alone, whatever stands in the project."""
    plain = claim("Krume pays its 4 suppliers within 30 days.", FOUND, (1, "The client pays within 30 days."))
    (verdict,) = ground([plain], FOUND, LexicalJudge(), PROJECT)
    assert verdict.label is not Label.SUPPORTED


def test_verdicts_are_in_the_order_of_the_claims() -> None:
    """Each claim has its own verdict, with the place where it looked; one without citations is not carried."""
    claims = [
        claim("Window functions keep every row.", FOUND, (2, "keep every row")),
        claim("The client pays within 30 days.", FOUND),
        claim("The client pays within 45 days.", FOUND, (1, "pays within 30 days")),
        claim("Cats sleep.", FOUND, (1, "Rates differ")),
    ]
    verdicts = ground(claims, FOUND, LexicalJudge())
    assert [verdict.label for verdict in verdicts] == [
        Label.SUPPORTED,
        Label.NOT_ENOUGH_INFO,
        Label.REFUTED,
        Label.NOT_ENOUGH_INFO,
    ]
    assert {verdict.check for verdict in verdicts} == {Check.GROUNDING}
    assert [verdict.where for verdict in verdicts] == [
        claims[0].citations[0].span,
        None,
        claims[2].citations[0].span,
        claims[3].citations[0].span,
    ]
    assert all(verdict.reason for verdict in verdicts)


def test_nothing_to_judge() -> None:
    """No claims, no verdicts."""
    assert ground([], FOUND, LexicalJudge()) == []
