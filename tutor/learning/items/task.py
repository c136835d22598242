"""Practical task: a checklist or a procedure of the source, done in the learner's own project and ticked off.

What a learner says they did is not checked, so it never counts as shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tutor.domain import BlockKind, Criterion, Document, Exercise, ExerciseKind, Judgement, Label, Skill
from tutor.learning.items.parts import Material
from tutor.learning.mastery import skill_key
from tutor.learning.material import Section, Sentence, sections

FEWEST, MOST = 3, 20
QUESTION = "Do this in your own project, and tick what is done."
_CHECKLIST = re.compile(r"\bchecklists?\b|\bprocedure\b|\bsteps?\b", re.IGNORECASE)


def tasks(skill: Skill, documents: Mapping[str, Document]) -> list[Exercise]:
    """The checklists and procedures of the documents that teach the skill, in their order."""
    paths = dict.fromkeys(lesson.section.span.document for lesson in skill.lessons)
    return [each for path in paths for each in _of_document(skill, documents[path])]


def ticked(exercise: Exercise, answer: str) -> Judgement:
    """What the learner says is done, by the numbers of the items: told, and not counted."""
    done = done_of(exercise, answer)
    said = f"{len(done)} of {len(exercise.criteria)} done, by your own word: that does not count as shown"
    return Judgement(label=Label.NOT_CHECKED, score=len(done) / len(exercise.criteria), reason=said)


def done_of(exercise: Exercise, answer: str) -> list[int]:
    """The numbers of the items that the answer names, each once, in order."""
    named = {int(number) for number in re.findall(r"\d{1,3}", answer)}
    return [number for number in range(1, len(exercise.criteria) + 1) if number in named]


def _of_document(skill: Skill, document: Document) -> Iterator[Exercise]:
    found = sections(document)
    for section in found:
        material = Material(skill_key(skill), section, tuple(found))
        if not _CHECKLIST.search(material.about):
            continue
        items = _items(section)
        if FEWEST <= len(items) <= MOST:
            criteria = tuple(Criterion(text=each.text, evidence=each.cited) for each in items)
            yield material.exercise(ExerciseKind.TASK, QUESTION, "", section.cited, criteria=criteria)


def _items(section: Section) -> Sequence[Sentence]:
    """The items of the section's lists, each by its first sentence."""
    starts = {block.start for block in section.blocks if block.kind is BlockKind.ITEM}
    return [each for each in section.sentences if each.cited.span.start in starts]
