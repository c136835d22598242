"""What scorers look at and what they say: a value, or why there is none; never NaN."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from evals.case import Case
from evals.stored import Row, Text
from tutor.domain import Answer
from tutor.domain.noun import Noun
from tutor.models.judge import Judge


class Status(StrEnum):
    """Whether there is a value; if not, whether nothing is to be scored, or something broke."""

    VALUE = "value"
    UNSCORED = "unscored"
    ERROR = "error"


class Evidence(Noun):
    """One thing that a value is made of, a statement most often: what it is, its own value, and why."""

    about: str
    value: float | None = Field(None, allow_inf_nan=False)
    why: str = ""


class Outcome(Noun):
    """What one scorer says of one answer, or of several answers to one question."""

    status: Status
    value: float | None = Field(None, allow_inf_nan=False)
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _has_a_value_or_a_reason(self) -> Self:
        if (self.status is Status.VALUE) != (self.value is not None):
            raise ValueError("a value belongs to what is scored, and to nothing else")
        if self.status is not Status.VALUE and not self.reason:
            raise ValueError("what has no value has a reason")
        return self


def valued(value: float, evidence: Sequence[Evidence] = ()) -> Outcome:
    """A value with what it is made of."""
    return Outcome(status=Status.VALUE, value=value, evidence=tuple(evidence))


def averaged(evidence: Sequence[Evidence], nothing: str) -> Outcome:
    """The mean of the evidence that has a value; where none has, unscored because of `nothing`."""
    values = [each.value for each in evidence if each.value is not None]
    if not values:
        return Outcome(status=Status.UNSCORED, reason=nothing, evidence=tuple(evidence))
    return valued(sum(values) / len(values), evidence)


def unscored(reason: str) -> Outcome:
    """There is nothing to score, and that is no fault."""
    return Outcome(status=Status.UNSCORED, reason=reason)


def broken(reason: str) -> Outcome:
    """It could not be scored though it should be."""
    return Outcome(status=Status.ERROR, reason=reason)


@dataclass(frozen=True)
class Asked:
    """A case and what came of asking it once, with an answer."""

    case: Case
    row: Row

    @property
    def answer(self) -> Answer:
        """What was answered."""
        assert self.row.answer is not None
        return self.row.answer

    @property
    def said(self) -> tuple[str, ...]:
        """The statements that were shown."""
        return tuple(each.claim.text for each in self.answer.stated)


@dataclass(frozen=True)
class Bench:
    """What scorers work with: a judge of their own, the canonical texts, and what the learner wrote of a project."""

    judge: Judge
    texts: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    project: str = ""


class Better(StrEnum):
    """Which values are better."""

    HIGHER = "higher"
    LOWER = "lower"


class Over(StrEnum):
    """What is scored together."""

    ANSWER = "answer"  # each answer by itself
    EPOCHS = "epochs"  # all answers to a case
    REWORDINGS = "rewordings"  # the answers to all rewordings of a question, in one epoch


@dataclass(frozen=True)
class Scorer:
    """What scores: `score` gets one answer, or all that belong together.

    `says` is what a value means, in words. `margin` is by how much the mean may be worse than a baseline's before the
    gate closes, in the unit of the scorer; None: it is reported and gates nothing. `yes_or_no`: 1 or 0, so that it can
    be asked whether all epochs pass.
    """

    name: str
    says: str
    score: Callable[[Sequence[Asked], Bench], Outcome]
    over: Over = Over.ANSWER
    better: Better = Better.HIGHER
    margin: float | None = 0.05
    yes_or_no: bool = False


def one_by_one(score: Callable[[Asked, Bench], Outcome]) -> Callable[[Sequence[Asked], Bench], Outcome]:
    """A function of one answer as a scorer's function of several, which are always one."""

    def of_the_only(asked: Sequence[Asked], bench: Bench) -> Outcome:
        (only,) = asked
        return score(only, bench)

    return of_the_only
