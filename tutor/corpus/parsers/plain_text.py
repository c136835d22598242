"""Plain text: the canonical text is the file's own, paragraphs are set apart by blank lines."""

from __future__ import annotations

import re

from tutor.corpus.parsed import Parsed, decode
from tutor.domain import Block, BlockKind
from tutor.text.sentences import trim

_GAP = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def parse_plain_text(raw: bytes) -> Parsed:
    """Text in any encoding; every paragraph is prose."""
    text = decode(raw)
    edges = [0, *(edge for gap in _GAP.finditer(text) for edge in gap.span()), len(text)]
    paragraphs = (trim(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))
    blocks = tuple(Block(kind=BlockKind.PROSE, start=start, end=end) for start, end in paragraphs if start < end)
    return Parsed(text=text, markdown=False, blocks=blocks)
