"""How long was spent on each skill, and how many were shown in an hour of it: a function of the record and `now`.

The record knows when a lesson had been read and for how long, and when an exercise was answered. What lies between two
of these within a few minutes was work on the later one; after a longer pause nobody knows, and nothing is counted. No
moment counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import exp, lgamma, log, sqrt

from pydantic import AwareDatetime, Field

from tutor.domain import Mastery, Noun, Standing, Tried

PAUSE = 5 * 60.0  # seconds: who does nothing for longer is not at work
LONGEST_READ = 20 * 60.0  # seconds: a section takes minutes; a page that is open for longer is not being read
_DOUBT = 0.05  # the probability left below `low`, and above `high`
_FEWEST, _SHORTEST = 3, 1.0  # skills shown, and hours, below which no pace is told
_STEPS = 60  # of halving: an interval as exact as a float


class Read(Noun):
    """A lesson that was read until `at`: the key of its skill, the place of its section, and for how long."""

    skill: str
    document: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    seconds: float = Field(gt=0, allow_inf_nan=False)
    at: AwareDatetime


class Spent(Noun):
    """Minutes spent on a skill: on reading its lessons, and on answering its exercises."""

    reading: float = Field(0.0, ge=0)
    practising: float = Field(0.0, ge=0)

    @property
    def minutes(self) -> float:
        """Both together."""
        return self.reading + self.practising


class Velocity(Noun):
    """How many skills are held, in how many hours on record, and what that makes an hour.

    `per_hour` lies between `low` and `high` with 90 % confidence, if skills come like counts of a steady rate (Garwood
    1936). All three are None where there is too little to tell.
    """

    shown: int = Field(ge=0)
    hours: float = Field(ge=0)
    per_hour: float | None = None
    low: float | None = None
    high: float | None = None
    words: str


def spent(reads: Iterable[Read], tried: Iterable[Tried], now: AwareDatetime) -> dict[str, Spent]:
    """The time spent until `now` on each skill that any is known of, by its key."""
    found: dict[str, Spent] = {}
    for skill, kind, seconds in _worked(reads, tried, now):
        before = found.get(skill, Spent())
        found[skill] = before.model_copy(update={kind: getattr(before, kind) + seconds / 60})
    found.pop("", None)  # exercises made for a topic, and not for a skill
    return {skill: own for skill, own in found.items() if own.minutes}


def _worked(reads: Iterable[Read], tried: Iterable[Tried], now: AwareDatetime) -> Iterator[tuple[str, str, float]]:
    """Skill, kind and seconds of everything that was done, in order."""
    events: list[Read | Tried] = [*reads, *tried]
    before: AwareDatetime | None = None
    for event in sorted((each for each in events if each.at <= now), key=lambda each: each.at):
        gap = (event.at - before).total_seconds() if before else None
        if isinstance(event, Read):
            longest = min(event.seconds, LONGEST_READ)
            yield event.skill, "reading", longest if gap is None else min(longest, gap)
        else:
            yield event.attempt.exercise.skill, "practising", gap if gap is not None and gap <= PAUSE else 0.0
        before = event.at


def velocity(mastered: Iterable[Mastery], times: Iterable[Spent]) -> Velocity:
    """How fast the skills that are held were come by, in numbers and in words."""
    shown = sum(own.standing is Standing.HELD for own in mastered)
    hours = sum(each.minutes for each in times) / 60
    counted = f"{shown} {'skill' if shown == 1 else 'skills'} shown in {_time(hours)} on record"
    if not hours:
        return Velocity(shown=shown, hours=0, words="No time is on record yet.")
    if shown < _FEWEST or hours < _SHORTEST:
        return Velocity(shown=shown, hours=hours, words=f"{counted}: too little to say how fast you learn.")
    low, high = _rate(shown, 1 - _DOUBT) / hours, _rate(shown + 1, _DOUBT) / hours
    words = (
        f"{counted}: {shown / hours:.1f} an hour; by so few it may be {low:.1f} to {high:.1f} (90 % confidence). "
        "What you could do before counts too."
    )
    return Velocity(shown=shown, hours=hours, per_hour=shown / hours, low=low, high=high, words=words)


def _time(hours: float) -> str:
    return f"{hours:.1f} hours" if hours >= 1 else f"{hours * 60:.0f} min"


def _rate(count: int, share: float) -> float:
    """The mean of a Poisson count at which fewer than `count` have the probability `share`, by halving."""
    low, high = 0.0, count + 10 * sqrt(count) + 20  # ten standard deviations above
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _fewer(count, middle) > share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _fewer(count: int, mean: float) -> float:
    return sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count))
