"""A document as a reader sees it: blocks of visible text, with the cited words marked where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tutor.domain import Block, BlockKind, Document
from tutor.text.mapped import MappedText, without_marks

Run = tuple[str, bool]  # words, and whether they are cited

_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_TABLE_RULE = re.compile(r"[ \t>|:-]+")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?\Z")
_DEEPEST = 6  # levels of lists that are indented
_AROUND = 200_000  # characters shown before and after the first cited words: a book would be too much for one page


def blocks_around(document: Document, cited: Sequence[tuple[int, int]]) -> list[Block]:
    """All blocks of a document of ordinary length; of a very long one those around the first of the `cited` places."""
    place = min((start for start, _ in cited), default=0)
    return [block for block in document.blocks if place - _AROUND <= block.end and block.start <= place + _AROUND]


def visible_blocks(
    document: Document, blocks: Sequence[Block], cited: Sequence[tuple[int, int]]
) -> list[dict[str, Any]]:
    """Each block as data for the page: kind, level, the mark of a list item, and rows of cells of runs.

    `cited` are (start, end) code points of the canonical text. Marks of Markdown are left out, the words stay exact.
    Only a table has several rows or cells.
    """
    return [
        {
            "kind": block.kind.value,
            "level": _depth(document, block) if block.kind is BlockKind.ITEM else block.level,
            "mark": _mark(document, block) if block.kind is BlockKind.ITEM else "",
            "rows": _rows(document, block, cited),
        }
        for block in blocks
    ]


def _before(document: Document, block: Block) -> str:
    """What stands in the block's first line before it."""
    return document.text[document.text.rfind("\n", 0, block.start) + 1 : block.start]


def _depth(document: Document, block: Block) -> int:
    before = _before(document, block).expandtabs(4)
    return min((len(before) - len(before.lstrip(" >"))) // 2, _DEEPEST)


def _mark(document: Document, block: Block) -> str:
    """The number or bullet of a list item; none for its further paragraphs."""
    found = _ITEM.search(_before(document, block))
    return "" if found is None else "•" if found[1] in "-*+" else found[1]


def _rows(document: Document, block: Block, cited: Sequence[tuple[int, int]]) -> list[list[list[Run]]]:
    if block.kind is BlockKind.TABLE:
        return [[_runs(cell, cited) for cell in _cells(document.text, *line)] for line in _table_lines(document, block)]
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
    if document.markdown and _FENCE.match(document.text, *lines[0]):
        closed = len(lines) > 1 and _FENCE.match(document.text, *lines[-1])
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


def _table_lines(document: Document, block: Block) -> list[tuple[int, int]]:
    """The rows of a table without the rule under its header."""
    lines = _lines(document.text, block.start, block.end)
    ruled = len(lines) > 1 and _TABLE_RULE.fullmatch(document.text, *lines[1])
    return [lines[0], *lines[2:]] if ruled else lines


def _cells(text: str, start: int, end: int) -> list[MappedText]:
    row = _seen(text, start, end)
    cells = []
    first = 0
    for position, character in enumerate(row.text + "|"):
        if character == "|" and not _is_escaped(text, row, position):
            cells.append(_trimmed(row, first, position))
            first = position + 1
    return cells


def _is_escaped(text: str, row: MappedText, position: int) -> bool:
    """Whether a bar is one that is meant to be read."""
    return position < len(row.text) and row.offsets[position] > 0 and text[row.offsets[position] - 1] == "\\"


def _trimmed(row: MappedText, first: int, last: int) -> MappedText:
    while first < last and row.text[first].isspace():
        first += 1
    while last > first and row.text[last - 1].isspace():
        last -= 1
    return MappedText(row.text[first:last], row.offsets[first:last])


def _runs(seen: MappedText, cited: Sequence[tuple[int, int]]) -> list[Run]:
    here = [(start, end) for start, end in cited if seen.text and start <= seen.offsets[-1] and seen.offsets[0] < end]
    marked = [any(start <= offset < end for start, end in here) for offset in seen.offsets] if here else []
    if not any(marked):
        return [(seen.text, False)] if seen.text else []
    pairs = groupby(zip(seen.text, marked, strict=True), key=lambda pair: pair[1])
    return [("".join(character for character, _ in run), is_cited) for is_cited, run in pairs]
