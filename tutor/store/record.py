"""The record: what was asked, answered, tried and said of it. Append-only; every view is a query over it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel

from tutor.domain import Answer, Noun
from tutor.errors import StoreFailed

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL,
    about INTEGER REFERENCES entries (id), body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX IF NOT EXISTS entries_by_kind ON entries (kind, id);
CREATE INDEX IF NOT EXISTS entries_by_subject ON entries (about, kind);
CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries
    BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
CREATE TRIGGER IF NOT EXISTS entries_remain BEFORE DELETE ON entries
    BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
"""


class Kind(StrEnum):
    """What an entry is. `about` of an answer is its question, of feedback its answer."""

    QUESTION = "question"
    ANSWER = "answer"
    FEEDBACK = "feedback"
    ATTEMPT = "attempt"


class Entry(Noun):
    """One thing that happened; `at` is an aware time, `body` what it was."""

    id: int
    at: datetime
    kind: Kind
    about: int | None
    body: dict[str, Any]


class Exchange(Noun):
    """A question and the latest answer to it; none where it failed or still runs."""

    id: int
    at: datetime
    question: str
    corpora: tuple[str, ...]
    answer_id: int | None = None
    answer: Answer | None = None


class Record:
    """An SQLite file in WAL mode: many processes read while one writes. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise StoreFailed(
                f"The record {path} cannot be opened: {error}.", "Check the disk and the folder's owner."
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, kind: Kind, body: BaseModel | dict[str, Any], at: datetime, about: int | None = None) -> int:
        """Write one entry and return its id; it is on disk when this returns. Raises `StoreFailed`."""
        text = body.model_dump_json() if isinstance(body, BaseModel) else json.dumps(body, ensure_ascii=False)
        try:
            with self._lock, self._connection:
                row = (at.isoformat(), kind.value, about, text)
                cursor = self._connection.execute(
                    "INSERT INTO entries (at, kind, about, body) VALUES (?, ?, ?, ?)", row
                )
                return int(cursor.lastrowid or 0)
        except sqlite3.Error as error:
            raise StoreFailed(
                f"The record cannot be written: {error}.", "Free some disk space; nothing was lost."
            ) from error

    def entries(self, kind: Kind, about: int | None = None, limit: int = 1000) -> list[Entry]:
        """The newest entries of a kind, newest first; `about` narrows them to one subject."""
        where, values = ("AND about = ?", [about]) if about is not None else ("", [])
        return self._read(f"WHERE kind = ? {where} ORDER BY id DESC LIMIT ?", [kind.value, *values, limit])

    def exchanges(self, limit: int = 50) -> list[Exchange]:
        """The newest questions with their answers, newest first."""
        return [self._exchange(entry) for entry in self.entries(Kind.QUESTION, limit=limit)]

    def exchange(self, question_id: int) -> Exchange | None:
        """The question with that id and its answer."""
        found = self._read("WHERE id = ? AND kind = ?", [question_id, Kind.QUESTION.value])
        return self._exchange(found[0]) if found else None

    def _exchange(self, question: Entry) -> Exchange:
        answers = self.entries(Kind.ANSWER, about=question.id, limit=1)
        return Exchange(
            id=question.id,
            at=question.at,
            question=question.body["question"],
            corpora=tuple(question.body["corpora"]),
            answer_id=answers[0].id if answers else None,
            answer=Answer.model_validate(answers[0].body) if answers else None,
        )

    def _read(self, where: str, values: Sequence[object]) -> list[Entry]:
        query = f"SELECT id, at, kind, about, body FROM entries {where}"  # noqa: S608 - constant conditions only
        with self._lock:
            rows = self._connection.execute(query, list(values)).fetchall()
        return [
            Entry(id=number, at=datetime.fromisoformat(at), kind=Kind(kind), about=about, body=json.loads(body))
            for number, at, kind, about, body in rows
        ]
