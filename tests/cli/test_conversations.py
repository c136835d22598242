"""What is on record, from the command line: conversations found, read, named, deleted and restored; feedback listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.shapes import CONVERSATION, CONVERSATIONS, FEEDBACK, faults
from tests.conftest import NOW
from tests.store.answered import RELEASE, answered, stated
from tutor.store.record import Kind, Record

JOIN = stated("A join multiplies rows.")
SOURCE = {"corpus": "sql", "release": RELEASE, "document": "joins.md"}


@pytest.fixture
def record(empty_home: Path) -> Iterator[Record]:
    """The record of the home: conversation 1 with two questions, conversation 5 with one that has no answer."""
    with Record(empty_home / "record.sqlite") as record:
        for question, about in (("What is a join?", None), ("And a left one?", 1)):
            asked = record.add(Kind.QUESTION, {"question": question, "corpora": ["sql"]}, NOW, about=about)
            record.add(Kind.ANSWER, answered(question, JOIN), NOW, about=asked)
        record.add(Kind.QUESTION, {"question": "Who is \x1b[31mred\x1b[0m?", "corpora": ["sql"]}, NOW)
        yield record


@pytest.mark.usefixtures("record")
def test_list_and_search(run: Run) -> None:
    """Conversations are named newest first, in words that steer no terminal, and found by what was said in them."""
    ran = run("conversation", "list")
    assert ran.out.splitlines() == [
        "     5  2026-11-21  1 question     Who is  [31mred [0m?",
        "     1  2026-11-21  2 questions    What is a join?",
    ]
    listed = run("conversation", "list", "--json").row
    assert list(faults(listed, CONVERSATIONS)) == []
    assert [each["conversation"] for each in listed["conversations"]] == [5, 1]
    found = run("conversation", "list", "--search", "left multipl", "--json").row["conversations"]
    assert found == listed["conversations"][1:]
    assert run("conversation", "list", "--search", "nowhere").out == "No conversation was found.\n"
    assert run("conversation", "list", "-n", "1").out.count("\n") == 1


@pytest.mark.usefixtures("record")
def test_show(run: Run) -> None:
    """A conversation is printed as Markdown or, with --json, in the documented shape, oldest question first."""
    shown = run("conversation", "show", "1")
    assert shown.out.startswith("# What is a join?\n\n## What is a join?\n")
    assert shown.out.index("## And a left one?") > shown.out.index("> A join multiplies rows.\n")
    ran = run("conversation", "show", "1", "--json")
    assert list(faults(ran.row, CONVERSATION)) == []
    assert [each["question"] for each in ran.row["turns"]] == ["What is a join?", "And a left one?"]
    assert ran.row["turns"][0]["answer"]["stated"][0]["citations"][0]["quote"] == "A join multiplies rows."
    unanswered = run("conversation", "show", "5", "--json").row
    assert list(faults(unanswered, CONVERSATION)) == []
    assert (ran.status, shown.err) == (0, "")


@pytest.mark.usefixtures("record")
def test_rename_delete_and_restore(run: Run) -> None:
    """Each change is seen by the next command, and a deletion says how to undo it."""
    assert run("conversation", "rename", "1", "Joins").status == 0
    deleted = run("conversation", "delete", "1")
    assert deleted.out == "Deleted. To undo it: tutor conversation restore 1\n"
    assert "Joins" not in run("conversation", "list").out
    assert run(*deleted.out.split("tutor ")[1].split()).status == 0
    assert "2 questions    Joins\n" in run("conversation", "list").out


@pytest.mark.parametrize("command", [("show",), ("delete",), ("restore",), ("rename", "title")])
def test_an_unknown_conversation(run: Run, command: tuple[str, ...]) -> None:
    """A number that no conversation has is bad input, told with the command that names the known ones."""
    ran = run("conversation", command[0], "77", *command[1:])
    assert (ran.status, ran.raw) == (2, b"")
    assert ran.err == "error: There is no conversation 77. tutor conversation list names them by their numbers.\n"


def test_nothing_on_record(run: Run) -> None:
    """An empty record is told in words, and as empty lists."""
    assert run("conversation", "list").out == "There is no conversation yet. Begin one with: tutor ask\n"
    assert run("corpus", "feedback").out == "Nothing stands against any source.\n"
    assert run("conversation", "list", "--json").row == {"conversations": []}
    assert run("corpus", "feedback", "--json").row == {"feedback": []}


def test_feedback_is_listed_by_source(run: Run, record: Record) -> None:
    """A curator sees what stands against each document, the one with the newest word first."""
    for statement, document, minute in (("One.", "keys.md", 1), ("Two.", "joins.md", 2), ("Three.", "keys.md", 3)):
        body = {"statement": statement, "says": "wrong", "sources": [{**SOURCE, "document": document}]}
        record.add(Kind.FEEDBACK, body, NOW.replace(minute=minute), about=2)
    record.add(Kind.FEEDBACK, {"helpful": False}, NOW.replace(minute=4), about=4)
    remark = "2026-11-21  the statement is wrong  (release 20261121-120000-abcdef)"
    assert (
        run("corpus", "feedback", "--corpus", "sql").out
        == f"""\
sql: joins.md
    2026-11-21  the answer is not helpful  (release 20261121-120000-abcdef)
        question 3: And a left one?
    {remark}
        statement: Two.
        question 1: What is a join?
sql: keys.md
    {remark}
        statement: Three.
        question 1: What is a join?
    {remark}
        statement: One.
        question 1: What is a join?
"""
    )
    listed = run("corpus", "feedback", "--json").row
    assert list(faults(listed, FEEDBACK)) == []
    assert [each["statement"] for each in listed["feedback"]] == ["", "Three.", "Two.", "One."]


@pytest.mark.usefixtures("published")
def test_feedback_on_one_corpus(run: Run) -> None:
    """A corpus without remarks has none, and a name that no corpus has is told."""
    assert run("corpus", "feedback", "--corpus", "sql").out == "Nothing stands against any source.\n"
    unknown = run("corpus", "feedback", "--corpus", "cooking")
    assert unknown.status == 2
    assert "The corpus 'cooking' is not published." in unknown.err
