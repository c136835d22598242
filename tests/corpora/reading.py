"""The parts of a Markdown document that its checks are about, in order: fences, tables, and what lies between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Fence:
    """A fenced block: what follows the opening marks, its content, and the line (from 1) of its opening marks."""

    info: str
    content: str
    line: int


@dataclass(frozen=True)
class Table:
    """A table: its header and its rows, as the text of their cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


@dataclass(frozen=True)
class Words:
    """A paragraph, also one of a list or a quotation; empty for any other block, such as a heading."""

    text: str
    line: int


Part = Fence | Table | Words


def parts(text: str) -> list[Part]:
    """The fences, tables and other blocks of a document, in order."""
    return list(_parts(MarkdownIt("commonmark").enable("table").parse(text)))


def _parts(tokens: list[Token]) -> Iterator[Part]:
    table: list[tuple[str, ...]] = []
    cells: list[str] = []
    enclosing = ""
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        if token.type == "fence":
            yield Fence(token.info.strip(), token.content, line)
        elif token.type == "table_open":
            table, opened_at = [], line
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            table.append(tuple(cells))
        elif token.type == "table_close":
            yield Table(table[0], tuple(table[1:]), opened_at)
        elif token.type == "inline" and enclosing in ("th_open", "td_open"):
            cells.append(token.content)
        elif token.type == "inline":
            yield Words(token.content if enclosing == "paragraph_open" else "", line)
        elif token.type in ("code_block", "html_block", "hr"):
            yield Words("", line)
        enclosing = token.type
