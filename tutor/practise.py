"""The road of practice: exercises on a topic, on a skill or on what was answered, by rule and by a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain, zip_longest

from pydantic import ValidationError

from tutor.domain import Answer, Document, Exercise, Skill, Span
from tutor.errors import BadInput, NoCorpus, StoreFailed, wrong_fields
from tutor.learn import Course, History, in_turn, judged, practice
from tutor.learning.fill_in import fill_ins
from tutor.learning.items.checks import sound
from tutor.learning.items.made import exercises_of, material_of
from tutor.learning.items.parts import Material
from tutor.learning.mastery import skill_key
from tutor.learning.material import section_at, sections
from tutor.parts import Parts
from tutor.posing import Posed, by_model
from tutor.retrieval.question import proper
from tutor.retrieval.retrieve import retrieve
from tutor.store.record import Kind

_ALL = 10_000_000  # entries: more than anyone is asked in a life


class By(StrEnum):
    """Who writes exercises: rules, the chat model of the settings, or both in turn."""

    RULE = "rule"
    MODEL = "model"
    BOTH = "both"


@dataclass(frozen=True)
class Practice:
    """Exercises that passed every check, how many of a model's were dropped by which check, and what went wrong."""

    exercises: tuple[Exercise, ...]
    dropped: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def pose(topic: str, corpora: Sequence[str], parts: Parts, count: int) -> list[Exercise]:
    """At most `count` exercises on `topic` from the published releases. Raises `BadQuestion`, `NoCorpus`."""
    passages = retrieve(proper(topic), parts.releases(corpora), parts.embedder, parts.settings.passages)
    return fill_ins(passages, count)


def on_skill(skill: Skill, given: Course, parts: Parts, count: int, now: datetime, by: By = By.BOTH) -> Practice:
    """At most `count` fresh exercises on the skill; those of a model are put on record, to be graded by their id.

    What a model wrote before and nobody tried yet goes first. Where no model is set, or it fails, rules make up for it.
    Raises `StoreFailed`.
    """
    ruled = practice(skill, given, parts, count)
    if by is By.RULE or (by is By.BOTH and parts.chat is None):
        return Practice(tuple(ruled))
    wanted = count if by is By.MODEL else (count + 1) // 2
    seen = [each.attempt.exercise.evidence.span for each in History(parts).tried]
    waiting = [each for each in kept(skill, given, parts) if not _touches(each.evidence.span, seen)][:wanted]
    posed = _posed(skill, given, parts, wanted - len(waiting), [*seen, *(each.evidence.span for each in waiting)])
    for each in posed.made:
        parts.record.add(Kind.POSED, each.exercise, now)
    written = [*waiting, *(each.exercise for each in posed.made)]
    places = [each.evidence.span for each in written]
    others = [each for each in ruled if not _touches(each.evidence.span, places)]
    turns = chain.from_iterable(zip_longest(written, others)) if by is By.BOTH else [*written, *others]
    return Practice(tuple(each for each in turns if each)[:count], posed.dropped, posed.notices)


def _posed(skill: Skill, given: Course, parts: Parts, count: int, seen: Sequence[Span]) -> Posed:
    """What the model writes on the sections of the skill, first on those where least was seen."""
    if count <= 0:
        return Posed()
    if parts.chat is None:
        return Posed(notices=("No model is set, so the exercises are by rule. Set one with TUTOR_MODEL.",))
    materials = sorted(
        material_of(skill, given.documents[skill.corpus]),
        key=lambda each: sum(each.section.cited.span.overlaps(span) for span in seen),
    )
    found = by_model(materials, parts.chat, parts.judge, count)
    fresh = tuple(each for each in found.made if not _touches(each.exercise.evidence.span, seen))
    return Posed(fresh, found.dropped, found.notices)


def kept(skill: Skill, given: Course, parts: Parts) -> list[Exercise]:
    """The exercises on the skill that a model wrote and whose words still stand in the source, newest first.

    Raises `StoreFailed` where an entry cannot be read.
    """
    found: dict[str, Exercise] = {}
    for entry in parts.record.entries(Kind.POSED, limit=_ALL):
        try:
            exercise = Exercise.model_validate(entry.body)
        except ValidationError as error:
            raise StoreFailed(
                f"Entry {entry.id} of the record is no exercise: {wrong_fields(error)}.",
                "Another version of Groundwork wrote it: read it with that version.",
            ) from error
        if exercise.skill == skill_key(skill) and _stands(exercise, given.documents[skill.corpus]):
            found.setdefault(exercise.id, exercise)
    return list(found.values())


def known(skill: Skill, given: Course, parts: Parts) -> dict[str, Exercise]:
    """Every exercise on the skill that can be asked, by rule or by a model, by its id. Raises `StoreFailed`."""
    written = {each.id: each for each in kept(skill, given, parts)}
    return written | {each.exercise.id: each.exercise for each in given.made(skill)}


def from_answer(answer: Answer, given: Course | None, parts: Parts, count: int) -> list[Exercise]:
    """At most `count` exercises by rule on what the answer cites, then on the sections around it.

    Each belongs to the skill whose lessons hold the words, where `given` has one. Words that the published release
    does not have any more are left out. Raises `BadInput` where the answer cites nothing, `BrokenRelease`.
    """
    cited = list(dict.fromkeys(each.span for stated in answer.stated for each in stated.claim.citations))
    if not cited:
        raise BadInput("This answer cites nothing to practise.", "Ask what these sources answer.")
    own = exercises_of(list(_sections_of(answer, given, parts)))
    sounds = {each.id for each in sound(own)[0]}
    holding = [each for each in own if each.exercise.id in sounds]
    near = [each for each in holding if _touches(each.exercise.evidence.span, cited)]
    around = [each for each in holding if each not in near]
    return judged([*in_turn(near), *in_turn(around)], parts, count)


def _sections_of(answer: Answer, given: Course | None, parts: Parts) -> Iterator[Material]:
    """The sections that hold what the answer cites, as they are published now, each once."""
    known: dict[tuple[str, str], Document | None] = {}
    used: set[tuple[str, str, int]] = set()
    for citation in (each for stated in answer.stated for each in stated.claim.citations):
        span = citation.span
        place = (span.corpus, span.document)
        if place not in known:
            known[place] = _published(*place, parts)
        document = known[place]
        if document is None or document.text[span.start : span.end] != citation.quote:
            continue
        there = tuple(sections(document))
        section = section_at(there, span.start)
        if section is not None and (*place, section.start) not in used:
            used.add((*place, section.start))
            yield Material(_skill_of(span, given), section, there)


def _published(corpus: str, path: str, parts: Parts) -> Document | None:
    try:
        return parts.readable([corpus])[0].texts.document(path)
    except NoCorpus:
        return None


def _skill_of(span: Span, given: Course | None) -> str:
    """The key of the first skill whose lessons hold the words; empty where none does."""
    for skill in given.skills if given else ():
        if any(lesson.section.span.overlaps(span) for lesson in skill.lessons):
            return skill_key(skill)
    return ""


def _stands(exercise: Exercise, documents: Mapping[str, Document]) -> bool:
    span = exercise.evidence.span
    document = documents.get(span.document)
    return document is not None and document.text[span.start : span.end] == exercise.evidence.quote


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span.overlaps(other) for other in others)
