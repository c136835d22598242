"""A claim is judged by the words it cites, and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence

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
