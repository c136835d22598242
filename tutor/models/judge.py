"""The judge's interface: whether words entail a statement.

One judge, three uses: grounding when the words are the cited source, agreement when they are a redrawn answer,
grading when they are the learner's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tutor.domain import Judgement, Label
from tutor.errors import BadInput

LONGEST_STATEMENT = 4000  # characters: no single statement is that long, and half of one must not stand for it


@dataclass(frozen=True)
class Pair:
    """Words and a statement that may follow from them. Raises `BadInput` where one of them is not Unicode text."""

    premise: str
    claim: str

    def __post_init__(self) -> None:
        try:
            (self.premise + self.claim).encode()
        except UnicodeEncodeError as error:  # half of a surrogate pair: no tokenizer and no endpoint takes it
            raise BadInput("The source or the statement is not Unicode text.", "Decode it as what it is.") from error


def without_words(pair: Pair) -> Judgement | None:
    """What every judge says of a pair that it does not read; nothing of one that it does.

    Where there is nothing to judge there is not enough information. What is no single statement is not checked.
    """
    if len(pair.claim) > LONGEST_STATEMENT:
        reason = f"the statement is longer than {LONGEST_STATEMENT:,} characters"
        return Judgement(label=Label.NOT_CHECKED, score=0.0, reason=reason)
    if pair.claim.strip() and pair.premise.strip():
        return None
    empty = "source" if pair.claim.strip() else "statement"
    return Judgement(label=Label.NOT_ENOUGH_INFO, score=0.0, reason=f"the {empty} is empty")


class Judge(Protocol):
    """What decides entailment. Same `fingerprint`, same judgements. May be asked from several threads at once."""

    @property
    def fingerprint(self) -> str:
        """Names the judge and its version."""

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """One judgement for each pair, in order; a score is the probability of full support.

        What cannot be judged is not checked, with the reason. Raises nothing of its own.
        """
