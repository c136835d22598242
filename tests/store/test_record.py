"""The record keeps what happened: nothing is lost, nothing is changed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.store.answered import answered, stated, withheld
from tests.store.building import NOW
from tutor.ask import answer_from
from tutor.domain import Statement
from tutor.errors import StoreFailed
from tutor.parts import Parts
from tutor.store.record import Kind, Record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a record may be."""
    return tmp_path / "new" / "record.sqlite"


@pytest.mark.parametrize("question", ["What does a join do to rows?", "How do I bake a cake?", "hello"])
def test_answer_comes_back_equal(path: Path, parts: Parts, question: str) -> None:
    """A whole answer, stated, refused or polite, is read as it was written, also after closing."""
    answer = answer_from(question, parts.releases(["sql"]), parts)
    with Record(path) as record:
        asked = record.add(Kind.QUESTION, {"question": question, "corpora": ["sql"]}, NOW)
        answered = record.add(Kind.ANSWER, answer, NOW, about=asked)
    with Record(path) as record:
        exchange = record.exchange(asked)
    assert exchange is not None
    assert exchange.answer == answer
    assert (exchange.id, exchange.answer_id) == (asked, answered)
    assert (exchange.question, exchange.corpora, exchange.at) == (question, ("sql",), NOW)


def test_exchanges_are_newest_first(path: Path, parts: Parts) -> None:
    """Questions come newest first, each with its latest answer, also one that has none yet."""
    first, second = (answer_from(text, parts.releases(["sql"]), parts) for text in ("hello", "bye"))
    with Record(path) as record:
        asked = [record.add(Kind.QUESTION, {"question": f"{i}", "corpora": []}, NOW) for i in range(4)]
        record.add(Kind.ANSWER, first, NOW, about=asked[1])
        record.add(Kind.ANSWER, second, NOW, about=asked[1])
        record.add(Kind.ANSWER, first, NOW, about=asked[3])
        found = record.exchanges(limit=3)
        assert [exchange.question for exchange in found] == ["3", "2", "1"]
        assert [exchange.answer for exchange in found] == [first, None, second]
        assert record.exchange(asked[0] + 1000) is None
        assert found[0].answer_id is not None
        assert record.exchange(found[0].answer_id) is None  # an answer is not a question


def test_entries_are_narrowed_by_subject(path: Path) -> None:
    """Feedback is read for the answer it is about, newest first, times as they were."""
    there = datetime(2026, 11, 21, 23, 30, tzinfo=timezone(timedelta(hours=9)))
    with Record(path) as record:
        one, other = (record.add(Kind.QUESTION, {"question": "?", "corpora": []}, NOW) for _ in range(2))
        record.add(Kind.FEEDBACK, {"says": "wrong — “no”"}, there, about=one)
        record.add(Kind.FEEDBACK, {"says": "right"}, NOW, about=other)
        record.add(Kind.FEEDBACK, {"says": "right after all"}, NOW, about=one)
        found = record.entries(Kind.FEEDBACK, about=one)
        assert [entry.body["says"] for entry in found] == ["right after all", "wrong — “no”"]
        assert found[1].at == there
        assert len(record.entries(Kind.FEEDBACK, limit=2)) == 2


def test_nothing_is_changed_or_deleted(path: Path) -> None:
    """The database itself refuses to alter an entry."""
    with Record(path) as record:
        record.add(Kind.QUESTION, {"question": "?", "corpora": []}, NOW)
    connection = sqlite3.connect(path)
    for statement in ("UPDATE entries SET body = '{}'", "DELETE FROM entries"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
    assert connection.execute("SELECT count(*) FROM entries").fetchone() == (1,)
    connection.close()


def test_what_is_erased_is_on_the_disk_no_more(path: Path) -> None:
    """A kind of entry with all about it, while others have the record open; the rest stays, and can be searched."""
    with Record(path) as record, Record(path) as other:
        kept = record.add(Kind.QUESTION, {"question": "What about zebras?", "corpora": []}, NOW)
        record.add(Kind.BRIEF, {"client": "Quagga Ltd"}, NOW)
        record.add(Kind.FEEDBACK, {"says": "about the Quagga"}, NOW, about=2)
        assert other.entries(Kind.BRIEF)
        assert record.erase(Kind.BRIEF) == 2
        assert other.entries(Kind.BRIEF) == []
        assert other.rows("SELECT rowid FROM said WHERE said MATCH 'zebras'") == [(kept,)]
        assert not any(b"Quagga" in file.read_bytes() for file in path.parent.glob("*"))
        _cannot_delete(path)
        assert record.erase() == 1
        assert not any(b"zebras" in file.read_bytes() for file in path.parent.glob("*"))


def _cannot_delete(path: Path) -> None:
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("DELETE FROM entries")
    connection.close()


def test_what_was_checked_is_there_until_the_answer_is(path: Path) -> None:
    """The sentences decided on so far come back in order as what they are; the answer takes their place."""
    decided = (stated("A join multiplies rows."), withheld("A join is fast."), stated("A key is unique."))
    with Record(path) as record:
        asked = record.add(Kind.QUESTION, {"question": "?", "corpora": ["sql"]}, NOW)
        for each, kind in zip(decided, ("stated", "withheld", "stated"), strict=True):
            record.add(Kind.CHECKED, {kind: each.model_dump(mode="json")}, NOW, about=asked)
        under_way = record.exchange(asked)
        record.add(Kind.ANSWER, answered("?", *decided[::2]), NOW, about=asked)
        complete = record.exchange(asked)
    assert under_way is not None
    assert (under_way.checked, under_way.answer) == (decided, None)
    assert complete is not None
    assert (complete.checked, complete.answer) == ((), answered("?", *decided[::2]))


SPOILT = [
    (Kind.ANSWER, {**answered("?", stated("A.")).model_dump(mode="json"), "stated": []}),
    (Kind.ANSWER, {"question": "?", "of": "another version"}),
    (Kind.CHECKED, {"stated": {"claim": {"text": "no verdicts"}}}),
    (Kind.CHECKED, {}),
]


@pytest.mark.parametrize(("kind", "body"), SPOILT)
def test_an_entry_that_breaks_a_promise_is_told(path: Path, kind: Kind, body: dict[str, object]) -> None:
    """What is not what its kind promises is not shown as such: it is named, and the rest can still be read."""
    with Record(path) as record:
        asked = record.add(Kind.QUESTION, {"question": "?", "corpora": []}, NOW)
        spoilt = record.add(kind, body, NOW, about=asked)
        other = record.add(Kind.QUESTION, {"question": "other", "corpora": []}, NOW)
        with pytest.raises(StoreFailed, match=f"Entry {spoilt} of the record is not what it should be"):
            record.exchange(asked)
        assert record.exchange(other) is not None


SEE = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from tests.store.answered import stated
from tutor.store.record import Kind, Record
with Record(Path(sys.argv[1])) as record:
    asked = record.add(Kind.QUESTION, {"question": "?", "corpora": []}, datetime.now(UTC))
    for number in range(100_000):
        sentence = stated(f"Sentence {number}.").model_dump(mode="json")
        record.add(Kind.CHECKED, {"stated": sentence}, datetime.now(UTC), about=asked)
        print(number, flush=True)
"""


def test_what_was_seen_survives_a_killed_writer(path: Path) -> None:
    """A writer that is killed in the middle loses nothing that it had shown, and the record goes on."""
    with subprocess.Popen([sys.executable, "-c", SEE, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for number in range(20):
            assert writer.stdout.readline() == f"{number}\n"
        writer.send_signal(signal.SIGKILL)
        seen = 20 + len(writer.stdout.readlines())
    with Record(path) as record:
        (exchange,) = record.exchanges()
        texts = [each.claim.text for each in exchange.checked if isinstance(each, Statement)]
        assert texts[:seen] == [f"Sentence {number}." for number in range(seen)]
        assert seen <= len(texts) <= seen + 1
        record.add(Kind.ANSWER, answered("?", *(stated(text) for text in texts)), NOW, about=exchange.id)
        assert record.exchanges()[0].answer is not None
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_new_record_is_opened_by_many_at_once(path: Path) -> None:
    """Programs that open a record which is not there yet make one together, and every word in it can be found."""
    opening = "import sys; from pathlib import Path; from tutor.store.record import Record; Record(Path(sys.argv[1]))"
    several = [subprocess.Popen([sys.executable, "-c", opening, str(path)]) for _ in range(6)]
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: Record(path), range(4)))
    assert [each.wait() for each in several] == [0] * 6
    for number, record in enumerate(opened):
        record.add(Kind.QUESTION, {"question": f"question{number}", "corpora": []}, NOW)
        record.close()
    with Record(path) as record:
        assert record.rows("SELECT count(*) FROM said WHERE said MATCH 'question*'") == [(4,)]


WRITE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tutor.store.record import Kind, Record
with Record(Path(sys.argv[1])) as record:
    for number in range(200):
        record.add(Kind.FEEDBACK, {"from": sys.argv[2], "number": number}, datetime.now(UTC))
"""


def test_two_processes_write_at_once(path: Path) -> None:
    """Two programs and two threads add to one record, and every entry is there, in each one's order."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITE, str(path), name]) for name in ("a", "b")]
    with Record(path) as record:

        def write(name: str) -> None:
            for number in range(100):
                record.add(Kind.FEEDBACK, {"from": name, "number": number}, datetime.now(UTC))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, ["c", "d"]))
        assert [writer.wait() for writer in writers] == [0, 0]
        entries = record.entries(Kind.FEEDBACK)[::-1]
    for name, count in {"a": 200, "b": 200, "c": 100, "d": 100}.items():
        assert [entry.body["number"] for entry in entries if entry.body["from"] == name] == list(range(count))


def test_about_must_exist(path: Path) -> None:
    """An entry about nothing that happened, or what was erased meanwhile, is refused with words that fit."""
    with Record(path) as record, pytest.raises(StoreFailed, match=r"cannot be written.* or was erased"):
        record.add(Kind.FEEDBACK, {"says": "?"}, NOW, about=77)


@pytest.mark.parametrize("raw", [b"no database" * 1000])
def test_record_that_is_no_database_is_told(path: Path, raw: bytes) -> None:
    """A file that is no record is left as it is, and told in words."""
    path.parent.mkdir()
    path.write_bytes(raw)
    with pytest.raises(StoreFailed, match="cannot be opened"):
        Record(path)
    assert path.read_bytes() == raw
