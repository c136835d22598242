"""The way through the skills that are still missing for a goal: what comes before first, most worth a minute next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tutor.domain import LearningPath, Mastery, Skill, Standing, Step
from tutor.errors import BadInput
from tutor.learning.mastery import skill_key
from tutor.text.words import content_stems

CHECK_MINUTES = 5.0  # the exercises at the end of a step
MOST_MINUTES = 60_000  # a thousand hours: what is more is a slip of the hand
_TIME = re.compile(r"(?<![\w.,])(\d{1,4}(?:[.,]\d)?)\s?(h|hours?|hrs?|min|minutes?)\b", re.IGNORECASE)
_ENOUGH = 0.5  # of the value of the skill that suits the goal best: what is worth less is not asked for


class Goal:
    """What the learner wants to be able to do, and what each skill is worth for it, from 0 up, by its key."""

    def __init__(self, words: str, value: Mapping[str, float]) -> None:
        self.words = words
        self.value = value

    def asks_for(self, skills: Iterable[Skill]) -> list[Skill]:
        """The skills that the goal itself asks for: the worthiest, and those that are worth about as much."""
        found = list(skills)
        best = max((self.value.get(skill_key(skill), 0.0) for skill in found), default=0.0)
        return [skill for skill in found if best > 0 and self.value.get(skill_key(skill), 0.0) >= _ENOUGH * best]


def by_words(words: str, skills: Sequence[Skill]) -> Goal:
    """The goal in `words`: a skill is worth the share of its words that the skill has, rare ones more.

    Empty words ask for every skill alike.
    """
    wanted = dict.fromkeys(content_stems(words))  # in order: sums over a set differ from process to process
    if not wanted:
        return Goal(words, {skill_key(skill): 1.0 for skill in skills})
    held = {skill_key(skill): set(content_stems(_text(skill))) for skill in skills}
    rare = {stem: 1 / (1 + sum(stem in each for each in held.values())) for stem in wanted}
    whole = sum(rare.values())
    return Goal(
        words, {key: sum(rare[stem] for stem in wanted if stem in stems) / whole for key, stems in held.items()}
    )


def minutes_in(words: str) -> float | None:
    """How long the words say that there is, as in "a dashboard by Friday, 3 hours"; None where they do not."""
    found = [float(amount.replace(",", ".")) * (60 if unit[0] in "hH" else 1) for amount, unit in _TIME.findall(words)]
    return min(sum(found), float(MOST_MINUTES)) if found else None


def plan(goal: Goal, skills: Sequence[Skill], mastery: Mapping[str, Mastery], minutes: float) -> LearningPath:
    """The path to `goal` that fits `minutes`; `mastery` is by the key of the skill.

    A skill comes after all that it needs; those held are left out, as if they stood before the first step. A skill that
    does not fit together with what it needs is left out and another one tried; where none fits, the path goes towards
    the worthiest as far as it gets. Without anything missing the path is empty. Raises `BadInput` for minutes that are
    none.
    """
    if not 0 <= minutes <= MOST_MINUTES:
        raise BadInput(f"{minutes:g} minutes cannot be planned.", f"Give 0 to {MOST_MINUTES:,} minutes.")
    known = {skill_key(skill): skill for skill in skills}
    held = {key for key in known if key in mastery and mastery[key].standing is Standing.HELD}
    wanted = goal.asks_for(skills)
    missing = [skill for skill in wanted if skill_key(skill) not in held]
    steps: list[Step] = []
    while missing:
        bundles = [_bundle(skill, known, held | {skill_key(step.skill) for step in steps}) for skill in missing]
        fitting = [bundle for bundle in bundles if _fits(steps, bundle, minutes)]
        if not fitting:
            steps += _as_far_as_it_fits(steps, max(bundles, key=lambda each: _worth(each, goal)), goal, minutes)
            break
        best = max(fitting, key=lambda bundle: _worth(bundle, goal) / _minutes(bundle))
        steps += [_step(skill, best[-1], goal) for skill in best]
        missing = _without(missing, steps)
    missing = _without(missing, steps)
    return LearningPath(
        goal=goal.words,
        minutes=minutes,
        steps=tuple(steps),
        held=tuple(skill_key(skill) for skill in wanted if skill_key(skill) in held),
        left_out=tuple(skill_key(skill) for skill in missing),
    )


def _bundle(skill: Skill, known: Mapping[str, Skill], there: set[str]) -> list[Skill]:
    """The skill after all that it needs and that is not there, in order."""
    order: dict[str, Skill] = {}

    def add(each: Skill) -> None:
        if skill_key(each) in there or skill_key(each) in order:
            return
        for need in each.needs:
            add(known[f"{each.corpus}/{need}"])
        order[skill_key(each)] = each

    add(skill)
    return list(order.values())


def _without(skills: Sequence[Skill], steps: Sequence[Step]) -> list[Skill]:
    taken = {skill_key(step.skill) for step in steps}
    return [skill for skill in skills if skill_key(skill) not in taken]


def _fits(steps: Sequence[Step], bundle: Sequence[Skill], minutes: float) -> bool:
    taken = [step.minutes for step in steps]
    return sum([*taken, *(skill.minutes + CHECK_MINUTES for skill in bundle)]) <= minutes


def _as_far_as_it_fits(steps: Sequence[Step], bundle: Sequence[Skill], goal: Goal, minutes: float) -> list[Step]:
    """What comes before the last skill of the bundle, in order, until the minutes are used up."""
    fitting = [count for count in range(len(bundle)) if _fits(steps, bundle[:count], minutes)]
    return [_step(skill, bundle[-1], goal) for skill in bundle[: max(fitting)]]


def _minutes(skills: Sequence[Skill]) -> float:
    return sum(skill.minutes + CHECK_MINUTES for skill in skills)


def _worth(skills: Sequence[Skill], goal: Goal) -> float:
    return sum(goal.value.get(skill_key(skill), 0.0) for skill in skills)


def _step(skill: Skill, aim: Skill, goal: Goal) -> Step:
    reason = "the goal asks for it" if skill == aim else f"comes before {aim.title}"
    value = goal.value.get(skill_key(skill), 0.0)
    return Step(skill=skill, reading=skill.minutes, check=CHECK_MINUTES, value=value, reason=reason)


def _text(skill: Skill) -> str:
    headings = (" ".join(lesson.heading) for lesson in skill.lessons)
    labels = (each.label for each in skill.aligned)
    return " ".join((skill.title, skill.can, *headings, *labels))
