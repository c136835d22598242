"""CSV and its kin with tabs or semicolons: one table, or several where empty rows set them apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.sheets import Cut, sheet
from tutor.corpus.parsers.written import written

_SEPARATORS = "\t;,|"
_LONGEST = 1_000_000  # characters of a cell


def parse_csv(raw: bytes) -> Parsed:
    """The rows as Markdown tables, the first of each naming the columns."""
    text = decode(raw)
    cut = Cut()
    pieces = list(sheet("", _rows(text), cut))
    return written(pieces, notes=tuple(cut.notes))


def _rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), skipinitialspace=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell that is too long, most often a quote mark that is never closed
            yield ["(a row that could not be read)"]


def _separator(text: str) -> str:
    """The sign that most lines have equally often."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:50]

    def agreement(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines if line.count(sign)]
        usual = max(set(counts), key=counts.count) if counts else 0
        return counts.count(usual), usual

    return max(_SEPARATORS, key=agreement) if any(agreement(sign)[0] for sign in _SEPARATORS) else ","
