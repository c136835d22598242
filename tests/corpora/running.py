"""Runs the examples of a document and compares what they give with what the document says they give."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.corpora.reading import Fence, Part, Table, Words

RESULT = "result table"


@dataclass(frozen=True)
class Finding:
    """One example that was checked: its line, what it is, and what is wrong with it, empty if nothing is."""

    line: int
    kind: str
    wrong: str = ""


@dataclass(frozen=True)
class _Result:
    """What a query gave, as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sql_findings(document: Sequence[Part]) -> list[Finding]:
    """One finding per result table and per error block; the SQL blocks run in order in one new database in memory.

    A table is a result table if only a paragraph `Result:` stands between it and the SQL block before it. Every such
    paragraph must have both. The table's columns and cells must be those of the block's last SELECT. Raises
    `sqlite3.Error` where a block fails that is not marked as an error.
    """
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        return list(_sql_findings(document, database))


def python_findings(document: Sequence[Part]) -> list[Finding]:
    """One finding per output block; the Python blocks run in order in one namespace, in the working directory.

    An output block must follow a Python block, with at most a paragraph `Output:` between. Raises whatever a block
    raises.
    """
    namespace: dict[str, object] = {"__name__": "__main__"}
    findings = []
    printed: str | None = None
    for part in document:
        match part:
            case Fence("python"):
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    exec(compile(part.content, f"<line {part.line}>", "exec"), namespace)
                printed = out.getvalue()
            case Fence("output"):
                findings.append(Finding(part.line, "output", _difference(part.content, printed)))
                printed = None
            case Words("Output:"):
                pass
            case _:
                printed = None
    return findings


def data_findings(document: Sequence[Part]) -> list[Finding]:
    """One finding per JSON and TOML block: whether it parses."""
    blocks = [part for part in document if isinstance(part, Fence) and part.info in _PARSERS]
    return [Finding(block.line, block.info, _parse_error(block)) for block in blocks]


def _sql_findings(document: Sequence[Part], database: sqlite3.Connection) -> Iterator[Finding]:
    given: _Result | None = None
    announced = 0  # the line of a `Result:` that waits for its table
    for part in document:
        if announced and not isinstance(part, Table):
            yield Finding(announced, RESULT, "no table follows")
            announced = 0
        match part:
            case Fence("sql"):
                given = _last_result(database, part.content)
                continue
            case Fence("sql error"):
                yield Finding(part.line, part.info, _unraised(database, part.content))
            case Words("Result:") if given is None:
                yield Finding(part.line, RESULT, "no SQL block with a SELECT stands before it")
            case Words("Result:"):
                announced = part.line
                continue
            case Table(columns, rows) if announced:
                said = _Result(columns, rows)
                yield Finding(part.line, RESULT, "" if said == given else f"the database gives {given}, not {said}")
        given, announced = None, 0
    if announced:
        yield Finding(announced, RESULT, "no table follows")


def _last_result(database: sqlite3.Connection, script: str) -> _Result | None:
    """What the last statement that gives any columns gives; None where there is no such statement."""
    result = None
    for statement in _statements(script):
        cursor = database.execute(statement)
        if cursor.description is not None:
            rows = tuple(tuple("NULL" if cell is None else str(cell) for cell in row) for row in cursor)
            result = _Result(tuple(column[0] for column in cursor.description), rows)
    return result


def _statements(script: str) -> Iterator[str]:
    *ended, rest = script.split(";")
    statement = ""
    for piece in ended:
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    yield statement + rest


def _unraised(database: sqlite3.Connection, script: str) -> str:
    try:
        _last_result(database, script)
    except sqlite3.Error:
        return ""
    return "the block raises no error"


def _difference(said: str, printed: str | None) -> str:
    if printed is None:
        return "no Python block stands before it"
    return "" if said == printed else f"the code prints {printed!r}, the document says {said!r}"


_PARSERS: Mapping[str, Callable[[str], object]] = {"json": json.loads, "toml": tomllib.loads}


def _parse_error(block: Fence) -> str:
    try:
        _PARSERS[block.info](block.content)
    except ValueError as error:
        return str(error)
    return ""
