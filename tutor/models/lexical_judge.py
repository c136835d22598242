"""A judge that compares words and numbers: no model, microseconds a pair, and honest about what it cannot see.

It knows copied and nearly copied support well and edited facts badly (docs/decisions/judging.md has its figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from tutor.domain import Judgement, Label
from tutor.models.judge import Pair, without_words
from tutor.models.lexical_features import Features, features
from tutor.models.veto import vetoed
from tutor.text.mapped import plain

# A logistic regression on 17,810 pairs labelled by people, both classes weighed alike: training/lexical_judge.py.
_WEIGHTS = Features(
    covered=5.599,
    covered_anywhere=-2.568,
    in_order=0.018,
    verbatim=2.24,
    foreign_numbers=-1.203,
    foreign_names=0.594,
    negation_differs=-1.251,
    copied_length=0.247,
)
_BIAS = -1.807
_SUPPORTED = 0.5
_SAME_SUBJECT = 0.5  # share of the claim's words that makes a denial one of the same thing


class LexicalJudge:
    """Holds nothing open."""

    fingerprint = "lexical-4"

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """One judgement for each pair, in order."""
        return [without_words(pair) or _judge(pair) for pair in pairs]


def _judge(pair: Pair) -> Judgement:
    found = features(pair.premise, pair.claim)
    score = _probability(found)
    veto = vetoed(plain(pair.premise), plain(pair.claim), found.covered, score)
    if veto:
        return veto
    if score >= _SUPPORTED:
        return Judgement(label=Label.SUPPORTED, score=score, reason=_support(found))
    return Judgement(label=Label.NOT_ENOUGH_INFO, score=score, reason=_lack(found))


def _probability(found: Features) -> float:
    evidence = sum(weight * value for weight, value in zip(_WEIGHTS.vector(), found.vector(), strict=True))
    return 1 / (1 + exp(-(evidence + _BIAS)))


def _support(found: Features) -> str:
    if found.verbatim:
        return "the source says it in these words"
    return f"the source has {found.covered:.0%} of its words together, and all its numbers"


def _lack(found: Features) -> str:
    if found.negation_differs and found.covered >= _SAME_SUBJECT:
        return "one of source and statement denies what the other affirms"
    return f"the source has only {found.covered:.0%} of its words together"
