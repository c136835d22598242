"""Conversations on the record: found again, named, removed and restored; nothing is lost and nothing else is shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOW
from tests.store.answered import answered, stated
from tests.strategies import MARKED
from tutor.domain import Answer
from tutor.errors import BadInput, StoreFailed
from tutor.store.conversations import (
    LONGEST_TITLE,
    conversation,
    conversations,
    earlier_questions,
    remove,
    rename,
    restore,
    turns,
)
from tutor.store.record import Kind, Record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """An empty record."""
    with Record(tmp_path / "record.sqlite") as record:
        yield record


def put(record: Record, question: str, about: int | None = None, answer: Answer | None = None, minutes: int = 0) -> int:
    """Put a question on record, with its answer where there is one."""
    at = NOW + timedelta(minutes=minutes)
    asked = record.add(Kind.QUESTION, {"question": question, "corpora": ["sql"]}, at, about=about)
    if answer is not None:
        record.add(Kind.ANSWER, answer, at, about=asked)
    return asked


def ids(record: Record, search: str = "") -> list[int]:
    """Which conversations are found, in order."""
    return [each.id for each in conversations(record, search)]


def test_a_conversation_is_its_first_question_and_those_about_it(record: Record) -> None:
    """The list has each conversation once, the one asked in last first, with its questions counted."""
    first = put(record, "What is a join?", answer=answered("What is a join?"))
    other = put(record, "What is a window?", minutes=1)
    put(record, "And a left one?", about=first, answer=answered("What is a left join?"), minutes=2)
    listed = conversations(record)
    assert [(each.id, each.title, each.questions) for each in listed] == [
        (first, "What is a join?", 2),
        (other, "What is a window?", 1),
    ]
    assert (listed[0].started_at, listed[0].last_at) == (NOW, NOW + timedelta(minutes=2))
    assert conversations(record, limit=1) == listed[:1]
    assert [conversation(record, each.id) for each in listed] == listed


def test_turns_are_in_order(record: Record) -> None:
    """A conversation is read oldest first, whole or its end; what others asked meanwhile is not in it."""
    first = put(record, "1", answer=answered("1", stated("One.")))
    put(record, "other")
    asked = [first, *(put(record, f"{number}", about=first) for number in (2, 3))]
    assert [(turn.id, turn.question, turn.conversation) for turn in turns(record, first)] == [
        (number, str(place), first) for place, number in enumerate(asked, 1)
    ]
    assert [turn.answer is None for turn in turns(record, first)] == [False, True, True]
    assert [turn.question for turn in turns(record, first, last=2)] == ["2", "3"]
    assert turns(record, asked[1] + 1000) == []


def test_earlier_questions_stand_alone(record: Record) -> None:
    """The next question is understood by those before it, each as it was understood itself, the latest kept."""
    first = put(record, "What is a join?", answer=answered("What is a join?"))
    put(record, "And in Postgres?", about=first, answer=answered("What is a join in Postgres?"))
    put(record, "Unanswered?", about=first)
    assert earlier_questions(record, first) == ["What is a join?", "What is a join in Postgres?", "Unanswered?"]
    assert earlier_questions(record, first, count=1) == ["Unanswered?"]


def test_only_a_first_question_begins_a_conversation(record: Record) -> None:
    """A question, a title or a removal about anything else is refused by the database itself."""
    first = put(record, "What is a join?", answer=answered("What is a join?"))
    follow_up = put(record, "And a left one?", about=first)
    (answer,) = record.entries(Kind.ANSWER)
    for about in (follow_up, answer.id):
        for kind in (Kind.QUESTION, Kind.TITLE, Kind.REMOVAL):
            with pytest.raises(StoreFailed, match="that is no conversation"):
                record.add(kind, {}, NOW, about=about)
        assert conversation(record, about) is None
    with pytest.raises(StoreFailed, match="that is no conversation"):
        record.add(Kind.TITLE, {"title": "of nothing"}, NOW)


# ------------------------------------------------------------------ rename, remove, restore


def test_the_latest_title_counts(record: Record) -> None:
    """A conversation can be named and named again; white space is tidied, the place in the list stays."""
    first, second = put(record, "What is a join?"), put(record, "What is a window?")
    rename(record, first, "Joins", NOW)
    rename(record, first, "  Joins\n for work ", NOW)
    assert [(each.id, each.title) for each in conversations(record)] == [
        (second, "What is a window?"),
        (first, "Joins for work"),
    ]


@pytest.mark.parametrize(
    ("title", "said"),
    [(" \n ", "at least one letter"), ("x" * (LONGEST_TITLE + 1), "201 characters; 200 are"), ("caf\udce9", "Unicode")],
)
def test_what_cannot_be_a_title(record: Record, title: str, said: str) -> None:
    """A title without letters, a very long one and half a character are refused in words; the title before stays."""
    first = put(record, "What is a join?")
    with pytest.raises(BadInput, match=said):
        rename(record, first, title, NOW)
    assert conversations(record)[0].title == "What is a join?"


def test_delete_then_restore(record: Record) -> None:
    """What was deleted is in no list and no search, is still on record, and comes back whole."""
    first, second = put(record, "What is a join?"), put(record, "What is a window?")
    rename(record, first, "Joins", NOW)
    before = conversations(record)
    remove(record, first, NOW)
    assert ids(record) == [second]
    assert ids(record, "joins") == []
    found = conversation(record, first)
    assert found is not None
    assert found.removed
    assert [turn.question for turn in turns(record, first)] == ["What is a join?"]
    restore(record, first, NOW)
    assert conversations(record) == before


@pytest.mark.parametrize("number", [77, 0, -1, 2**63, 10**30])
def test_a_conversation_that_is_not_there(record: Record, number: int) -> None:
    """An unknown number is told, with the command that names the known ones, and nothing is written."""
    assert conversation(record, number) is None
    for change in (remove, restore):
        with pytest.raises(BadInput, match=rf"no conversation {number}\. tutor conversation list"):
            change(record, number, NOW)
    with pytest.raises(BadInput, match="no conversation"):
        rename(record, number, "Title", NOW)
    assert record.entries(Kind.REMOVAL) + record.entries(Kind.TITLE) == []


# ------------------------------------------------------------------ search


def test_search_looks_at_what_was_asked_stated_and_named(record: Record) -> None:
    """Words are found in questions as typed and as understood, in statements and translations, and in titles."""
    statement = stated("A café keeps its ledger open.")
    claim = statement.claim.model_copy(update={"translation": "Das Hauptbuch bleibt offen."})
    first = put(record, "What about ledgers?")
    put(
        record,
        "And theirs?",
        about=first,
        answer=answered("How do cafés keep theirs?", statement.model_copy(update={"claim": claim})),
    )
    put(record, "Something else entirely")
    rename(record, first, "Straße der Bücher", NOW)
    for search in ("LEDGERS", "cafe keeps", "cafés", "Hauptbuch", "bucher straße", "how theirs", "cafe\u0301"):
        assert ids(record, search) == [first], search


def test_search_finds_conversations(record: Record) -> None:
    """The words may be spread over a conversation; each must be in it, whole but for the last; each is found once."""
    first = put(record, "What is an invoice?", answer=answered("What is an invoice?", stated("An invoice is a bill.")))
    put(record, "And for Postgres?", about=first)
    second = put(record, "What is an invoice number?")
    assert ids(record, "invoice") == [second, first]
    assert ids(record, "invoice postgres") == ids(record, "bill POST") == [first]
    assert ids(record, "invo") == [second, first]
    assert ids(record, "invo number") == []
    assert ids(record, "invoice zebra") == []


@pytest.mark.parametrize(
    "search", ['"', "'", "AND", "a OR", "NEAR(", "words:x", "^x", "*", "-x", "(", "x*y", "\0", "?!"]
)
def test_search_for_operators_and_marks(record: Record, search: str) -> None:
    """What means something to the database means nothing in a search."""
    put(record, "What is a join?")
    assert ids(record, search) == []


@given(search=MARKED | st.text() | st.lists(MARKED, max_size=60).map(" ".join) | st.just("a " * 5000))
def test_any_text_can_be_searched_for(search: str) -> None:
    """No text, however hostile, is an error, alone or beside a word that is there."""
    with Record(Path(":memory:")) as record:
        first = put(record, "zyzzyva")
        assert ids(record, search) in ([], [first])
        assert ids(record, f"{search} zyzz") in ([], [first])
        assert ids(record, "\udce9") == []


def test_hostile_words_on_record_are_found(record: Record) -> None:
    """Whatever was asked can be searched for by its own letters."""
    first = put(record, 'Why "x" -- OR 1=1; DROP TABLE entries \0')
    assert ids(record, "drop entries") == ids(record, '"x" -- 1=1;') == [first]


# ------------------------------------------------------------------ records of before


def test_a_record_of_before_is_searchable(tmp_path: Path) -> None:
    """A record that was written before there were conversations has each question as one, and all of it is found."""
    path = tmp_path / "record.sqlite"
    with Record(path) as record:
        asked = put(record, "What is a join?", answer=answered("What is a join?", stated("A join multiplies rows.")))
        put(record, "Tides?")
    _forget_conversations(path)
    with Record(path) as record:
        assert ids(record, "multiplies") == ids(record, "joi") == [asked]
        assert len(ids(record)) == 2
        rename(record, asked, "Multiplication", NOW)
        assert ids(record, "multiplication") == [asked]
    with Record(path) as record:  # and nothing is in it twice
        assert record.rows("SELECT count(*) FROM said") == [(4,)]


def _forget_conversations(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(
        "DROP TRIGGER entries_said; DROP TRIGGER entries_converse; DROP VIEW sayings; DROP TABLE said;"
        "PRAGMA user_version = 0;"
    )
    connection.close()
