"""Exercises by the chat model of the settings, checked by rule and by the judge; what fails is dropped and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tutor.domain import Flaw
from tutor.errors import ModelFailed
from tutor.learning.items.by_model import misjudged, put_together
from tutor.learning.items.checks import TWICE, Made, asked_twice
from tutor.learning.items.parts import Material
from tutor.models.chat import Chat
from tutor.models.judge import Judge
from tutor.writing.pose import pose, request

UNREADABLE = "of the form asked for"
_A_REQUEST = 4  # exercises
_MOST_REQUESTS = 4
_LONGEST_SECTION = 12_000  # characters that a model is given


@dataclass(frozen=True)
class Posed:
    """What a model wrote that holds, how much was dropped by which check, and what did not go as planned, in words."""

    made: tuple[Made, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def by_model(materials: Sequence[Material], chat: Chat, judge: Judge, count: int) -> Posed:
    """At most `count` exercises on the sections, of which the first are asked about first.

    A model that fails ends it: what it wrote before is kept, and a notice says so. Nothing is raised.
    """
    made: list[Made] = []
    dropped: Counter[str] = Counter()
    notices: list[str] = []
    for material in materials[:_MOST_REQUESTS]:
        if len(made) >= count or notices:
            break
        section = material.section
        passage = section.document.text[section.start : section.end][:_LONGEST_SECTION]
        asked = request(section.document.source.title, section.heading, passage, min(_A_REQUEST, count - len(made) + 1))
        try:
            found = pose(asked, chat)
        except ModelFailed as error:
            notices.append(f"The model wrote no exercise. {error}")
            break
        if found.cut is not None:
            notices.append(f"The model did not write all exercises. {found.cut}")
        dropped[UNREADABLE] += found.unreadable
        made += _sound([put_together(each, material) for each in found.proposals], made, judge, dropped)
    return Posed(tuple(made[:count]), {check: number for check, number in dropped.items() if number}, tuple(notices))


def _sound(found: Sequence[Made | Flaw], before: Sequence[Made], judge: Judge, dropped: Counter[str]) -> Sequence[Made]:
    """Those that hold and are not like one `before`; the others are counted."""
    dropped.update(each.check for each in found if isinstance(each, Flaw))
    known = {each.exercise.id for each in before}
    made: dict[str, Made] = {}
    for each in found:
        if isinstance(each, Made) and each.exercise.id in known | made.keys():
            dropped[TWICE] += 1
        elif isinstance(each, Made):
            made[each.exercise.id] = each
    failed = misjudged(list(made.values()), judge)
    passing = [each for identity, each in made.items() if identity not in failed]
    failed |= asked_twice([each.exercise for each in (*before, *passing)])
    dropped.update(flaw.check for flaw in failed.values())
    return [each for each in passing if each.exercise.id not in failed]
