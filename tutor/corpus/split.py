"""Splitting a document into chunks: whole sentences, one section, about 150 words, exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from tutor.domain import Block, BlockKind, Chunk, Document
from tutor.text.mapped import plain
from tutor.text.sentences import bounded, sentence_spans, trim

SPLITTER = "sections-150w-3"  # named in every release; a change of the rules is a new name
WORDS = 150  # with title and headings this stays inside the embedder's 256 word pieces for most prose
SMALL = 40  # a section shorter than this shares a chunk with the next one
_PIECE = re.compile(r"\w{1,8}|[^\w\s]")
_TABLE_RULE = re.compile(r"[ \t|:+=-]*")


@dataclass(frozen=True)
class _Unit:
    """A sentence, table row or stretch of code: never cut, and what a quote is made of."""

    kind: BlockKind
    start: int
    end: int
    words: float


@dataclass(frozen=True)
class _Section:
    heading: tuple[str, ...]
    units: tuple[_Unit, ...]

    @property
    def words(self) -> float:
        return sum(unit.words for unit in self.units)


def split(document: Document) -> list[Chunk]:
    """Chunks of `document` in order; every word under a block that is no heading is in exactly one chunk."""
    return [
        Chunk(
            span=document.span(part[0].start, part[-1].end),
            heading=section.heading,
            sentences=tuple(Block(kind=unit.kind, start=unit.start, end=unit.end) for unit in part),
        )
        for section in _joined(_sections(document))
        for part in _parts(section)
    ]


def _sections(document: Document) -> Iterator[_Section]:
    path: list[tuple[int, str]] = []
    units: list[_Unit] = []
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            if units:
                yield _Section(_names(path, document), tuple(units))
                units = []
            path = [(level, name) for level, name in path if level < block.level]
            path.append((block.level, plain(document.text[block.start : block.end])))
        else:
            units.extend(_units(document, block))
    if units:
        yield _Section(_names(path, document), tuple(units))


def _names(path: list[tuple[int, str]], document: Document) -> tuple[str, ...]:
    """The heading path without the title, which every chunk carries anyway."""
    names = tuple(name for _, name in path if name)
    return names[1:] if names and names[0] == document.source.title else names


def _units(document: Document, block: Block) -> Iterator[_Unit]:
    if block.kind is BlockKind.TABLE:
        spans = [
            span for span in _lines(document.text, block) if not _TABLE_RULE.fullmatch(document.text[slice(*span)])
        ]
    elif block.kind is BlockKind.CODE:
        spans = list(_pieces_of_code(document.text, block))
    else:
        spans = sentence_spans(document.text, block.start, block.end)
    for start, end in spans:
        words = plain(document.text[start:end]) if document.markdown else document.text[start:end]
        yield _Unit(block.kind, start, end, len(_PIECE.findall(words)) * 0.8)


def _lines(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Lines that are not blank; an overlong one in parts."""
    start = block.start
    while start < block.end:
        newline = text.find("\n", start, block.end)
        stop = block.end if newline < 0 else newline
        yield from bounded(text, *trim(text, start, stop))
        start = stop + 1


def _pieces_of_code(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Code whole where it is short, else by lines grouped to about half a chunk."""
    longest = 400
    first = last = -1
    for start, end in _lines(text, block):
        if first >= 0 and end - first > longest:
            yield first, last
            first = -1
        first, last = start if first < 0 else first, end
    if first >= 0:
        yield first, last


def _joined(sections: Iterator[_Section]) -> Iterator[_Section]:
    """Sections, the small ones together with what follows as long as both fit one chunk."""
    held: _Section | None = None
    for section in sections:
        if held is None:
            held = section
        elif held.words < SMALL and held.words + section.words <= WORDS:
            held = _Section(held.heading or section.heading, held.units + section.units)
        else:
            yield held
            held = section
    if held is not None:
        yield held


def _parts(section: _Section) -> Iterator[list[_Unit]]:
    """Even parts of at most about `WORDS` words: three of 100 rather than two of 140 and one of 20."""
    target = section.words / (ceil(section.words / WORDS) or 1)
    part: list[_Unit] = []
    words = done = 0.0
    end = target  # where this part is to end, counted from the start of the section: what is rounded does not add up
    for unit in section.units:
        if part and (words + unit.words > WORDS * 1.1 or done + words + unit.words / 2 > end):
            yield part
            done += words
            end = target * (round(done / target) + 1)
            part, words = [], 0.0
        part.append(unit)
        words += unit.words
    if part:
        yield part
