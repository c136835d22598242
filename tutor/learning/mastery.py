"""What attempts show of a skill: a Beta posterior over the share of its exercises that will be answered right.

The prior is uniform. Only independent attempts count: the first at each place of the sources, since whoever was told
what stands there shows memory of that place and not the skill. The bar speaks of knowing; where some answers can be
guessed, it is raised by what guessing gives to those who just reach it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import comb

from tutor.domain import Attempt, Mastery, Skill, Standing, Tried

BAR = 0.6  # the share that one must know
DOUBT = 0.05  # the probability left below `low`, and above `high`
_FEWEST = 3  # attempts below which nothing is said
_STEPS = 50  # of halving: an interval as exact as a float


def mastery(skill: Skill, tried: Iterable[Tried]) -> Mastery:
    """What the attempts at that skill show."""
    counted = [attempt for attempt in independent(tried) if attempt.exercise.skill == skill_key(skill)]
    return of_counts(
        skill.id,
        right=sum(bool(attempt.right) for attempt in counted),
        tried=len(counted),
        needed=raised([attempt.exercise.chance for attempt in counted]),
    )


def skill_key(skill: Skill) -> str:
    """What an exercise names its skill by, across corpora."""
    return f"{skill.corpus}/{skill.id}"


def independent(tried: Iterable[Tried]) -> list[Attempt]:
    """The first graded attempt at each place of the sources, in the order in which they were made."""
    first: dict[tuple[str, str, int, int], Attempt] = {}
    for each in sorted(tried, key=lambda one: one.at):
        span = each.attempt.exercise.evidence.span
        if each.attempt.right is not None:
            first.setdefault((span.corpus, span.document, span.start, span.end), each.attempt)
    return list(first.values())


def raised(chances: Sequence[float]) -> float:
    """The bar for exercises that can be guessed with these probabilities."""
    guessed = sum(chances) / len(chances) if chances else 0.0
    return BAR + (1 - BAR) * guessed


def of_counts(skill: str, *, right: int, tried: int, needed: float = BAR) -> Mastery:
    """The posterior of so many right of so many, in numbers and in words."""
    low, high = quantile(right, tried, DOUBT), quantile(right, tried, 1 - DOUBT)
    standing = _standing(tried, low, high, needed)
    return Mastery(
        skill=skill,
        right=right,
        tried=tried,
        mean=(right + 1) / (tried + 2),
        low=low,
        high=high,
        needed=needed,
        standing=standing,
        words=_words(right, tried, low, high, standing),
    )


def quantile(right: int, tried: int, share: float) -> float:
    """The quantile of the posterior Beta(1 + right, 1 + tried - right), by halving its distribution function."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _below(middle, right, tried) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _below(value: float, right: int, tried: int) -> float:
    """The posterior's probability of a share below `value`.

    With whole parameters it is a binomial tail: the chance of more than `right` of `tried` + 1 at that share.
    """
    count = tried + 1
    return sum(comb(count, k) * value**k * (1 - value) ** (count - k) for k in range(right + 1, count + 1))


def _standing(tried: int, low: float, high: float, needed: float) -> Standing:
    if not tried:
        return Standing.NOT_TRIED
    if low >= needed:
        return Standing.HELD
    if high < needed:
        return Standing.MISSING
    return Standing.TOO_LITTLE if tried < _FEWEST else Standing.PARTLY


_SAID = {
    Standing.TOO_LITTLE: "Too little to tell yet",
    Standing.MISSING: "Not yet",
    Standing.PARTLY: "In part, or not shown often enough",
    Standing.HELD: "Held",
}


def _words(right: int, tried: int, low: float, high: float, standing: Standing) -> str:
    if standing is Standing.NOT_TRIED:
        return "Not tried yet."
    return (
        f"{_SAID[standing]}: {right} of {tried} right at first sight; "
        f"with 90 % confidence {low:.0%} to {high:.0%} of such exercises will be."
    )
