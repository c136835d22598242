"""Words found in the parts of a very long source that are not shown. What is shown is searched where it is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app.reading import visible_blocks
from tutor.domain import Block, BlockKind, Document
from tutor.text.mapped import SAME_SIGNS, plain

# Accents and vowel points that people leave out when they type: Latin, Greek and Cyrillic; Hebrew; Arabic.
ACCENTS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670"

_ACCENTS = re.compile(f"[{ACCENTS}]")

Searchable = tuple[int, str]  # where a block starts, and its visible words, folded; a line for each cell


@dataclass(frozen=True)
class Elsewhere:
    """How often words are found before and after what is shown, and the blocks the next and the previous ones are in.

    After the last comes the first, and the other way round. Where none are, there are no such blocks.
    """

    before: int
    after: int
    next: int | None
    previous: int | None


def searchable(document: Document) -> list[Searchable]:
    """All of a document, to be searched in."""
    return [(block.start, "\n".join(map(fold, _cells(document, block)))) for block in document.blocks]


def find_elsewhere(words: str, texts: Sequence[Searchable], shown: Sequence[Block]) -> Elsewhere:
    """Where `words` are in the blocks that are not among those `shown`, which stand together."""
    wanted = fold(words)
    if not (wanted and shown):
        return Elsewhere(before=0, after=0, next=None, previous=None)
    before = [(start, text.count(wanted)) for start, text in texts if start < shown[0].start and wanted in text]
    after = [(start, text.count(wanted)) for start, text in texts if start > shown[-1].start and wanted in text]
    return Elsewhere(
        before=sum(count for _, count in before),
        after=sum(count for _, count in after),
        next=next((start for start, _ in (*after, *before)), None),
        previous=next((start for start, _ in (*before[::-1], *after[::-1])), None),
    )


def fold(text: str) -> str:
    """`text` with case, accents, kinds of white space, quote marks and dashes made alike: source.js does the same."""
    alike = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(SAME_SIGNS)))
    return " ".join(alike.casefold().split())


def _cells(document: Document, block: Block) -> list[str]:
    if document.markdown and block.kind not in (BlockKind.CODE, BlockKind.TABLE):
        return [plain(document.text[block.start : block.end])]  # much faster than to know each character's place
    (seen,) = visible_blocks(document, [block], ())
    return ["".join(run[0] for run in cell) for row in seen["rows"] for cell in row]
