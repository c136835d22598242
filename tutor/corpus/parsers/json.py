"""JSON and JSON lines: each record in words, every value after its name; notebooks are known by their shape."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.notebook import is_notebook, parse_cells
from tutor.corpus.parsers.written import Mark, Piece, item, paragraph, written
from tutor.errors import UnreadableFile

_LONG = 120  # characters from which a value is a paragraph


def parse_json(raw: bytes) -> Parsed:
    """The records of a list, or the one record that the file is. Raises `UnreadableFile` where it is no JSON."""
    text = decode(raw)
    if not text.strip():
        return written([])
    try:
        found = json.loads(text)
    except ValueError:
        found = list(_lines(text))
    if is_notebook(found):
        return parse_cells(found)
    records = found if isinstance(found, list) else [found]
    return written(_pieces(records))


def _lines(text: str) -> Iterator[object]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise UnreadableFile(
                    f"Line {number} is no JSON ({error}).", "Correct it, or copy the file again if it is cut off."
                ) from error


def _pieces(records: list[object]) -> Iterator[Piece]:
    for number, record in enumerate(records, start=1):
        yield Mark("record", str(number))
        for name, value in _values(record, ""):
            words = f"{name}: {value}" if name else value
            if len(value) > _LONG:
                yield from (paragraph(part) for part in words.split("\n\n"))
            else:
                yield item(words)


def _values(found: object, name: str) -> Iterator[tuple[str, str]]:
    """Each value that is no list or record itself, and the names that lead to it."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from _values(value, f"{name} {key}".strip())
    elif isinstance(found, list):
        if found and all(isinstance(each, str | int | float) for each in found) and len(str(found)) < _LONG:
            yield name, ", ".join(map(str, found))
        else:
            for each in found:
                yield from _values(each, name)
    elif isinstance(found, bool):
        yield name, "yes" if found else "no"
    elif found is not None:
        yield name, str(found)
