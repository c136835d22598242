"""Time spent on skills, and skills shown in it."""

from __future__ import annotations

from datetime import timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.learning.teaching import NOW, tried
from tutor.domain import Citation, Exercise, Span, Tried
from tutor.learning.mastery import of_counts
from tutor.learning.velocity import LONGEST_READ, PAUSE, Read, Spent, spent, velocity

DRY = Citation.cut("The bar is dry.", Span(corpus="boats", document="boats.md", start=11, end=14))
LATER = NOW + timedelta(days=400)
SKILLS = ("boats/leave", "boats/sail", "")


def read(skill: str, seconds: float, minutes: float) -> Read:
    """A lesson read until that many minutes after `NOW`."""
    at = NOW + timedelta(minutes=minutes)
    return Read(skill=skill, document="boats.md", start=0, end=4, seconds=seconds, at=at)


def answered(skill: str, minutes: float) -> Tried:
    """An exercise on the skill, answered that many minutes after `NOW`."""
    return tried(Exercise(id="e", prompt="?", answer="dry", evidence=DRY, skill=skill), True, minutes)


def test_what_counts() -> None:
    """Reading and the minutes up to each answer; not a pause, nor what lies before the first answer, nor the future."""
    reads = [read("boats/leave", 120, 2), read("boats/leave", 600, 3)]  # the second was open while the first was read
    tries = [answered("boats/leave", 5), answered("boats/sail", 9), answered("boats/sail", 20), answered("", 21)]
    found = spent(reads, [*tries, answered("boats/sail", 22), answered("boats/sail", 9999999)], LATER)
    assert found == {
        "boats/leave": Spent(reading=3, practising=2),
        "boats/sail": Spent(practising=5),
    }
    assert spent([], [answered("boats/leave", 0)], LATER) == {}
    assert spent([read("boats/leave", 1e5, 0)], [], LATER)["boats/leave"].reading == LONGEST_READ / 60


FIVE = (
    "5 skills shown in 2.0 hours on record: 2.5 an hour; by so few it may be 1.0 to 5.3 (90 % confidence). "
    "What you could do before counts too."
)
_MINUTES = st.floats(0, 600, allow_nan=False)
_READS = st.lists(st.builds(read, st.sampled_from(SKILLS), st.floats(0.1, 1e5), _MINUTES), max_size=12)
_TRIES = st.lists(st.builds(answered, st.sampled_from(SKILLS), _MINUTES), max_size=12)


@given(_READS, _TRIES, _MINUTES)
def test_no_moment_counts_twice(reads: list[Read], tries: list[Tried], until: float) -> None:
    """All of it together fits between the first moment and now; what is later changes nothing."""
    now = NOW + timedelta(minutes=until)
    found = spent(reads, tries, now)
    total = sum(each.minutes for each in found.values())
    ends = [*(each.at for each in reads), *(each.at for each in tries)]
    bounds = [at for at in ends if at <= now]
    before = max((min(each.seconds, LONGEST_READ) / 60 for each in reads if each.at <= now), default=0.0)
    assert total <= (max(bounds) - min(bounds)).total_seconds() / 60 + before + 1e-6 if bounds else not found
    assert sum(each.practising for each in found.values()) <= len(tries) * PAUSE / 60 + 1e-6
    assert spent([each for each in reads if each.at <= now], tries, now) == found


@given(st.integers(0, 40), st.floats(0, 200))
def test_a_pace_is_told_with_its_doubt(shown: int, hours: float) -> None:
    """Only where there is enough, and within an interval that has it inside."""
    held, missing = of_counts("a", right=40, tried=40), of_counts("b", right=0, tried=9)
    found = velocity([held] * shown + [missing] * 3, [Spent(reading=hours * 30), Spent(practising=hours * 30)])
    assert found.shown == shown
    assert isclose(found.hours, hours, abs_tol=1e-9)
    if found.per_hour is None:
        assert shown < 3 or hours < 1 + 1e-9
        return
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.per_hour < found.high


@pytest.mark.parametrize(
    ("shown", "minutes", "words"),
    [
        (0, 0, "No time is on record yet."),
        (1, 30, "1 skill shown in 30 min on record: too little to say how fast you learn."),
        (5, 120, FIVE),
    ],
)  # fmt: skip
def test_in_words(shown: int, minutes: float, words: str) -> None:
    """The interval of five counts is that of the tables: 1.97 to 10.51."""
    held = of_counts("a", right=40, tried=40)
    assert velocity([held] * shown, [Spent(reading=minutes)]).words == words
