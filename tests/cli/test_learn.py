"""`tutor learn`, as a person and a program see it."""

from __future__ import annotations

import json
import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tomlkit

from tests.cli.conftest import Run
from tests.cli.shapes import ASSESSED, DUE, EXERCISES, GRADED, PATH, PROGRESS, SKILLS, TASKS, faults, keys
from tests.conftest import ROOT
from tutor.store.record import Kind, Record

FILE = """
[[skills]]
id = "join"
title = "Joins"
can = "Can join tables."
[[skills.teaches]]
document = "joins-and-row-multiplication.md"
words = "The repetition is called row multiplication or fan-out."
[[skills.teaches]]
document = "joins-and-row-multiplication.md"
words = "If the second table only decides which rows stay, EXISTS does not multiply rows."
[[skills]]
id = "rank"
title = "Ranking rows"
can = "Can rank rows by a window function."
needs = ["join"]
[[skills.teaches]]
document = "window-functions.md"
words = "Use RANK for a league table in which tied rows share a place."
"""


@pytest.fixture
def taught(published: Path, tmp_path: Path) -> Path:
    """A folder with skills of the published corpus `sql`."""
    folder = tmp_path / "sql"
    folder.mkdir()
    (folder / "skills.toml").write_text(FILE)
    return folder


def test_skills_and_path(run: Run, taught: Path) -> None:
    """What comes before stands first; the path fits the minutes, and says what does not."""
    given = ("--corpus", "sql", "--from", str(taught), "--json")
    found = run("learn", "skills", *given).row["skills"]
    assert [each["skill"] for each in found] == ["sql/join", "sql/rank"]
    assert found[1]["needs"] == ["sql/join"]
    planned = run("learn", "path", "rank rows with a window function", "--minutes", "60", *given).row
    assert [step["skill"] for step in planned["steps"]][-1] == "sql/rank"
    assert planned["takes"] <= 60
    assert run("learn", "path", "rank rows", "--minutes", "0", *given).row["steps"] == []


def test_practice(run: Run, taught: Path) -> None:
    """The key is not told; answers are graded and on record, change progress, and come back when they are due."""
    given = ("--corpus", "sql", "--from", str(taught), "--json")
    posed = run("learn", "practise", "join", "-n", "3", *given).row["exercises"]
    assert len(posed) == 3
    assert all(set(each) == {"id", "skill", "kind", "prompt", "options"} for each in posed)
    rows = "\n".join([*(json.dumps({"id": each["id"], "answer": "no"}) for each in posed), '{"id": "x", "answer": ""}'])
    *graded, unknown = run("learn", "practise", "join", "--answers", "-", *given, stdin=rows).rows
    assert [each["right"] for each in graded] == [False] * 3
    assert all(each["citation"]["quote"] for each in graded)
    assert "no exercise 'x'" in unknown["error"]
    progress = {each["skill"]: each for each in run("learn", "progress", *given).row["progress"]}
    assert (progress["sql/join"]["right"], progress["sql/join"]["tried"]) == (0, 3)
    assert progress["sql/rank"]["standing"] == "not tried"
    again = run("learn", "practise", "join", "-n", "50", *given).row["exercises"]
    assert not {each["id"] for each in posed} & {each["id"] for each in again}
    due = run("learn", "due", "--json").row
    assert (due["due"], due["waiting"]) == ([], 0)
    assert due["upcoming"]


def test_shapes(run: Run, taught: Path) -> None:
    """Every answer has the documented shape, each of whose keys is documented; an exercise that is due among them."""
    given = ("--corpus", "sql", "--from", str(taught), "--json")
    skills, posed = run("learn", "skills", *given), run("learn", "practise", "join", "-n", "2", *given)
    rows = "".join(json.dumps({"id": each["id"], "answer": each["id"]}) + "\n" for each in posed.row["exercises"])
    graded = run("learn", "practise", "join", "--answers", "-", *given, stdin=rows).rows
    planned, progress = run("learn", "path", "rank rows", *given), run("learn", "progress", *given)
    with Record(Path(os.environ["TUTOR_HOME"]) / "record.sqlite") as record:
        body = record.entries(Kind.ATTEMPT)[0].body
        earlier = {**body, "exercise": {**body["exercise"], "id": "earlier"}}
        record.add(Kind.ATTEMPT, earlier, datetime(2020, 1, 1, tzinfo=UTC))
    due = run("learn", "due", "--json")
    pairs = [
        (skills.row, SKILLS),
        (posed.row, EXERCISES),
        (planned.row, PATH),
        (progress.row, PROGRESS),
        (due.row, DUE),
    ]
    assert [list(faults(row, shape)) for row, shape in pairs] == [[]] * 5
    assert [list(faults(row, {"id": str, **GRADED})) for row in graded] == [[]] * 2
    documented = (ROOT / "docs" / "json.md").read_text("utf-8")
    known = set().union(*(keys(shape) for _, shape in pairs), keys(GRADED), keys(ASSESSED))
    assert sorted(key for key in known if f"`{key}`" not in documented) == []


def test_in_words(run: Run, taught: Path) -> None:
    """A person is asked, sees the words of the source, and is told how far they are."""
    given = ("--corpus", "sql", "--from", str(taught))
    ran = run("learn", "practise", "join", "-n", "2", *given, stdin="x\ny\n")
    assert ran.status == 0
    assert ran.out.count("sql: joins-and-row-multiplication.md") == 2
    told = run("learn", "progress", *given).out
    assert "0 of 2 right at first sight" in told
    assert "too little to say how fast you learn" in told
    assert "Nothing is due." in run("learn", "practise").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("practise", "fly"), "There is no skill 'fly'"),
        (("assess", "rank"), "20 are needed"),
        (("practise", "--answers", "-"), "--answers needs the SKILL"),
        (("path", "x", "--minutes", "nan"), "cannot be planned"),
    ],
)
def test_what_cannot_be_done(run: Run, taught: Path, arguments: tuple[str, ...], words: str) -> None:
    """It is said with a status of 2."""
    ran = run("learn", *arguments, "--corpus", "sql", "--from", str(taught))
    assert (ran.status, words in ran.err) == (2, True), ran.err


def test_a_corpus_without_skills(run: Run, published: Path) -> None:
    """The cure is named."""
    ran = run("learn", "skills", "--corpus", "sql")
    assert (ran.status, "--from" in ran.err) == (2, True)


def test_an_assessment(run: Run, taught: Path) -> None:
    """Twenty are asked and nothing is told before the end; silence is wrong, and the same day it is refused."""
    own = tomllib.loads((ROOT / "corpora" / "sql-analytics" / "skills.toml").read_text("utf-8"))["skills"]
    joins = next(each for each in own if each["id"] == "join-tables") | {"needs": []}
    (taught / "skills.toml").write_text(tomlkit.dumps({"skills": [joins]}), "utf-8")
    given = ("learn", "assess", "join-tables", "--corpus", "sql", "--from", str(taught), "--json")
    ran = run(*given, stdin=20 * "\n")
    assert list(faults(ran.row, ASSESSED)) == []
    assert (ran.row["right"], ran.row["asked"], ran.row["passed"]) == (0, 20, False)
    assert "the source has" not in ran.err
    assert "assessed within a day" in run(*given).err
    assert run(*given).status == 2


def test_practice_on_an_answer(run: Run, published: Path) -> None:
    """What was answered is practised by its question's id, as exercises to ask, as JSON, and graded by their ids."""
    run("ask", "What is the grain of a table?", "--corpus", "sql")
    (listed,) = run("conversation", "list", "--json").row["conversations"]
    (turn,) = run("conversation", "show", str(listed["conversation"]), "--json").row["turns"]
    given = ("practise", "--answer", str(turn["id"]), "--json")
    posed = run(*given, "-n", "2").row["exercises"]
    assert len(posed) == 2
    rows = json.dumps({"id": posed[0]["id"], "answer": "no"}) + '\n{"id": "x", "answer": ""}'
    graded, unknown = run(*given, "--answers", "-", stdin=rows).rows
    assert (graded["right"], bool(graded["citation"]["quote"])) == (False, True)
    assert "no exercise 'x'" in unknown["error"]
    assert "✗ not so" in run("practise", "--answer", "last", "-n", "1", stdin="nonsense\n").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "either TOPIC or --answer"),
        (("--answer", "7"), "No answer to question 7"),
        (("joins", "--answers", "-"), "needs the --answer"),
    ],
)
def test_an_answer_that_cannot_be_practised(run: Run, published: Path, arguments: tuple[str, ...], words: str) -> None:
    """It is said with a status of 2."""
    ran = run("practise", *arguments)
    assert (ran.status, words in ran.err) == (2, True), ran.err


def test_practice_by_a_model_that_is_not_set(run: Run, taught: Path) -> None:
    """Rules make the exercises, and a notice on standard error says so."""
    ran = run("learn", "practise", "join", "-n", "1", "--by-model", "--corpus", "sql", "--from", str(taught), "--json")
    assert len(ran.row["exercises"]) == 1
    assert "No model is set" in ran.err


def test_a_checklist_is_ticked(run: Run, taught: Path) -> None:
    """In words and in the documented shape; a list that is not there is an error with the cure."""
    given = ("learn", "task", "rank", "--corpus", "sql", "--from", str(taught))
    found = run(*given, "--done", "1:2,4", "--json").row
    assert list(faults(found, TASKS)) == []
    assert found["tasks"][0]["about"] == "Checklist for window functions"
    assert found["tasks"][0]["done"] == [2, 4]
    assert "    ✓ 4. " in run(*given).out
    refused = run(*given, "--done", "7:1")
    assert refused.status == 2
    assert "as in 1:2,3" in refused.err
