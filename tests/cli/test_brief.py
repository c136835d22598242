"""`tutor brief`, as a person and a program see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.shapes import BRIEF, DRAWN, JOB, faults
from tests.cli.test_learn import FILE
from tests.learning.test_post import POST


def test_parts_are_set_one_by_one(run: Run) -> None:
    """What is not named stays, an empty text takes a part out; in words and in the documented shape."""
    run("brief", "set", "--role", "analyst", "--tool", "PostgreSQL 16", "--tool", "My Own Tool")
    found = run("brief", "set", "--domain", "retail", "--role", "", "--json").row["brief"]
    assert list(faults(found, BRIEF)) == []
    assert (found["role"], found["domain"]) == ("", "retail")
    assert found["tools"] == [{"name": "PostgreSQL", "version": "16"}, {"name": "My Own Tool", "version": ""}]
    assert run("brief", "show").out.splitlines() == ["Domain: retail", "Tools: PostgreSQL 16, My Own Tool"]
    assert run("brief", "forget", "--json").row == {"forgotten": 2}
    assert "There is no brief" in run("brief", "show").out


def test_what_cannot_be_a_brief(run: Run) -> None:
    """Is refused at the door, and the one in force stays."""
    run("brief", "set", "--role", "analyst")
    long, nothing = run("brief", "set", "--role", "x" * 301), run("brief", "set")
    assert (long.status, nothing.status) == (2, 2)
    assert "The brief cannot be kept: role" in long.err
    assert "Name a part" in nothing.err
    assert run("brief", "show", "--json").row["brief"]["role"] == "analyst"


def test_drawn_and_used(run: Run, tmp_path: Path) -> None:
    """Nothing is in force before it is used."""
    post = tmp_path / "post.txt"
    post.write_text(POST)
    drawn = run("brief", "draw", str(post), "--json").row
    assert list(faults(drawn, DRAWN)) == []
    assert run("brief", "show", "--json").row["brief"]["client"] == ""
    run("brief", "draw", str(post), "--use")
    assert run("brief", "show", "--json").row["brief"]["client"] == "Nordwind Coffee"


@pytest.mark.usefixtures("published")
def test_a_job_post(run: Run, tmp_path: Path) -> None:
    """In words and in the documented shape."""
    folder = tmp_path / "sql"
    folder.mkdir()
    (folder / "skills.toml").write_text(FILE)
    post = "- Ranking rows with window functions\n- Fluent French"
    asked = ("brief", "job", "-", "--corpus", "sql", "--from", str(folder))
    found = run(*asked, "--json", stdin=post).row
    assert list(faults(found, JOB)) == []
    assert [each["coverage"] for each in found["wanted"]] == ["missing", "not covered by any corpus"]
    assert run(*asked, stdin=post).out.splitlines() == [
        "missing  Ranking rows with window functions", "    sql/rank: not tried",
        "not covered by any corpus  Fluent French",
    ]  # fmt: skip
