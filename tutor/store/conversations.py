"""Conversations on the record: a first question and those that followed it. Each is known by the id of the first."""

from __future__ import annotations

from datetime import datetime

from tutor.domain import Noun
from tutor.errors import BadInput
from tutor.store.record import Exchange, Kind, Record

LONGEST_TITLE = 200  # characters
_MOST_WORDS = 30  # of a search; SQLite has a bound for the parts of a query
_LARGEST_ID = 2**63 - 1  # that SQLite can hold


class Conversation(Noun):
    """What a list shows of a conversation; `title` is what it was named, else its first question."""

    id: int
    title: str
    started_at: datetime
    last_at: datetime  # when its last question was asked
    questions: int
    removed: bool


# Walks the questions by an index and looks up the rest of what it shows, so a list costs the same however long the
# record is, and no answer is read.
_CONVERSATIONS = """
SELECT first.id,
    coalesce((SELECT json_extract(body, '$.title') FROM entries WHERE about = first.id AND kind = 'title'
              ORDER BY id DESC LIMIT 1), json_extract(first.body, '$.question')),
    first.at, last.at,
    1 + (SELECT count(*) FROM entries WHERE about = first.id AND kind = 'question'),
    coalesce((SELECT json_extract(body, '$.removed') FROM entries WHERE about = first.id AND kind = 'removal'
              ORDER BY id DESC LIMIT 1), false) AS removed
FROM entries last CROSS JOIN entries first ON first.id = coalesce(last.about, last.id)
WHERE last.kind = 'question' AND NOT EXISTS
    (SELECT 1 FROM entries WHERE about = first.id AND kind = 'question' AND id > last.id)"""
_LISTED = " AND NOT removed {} ORDER BY last.id DESC LIMIT ?"
_ONE = (
    " AND first.id = ? AND last.id = coalesce((SELECT max(id) FROM entries WHERE about = ? AND kind = 'question'), ?)"
)
# A word is said in a question, in the answer to one, or in a title; a question is about its conversation or begins it.
_SAID = """ AND first.id IN
    (SELECT coalesce(subject.about, subject.id) FROM said
     CROSS JOIN entries saying ON saying.id = said.rowid
     CROSS JOIN entries subject ON subject.id = coalesce(saying.about, saying.id)
     WHERE said MATCH ?)"""
_EARLIER = """
SELECT coalesce((SELECT json_extract(body, '$.question') FROM entries WHERE about = question.id AND kind = 'answer'
                 ORDER BY id DESC LIMIT 1), json_extract(question.body, '$.question'))
FROM entries question
WHERE id IN (SELECT ? UNION ALL SELECT id FROM entries WHERE about = ? AND kind = 'question')
ORDER BY id DESC LIMIT ?"""


def conversations(record: Record, search: str = "", limit: int = 50) -> list[Conversation]:
    """The conversations that were not removed, the one with the newest question first.

    `search`, which may be any text, narrows them to those in which each of its words was asked, stated or used as a
    title, in any place; case and accents do not count, and the last word may be the beginning of one.
    """
    words = _words(search)
    if search.strip() and not words:
        return []
    return _found(record, _LISTED.format(_SAID * len(words)), *words, limit)


def conversation(record: Record, conversation_id: int) -> Conversation | None:
    """The conversation with that id, removed or not; None where there is none."""
    found = _found(record, _ONE, *[conversation_id] * 3) if 0 < conversation_id <= _LARGEST_ID else []
    return found[0] if found else None


def turns(record: Record, conversation_id: int, last: int | None = None) -> list[Exchange]:
    """The questions of a conversation with their answers, oldest first; only the `last` ones where that is given."""
    return record.exchanges(limit=-1 if last is None else last, conversation=conversation_id)[::-1]


def earlier_questions(record: Record, conversation_id: int, count: int = 3) -> list[str]:
    """The last `count` questions of a conversation, oldest first, each as it was understood to stand alone."""
    rows = record.rows(_EARLIER, [conversation_id, conversation_id, count])
    return [question for (question,) in reversed(rows)]


def rename(record: Record, conversation_id: int, title: str, now: datetime) -> None:
    """Name a conversation. Raises `BadInput` where there is none with that id, or `title` cannot be one."""
    known(record, conversation_id)
    title = " ".join(title.split())
    if not title:
        raise BadInput("A title needs at least one letter.", "Leave the title as it is, or write another one.")
    if len(title) > LONGEST_TITLE:
        raise BadInput(f"The title has {len(title):,} characters; {LONGEST_TITLE} are allowed.", "Write a shorter one.")
    if title != _text(title):
        raise BadInput("The title is not Unicode text.", "Write it in UTF-8.")
    record.add(Kind.TITLE, {"title": title}, now, about=conversation_id)


def remove(record: Record, conversation_id: int, now: datetime) -> None:
    """Take a conversation out of lists and searches; it stays on record. Raises `BadInput` where there is none."""
    known(record, conversation_id)
    record.add(Kind.REMOVAL, {"removed": True}, now, about=conversation_id)


def restore(record: Record, conversation_id: int, now: datetime) -> None:
    """Undo `remove`. Raises `BadInput` where there is no conversation with that id."""
    known(record, conversation_id)
    record.add(Kind.REMOVAL, {"removed": False}, now, about=conversation_id)


def known(record: Record, conversation_id: int) -> Conversation:
    """The conversation with that id, removed or not. Raises `BadInput` where there is none."""
    found = conversation(record, conversation_id)
    if found is None:
        raise BadInput(
            f"There is no conversation {conversation_id}.", "tutor conversation list names them by their numbers."
        )
    return found


def _found(record: Record, where: str, *values: object) -> list[Conversation]:
    return [
        Conversation(
            id=number,
            title=title,
            started_at=datetime.fromisoformat(started_at),
            last_at=datetime.fromisoformat(last_at),
            questions=questions,
            removed=bool(removed),
        )
        for number, title, started_at, last_at, questions, removed in record.rows(_CONVERSATIONS + where, values)
    ]


def _words(search: str) -> list[str]:
    """Each word as a phrase of full text search, in quotes, so that nothing in it is an operator."""
    parts = [part for part in _text(search).replace("\0", " ").split() if any(map(str.isalnum, part))]
    phrases = [f'"{part.replace(chr(34), chr(34) * 2)}"' for part in parts[:_MOST_WORDS]]
    return [*phrases[:-1], f"{phrases[-1]}*"] if phrases else []


def _text(text: str) -> str:
    """`text` without halves of characters, which no store can hold."""
    return text.encode(errors="ignore").decode()
