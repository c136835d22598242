"""What exercises are made of: sections of a document with their sentences, lists of steps and code, all as spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.domain import Block, BlockKind, Citation, Document
from tutor.text.mapped import plain
from tutor.text.sentences import sentence_spans
from tutor.text.words import words

# Adults read non-fiction silently at 238 words a minute (Brysbaert 2019); to learn from it takes longer, and code
# longer still.
_PROSE_A_MINUTE, _CODE_A_MINUTE = 200, 100
_NUMBERED = re.compile(r"(\d{1,3})[.)][ \t]+$")
_FENCE = re.compile(r"\A(`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)\n(?P<content>.*?)\n?(?:\1)?[ \t]*\Z", re.DOTALL)


@dataclass(frozen=True)
class Sentence:
    """One sentence of prose or of a list: its place and verbatim words, and the words as a reader sees them."""

    cited: Citation
    text: str
    kind: BlockKind


@dataclass(frozen=True)
class Code:
    """A block of code: its place, what the fence says it is, and what is inside."""

    cited: Citation
    info: str
    content: str


@dataclass(frozen=True)
class Section:
    """What stands between one heading and the next; `heading` is the path of headings that lead there."""

    document: Document
    heading: tuple[str, ...]
    start: int
    end: int
    blocks: tuple[Block, ...]

    @property
    def cited(self) -> Citation:
        """All of the section, its heading left out."""
        return Citation.cut(self.document.text, self.document.span(self.start, self.end))

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences of prose and lists, in order."""
        found = (block for block in self.blocks if block.kind in (BlockKind.PROSE, BlockKind.ITEM))
        return [each for block in found for each in _sentences(self.document, block)]

    @property
    def codes(self) -> list[Code]:
        """The blocks of code, in order."""
        return [code for block in self.blocks if (code := _code(self.document, block))]

    @property
    def minutes(self) -> float:
        """How long the section takes to read and understand."""
        counts = {True: 0, False: 0}
        for block in self.blocks:
            text = self.document.text[block.start : block.end]
            counts[block.kind in (BlockKind.CODE, BlockKind.TABLE)] += len(words(text))
        return max(0.1, round(counts[False] / _PROSE_A_MINUTE + counts[True] / _CODE_A_MINUTE, 1))

    @property
    def shown(self) -> str:
        """What tables and blocks of code show: the figures of an example stand there too."""
        return "\n".join(
            self.document.text[block.start : block.end]
            for block in self.blocks
            if block.kind in (BlockKind.CODE, BlockKind.TABLE)
        )

    def steps(self) -> list[tuple[Sentence, ...]]:
        """The numbered lists, each as the first sentence of its items; a list that does not count from 1 is none."""
        runs: list[list[Sentence]] = []
        for block in self.blocks:
            number = _number(self.document, block)
            if number == 1:
                runs.append([])
            if number and runs and number == len(runs[-1]) + 1:
                runs[-1].append(_sentences(self.document, block)[0])
        return [tuple(run) for run in runs]


def sections(document: Document) -> list[Section]:
    """The sections of the document that have words, in order; none overlaps another."""
    found: list[Section] = []
    path: list[tuple[int, str]] = []
    held: list[Block] = []
    for block in (*document.blocks, None):
        if block is not None and block.kind is not BlockKind.HEADING:
            held.append(block)
            continue
        if held:
            names = tuple(name for _, name in path)
            found.append(Section(document, names, held[0].start, held[-1].end, tuple(held)))
        if block is not None:
            path = [(level, name) for level, name in path if level < block.level]
            path.append((block.level, plain(document.text[block.start : block.end])))
        held = []
    return found


def section_at(found: Sequence[Section], place: int) -> Section | None:
    """The section that the code point `place` stands in."""
    return next((section for section in found if section.start <= place < section.end), None)


_POINTS = re.compile(
    r"\b(?:here|above|below|following|this|these|those|in that case|(?<!for )example"
    r"|that (?:case|row|rule|query|set|list|value|number|order|range|effect|figure|average|column|model|line)"
    r"|the (?:script|sketch|check|loop|code|schema|function|query|table|cell|measurements?|two averages|cells?) \w+s"
    r"|the (?:two|three|four) \w+ \w+s"
    r"|(?:the|both) (?:first|second|third|last|other|two|three) (?:is|are|one|query|test|set|comparison|\w+s)"
    r"|(?:users?|orders?|rows?|events?|documents?|contacts?|invoices?|agents?|options?|guard|bundle|case|week|test)"
    r" \d+)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:it|its|they|their|them|he|she|this|that|these|those|both|neither|either|such|then|so|and|but|or|also|instead"
    r"|therefore|however|otherwise|the (?:same|former|latter|example|result|statements?|notes|facts)"
    r"|in (?:the )?example|on \d|day 1)\b",
    re.IGNORECASE,
)


def points_elsewhere(text: str) -> bool:
    """Whether a sentence speaks of something that only stands beside it in the source."""
    return bool(_BEGINS.match(text) or _POINTS.search(text))


def _sentences(document: Document, block: Block) -> list[Sentence]:
    return [
        Sentence(cited, plain(cited.quote), block.kind)
        for start, end in sentence_spans(document.text, block.start, block.end)
        if (cited := Citation.cut(document.text, document.span(start, end)))
    ]


def _number(document: Document, block: Block) -> int:
    """The number before an item of a list; 0 where it has none."""
    found = _NUMBERED.search(document.text, max(0, block.start - 8), block.start)
    return int(found[1]) if found and block.kind is BlockKind.ITEM else 0


def _code(document: Document, block: Block) -> Code | None:
    cited = Citation.cut(document.text, document.span(block.start, block.end))
    fenced = _FENCE.match(cited.quote) if block.kind is BlockKind.CODE else None
    return Code(cited, fenced["info"].strip(), fenced["content"]) if fenced else None
