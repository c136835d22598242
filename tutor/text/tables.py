"""Rows of a table as they are read out: each cell after the name of its column."""

from __future__ import annotations

import re

from tutor.domain import BlockKind, Passage
from tutor.text.mapped import plain

_CELL_EDGE = re.compile(r"(?<!\\)\|")


def header_of(passage: Passage, index: int) -> int | None:
    """The number of the sentence that names the columns of this row, if the passage has it."""
    return next((above for above in range(index, -1, -1) if is_header(passage, above)), None)


def is_header(passage: Passage, index: int) -> bool:
    """Whether the rule that ends a table's header stands between this row and the next."""
    sentences = passage.sentences
    if sentences[index].kind is not BlockKind.TABLE or index + 1 == len(sentences):
        return False
    end, following = sentences[index].span.end, sentences[index + 1].span.start
    return "--" in passage.text[end - passage.span.start : following - passage.span.start]


def read_out(header: str, row: str) -> str:
    """The row with the names of its columns: "Plan: small; Price: 20"."""
    names, cells = ([plain(cell) for cell in _CELL_EDGE.split(line.strip().strip("|"))] for line in (header, row))
    found = zip(names, cells, strict=False)  # rows of real tables may lack cells or have spare ones
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in found if cell)
