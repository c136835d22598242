"""The running text of a document: its sentences without code, tables and headings, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.corpus.files import Taken
from tutor.domain import Block, BlockKind
from tutor.text.mapped import plain

_RUNNING = (BlockKind.PROSE, BlockKind.ITEM)


def sentences(taken: Taken) -> Iterator[tuple[Block, str]]:
    """Each sentence of prose and lists: where it stands, and its plain words."""
    for chunk in taken.chunks:
        for block in chunk.sentences:
            if block.kind in _RUNNING:
                raw = taken.document.text[block.start : block.end]
                yield block, plain(raw) if taken.document.markdown else " ".join(raw.split())
