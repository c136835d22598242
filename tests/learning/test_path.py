"""The path: properties that hold for whatever skills, mastery and minutes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.learning.teaching import starter
from tutor.domain import Citation, Lesson, Mastery, Skill, Span
from tutor.errors import BadInput
from tutor.learning.mastery import of_counts, skill_key
from tutor.learning.path import Goal, by_words, minutes_in, plan

_WORDS = Citation(span=Span(corpus="c", document="d", start=0, end=1), quote="x")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Skill], Goal, dict[str, Mastery], float]:
    """Skills that need earlier ones, what each is worth, which are held, and minutes."""
    skills: list[Skill] = []
    for number in range(draw(st.integers(1, 8))):
        needs = draw(st.sets(st.sampled_from([each.id for each in skills]), max_size=3)) if skills else set()
        lesson = Lesson(words=_WORDS, section=_WORDS, heading=(), minutes=draw(st.floats(0.1, 30)))
        skills.append(Skill(id=f"s{number}", corpus="c", title=f"S{number}", can="Can.", needs=tuple(sorted(needs)),
                            lessons=(lesson,)))  # fmt: skip
    value = {skill_key(skill): draw(st.floats(0, 1)) for skill in skills}
    right = {skill_key(skill): draw(st.sampled_from((0, 3, 20))) for skill in skills}
    held = {key: of_counts(key, right=count, tried=20 if count else 0) for key, count in right.items()}
    return skills, Goal("goal", value), held, draw(st.floats(0, 200))


def standing(mastery: Mapping[str, Mastery]) -> set[str]:
    """The keys of what is held."""
    return {key for key, each in mastery.items() if each.low >= each.needed}


@given(worlds())
def test_order_and_minutes(world: tuple[list[Skill], Goal, dict[str, Mastery], float]) -> None:
    """Nothing comes before what it needs, nothing comes twice or though it is held, and the minutes are kept."""
    skills, goal, mastery, minutes = world
    found = plan(goal, skills, mastery, minutes)
    assert found.takes <= minutes
    there = standing(mastery)
    for step in found.steps:
        assert skill_key(step.skill) not in there
        assert {f"c/{need}" for need in step.skill.needs} <= there
        there.add(skill_key(step.skill))
    wanted = {skill_key(skill) for skill in goal.asks_for(skills)}
    assert wanted == (wanted & there) | set(found.left_out)


@given(worlds())
def test_empty_when_all_is_held(world: tuple[list[Skill], Goal, dict[str, Mastery], float]) -> None:
    """Whoever holds everything has nothing to do, and nothing is left out."""
    skills, goal, _, minutes = world
    held = {skill_key(skill): of_counts(skill.id, right=20, tried=20) for skill in skills}
    found = plan(goal, skills, held, minutes)
    assert found.steps == ()
    assert found.left_out == ()


def test_a_goal_in_words() -> None:
    """The skill whose words the goal has is reached, after what it needs; enough minutes leave nothing out."""
    skills, _ = starter("sql-analytics")
    found = plan(by_words("monthly cohort retention", skills), skills, {}, 600)
    assert [step.skill.id for step in found.steps] == [
        "filter-with-null",
        "join-tables",
        "work-with-dates",
        "measure-retention",
    ]
    assert found.left_out == ()
    short = plan(by_words("monthly cohort retention", skills), skills, {}, 30)
    assert [step.skill.id for step in short.steps] == ["filter-with-null", "join-tables"]
    assert short.left_out == ("sql-analytics/measure-retention",)


@pytest.mark.parametrize("minutes", [-1, float("nan"), float("inf")])
def test_minutes_that_are_none(minutes: float) -> None:
    """They are refused."""
    with pytest.raises(BadInput):
        plan(Goal("", {}), [], {}, minutes)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [("a dashboard in SQL by Friday, 3 hours", 180), ("1.5h of SQL", 90), ("1 hour 30 minutes", 90), ("45 min", 45),
     ("window functions in SQL 2016", None), ("24h7 joins", None)],
)  # fmt: skip
def test_the_time_that_a_goal_names(words: str, minutes: float | None) -> None:
    """Is read from its words, whatever else they say."""
    assert minutes_in(words) == minutes
