"""An assessment: so many fresh exercises on a skill, closed book, with a bound to reach. It is what a credential needs.

Practice may be stopped whenever it looks good, which passes many who know too little; so an assessment has a length
that is fixed beforehand, counts an exercise left out as wrong, and cannot be repeated within a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tutor.domain import Assessed, Exercise, Skill, Span, Tried
from tutor.learning.mastery import DOUBT, quantile, raised, skill_key

LENGTH = 20
MOST_GUESSED = LENGTH // 2  # of them may be choices
AGAIN_AFTER = timedelta(days=1)
RULE = (
    f"{LENGTH} exercises not seen before, each on another place of the sources, closed book, at most {MOST_GUESSED} of "
    "them with options. It is passed where the lower 95 % bound of the share answered right is at least 60 %, raised "
    "by what guessing gives: 16 right where nothing can be guessed, 17 where half have four options. What is left out "
    "counts as wrong. It can be tried once a day."
)


def assessable(skill: Skill, exercises: Iterable[Exercise], tried: Iterable[Tried], seed: str) -> list[Exercise]:
    """The exercises of an assessment of the skill; fewer than `LENGTH` where no more are fresh.

    Fresh is an exercise on a place that no attempt was made at. The same `seed` draws the same exercises.
    """
    seen = [each.attempt.exercise.evidence.span for each in tried]
    drawn = sorted(exercises, key=lambda each: hashlib.sha256(f"{seed}/{each.id}".encode()).digest())
    chosen: list[Exercise] = []
    for each in drawn:
        guessed = sum(one.chance > 0 for one in chosen) + (each.chance > 0)
        if each.skill != skill_key(skill) or guessed > MOST_GUESSED or len(chosen) == LENGTH:
            continue
        if not _touches(each.evidence.span, [*seen, *(one.evidence.span for one in chosen)]):
            chosen.append(each)
    return chosen


def opens_again(begun: Iterable[datetime], now: datetime) -> datetime | None:
    """When a skill can be assessed again whose assessments began then; None where it can be now."""
    again = max(begun, default=now - AGAIN_AFTER) + AGAIN_AFTER
    return again if again > now else None


def passes(right: int, asked: int, needed: float) -> bool:
    """Whether so many right of so many asked reach the bound."""
    return asked >= LENGTH and quantile(right, asked, DOUBT) >= needed


def enough(asked: int, needed: float) -> int | None:
    """The fewest right answers of so many asked that reach the bound; None where none do."""
    return next((right for right in range(asked + 1) if passes(right, asked, needed)), None)


def assessed(identity: str, skill: str, exercises: Sequence[Exercise], tried: Iterable[Tried]) -> Assessed:
    """What came of the assessment called `identity` of that `skill`; an exercise without an attempt counts as wrong."""
    answers: dict[str, bool] = {}
    for each in sorted(tried, key=lambda one: one.at):
        if each.attempt.assessment == identity:
            answers.setdefault(each.attempt.exercise.id, bool(each.attempt.right))
    right, asked = sum(answers.get(each.id, False) for each in exercises), len(exercises)
    needed = raised([each.chance for each in exercises])
    low, passed = quantile(right, asked, DOUBT), passes(right, asked, needed)
    verdict = "passed" if passed else "not passed"
    if asked < LENGTH:
        verdict = f"not passed: {LENGTH} exercises are needed"
    return Assessed(
        id=identity,
        skill=skill,
        right=right,
        asked=asked,
        low=low,
        needed=needed,
        passed=passed,
        words=f"{right} of {asked} right; lower bound {low:.0%}, needed {needed:.0%}: {verdict}.",
    )


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in others)
