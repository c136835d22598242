"""The record: what was asked, answered, tried and said of it. Append-only; every view is a query over it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, Field, ValidationError

from tutor.domain import Answer, Noun, Recheck, Statement, Withheld
from tutor.errors import StoreFailed, wrong_fields

# `said` is what can be searched: the words a learner typed, named a conversation with, or was told. It is made, and
# filled from what is on record already, in one transaction: where it is, it is complete, and opening costs nothing.
_VERSION = 1
_REMAIN = """
CREATE TRIGGER IF NOT EXISTS entries_remain BEFORE DELETE ON entries
    BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
"""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL,
    about INTEGER REFERENCES entries (id), body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX IF NOT EXISTS entries_by_kind ON entries (kind, id);
CREATE INDEX IF NOT EXISTS entries_by_subject ON entries (about, kind);
CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries
    BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
CREATE TRIGGER IF NOT EXISTS entries_converse BEFORE INSERT ON entries
    WHEN new.kind IN ('title', 'removal') OR new.kind = 'question' AND new.about IS NOT NULL
    BEGIN
        SELECT RAISE (ABORT, 'that is no conversation') WHERE NOT EXISTS
            (SELECT 1 FROM entries WHERE id = new.about AND kind = 'question' AND about IS NULL);
    END;
CREATE VIRTUAL TABLE IF NOT EXISTS said USING fts5
    (words, content='', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
CREATE VIEW IF NOT EXISTS sayings AS SELECT id, CASE kind
    WHEN 'question' THEN json_extract(body, '$.question')
    WHEN 'title' THEN json_extract(body, '$.title')
    ELSE json_extract(body, '$.question') || ' ' || coalesce((
        SELECT group_concat(
            json_extract(value, '$.claim.text') || ' ' || coalesce(json_extract(value, '$.claim.translation'), ''), ' ')
        FROM json_each(body, '$.stated')), '')
    END AS words FROM entries WHERE kind IN ('question', 'title', 'answer');
CREATE TRIGGER IF NOT EXISTS entries_said AFTER INSERT ON entries WHEN new.kind IN ('question', 'title', 'answer')
    BEGIN INSERT INTO said (rowid, words) SELECT id, words FROM sayings WHERE id = new.id; END;
INSERT INTO said (rowid, words) SELECT id, words FROM sayings WHERE NOT EXISTS (SELECT 1 FROM said) ORDER BY id;
"""


class Kind(StrEnum):
    """What an entry is, and what it is about.

    A conversation is known by the id of its first question, which is about nothing; its other questions are about that
    one. A removal says whether the conversation is out of the list.
    """

    QUESTION = "question"  # about the conversation, or nothing: it begins one
    CHECKED = "checked"  # about a question that is being answered: one sentence that was decided on
    ANSWER = "answer"  # about its question
    FEEDBACK = "feedback"  # about an answer
    RECHECK = "recheck"  # about an answer: what of it stands on other releases than its own
    SEEN = "seen"  # about a recheck: the learner was shown what does not stand any more
    TITLE = "title"  # about a conversation
    REMOVAL = "removal"  # about a conversation
    ATTEMPT = "attempt"
    ASSESSMENT = "assessment"  # that one began, and its exercises
    POSED = "posed"  # an exercise that a model wrote and that passed the checks
    BRIEF = "brief"  # who the learner is and what they work on, from then on
    GOAL = "goal"  # what a path was asked for, and the minutes
    READ = "read"  # that a lesson was read, and how long it took
    CREDENTIAL = "credential"  # that one was issued, and for which assessment


class Entry(Noun):
    """One thing that happened; `at` is an aware time, `body` what it was."""

    id: int
    at: datetime
    kind: Kind
    about: int | None
    body: dict[str, Any]


class Exchange(Noun):
    """A question and the latest answer to it; while there is none, the sentences that were decided on.

    `releases` are those it was asked of, by corpus; a question from before they were recorded has none. `recheck` is
    what was last found of the answer on other releases, if that was looked at.
    """

    id: int
    at: datetime
    conversation: int
    question: str
    corpora: tuple[str, ...]
    releases: dict[str, str] = Field(default_factory=dict)
    checked: tuple[Statement | Withheld, ...] = ()
    answer_id: int | None = None
    answer: Answer | None = None
    recheck: Recheck | None = None
    recheck_id: int | None = None


_EXCHANGES = """
SELECT question.id, question.at, coalesce(question.about, question.id), question.body, answer.id, answer.body,
    recheck.id, recheck.body
FROM entries question LEFT JOIN entries answer ON answer.id =
    (SELECT max(id) FROM entries WHERE about = question.id AND kind = 'answer')
LEFT JOIN entries recheck ON recheck.id =
    (SELECT max(id) FROM entries WHERE about = answer.id AND kind = 'recheck')
WHERE question.kind = 'question' AND {} ORDER BY question.id DESC LIMIT ?"""


class Record:
    """An SQLite file in WAL mode: many processes read while one writes. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise StoreFailed(
                f"The record {path} cannot be opened: {error}.", "Check the disk and the folder's owner."
            ) from error

    def _prepare(self) -> None:
        """Bring the file to what this version needs. Two processes that do so at once wait for each other."""
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version < _VERSION:
            self._connection.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} {_REMAIN} PRAGMA user_version = {_VERSION}; COMMIT;"
            )

    def close(self) -> None:
        """Close the file, once nothing is read or written: SQLite does not survive it in the midst."""
        with self._lock:
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
        except sqlite3.IntegrityError as error:
            raise StoreFailed(
                f"The record cannot be written: {error}.",
                "What it is about is not there, or was erased: begin anew.",
            ) from error
        except sqlite3.Error as error:
            raise StoreFailed(
                f"The record cannot be written: {error}.", "Free some disk space; nothing was lost."
            ) from error

    def erase(self, *kinds: Kind) -> int:
        """Remove the entries of those kinds, of all where none is named, and what is about them; returns how many.

        Their words are then not in any file of the record. Raises `StoreFailed`; while another process reads the
        record all the time, the entries are gone and their words may still stand on the disk.
        """
        wanted = [kind.value for kind in kinds or Kind]
        try:
            with self._lock:
                self._connection.execute("PRAGMA secure_delete=ON")
                with self._connection:
                    self._connection.execute("BEGIN IMMEDIATE")
                    count = self._remove(wanted)
                self._connection.execute("VACUUM")
                (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise StoreFailed(
                f"The record cannot be erased: {error}.", "Close what else uses it; try again."
            ) from error
        if busy:
            raise StoreFailed("Another process reads the record that was erased.", "Close it, and erase again.")
        return count

    def _remove(self, kinds: Sequence[str]) -> int:
        """Delete the rows and index what is left anew, within the transaction of the caller."""
        marks = ",".join("?" * len(kinds))
        self._connection.execute("DROP TRIGGER entries_remain")
        self._connection.execute(
            f"WITH RECURSIVE gone (id) AS (SELECT id FROM entries WHERE kind IN ({marks})"  # noqa: S608 - question marks
            " UNION SELECT entries.id FROM entries JOIN gone ON entries.about = gone.id)"
            " DELETE FROM entries WHERE id IN (SELECT id FROM gone)",
            kinds,
        )
        (count,) = self._connection.execute("SELECT changes()").fetchone()
        self._connection.execute("INSERT INTO said (said) VALUES ('delete-all')")
        self._connection.execute("INSERT INTO said (rowid, words) SELECT id, words FROM sayings ORDER BY id")
        self._connection.execute(_REMAIN)
        return int(count)

    def entries(self, kind: Kind, about: int | None = None, limit: int = 1000) -> list[Entry]:
        """The newest entries of a kind, newest first; `about` narrows them to one subject."""
        where, values = ("AND about = ?", [about]) if about is not None else ("", [])
        return self._read(f"WHERE kind = ? {where} ORDER BY id DESC LIMIT ?", [kind.value, *values, limit])

    def exchanges(self, limit: int = 50, conversation: int | None = None) -> list[Exchange]:
        """The newest questions with their answers, newest first; `conversation` narrows them to one."""
        if conversation is None:
            return self._exchanges("true", [limit])
        asked = "SELECT ? UNION ALL SELECT id FROM entries WHERE about = ? AND kind = 'question'"
        return self._exchanges(f"question.id IN ({asked})", [conversation, conversation, limit])

    def exchange(self, question_id: int) -> Exchange | None:
        """The question with that id and its answer."""
        found = self._exchanges("question.id = ?", [question_id, 1])
        return found[0] if found else None

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What an SQL query finds in `entries` and `said`. Raises `StoreFailed`."""
        try:
            with self._lock:
                return self._connection.execute(query, list(values)).fetchall()
        except sqlite3.Error as error:
            raise StoreFailed(
                f"The record cannot be read: {error}.", "Check the disk and the folder's owner."
            ) from error

    def _exchanges(self, where: str, values: Sequence[object]) -> list[Exchange]:
        return [
            Exchange(
                id=number,
                at=datetime.fromisoformat(at),
                conversation=conversation,
                question=(asked := json.loads(body))["question"],
                corpora=tuple(asked["corpora"]),
                releases=asked.get("releases", {}),
                checked=() if answer else self._checked(number),
                answer_id=answer_id,
                answer=_answer(answer_id, answer) if answer else None,
                recheck=_recheck(recheck_id, recheck) if recheck else None,
                recheck_id=recheck_id,
            )
            for number, at, conversation, body, answer_id, answer, recheck_id, recheck in self.rows(
                _EXCHANGES.format(where), values
            )
        ]

    def _checked(self, question_id: int) -> tuple[Statement | Withheld, ...]:
        return tuple(_sentence(entry) for entry in reversed(self.entries(Kind.CHECKED, about=question_id)))

    def _read(self, where: str, values: Sequence[object]) -> list[Entry]:
        rows = self.rows(f"SELECT id, at, kind, about, body FROM entries {where}", values)  # noqa: S608 - constants only
        return [
            Entry(id=number, at=datetime.fromisoformat(at), kind=Kind(kind), about=about, body=json.loads(body))
            for number, at, kind, about, body in rows
        ]


def _answer(number: int, body: str) -> Answer:
    with _readable(number):
        return Answer.model_validate_json(body)


def _recheck(number: int, body: str) -> Recheck:
    with _readable(number):
        return Recheck.model_validate_json(body)


def _sentence(entry: Entry) -> Statement | Withheld:
    with _readable(entry.id):
        if "stated" in entry.body:
            return Statement.model_validate(entry.body["stated"])
        return Withheld.model_validate(entry.body.get("withheld"))


@contextmanager
def _readable(number: int) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise StoreFailed(
            f"Entry {number} of the record is not what it should be: {wrong_fields(error)}.",
            "Another version of Groundwork wrote it, or it was altered: read it with that version.",
        ) from error
