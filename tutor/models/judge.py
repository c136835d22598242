"""The judge's interface: whether words entail a statement.

One judge, three uses: grounding when the words are the cited source, agreement when they are a redrawn answer,
grading when they are the learner's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tutor.domain import Judgement, Label


@dataclass(frozen=True)
class Pair:
    """Words and a statement that may follow from them."""

    premise: str
    claim: str


def without_words(pair: Pair) -> Judgement | None:
    """What every judge says where there is nothing to judge: not enough information. Else nothing."""
    if pair.claim.strip() and pair.premise.strip():
        return None
    empty = "source" if pair.claim.strip() else "statement"
    return Judgement(label=Label.NOT_ENOUGH_INFO, score=0.0, reason=f"the {empty} is empty")


class Judge(Protocol):
    """What decides entailment. Same `fingerprint`, same judgements. Deterministic."""

    @property
    def fingerprint(self) -> str:
        """Names the judge and its version."""

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """One judgement for each pair, in order; a score is the probability of full support."""
