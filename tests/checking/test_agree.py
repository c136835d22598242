"""Agreement counts the redraws that say it again, and knows silence from contradiction from failure."""

from __future__ import annotations

import pytest

from tutor.checking.agree import agree
from tutor.domain import Claim, Label, Sample
from tutor.models.lexical_judge import LexicalJudge

CLAIM = Claim(text="The client pays the invoice within 30 days.")
SAYS = Sample(statements=("Rates differ.", "The client pays the invoice within 30 days."))
DENIES = Sample(statements=("The client pays the invoice within 45 days.",))
SILENT = Sample(statements=("Window functions keep every row.",))
EMPTY = Sample(statements=())
CUT = Sample(statements=("Window functions keep every row.",), cut=True)
FAILED = Sample(statements=(), failure="The model did not answer in time.")


@pytest.mark.parametrize(
    ("samples", "label", "score", "reason"),
    [
        ([SAYS, SAYS], Label.SUPPORTED, 1, "2 of 2 redraws say it"),
        ([SAYS, SAYS, SILENT], Label.SUPPORTED, 2 / 3, "2 of 3 redraws say it"),
        ([SAYS, SILENT], Label.NOT_ENOUGH_INFO, 1 / 2, "1 of 2 redraws says it"),
        ([SILENT, EMPTY], Label.NOT_ENOUGH_INFO, 0, "0 of 2 redraws say it"),
        ([DENIES, SAYS], Label.NOT_ENOUGH_INFO, 1 / 2, "1 of 2 redraws says it, 1 contradicts it"),
        ([DENIES, SILENT], Label.NOT_ENOUGH_INFO, 0, "0 of 2 redraws say it, 1 contradicts it"),
        ([DENIES, DENIES], Label.REFUTED, 0, "0 of 2 redraws say it, 2 contradict it"),
        ([DENIES, DENIES, SAYS], Label.NOT_ENOUGH_INFO, 1 / 3, "1 of 3 redraws says it, 2 contradict it"),
        ([SAYS, FAILED], Label.SUPPORTED, 1, "1 of 1 redraws says it (1 missing)"),
        ([SAYS, CUT], Label.SUPPORTED, 1, "1 of 1 redraws says it (1 missing)"),
        ([CUT], Label.NOT_CHECKED, 0, "no redraw could be compared with it"),
        ([FAILED, FAILED], Label.NOT_CHECKED, 0, FAILED.failure),
        ([], Label.NOT_CHECKED, 0, "it was not asked again"),
    ],
)
def test_redraws_are_counted(samples: list[Sample], label: Label, score: float, reason: str) -> None:
    """More than half must say it; it is refuted when they outvote the first answer; a failed or cut one is no voice."""
    (found,) = agree([CLAIM], samples, LexicalJudge())
    assert (found.label, found.reason) == (label, reason)
    assert found.score == pytest.approx(score)


def test_the_words_against_a_statement_are_named() -> None:
    """Of the redraw that contradicts it the sentence that does, by the number of the redraw."""
    against = Sample(statements=("Rates differ.", "The client pays the invoice within 45 days."))
    (found,) = agree([CLAIM], [SAYS, FAILED, against], LexicalJudge())
    assert [(each.redraw, each.label, each.words) for each in found.echoes] == [
        (1, Label.SUPPORTED, ""),
        (3, Label.REFUTED, "The client pays the invoice within 45 days."),
    ]


def test_short_answers_are_compared_by_their_words() -> None:
    """A name is the same name in other company, and another name contradicts it, without a judge."""
    samples = [Sample(statements=(each,)) for each in ("Tony Blackburn", "DJ Tony Blackburn", "John Peel")]
    (found,) = agree([Claim(text="Tony Blackburn.")], samples, LexicalJudge())
    assert [each.label for each in found.echoes] == [Label.SUPPORTED, Label.SUPPORTED, Label.REFUTED]


def test_each_claim_has_its_own_verdict() -> None:
    """Claims and verdicts are in the same order."""
    other = Claim(text="Window functions keep every row.")
    found = agree([CLAIM, other, CLAIM], [SAYS, SAYS], LexicalJudge())
    assert [each.label for each in found] == [Label.SUPPORTED, Label.NOT_ENOUGH_INFO, Label.SUPPORTED]
    assert agree([], [SAYS], LexicalJudge()) == []
