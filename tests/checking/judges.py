"""A judge whose rule can be read in a line, and how often it was asked."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Judgement, Label
from tutor.models.judge import Pair
from tutor.text.words import content_stems, numbers

_DENIES = frozenset(["not", "never", "no"])


class EveryWord:
    """What has its words in the premise is supported, barely where one in five is missing.

    What just one of the two denies is refuted, or a number that the premise lacks. `calls` are the pairs of each call.
    """

    fingerprint = "every-word"

    def __init__(self) -> None:
        self.calls: list[list[Pair]] = []

    @property
    def pairs(self) -> int:
        """How many pairs were judged in all."""
        return sum(map(len, self.calls))

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """By the rule."""
        self.calls.append(list(pairs))
        return [_judged(pair) for pair in pairs]


def _judged(pair: Pair) -> Judgement:
    said, given = set(content_stems(pair.claim)), set(content_stems(pair.premise))
    denied = bool(_DENIES & set(pair.claim.lower().split())) != bool(_DENIES & set(pair.premise.lower().split()))
    share = len(said & given) / max(1, len(said))
    if share >= 0.5 and (denied or numbers(pair.claim) - numbers(pair.premise)):
        return Judgement(label=Label.REFUTED, score=0.0, reason="it says otherwise")
    if share < 0.8:
        return Judgement(label=Label.NOT_ENOUGH_INFO, score=share / 2, reason="words are missing")
    return Judgement(label=Label.SUPPORTED, score=1.0 if share == 1 else 0.6, reason="it has the words")
