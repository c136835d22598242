"""Stability: what asking again found of an answer as a whole."""

from __future__ import annotations

from math import log

import pytest

from tutor.checking.agree import agree
from tutor.checking.stable import alike_to_the_letter, stability
from tutor.domain import Claim, Sample, Stability
from tutor.models.lexical_judge import LexicalJudge

PAYS, INTEREST = "The client pays the invoice within 30 days.", "Interest is due from the day after that."
LATER = "The client pays the invoice within 60 days."
SAME = Sample(statements=(PAYS, INTEREST))
TURNED = Sample(statements=(INTEREST, PAYS))
PART = Sample(statements=(PAYS,))
WRONG = Sample(statements=(LATER, INTEREST))
NOTHING = Sample(statements=())
FAILED = Sample(statements=(), failure="The model did not answer in time.")
CUT = Sample(statements=(PAYS,), cut=True)


def found(samples: list[Sample], statements: tuple[str, ...] = (PAYS, INTEREST)) -> Stability:
    """The stability of an answer of these statements."""
    judge = LexicalJudge()
    agreement = agree([Claim(text=each) for each in statements], samples, judge)
    return stability(statements, agreement, samples, judge)


@pytest.mark.parametrize(
    ("samples", "score", "words", "meanings"),
    [
        ([SAME, TURNED, SAME], 1, "stable", (0, 0, 0, 0)),
        ([SAME, SAME, PART], 5 / 6, "stable", (0, 0, 0, 1)),
        ([SAME, PART, NOTHING], 1 / 2, "mostly stable", (0, 0, 1, 2)),
        ([PART, NOTHING, NOTHING], 1 / 6, "unstable", (0, 1, 2, 2)),
        ([SAME, SAME, WRONG], 5 / 6, "mostly stable", (0, 0, 0, 1)),
        ([WRONG, WRONG, WRONG], 1 / 2, "unstable", (0, 1, 1, 1)),
        ([SAME, FAILED, FAILED], 1, "stable", (0, 0)),
        ([SAME, CUT], 1, "stable", (0, 0)),
    ],
)
def test_how_far_an_answer_is_stable(
    samples: list[Sample], score: float, words: str, meanings: tuple[int, ...]
) -> None:
    """The mean share that is said again; contradicted it is not stable, outvoted unstable; what failed has no voice."""
    stable = found(samples)
    assert stable.score == pytest.approx(score)
    assert (stable.words, stable.meanings) == (words, meanings)
    assert stable.samples == tuple(samples)


def test_the_spread_of_meanings_is_told_in_nats() -> None:
    """Entropy over the meanings of the answer and of every redraw that came whole."""
    assert found([SAME, WRONG, WRONG, FAILED]).entropy == pytest.approx(log(2))
    assert found([SAME, TURNED]).entropy == 0


@pytest.mark.parametrize("samples", [[], [FAILED, FAILED], [Sample(statements=(), cut=True)]])
def test_without_redraws_it_is_not_known(samples: list[Sample]) -> None:
    """Nothing that came is no stability: neither a score nor a meaning."""
    stable = found(samples)
    assert (stable.score, stable.meanings, stable.entropy) == (0, (), 0)
    assert stable.words == "not known: no redraw came"


@pytest.mark.parametrize(
    ("samples", "score", "words"),
    [
        ([NOTHING, NOTHING], 1, "stable"),
        ([NOTHING, PART], 1 / 2, "mostly stable"),
        ([PART, PART, NOTHING, PART], 1 / 4, "unstable"),
    ],
)
def test_a_refusal_is_stable_where_the_redraws_refuse_too(samples: list[Sample], score: float, words: str) -> None:
    """Of an answer that states nothing the score is the share of redraws that state nothing either."""
    stable = found(samples, ())
    assert stable.score == pytest.approx(score)
    assert stable.words == words


def test_letter_by_letter_is_noticed() -> None:
    """All redraws one and the same, whatever the first answer was: of several, and of more than a phrase."""
    assert alike_to_the_letter([SAME, SAME])
    assert alike_to_the_letter([SAME, FAILED, SAME])
    assert not alike_to_the_letter([SAME, TURNED])
    assert not alike_to_the_letter([SAME])
    assert not alike_to_the_letter([SAME, FAILED])
    assert not alike_to_the_letter([])
    assert not alike_to_the_letter([NOTHING, NOTHING])
    assert not alike_to_the_letter([PART, PART])  # a short answer may well be the same each time
