"""A document as a reader sees it: blocks of visible text, with the cited words marked where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tutor.domain import Block, BlockKind, Document
from tutor.text.mapped import MappedText, without_marks

Run = tuple[str, bool]  # words, and whether they are cited


def visible_blocks(document: Document, cited: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """Every block as data for the page: its kind, level, and rows of cells of runs; only a table has several cells.

    `cited` are (start, end) code points of the canonical text. Marks of Markdown are left out, the words stay exact.
    """
    return [
        {"kind": block.kind.value, "level": block.level, "rows": _rows(document, block, cited)}
        for block in document.blocks
    ]


def _rows(document: Document, block: Block, cited: Sequence[tuple[int, int]]) -> list[list[list[Run]]]:
    if block.kind is BlockKind.TABLE:
        rows = (_cells(document.text, start, end) for start, end in _lines(document.text, block.start, block.end))
        return [[_runs(cell, cited) for cell in cells] for cells in rows if cells]
    if block.kind is BlockKind.CODE:
        return [[_runs(_code(document, block), cited)]]
    seen = _seen(document.text, block.start, block.end) if document.markdown else _as_is(document.text, block)
    return [[_runs(seen, cited)]]


def _seen(text: str, start: int, end: int) -> MappedText:
    mapped = without_marks(text[start:end])
    return MappedText(mapped.text, tuple(start + offset for offset in mapped.offsets))


def _as_is(text: str, block: Block) -> MappedText:
    return MappedText(text[block.start : block.end], tuple(range(block.start, block.end)))


def _code(document: Document, block: Block) -> MappedText:
    """Code without its fences."""
    lines = _lines(document.text, block.start, block.end)
    if document.markdown and document.text.startswith(("```", "~~~"), block.start):
        closed = document.text[slice(*lines[-1])].strip().startswith(("```", "~~~")) and len(lines) > 1
        lines = lines[1 : -1 if closed else None]
    offsets = range(lines[0][0], lines[-1][1]) if lines else range(0)
    return MappedText(document.text[offsets.start : offsets.stop], tuple(offsets))


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        lines.append((start, stop))
        start = stop + 1
    return lines


def _cells(text: str, start: int, end: int) -> list[MappedText]:
    """The cells of a table row; none for the rule under the header."""
    row = _seen(text, start, end)
    if not any(character.isalnum() for character in row.text):
        return []
    cells = []
    first = 0
    for position, character in enumerate(row.text + "|"):
        if character == "|":
            cells.append(MappedText(row.text[first:position].strip(), _offsets_of(row, first, position)))
            first = position + 1
    return cells


def _offsets_of(row: MappedText, first: int, last: int) -> tuple[int, ...]:
    cell = row.text[first:last]
    lead = len(cell) - len(cell.lstrip())
    return row.offsets[first + lead : first + lead + len(cell.strip())]


def _runs(seen: MappedText, cited: Sequence[tuple[int, int]]) -> list[Run]:
    marked = [any(start <= offset < end for start, end in cited) for offset in seen.offsets]
    pairs = groupby(zip(seen.text, marked, strict=True), key=lambda pair: pair[1])
    return [("".join(character for character, _ in run), is_cited) for is_cited, run in pairs]
