"""The road of learning: the skills of the published corpora, a path to a goal, practice, review and assessment.

Everything that is told of a learner is a function of the record and `now`.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from tutor.brief import in_force
from tutor.domain import (
    Assessed,
    Attempt,
    Document,
    DueList,
    Exercise,
    LearningPath,
    Mastery,
    Sitting,
    Skill,
    Tried,
)
from tutor.errors import BadInput, StoreFailed, wrong_fields
from tutor.learning.assessment import LENGTH, assessable, assessed, opens_again
from tutor.learning.items.checks import Made, also_right, sound
from tutor.learning.items.grading import graded
from tutor.learning.items.made import made_of
from tutor.learning.items.task import done_of, tasks
from tutor.learning.mastery import mastery, skill_key
from tutor.learning.path import Goal, by_words, plan
from tutor.learning.review import due_list
from tutor.learning.skills import SKILLS, read_skills, skills_in
from tutor.models.embedder import Text
from tutor.parts import Parts
from tutor.retrieval.question import proper
from tutor.store.record import Entry, Kind
from tutor.store.release import OpenRelease

_ALL = 10_000_000  # entries: more than anyone answers in a life
_NEAR, _FAR = 0.6, 0.2  # cosines of a goal and a skill that mean the same, and that have nothing to do with each other
_BRIEF = 0.2  # of what a skill is worth for a path: what it is worth for the brief
_BATCH = 8  # exercises that the judge looks at together


@dataclass(frozen=True)
class Course:
    """The skills of some published corpora, and the documents that teach them, by corpus and path."""

    skills: tuple[Skill, ...]
    documents: Mapping[str, Mapping[str, Document]]
    releases: Mapping[str, str]

    def skill(self, name: str) -> Skill:
        """The skill called `name`, with or without its corpus. Raises `BadInput`."""
        found = [skill for skill in self.skills if name in (skill.id, skill_key(skill))]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(map(skill_key, found))
            raise BadInput(f"Several corpora have a skill {name!r}.", f"Say which: {names}.")
        raise BadInput(f"There is no skill {name!r}.", "tutor learn skills names them.")

    def made(self, skill: Skill) -> list[Made]:
        """The exercises on the skill that pass the checks by rule."""
        own = made_of(skill, self.documents[skill.corpus])
        kept = {each.id for each in sound(own)[0]}
        return [each for each in own if each.exercise.id in kept]


def course(
    parts: Parts, folders: Mapping[str, Path], corpora: Sequence[str] = (), instead: Mapping[str, Path] | None = None
) -> Course:
    """The skills that the published `corpora` carry, all where none is named.

    `folders` hold the `skills.toml` of those that carry none, by corpus: releases of earlier versions. What lies in the
    folders of `instead` goes before what a corpus carries.

    Raises `NoCorpus`, `BadSkills`, and `BadInput` where none of the corpora has skills.
    """
    skills: list[Skill] = []
    documents: dict[str, dict[str, Document]] = {}
    releases: dict[str, str] = {}
    for release in parts.releases(corpora):
        name, texts = release.release.corpus.name, release.texts
        found = _taught(release, folders, instead or {})
        if not found:
            continue
        skills += found
        paths = {lesson.section.span.document for skill in found for lesson in skill.lessons}
        documents[name] = {path: held for path in sorted(paths) if (held := texts.document(path))}
        releases[name] = release.release.id
    if not skills:
        raise BadInput(
            "None of these corpora has skills.",
            "Load the folder that holds its skills.toml again, or name it with --from.",
        )
    return Course(tuple(skills), documents, releases)


def _taught(release: OpenRelease, folders: Mapping[str, Path], instead: Mapping[str, Path]) -> list[Skill]:
    name = release.release.corpus.name
    folder = instead.get(name) or (None if release.skills else folders.get(name))
    if folder:
        return read_skills(folder / SKILLS, name, release.texts.document)
    return skills_in(release.skills, f"{SKILLS} of {name} {release.release.id}", name, release.texts.document)


class History:
    """What the learner has tried, from the record. Raises `StoreFailed` where an entry cannot be read."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @cached_property
    def tried(self) -> list[Tried]:
        """Every attempt, in order."""
        found = []
        for entry in reversed(self._parts.record.entries(Kind.ATTEMPT, limit=_ALL)):
            try:
                found.append(Tried(attempt=Attempt.model_validate(entry.body), at=entry.at))
            except ValidationError as error:
                raise _unreadable(entry, "attempt", error) from error
        return found

    def mastery(self, skills: Iterable[Skill]) -> dict[str, Mastery]:
        """What is shown of each skill, by its key."""
        return {skill_key(skill): mastery(skill, self.tried) for skill in skills}


def path(goal: str, minutes: float, given: Course, parts: Parts) -> LearningPath:
    """The way to `goal` within the minutes, through what is still missing; without one, to what the brief delivers.

    Of skills that are worth the same for the goal, those that suit the brief come first. Raises `BadQuestion`,
    `BadInput`, `StoreFailed`.
    """
    brief = in_force(parts)
    wanted = _goal(proper(goal) or proper(brief.deliverable), given.skills, parts)
    if not brief.empty:
        suits = _goal(proper(brief.project), given.skills, parts)
        value = {key: (1 - _BRIEF) * worth + _BRIEF * suits.value[key] for key, worth in wanted.value.items()}
        wanted = Goal(wanted.words, value)
    return plan(wanted, given.skills, History(parts).mastery(given.skills), minutes)


def _goal(words: str, skills: Sequence[Skill], parts: Parts) -> Goal:
    """What each skill is worth: by the words that it shares with the goal, and by what both mean."""
    lexical = by_words(words, skills)
    if not words:
        return lexical
    told = [Text(words), *(Text(f"{skill.title}. {skill.can}") for skill in skills)]
    first, *others = (each.whole for each in parts.embedder.embed(told))
    cosines = np.clip((np.array([float(first @ other) for other in others]) - _FAR) / (_NEAR - _FAR), 0, 1)
    meant = dict(zip(map(skill_key, skills), cosines.tolist(), strict=True))
    return Goal(words, {key: (share + meant[key]) / 2 for key, share in lexical.value.items()})


def practice(skill: Skill, given: Course, parts: Parts, count: int) -> list[Exercise]:
    """At most `count` fresh exercises on the skill, of all kinds in turn and each on another place of the sources."""
    seen = {each.attempt.exercise.evidence.span for each in History(parts).tried}
    fresh = [each for each in given.made(skill) if each.exercise.evidence.span not in seen]
    return judged(list(in_turn(fresh)), parts, count)


def in_turn(made: Sequence[Made]) -> Iterator[Made]:
    """One of each kind after the other, each place of the sources once."""
    kinds = {kind: list(found) for kind, found in groupby(made, key=lambda each: each.exercise.kind)}
    used = set()
    while any(kinds.values()):
        for waiting in kinds.values():
            while waiting:
                each = waiting.pop(0)
                if each.exercise.evidence.span not in used:
                    used.add(each.exercise.evidence.span)
                    yield each
                    break


def judged(made: Sequence[Made], parts: Parts, count: int) -> list[Exercise]:
    """The first `count` of which the judge does not find that something else is right too."""
    kept: list[Exercise] = []
    for start in range(0, len(made), _BATCH):
        if len(kept) >= count:
            break
        batch = made[start : start + _BATCH]
        failed = also_right(batch, parts.judge)
        kept += [each.exercise for each in batch if each.exercise.id not in failed]
    return kept[:count]


def answer(exercise: Exercise, words: str, parts: Parts, now: datetime, assessment: str = "") -> Attempt:
    """Grade the words and put the attempt on record. Raises `StoreFailed`."""
    attempt = graded(exercise, words, parts.judge, assessment)
    parts.record.add(Kind.ATTEMPT, attempt, now)
    return attempt


def checklists(skill: Skill, given: Course) -> list[Exercise]:
    """What the sources that teach the skill have to be done step by step, for the learner's own project."""
    return tasks(skill, given.documents[skill.corpus])


def done_before(task: Exercise, parts: Parts) -> list[int]:
    """The numbers of what the learner said last was done of it."""
    said = [each.attempt.words for each in History(parts).tried if each.attempt.exercise.id == task.id]
    return done_of(task, said[-1]) if said else []


def due(parts: Parts, now: datetime, minutes: float) -> DueList:
    """What to look at again now, as much as fits the minutes. Raises `BadInput`."""
    return due_list(History(parts).tried, now, minutes)


def begin(skill: Skill, given: Course, parts: Parts, now: datetime) -> Sitting:
    """Draw an assessment and put on record that it began, which counts as the try of the day.

    Raises `BadInput` where it is too early, or where too few exercises are fresh.
    """
    tried = History(parts).tried
    begun = [entry.at for entry in parts.record.entries(Kind.ASSESSMENT, limit=_ALL)
             if entry.body.get("skill") == skill_key(skill)]  # fmt: skip
    again = opens_again(begun, now)
    if again is not None:
        raise BadInput(f"{skill.title} was assessed within a day.", f"Try again after {again:%Y-%m-%d %H:%M} UTC.")
    seed = f"{skill_key(skill)}/{now.isoformat()}"
    made = given.made(skill)
    random.Random(seed).shuffle(made)  # noqa: S311 - which exercises are drawn is no secret
    fresh = assessable(skill, judged(made, parts, len(made)), tried, seed)
    if len(fresh) < LENGTH:
        raise BadInput(
            f"{skill.title} has {len(fresh)} exercises on places that you have not seen; {LENGTH} are needed.",
            "Assess another skill, or this one after its sources have grown.",
        )
    sitting = Sitting(
        id=hashlib.sha256(seed.encode()).hexdigest()[:16],
        skill=skill_key(skill),
        exercises=tuple(fresh),
        title=skill.title,
        can=skill.can,
        aligned=skill.aligned,
        release=given.releases[skill.corpus],
        judge=parts.judge.fingerprint,
        at=now,
    )
    parts.record.add(Kind.ASSESSMENT, sitting, now)
    return sitting


def sittings(parts: Parts) -> list[Sitting]:
    """Every assessment that began, newest first. Raises `StoreFailed` where an entry cannot be read."""
    found = []
    for entry in parts.record.entries(Kind.ASSESSMENT, limit=_ALL):
        try:
            sitting = Sitting.model_validate(entry.body)
        except ValidationError as error:
            raise _unreadable(entry, "assessment", error) from error
        found.append(sitting.model_copy(update={"at": sitting.at or entry.at}))
    return found


def left(sitting: Sitting, parts: Parts) -> list[Exercise]:
    """The exercises of the assessment that were not answered yet, in order."""
    answered = {each.attempt.exercise.id for each in History(parts).tried if each.attempt.assessment == sitting.id}
    return [each for each in sitting.exercises if each.id not in answered]


def outcome(sitting: Sitting, parts: Parts) -> Assessed:
    """What came of the assessment, by the record; what was not answered counts as wrong."""
    skill = sitting.skill.rpartition("/")[2]
    return assessed(sitting.id, skill, sitting.exercises, History(parts).tried)


def _unreadable(entry: Entry, what: str, error: ValidationError) -> StoreFailed:
    return StoreFailed(
        f"Entry {entry.id} of the record is no {what}: {wrong_fields(error)}.",
        "Another version of Groundwork wrote it: read it with that version.",
    )
