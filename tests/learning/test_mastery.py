"""What attempts show, and the rule of the assessment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.learners import AIMS, WAYS, measure
from evals.suite import Order
from tests.conftest import ROOT
from tests.learning.teaching import NOW, starter, tried
from tutor.domain import Exercise, Standing
from tutor.learning.assessment import LENGTH, MOST_GUESSED, assessable, assessed, opens_again
from tutor.learning.items.checks import sound
from tutor.learning.items.made import made_of
from tutor.learning.mastery import mastery, of_counts, quantile, raised


@pytest.fixture(scope="module")
def exercises() -> list[Exercise]:
    """The sound exercises on joins."""
    skills, texts = starter("sql-analytics")
    joins = next(skill for skill in skills if skill.id == "join-tables")
    return sound(made_of(joins, texts))[0]


def test_known_quantiles() -> None:
    """Nothing tried is uniform; with all right the quantile is a root."""
    assert quantile(0, 0, 0.05) == pytest.approx(0.05)
    assert quantile(9, 9, 0.05) == pytest.approx(0.05 ** (1 / 10))
    assert quantile(0, 9, 0.95) == pytest.approx(1 - 0.05 ** (1 / 10))


@given(st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0, 0.5))
def test_the_interval_holds_the_mean(counts: tuple[int, int], chance: float) -> None:
    """In any posterior; one more right never lowers the bound; what can be guessed never lowers the bar."""
    right, count = counts
    found = of_counts("x", right=right, tried=count, needed=raised([chance]))
    assert 0 <= found.low <= found.mean <= found.high <= 1
    assert quantile(right + 1, count + 1, 0.05) >= found.low
    assert raised([chance]) >= raised([0.0])
    assert (found.standing is Standing.HELD) <= (found.low >= found.needed)


def test_only_first_sight_counts(exercises: list[Exercise]) -> None:
    """A second attempt at a place, by whichever exercise, shows memory; what is too close to decide shows nothing."""
    skill = next(each for each in starter("sql-analytics")[0] if each.id == "join-tables")
    one = exercises[0]
    other = next(each for each in exercises if each.evidence.span != one.evidence.span)
    again = one.model_copy(update={"id": "again"})
    found = mastery(skill, [tried(again, True, 2), tried(one, False, 1), tried(other, None, 3)])
    assert (found.right, found.tried) == (0, 1)
    assert mastery(skill, []).standing is Standing.NOT_TRIED
    assert "Not tried" in mastery(skill, []).words


def test_an_assessment_is_fresh(exercises: list[Exercise]) -> None:
    """Twenty exercises on places that are all different and were never seen, half of them with options at most."""
    skill = next(each for each in starter("sql-analytics")[0] if each.id == "join-tables")
    seen = tried(exercises[0], True)
    drawn = assessable(skill, exercises, [seen], "seed")
    assert len(drawn) == LENGTH
    assert len({each.evidence.span for each in drawn}) == LENGTH
    assert exercises[0].evidence.span not in {each.evidence.span for each in drawn}
    assert sum(each.chance > 0 for each in drawn) <= MOST_GUESSED
    assert drawn == assessable(skill, exercises, [seen], "seed") != assessable(skill, exercises, [seen], "other")
    answers = [tried(each, number < 17, number, "a") for number, each in enumerate(drawn)]
    assert assessed("a", skill.id, drawn, answers).passed
    without_one = assessed("a", skill.id, drawn, answers[1:])
    assert (without_one.right, without_one.asked, without_one.passed) == (
        16,
        LENGTH,
        without_one.low >= without_one.needed,
    )
    assert not assessed("b", skill.id, drawn, answers).passed


def test_once_a_day() -> None:
    """An assessment that began closes the skill for a day."""
    assert opens_again([], NOW) is None
    assert opens_again([NOW - timedelta(hours=23)], NOW) == NOW + timedelta(hours=1)
    assert opens_again([NOW - timedelta(hours=24)], NOW) is None


def test_who_passes() -> None:
    """Few of those who know six in ten pass and most of those who know nine, whether they guess or not."""
    found = measure(Order(ROOT, ROOT, sample=2000))["passed"]
    for way in WAYS:
        if not way.stops:
            assert found[way.name]["0.6"]["value"] < AIMS[0.6][1]
            assert found[way.name]["0.9"]["value"] > AIMS[0.9][1]
