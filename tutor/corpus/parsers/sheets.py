"""Tables of any source as Markdown: bounded, cut only with a word about it, set apart by empty rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from tutor.corpus.parsers.written import Piece, paragraph, table

ROWS = 5000  # of one sheet
COLUMNS = 60
_TALLIED = 200_000  # rows beyond which nobody counts how many more there are


@dataclass
class Cut:
    """What was left out, sheet by sheet, in words for the report."""

    notes: list[str] = field(default_factory=list)


def sheet(name: str, rows: Iterable[Sequence[str]], cut: Cut) -> Iterator[Piece]:
    """The tables of one sheet; a row with a single cell above a table or alone is a paragraph."""
    block: list[list[str]] = []
    seen, widest = 0, 0
    for row in rows:
        seen += 1
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        widest = max(widest, len(cells))
        if seen > ROWS:
            if seen > ROWS + _TALLIED:
                break
            continue
        if not cells:
            yield from _tables(block)
            block = []
        else:
            block.append(cells[:COLUMNS])
    yield from _tables(block)
    where = f"{name}: " if name else ""
    if seen > ROWS:
        counted = f"{seen:,}" if seen <= ROWS + _TALLIED else f"more than {seen - 1:,}"
        cut.notes.append(f"{where}the first {ROWS:,} of {counted} rows were taken; split the file to have all")
    if widest > COLUMNS:
        cut.notes.append(f"{where}the first {COLUMNS} of {widest:,} columns were taken; split the file to have all")


def _tables(block: list[list[str]]) -> Iterator[Piece]:
    """A block without empty rows: its single cells at the top are its caption."""
    first = next((at for at, row in enumerate(block) if sum(map(bool, row)) > 1), len(block))
    for row in block[:first]:
        yield paragraph(" ".join(row))
    empty = min((next(at for at, cell in enumerate(row) if cell) for row in block[first:]), default=0)
    yield table([row[empty:] for row in block[first:]])


def shown(value: object) -> str:
    """The value of a cell as its program would show it, more or less."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)
