"""What learners say of answers reaches the curators of the sources: the latest word, at the right document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.store.answered import RELEASE, answered, stated
from tutor.domain import Answer, Span, Statement
from tutor.store.feedback import Remark, Says, feedback_by_source
from tutor.store.record import Kind, Record

JOIN = stated("A join multiplies rows.")
KEY = stated("A key is unique.", document="keys.md")
ANSWER = answered("What is a join?", JOIN, KEY, JOIN)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A record with one answer."""
    with Record(tmp_path / "record.sqlite") as record:
        record.add(Kind.QUESTION, {"question": "and that?", "corpora": ["sql"]}, NOW)
        record.add(Kind.ANSWER, ANSWER, NOW, about=1)
        yield record


def say(record: Record, body: dict[str, object], at: datetime = NOW) -> None:
    """Say that of the answer."""
    record.add(Kind.FEEDBACK, body, at, about=2)


def of(statement: Statement, says: str, answer: Answer = ANSWER) -> dict[str, object]:
    """The body of an entry that says so."""
    spans = [citation.span for citation in statement.claim.citations]
    releases = answer.fingerprint.releases
    sources = [{"corpus": each.corpus, "release": releases[each.corpus], "document": each.document} for each in spans]
    return {"statement": statement.claim.text, "says": says, "sources": sources}


def places(record: Record, corpus: str = "") -> list[tuple[str, Says, str]]:
    """What stands against which document."""
    return [(each.document, each.says, each.statement) for each in feedback_by_source(record, corpus)]


def test_a_remark_has_all_that_a_curator_needs(record: Record) -> None:
    """Which document of which release, what was said of which statement, and the question as it was understood."""
    say(record, of(JOIN, Says.QUOTE), NOW + timedelta(hours=1))
    assert feedback_by_source(record) == [
        Remark(
            corpus="sql",
            release=RELEASE,
            document="joins.md",
            says=Says.QUOTE,
            statement="A join multiplies rows.",
            question="What is a join?",
            question_id=1,
            at=NOW + timedelta(hours=1),
        )
    ]


def test_the_latest_word_counts(record: Record) -> None:
    """Of each statement only the last that was said stands, newest first; withdrawn means nothing is left of it."""
    say(record, of(JOIN, Says.WRONG))
    say(record, of(KEY, Says.WRONG))
    say(record, of(JOIN, Says.QUOTE))
    assert places(record) == [("joins.md", Says.QUOTE, JOIN.claim.text), ("keys.md", Says.WRONG, KEY.claim.text)]
    say(record, of(JOIN, ""))
    assert places(record) == [("keys.md", Says.WRONG, KEY.claim.text)]


def test_an_answer_of_no_help_stands_against_what_it_cites(record: Record) -> None:
    """A thumb down is listed once for each document the answer cites, a thumb up for none, beside what else is said."""
    say(record, of(KEY, Says.WRONG))
    say(record, {"helpful": False})
    down = [("joins.md", Says.NOT_HELPFUL, ""), ("keys.md", Says.NOT_HELPFUL, "")]
    assert places(record) == [*down, ("keys.md", Says.WRONG, KEY.claim.text)]
    say(record, {"helpful": True})
    assert places(record) == [("keys.md", Says.WRONG, KEY.claim.text)]


def test_a_thumb_that_is_taken_back_stands_against_nothing(record: Record) -> None:
    """It is on record as neither of the two, and only the last word counts: down, taken back, and down again."""
    say(record, {"helpful": False})
    say(record, {"helpful": None})
    assert places(record) == []
    say(record, {"helpful": False})
    assert [document for document, _, _ in places(record)] == ["joins.md", "keys.md"]


def test_a_refusal_of_no_help_stands_against_what_was_found(record: Record) -> None:
    """It cites nothing: a thumb down is listed for the documents that came nearest; where none did, for none."""
    found = answered("Who won?", JOIN, KEY, JOIN, stated("A view is a query.", document="views.md")).passages
    for question, passages in (("Who won?", found), ("hello", ())):
        asked = record.add(Kind.QUESTION, {"question": question, "corpora": ["sql"]}, NOW)
        answer_id = record.add(Kind.ANSWER, answered(question, passages=passages), NOW, about=asked)
        record.add(Kind.FEEDBACK, {"helpful": False}, NOW, about=answer_id)
    remarks = feedback_by_source(record)
    assert [(each.document, each.question) for each in remarks] == [("joins.md", "Who won?"), ("keys.md", "Who won?")]
    assert {(each.corpus, each.release, each.says, each.statement) for each in remarks} == {
        ("sql", RELEASE, Says.NOT_HELPFUL, "")
    }


def test_a_corpus_is_chosen(record: Record) -> None:
    """A statement on words of two corpora is listed for each, once, and for one only its own document."""
    other = Span(corpus="business", document="joins.md", start=0, end=len(JOIN.claim.text))
    both = *JOIN.claim.citations * 2, JOIN.claim.citations[0].model_copy(update={"span": other})
    statement = JOIN.model_copy(update={"claim": JOIN.claim.model_copy(update={"citations": both})})
    fingerprint = ANSWER.fingerprint.model_copy(update={"releases": {"sql": RELEASE, "business": "older"}})
    say(record, of(statement, Says.WRONG, ANSWER.model_copy(update={"fingerprint": fingerprint})))
    assert [(each.corpus, each.release) for each in feedback_by_source(record)] == [
        ("sql", RELEASE),
        ("business", "older"),
    ]
    assert [each.corpus for each in feedback_by_source(record, "business")] == ["business"]
    assert feedback_by_source(record, "cooking") == []
