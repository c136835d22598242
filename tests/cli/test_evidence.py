"""`tutor credential issue` for an assessment that was passed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.roads.test_evidence import sat, teaching
from tutor.domain import Sitting
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.record import Kind, Record

__all__ = ["teaching"]


@pytest.fixture
def taken(published: Path, teaching: Path, embedder: Embedder) -> Sitting:
    """An assessment in the home of the commands that was passed."""
    parts = Parts(read_settings(home=published))
    parts.embedder = embedder
    sitting = sat(parts, teaching)
    parts.record.close()
    return sitting


def test_issued_by_assessment_and_by_skill(run: Run, taken: Sitting, published: Path, tmp_path: Path) -> None:
    """Both name the same one; the badge verifies, has the work with its note, and is on record with its folder."""
    work = tmp_path / "report.sql"
    work.write_text("SELECT 1", "utf-8")
    by = ("--learner", "Ada Li", "--json", "--sample", str(work), "--note", "A report")
    first = run("credential", "issue", "--assessment", taken.id, "--to", str(tmp_path / "one"), *by).row
    run("credential", "issue", "--skill", "join-tables", "--to", str(tmp_path / "two"), *by)
    assert run("credential", "verify", first["files"][0]).status == 0
    assert "A report" in (tmp_path / "one" / "badge.json").read_text("utf-8")
    with Record(published / "record.sqlite") as record:
        newer, older = (entry.body for entry in record.entries(Kind.CREDENTIAL))
    assert (older["id"], older["skill"], older["assessment"]) == (first["id"], "sql/join-tables", taken.id)
    assert (older["file"], newer["file"]) == (str(tmp_path / "one"), str(tmp_path / "two"))
    assert datetime.fromisoformat(older["at"]) < datetime.now(UTC)
    assert older["credential"] == json.loads((tmp_path / "one" / "badge.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name one of"),
        (("--assessment", "x", "--skill", "y"), "Name one of"),
        (("--skill", "x"), "no assessment 'x' on record"),
        (("--skill", "join-tables", "--note", "of nothing"), "more notes than work samples"),
    ],
)
def test_what_cannot_be_issued(run: Run, published: Path, arguments: tuple[str, ...], words: str) -> None:
    """It is said with a status of 2, and nothing is written."""
    ran = run("credential", "issue", "--learner", "Ada", *arguments)
    assert (ran.status, words in ran.err) == (2, True), ran.err
