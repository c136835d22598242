"""Choice: one of four options is right.

The others are what the same source says of something else, so that each is true of something and only whoever knows
which belongs where can tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tutor.domain import Exercise, ExerciseKind
from tutor.learning.items.fill_in import terms
from tutor.learning.items.parts import GAP, OPTIONS, Material, definition, reason, shuffled
from tutor.learning.material import Sentence
from tutor.text.words import content_stems, numbers

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?$")
_CAPITALS = re.compile(r"[A-Z][A-Z_]+$")
_MOST_NUMBERS = 3
_JOIN = re.compile(r"`? JOIN\b")
_JOINS = ("LEFT", "FULL", "RIGHT", "CROSS", "INNER")  # nothing else goes before JOIN; those after "a" first


def choices(material: Material) -> Iterator[Exercise]:
    """Choices of reasons, of definitions, and of what belongs into a gap."""
    around = material.around
    for sentence in material.sentences:
        for each in (_of_reason(sentence, material, around), _of_definition(sentence, material, around)):
            if each is not None:
                yield each
        gap = _of_gap(sentence, material, around)
        if gap is not None:
            yield gap


def _of_reason(sentence: Sentence, material: Material, around: Iterable[Sentence]) -> Exercise | None:
    found = reason(sentence)
    if found is None:
        return None
    others = [other.why for each in around if each != sentence and (other := reason(each))]
    return _choice(material, sentence, f"{found.what}. Why?", found.why, others)


def _of_definition(sentence: Sentence, material: Material, around: Iterable[Sentence]) -> Exercise | None:
    found = definition(sentence)
    if found is None:
        return None
    others = [
        other.what
        for each in around
        if each != sentence and (other := definition(each)) and other.verb == found.verb and other.term != found.term
    ]
    return _choice(material, sentence, f"Which fits? {found.term} {found.verb} …", found.what, others)


def _of_gap(sentence: Sentence, material: Material, around: Iterable[Sentence]) -> Exercise | None:
    if len(numbers(sentence.text)) > _MOST_NUMBERS:
        return None
    for start, end in terms(sentence.text, sentence.cited.quote):
        right = sentence.text[start:end]
        if sentence.text.casefold().count(right.casefold()) > 1:
            continue
        near = sorted(around, key=lambda each: abs(each.cited.span.start - sentence.cited.span.start))
        others = [
            each.text[a:b]
            for each in near
            for a, b in terms(each.text, each.cited.quote)
            if _alike(right, each.text[a:b])
        ]
        if _NUMBER.match(right):
            others = [*_numbers_beside(right), *others]
        if _JOIN.match(sentence.text[end:]):
            others = [each for each in _JOINS if each != right]
        with_gap = sentence.text[:start] + GAP + sentence.text[end:]
        fitting = [each for each in others if each not in sentence.text]
        made = _choice(material, sentence, with_gap, right, fitting[: 2 * OPTIONS])
        if made is not None:
            return made
    return None


def _choice(
    material: Material, sentence: Sentence, question: str, right: str, others: Iterable[str]
) -> Exercise | None:
    """The choice with the options most like the right one in length; None where there are not enough."""
    unlike: dict[str, str] = {}
    for each in others:
        if _bare(each) != _bare(right):
            unlike.setdefault(_bare(each), each)
    nearest = sorted(unlike.values(), key=lambda each: abs(len(each) - len(right)))[: OPTIONS - 1]
    if len(nearest) < OPTIONS - 1:
        return None
    options = shuffled([right, *nearest], sentence.cited.quote)
    return material.exercise(
        ExerciseKind.CHOICE, question, right, sentence.cited, options=tuple(options), chance=1 / OPTIONS
    )


def _bare(option: str) -> str:
    return " ".join(content_stems(option)) or option


def _alike(one: str, other: str) -> bool:
    """Whether both are numbers, both names in capitals, or both code."""
    kinds = [(bool(_NUMBER.match(each)), bool(_CAPITALS.match(each))) for each in (one, other)]
    return kinds[0] == kinds[1]


def _numbers_beside(right: str) -> Iterator[str]:
    """Numbers written alike that one could take for it: half, double, half as much again."""
    value = float(right.replace(",", ""))
    places = len(right.partition(".")[2])
    for factor in (0.5, 2.0, 1.5):
        changed = round(value * factor, places)
        if changed not in (value, 0.0):
            yield f"{changed:,.{places}f}" if "," in right or value < 1000 else f"{changed:.{places}f}"
