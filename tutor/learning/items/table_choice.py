"""Choice from a table of the source: which cell belongs to a row. The other options are cells of other rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.domain import BlockKind, Citation, Exercise, ExerciseKind
from tutor.learning.items.parts import OPTIONS, Material, shuffled
from tutor.learning.material import Section
from tutor.text.mapped import plain

_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_BARS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:-]+")
_FIGURE = re.compile(r"[\d.,:%+\s-]*")
_RESULT = re.compile(r"\b(?:result|output)s?:\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class _Row:
    cited: Citation
    cells: tuple[str, ...]


def table_choices(material: Material) -> Iterator[Exercise]:
    """A choice for each row of a table that says something; tables of figures, such as results, are left out."""
    for head, body in _tables(material.section):
        for column in range(1, len(head)):
            for row in body:
                yield from _choice(material, head, body, row, column)


def _choice(
    material: Material, head: Sequence[str], body: Sequence[_Row], row: _Row, column: int
) -> Iterator[Exercise]:
    name, right = row.cells[0], row.cells[column]
    others = list(dict.fromkeys(each.cells[column] for each in body if each.cells[column] != right))
    if _FIGURE.fullmatch(name) or len(right) < 4 or _FIGURE.fullmatch(right) or len(others) < OPTIONS - 1:
        return
    nearest = sorted(others, key=lambda each: abs(len(each) - len(right)))[: OPTIONS - 1]
    options = tuple(shuffled([right, *nearest], row.cited.quote))
    question = f"Which “{head[column]}” belongs to “{name}” ({head[0]})?"
    yield material.exercise(ExerciseKind.CHOICE, question, right, row.cited, options=options, chance=1 / OPTIONS)


def _tables(section: Section) -> Iterator[tuple[tuple[str, ...], list[_Row]]]:
    """The head and the rows of each table whose rows are as wide as its head."""
    text = section.document.text
    for block in section.blocks:
        if block.kind is not BlockKind.TABLE or _RESULT.search(text, max(0, block.start - 40), block.start):
            continue
        found = [
            Citation.cut(text, section.document.span(match.start(), match.end()))
            for match in _ROW.finditer(text, block.start, block.end)
        ]
        cut = [_Row(each, _cells(each.quote)) for each in found if not _RULE.fullmatch(each.quote)]
        if cut and all(len(row.cells) == len(cut[0].cells) for row in cut):
            yield cut[0].cells, cut[1:]


def _cells(row: str) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in _BARS.split(row.strip().strip("|")))
