"""All exercises that rules make of the lessons of a skill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from tutor.domain import Document, Exercise, Skill
from tutor.learning.items.checks import Made
from tutor.learning.items.choice import choices
from tutor.learning.items.fill_in import fill_ins
from tutor.learning.items.find_error import find_errors
from tutor.learning.items.order import orders
from tutor.learning.items.parts import Material
from tutor.learning.items.short_answer import short_answers
from tutor.learning.items.sql_task import sql_tasks
from tutor.learning.items.table_choice import table_choices
from tutor.learning.mastery import skill_key
from tutor.learning.material import Section, section_at, sections

# A new kind is one file and one line here.
KINDS: Sequence[Callable[[Material], Iterator[Exercise]]] = (
    sql_tasks,
    orders,
    choices,
    table_choices,
    short_answers,
    fill_ins,
    find_errors,
)


def made_of(skill: Skill, documents: Mapping[str, Document]) -> list[Made]:
    """Every exercise on the lessons of the skill, unchecked, in the order of kinds and of the lessons."""
    return exercises_of(list(material_of(skill, documents)))


def exercises_of(material: Sequence[Material]) -> list[Made]:
    """Every exercise on those sections, unchecked, in the order of kinds and of the sections."""
    return [Made(exercise, each) for make in KINDS for each in material for exercise in make(each)]


def material_of(skill: Skill, documents: Mapping[str, Document]) -> Iterator[Material]:
    """The sections that teach the skill, in the order of its lessons."""
    known: dict[str, list[Section]] = {}
    for lesson in skill.lessons:
        span = lesson.section.span
        if span.document not in known:
            known[span.document] = sections(documents[span.document])
        section = section_at(known[span.document], span.start)
        if section is not None:
            yield Material(skill_key(skill), section, tuple(known[span.document]))
