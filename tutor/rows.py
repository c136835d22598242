"""Rows of JSON lines as a door reads them: one bad row is an error in its place and does not end the batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any, TypeVar

import click

from tutor import wire
from tutor.errors import BadInput, GroundworkError

LONGEST_ROW = 2_000_000  # characters: what is held and judged at once has an end
ENCODING = "utf-8-sig"
KEEP_GOING = "surrogateescape"  # a line that is not UTF-8 is one bad row and not the end of the batch

Row = dict[str, Any] | GroundworkError
T = TypeVar("T")

batch_option = click.option(
    "--batch",
    type=click.File("r", encoding=ENCODING, errors=KEEP_GOING),
    help="JSON lines to do in order; - is standard input.",
)


def rows_of(file: IO[str]) -> Iterator[tuple[Any, Row]]:
    """(id, row) of each line that is not blank; a line that is no JSON comes as the error it is."""
    for number, text in enumerate(_lines(file), start=1):
        if text.strip():
            row = attempted(partial(_parsed, text, number))
            yield (row.get("id") if isinstance(row, dict) else None), row


def count_rows(file: IO[str]) -> int:
    """How many rows there are to come; the file is left where it was."""
    start = file.tell()
    found = sum(1 for text in _lines(file) if text.strip())
    file.seek(start)
    return found


def _lines(file: IO[str]) -> Iterator[str]:
    """The lines; of an overlong one its beginning, one character longer than allowed."""
    while text := file.readline(LONGEST_ROW + 1):
        rest = text
        while len(rest) > LONGEST_ROW and not rest.endswith("\n"):
            rest = file.readline(LONGEST_ROW + 1)
        yield text


def _parsed(text: str, number: int) -> dict[str, Any]:
    if len(text) > LONGEST_ROW:
        raise BadInput(f"Line {number} is longer than {LONGEST_ROW:,} characters.", "Shorten it.")
    try:
        row = json.loads(text)
        wire.line(row).encode()  # what could not be written back, such as half a character, is not read either
    except (ValueError, RecursionError) as error:
        raise BadInput(f"Line {number} is not JSON in UTF-8: {error}.") from error
    if not isinstance(row, dict):
        raise BadInput(f"Line {number} is not a JSON object.")
    return row


def attempted(make: Callable[[], T]) -> T | GroundworkError:
    """What `make` gives, or the error it raises: one bad row does not end a batch."""
    try:
        return make()
    except GroundworkError as error:
        return error


def text_of(row: Row, name: str) -> str:
    """The text that the row has by that name. Raises `BadInput` where it has none."""
    if isinstance(row, GroundworkError):
        raise row
    value = row.get(name)
    if not isinstance(value, str):
        raise BadInput(f'The row has no text "{name}".')
    return value


def texts_of(row: Row, name: str) -> list[str]:
    """The list of texts that the row has by that name. Raises `BadInput` where it has none."""
    if isinstance(row, GroundworkError):
        raise row
    value = row.get(name)
    if not isinstance(value, list):
        raise BadInput(f'The row has no list of texts "{name}".')
    wrong = next((place for place, each in enumerate(value, start=1) if not isinstance(each, str)), None)
    if wrong is not None:
        raise BadInput(f'Number {wrong} of "{name}" is no text.')
    return value


def answer_each(file: IO[str], answered: Callable[[Row], wire.Json]) -> None:
    """Answer row by row, each on a line of its own as soon as it is there."""
    for identity, row in rows_of(file):
        result = attempted(partial(answered, row))
        line = {"error": str(result)} if isinstance(result, GroundworkError) else result
        click.echo(wire.line({"id": identity, **line}))
