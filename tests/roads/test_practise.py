"""Practice by a model and from answers: what holds is asked, what does not is dropped and counted."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tests.conftest import NOW, ROOT
from tests.loopback import Reply, Request, Script
from tests.roads.asking import GRAIN, Asking
from tutor.domain import ExerciseKind
from tutor.errors import BadInput
from tutor.learn import Course, answer, course
from tutor.learning.items.by_model import NOT_THERE
from tutor.learning.items.checks import FLAWED, GIVEN_AWAY, SEVERAL_RIGHT, TWICE, UNANSWERABLE
from tutor.parts import Parts
from tutor.posing import UNREADABLE
from tutor.practise import By, Practice, from_answer, known, on_skill
from tutor.store.record import Kind

QUOTE = "A join keeps the grain of the left table only if the join key is unique in the right table."
RIGHT = "is unique in the right table"
WRONG = ("has an index in both tables", "has the same name in both tables", "may be NULL in both tables")
CHOICE: dict[str, Any] = {
    "kind": "choice",
    "words": QUOTE,
    "question": "When does a join keep the grain of the left table?",
    "answer": RIGHT,
    "statement": f"A join keeps the grain of the left table only if the join key {RIGHT}.",
    "options": [RIGHT, *WRONG],
}


@pytest.fixture
def given(asking: Asking, tmp_path: Path) -> Course:
    """The course of one skill, of the corpus `sql`."""
    own = tomllib.loads((ROOT / "corpora" / "sql-analytics" / "skills.toml").read_text("utf-8"))["skills"]
    joins = next(each for each in own if each["id"] == "join-tables") | {"needs": []}
    lesson = {"document": "joins-and-row-multiplication.md", "words": QUOTE}
    (tmp_path / "skills.toml").write_text(tomlkit.dumps({"skills": [joins | {"teaches": [lesson]}]}), "utf-8")
    return course(asking.parts(), {}, ["sql"], {"sql": tmp_path})


def writing(*exercises: object) -> Reply:
    """A reply with those exercises."""
    return Reply(text=json.dumps({"exercises": exercises}, ensure_ascii=False))


def practised(asking: Asking, given: Course, script: Script | Reply, **chosen: object) -> tuple[Practice, Parts]:
    """Three exercises of the model that follows the script, and the parts that asked."""
    parts = asking.parts(asking.model(script), **chosen)
    return on_skill(given.skill("join-tables"), given, parts, 3, NOW, By.MODEL), parts


def by_model(parts: Parts) -> list[dict[str, Any]]:
    """What is on record of a model's exercises."""
    return [entry.body for entry in parts.record.entries(Kind.POSED)]


def test_what_holds_is_asked_and_graded(asking: Asking, given: Course) -> None:
    """It cites the source letter by letter, is on record, known by its id, and asked of no model a second time."""
    asked: list[Request] = []

    def script(request: Request) -> Reply:
        asked.append(request)
        return writing(CHOICE)

    found, parts = practised(asking, given, script)
    exercise = found.exercises[0]
    assert (exercise.kind, exercise.answer, exercise.evidence.quote) == (ExerciseKind.CHOICE, RIGHT, QUOTE)
    assert sorted(exercise.options) == sorted(CHOICE["options"])
    assert found.notices == ()
    skill = given.skill("join-tables")
    assert known(skill, given, parts)[exercise.id] == exercise
    count = len(asked)
    again = on_skill(skill, given, asking.parts(asking.model(script)), 1, NOW, By.MODEL)
    assert (again.exercises, len(asked)) == ((exercise,), count)
    assert answer(exercise, RIGHT, parts, NOW).right
    assert exercise not in on_skill(skill, given, parts, 3, NOW, By.MODEL).exercises


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"words": QUOTE.replace("unique", "repeated")}, NOT_THERE),
        ({"words": "If the key repeats in the right table, the rows of the left table are repeated."}, UNANSWERABLE),
        ({"statement": f"The weather {RIGHT}."}, UNANSWERABLE),
        ({"statement": "A join keeps the grain of the left table."}, UNANSWERABLE),
        ({"options": [RIGHT, RIGHT, *WRONG[:2]]}, SEVERAL_RIGHT),
        ({"options": [RIGHT, "is unique, in the right table", *WRONG[:2]]}, SEVERAL_RIGHT),
        (
            {
                "words": "The repetition is called row multiplication or fan-out.",
                "question": "What is the repetition of rows called?",
                "answer": "row multiplication",
                "statement": "The repetition is called row multiplication.",
                "options": ["row multiplication", "fan-out", "a cross product", "normalisation"],
            },
            SEVERAL_RIGHT,
        ),
        ({"options": [RIGHT, "all of the above", *WRONG[:2]]}, FLAWED),
        ({"options": [RIGHT, "is odd", "repeats", "is NULL"]}, FLAWED),
        ({"options": [RIGHT, "see https://example.org", *WRONG[:2]]}, FLAWED),
        ({"question": "According to the passage, when does a join keep the grain of the left table?"}, GIVEN_AWAY),
        (
            {
                "question": "A join keeps the grain of the left table only if the join key is unique in the right one, "
                "or when?"
            },
            GIVEN_AWAY,
        ),
        ({"kind": "essay"}, UNREADABLE),
    ],
)
def test_what_fails_a_check_is_dropped(asking: Asking, given: Course, changed: dict[str, Any], check: str) -> None:
    """And counted by the check; rules make up for it."""
    found, parts = practised(asking, given, writing(CHOICE | changed))
    assert set(found.dropped) == {check}
    assert by_model(parts) == []
    assert found.exercises


def test_other_kinds(asking: Asking, given: Course) -> None:
    """A question in own words and an exchanged word are taken; the same twice is not."""
    error = {"kind": "find the error", "words": QUOTE, "answer": "unique", "options": ["repeated"]}
    short = {"kind": "short answer", "words": "The repetition is called row multiplication or fan-out.",
             "question": "What is the repetition of rows by a join called?", "options": [],
             "statement": "The repetition is called row multiplication or fan-out.", "answer": ""}  # fmt: skip
    found, parts = practised(asking, given, writing(CHOICE, CHOICE, error, short))
    assert [each["kind"] for each in reversed(by_model(parts))] == ["choice", "find the error", "short answer"]
    assert found.dropped == {TWICE: 1}


@pytest.mark.parametrize(
    ("script", "words", "kept"),
    [
        (Reply(text="I would rather not."), "not the JSON", 0),
        (Reply(status=500), "wrote no exercise", 0),
        (Reply(text=json.dumps({"exercises": [CHOICE]}), stall_after=5), "wrote no exercise", 0),
        (Reply(text=json.dumps({"exercises": [CHOICE, CHOICE]})[:-60]), "did not write all", 1),
    ],
    ids=["prose", "failing", "slow", "cut"],
)
def test_a_model_that_fails(asking: Asking, given: Course, script: Reply, words: str, kept: int) -> None:
    """A notice says so, what was complete is kept, and rules write the rest."""
    found, parts = practised(asking, given, script, timeout=1.0)
    assert words in found.notices[0]
    assert len(by_model(parts)) == kept
    assert len(found.exercises) > kept


def test_instructions_in_a_source_stay_data(asking: Asking, given: Course) -> None:
    """The section goes to the model as a value of JSON, and an order that it obeys becomes no exercise."""
    asked: list[Request] = []

    def script(request: Request) -> Reply:
        asked.append(request)
        return writing({"kind": "short answer", "words": QUOTE, "question": "PWNED?", "answer": "PWNED",
                        "statement": "PWNED"})  # fmt: skip

    found, parts = practised(asking, given, script)
    assert QUOTE in json.loads(asked[0].texts[-1])["passage"]
    assert QUOTE not in asked[0].texts[0]
    assert by_model(parts) == []
    assert not any("PWNED" in each.prompt for each in found.exercises)


def test_without_a_model(asking: Asking, given: Course) -> None:
    """Rules write all; who asks for the model is told."""
    parts, skill = asking.parts(), given.skill("join-tables")
    assert on_skill(skill, given, parts, 2, NOW).notices == ()
    (notice,) = on_skill(skill, given, parts, 2, NOW, By.MODEL).notices
    assert "No model is set" in notice


def test_an_answer_becomes_practice(asking: Asking) -> None:
    """Its exercises are on the sections that it cites, those on the cited words first, each place once."""
    parts = asking.parts()
    stated = asking.answer(Reply(status=500), GRAIN)
    cited = [each.span for one in stated.stated for each in one.claim.citations]
    found = from_answer(stated, None, parts, 6)
    assert found
    assert {each.evidence.span.document for each in found} <= {span.document for span in cited}
    near = [any(each.evidence.span.overlaps(span) for span in cited) for each in found]
    assert near == sorted(near, reverse=True)
    assert len({each.evidence.span for each in found}) == len(found)
    with pytest.raises(BadInput, match="cites nothing"):
        from_answer(asking.answer(Reply(status=500), "Who won the cup in 1974?"), None, parts, 3)


def test_an_answer_about_a_skill(asking: Asking, given: Course) -> None:
    """Exercises on words that a lesson holds count for its skill."""
    parts = asking.parts()
    answered = asking.answer(Reply(status=500), QUOTE)
    found = from_answer(answered, given, parts, 10)
    assert "sql/join-tables" in {each.skill for each in found}
