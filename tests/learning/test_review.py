"""When to look at something again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.learning.teaching import NOW, tried
from tutor.domain import Citation, Exercise, ExerciseKind, Span
from tutor.errors import BadInput
from tutor.learning.review import MINUTES, due_list


def exercise(name: str, kind: ExerciseKind = ExerciseKind.FILL_IN) -> Exercise:
    """An exercise of that name."""
    cited = Citation(span=Span(corpus="c", document="d", start=0, end=1), quote="x")
    return Exercise(id=name, prompt="p", answer="a", evidence=cited, kind=kind)


def test_right_answers_come_back_later_and_later() -> None:
    """Each right answer lengthens the interval, a wrong one shortens it; the same record gives the same list."""
    record = [tried(exercise("a"), True)]
    waits = []
    for _ in range(4):
        upcoming = due_list(record, record[-1].at, 10).upcoming
        assert upcoming is not None
        waits.append(upcoming - record[-1].at)
        record.append(tried(exercise("a"), True, (upcoming - NOW) / timedelta(minutes=1)))
    assert waits == sorted(waits)
    assert waits[0] < timedelta(hours=1) < timedelta(days=5) < waits[-1]
    lapsed = [*record, tried(exercise("a"), False, (record[-1].at - NOW) / timedelta(minutes=1) + 1)]
    soon = due_list(lapsed, lapsed[-1].at, 10).upcoming
    assert soon is not None
    assert soon - lapsed[-1].at < waits[-1]
    assert due_list(lapsed, lapsed[-1].at, 10) == due_list(reversed(lapsed), lapsed[-1].at, 10)


def test_the_list_fits_the_minutes() -> None:
    """Most forgotten first; what does not fit waits, and what was too close to decide is never due."""
    names = [exercise(f"e{number}") for number in range(6)] + [exercise("query", ExerciseKind.SQL)]
    record = [tried(each, True, number) for number, each in enumerate(names)]
    record.append(tried(exercise("close"), None))
    later = NOW + timedelta(days=1)
    found = due_list(record, later, 2)
    assert sum(MINUTES[each.exercise.kind] for each in found.due) <= 2
    assert [each.exercise.id for each in found.due] == ["e0", "e1", "e2", "e3"]
    assert found.waiting == 3
    assert due_list(record, later, 0).waiting == 7
    assert due_list([], later, 5).due == ()
    with pytest.raises(BadInput):
        due_list(record, later, -1)
