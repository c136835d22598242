"""A document as a reader sees it: blocks of visible text, with the cited words marked where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from app.formulas import Tree, formula
from tutor.domain import Block, BlockKind, Document
from tutor.text.mapped import MappedText, plain, shaped, without_marks

Place = tuple[int, int]
# Words, the number of the cited place they belong to or 0, and what they are if not prose: "code", or a formula.
Run = tuple[str, int] | tuple[str, int, Tree | str]
Cell = tuple[MappedText, list[tuple[int, int, str]]]  # visible text, and where in the original code and formulas stand

_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*([\w+#.-]{0,30})")
_INDENT = re.compile(r"[ \t]*")
_TABLE_RULE = re.compile(r"[ \t>|:-]+")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?:>[ \t]?)*\Z")
_DEEPEST = 6  # levels of lists that are indented
_AROUND = 200_000  # characters shown before and after a place: a book would be too much for one page


def blocks_around(document: Document, place: int) -> list[Block]:
    """All blocks of a document of ordinary length; of a very long one those around the `place`."""
    return [block for block in document.blocks if place - _AROUND <= block.end and block.start <= place + _AROUND]


def heading_path(document: Document, place: int) -> tuple[str, ...]:
    """The headings that `place` stands under, the highest first, after the page or slide it stands on."""
    path: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.start > place:
            break
        if block.kind is BlockKind.HEADING:
            words = document.text[block.start : block.end]
            path = [above for above in path if above[0] < block.level]
            path.append((block.level, plain(words) if document.markdown else words))
    marked = [landmark for landmark in document.landmarks if landmark.start <= place][-1:]
    return (*(f"{mark.kind.capitalize()} {mark.label}" for mark in marked), *(words for _, words in path))


def numbered(cited: Sequence[Place]) -> list[Place]:
    """The cited (start, end) places in reading order: their numbers in runs count from 1 in it."""
    return sorted(set(cited))


def visible_blocks(document: Document, blocks: Sequence[Block], cited: Sequence[Place]) -> list[dict[str, Any]]:
    """Each block as data for `showBlocks` of blocks.js: kind, place, level, and rows of cells of runs.

    `cited` are (start, end) code points of the canonical text. Marks of Markdown are left out, the words stay exact.
    A formula is one run, cited where any of it is. Only a table has several rows or cells.
    """
    places = numbered(cited)
    return [_visible(document, block, places) for block in blocks]


def _visible(document: Document, block: Block, cited: Sequence[Place]) -> dict[str, Any]:
    return {
        "kind": block.kind.value,
        "start": block.start,
        "level": block.level if block.kind is BlockKind.HEADING else _depth(document, block),
        "mark": _mark(document, block) if block.kind is BlockKind.ITEM else "",
        "language": _language(document, block) if block.kind is BlockKind.CODE else "",
        "quoted": document.markdown and ">" in _before(document, block),
        "plain": not document.markdown,
        "rows": [[_runs(cell, cited) for cell in row] for row in _rows(document, block)],
    }


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


def _language(document: Document, block: Block) -> str:
    """What the fence of code names as its language."""
    fence = _FENCE.match(document.text, block.start, block.end) if document.markdown else None
    return fence[1] if fence else ""


# ------------------------------------------------------------------ what is visible, cell by cell


def _rows(document: Document, block: Block) -> list[list[Cell]]:
    if block.kind is BlockKind.TABLE:
        return [_cells(document.text, *line) for line in _table_lines(document, block)]
    if block.kind is BlockKind.CODE:
        return [[(_code(document, block), [])]]
    if not document.markdown:
        return [[(_as_is(document.text, block.start, block.end), [])]]
    return [[_seen(document.text, block.start, block.end)]]


def _seen(text: str, start: int, end: int) -> Cell:
    mapped = without_marks(text[start:end])
    return (
        MappedText(mapped.text, tuple(start + offset for offset in mapped.offsets)),
        [(start + first, start + last, shape) for first, last, shape in shaped(text[start:end])],
    )


def _as_is(text: str, start: int, end: int) -> MappedText:
    return MappedText(text[start:end], tuple(range(start, end)))


def _code(document: Document, block: Block) -> MappedText:
    """Code without its fences, and without what stands before each line because of where the block stands."""
    text = document.text
    lines = _lines(text, block.start, block.end)
    before = _before(document, block)
    if document.markdown and _FENCE.match(text, *lines[0]):
        closed = len(lines) > 1 and _FENCE.match(text, *lines[-1])
        lines = lines[1 : -1 if closed else None]
        lines = [(_after_indent(text, line, len(before), ">" in before), line[1]) for line in lines]
    elif document.markdown and not before.strip():
        lines[0] = (block.start - len(before), lines[0][1])
        widths = [len(found[0]) for line in lines if (found := _INDENT.match(text, *line)) and found.end() < line[1]]
        lines = [(_after_indent(text, line, min(widths, default=0), False), line[1]) for line in lines]
    pieces = [_as_is(text, start, min(end + 1, lines[-1][1])) for start, end in lines]
    return MappedText("".join(piece.text for piece in pieces), tuple(at for piece in pieces for at in piece.offsets))


def _after_indent(text: str, line: Place, width: int, quoted: bool) -> int:
    start, end = line
    while start < min(line[0] + width, end) and text[start] in (" \t>" if quoted else " \t"):
        start += 1
    return start


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


def _cells(text: str, start: int, end: int) -> list[Cell]:
    row, found = _seen(text, start, end)
    cells = []
    first = 0
    for position, character in enumerate(row.text + "|"):
        if character == "|" and not _is_escaped(text, row, position):
            cells.append((_trimmed(row, first, position), found))
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


# ------------------------------------------------------------------ which of it is cited


def _runs(cell: Cell, cited: Sequence[Place]) -> list[Run]:
    seen, found = cell
    here = [
        (number, start, end)
        for number, (start, end) in enumerate(cited, 1)
        if seen.text and start <= seen.offsets[-1] and seen.offsets[0] < end
    ]
    places = [_number(offset, here) for offset in seen.offsets] if here else [0] * len(seen.text)
    runs: list[Run] = []
    position = 0
    for first, last, shape in _shapes(seen, found):
        runs += _words(seen.text, places, position, first)
        if shape == "code":
            runs += [(words, number, shape) for words, number in _words(seen.text, places, first, last)]
        else:
            runs.append((seen.text[first:last], next(filter(None, places[first:last]), 0), shape))
        position = last
    return [*runs, *_words(seen.text, places, position, len(seen.text))]


def _number(offset: int, here: Sequence[tuple[int, int, int]]) -> int:
    return next((number for number, start, end in here if start <= offset < end), 0)


def _words(text: str, places: Sequence[int], first: int, last: int) -> Iterator[tuple[str, int]]:
    for number, run in groupby(places[first:last]):
        length = sum(1 for _ in run)
        yield text[first : first + length], number
        first += length


def _shapes(seen: MappedText, found: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, Tree | str]]:
    """Where in the visible text code and formulas stand that are wholly in it and can be shown as such."""
    for start, end, which in found:
        first = bisect_left(seen.offsets, start)
        last = first + end - start
        if start < end and seen.offsets[first:last] == tuple(range(start, end)):
            shape = formula(seen.text[first:last]) if which == "formula" else "code"
            if shape:
                yield first, last, shape
