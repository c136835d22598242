"""Queries of learners, run for real: in an SQLite in memory that holds only the tables of the task, and within bounds.

A query may read those tables and call functions; an authorizer refuses all else, so that no file is opened and nothing
is changed. The bounds are counted and not timed, so that the same query always ends in the same way: instructions of
SQLite's machine, rows, and the length of any value.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass

from tutor.domain import SqlTask

INSTRUCTIONS = 1_000_000  # some tens of milliseconds; what the sources ask for takes a few thousand
VARIANTS = (None, 0, 1, 2)  # which row of each three is gone
_EVERY = 1000  # instructions between two looks at the count
ROWS = 1000
LONGEST_QUERY = 20_000  # characters
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 20_000,  # bytes of a value or a row
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 4 * LONGEST_QUERY,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
_MAKES = frozenset(
    {
        sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_CREATE_INDEX,
        sqlite3.SQLITE_CREATE_VIEW,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_REINDEX,
    }
)
_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_FORBIDDEN = frozenset(
    ("load_extension", "readfile", "writefile", "fts3_tokenizer", "randomblob", "random", "zeroblob")
)
_NOTHING_ELSE = "Only one query that reads the tables of the task is run: SELECT or WITH."


class NotRun(Exception):
    """Why a query gave nothing, in words."""


@dataclass(frozen=True)
class Rows:
    """What a query gave: the names of its columns, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def run(task: SqlTask, query: str, *, without: int | None = None) -> Rows:
    """What `query` gives on the tables of the task. Raises `NotRun`.

    `without` runs it on fewer rows: of each three rows of a table, that one is gone. A query that is right is right
    there too, and one that merely writes down the expected rows is not.
    """
    if len(query) > LONGEST_QUERY:
        raise NotRun(f"A query of more than {LONGEST_QUERY:,} characters is not run.")
    if "\0" in query:
        raise NotRun("A query holds no NUL character.")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for limit, most in _LIMITS.items():
            connection.setlimit(limit, most)
        _prepare(connection, task.setup, without=without)
        return _read(connection, query)


def _prepare(connection: sqlite3.Connection, setup: str, *, without: int | None) -> None:
    _bound(connection, _MAKES | _READS)
    try:
        connection.executescript(setup)
        if without is not None:
            for table in _tables(connection):
                name = '"' + table.replace('"', '""') + '"'
                numbered = f"SELECT rowid AS r, row_number() OVER (ORDER BY rowid) AS n FROM {name}"  # noqa: S608
                gone = f"SELECT r FROM ({numbered}) WHERE n % 3 = ?"  # noqa: S608
                connection.execute(f"DELETE FROM {name} WHERE rowid IN ({gone})", [without])  # noqa: S608
    except sqlite3.Error as error:
        raise NotRun(f"The tables of the task cannot be made: {error}.") from error


def _read(connection: sqlite3.Connection, query: str) -> Rows:
    _bound(connection, _READS)
    try:
        cursor = connection.execute(query)
        if cursor.description is None:
            raise NotRun(_NOTHING_ELSE)
        rows = cursor.fetchmany(ROWS + 1)
    except sqlite3.Warning as error:
        raise NotRun(_NOTHING_ELSE) from error
    except sqlite3.Error as error:
        raise NotRun(_in_words(error)) from error
    except (MemoryError, OverflowError, UnicodeEncodeError) as error:
        raise NotRun("The query holds or makes what SQLite cannot take.") from error
    if len(rows) > ROWS:
        raise NotRun(f"The query gives more than {ROWS:,} rows.")
    return Rows(tuple(column[0] for column in cursor.description), tuple(rows))


def _bound(connection: sqlite3.Connection, allowed: frozenset[int]) -> None:
    """Let the connection do what is allowed, for so many instructions."""
    looks = 0

    def enough() -> int:
        nonlocal looks
        looks += 1
        return looks * _EVERY > INSTRUCTIONS

    def decide(action: int, _one: str | None, two: str | None, _database: str | None, _trigger: str | None) -> int:
        called = two if action == sqlite3.SQLITE_FUNCTION else None
        if action not in allowed or (called or "").lower() in _FORBIDDEN:
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    connection.set_authorizer(decide)
    connection.set_progress_handler(enough, _EVERY)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [name for (name,) in found if _has_rowid(connection, name)]


def _has_rowid(connection: sqlite3.Connection, table: str) -> bool:
    name = '"' + table.replace('"', '""') + '"'
    with suppress(sqlite3.Error):
        connection.execute(f"SELECT rowid FROM {name} LIMIT 1")  # noqa: S608 - a name of the task, quoted
        return True
    return False


def _in_words(error: sqlite3.Error) -> str:
    text = str(error)
    if text == "interrupted":
        return "The query does not come to an end: look for a join without a condition, or a recursion without a stop."
    if any(each in text for each in ("not authorized", "prohibited", "one statement at a time")):
        return _NOTHING_ELSE
    return f"SQLite says: {text.rstrip('.')}."
