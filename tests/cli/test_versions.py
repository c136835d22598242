"""A learner's versions on the command line: a source that describes another one says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

DUE = "When do neap tides come?"
MANIFEST = """title = "Sailing"
[[sources]]
path = "tides.md"
version = "Tide tables 2026; PostgreSQL 16"
review_by = 2020-01-02
"""
TIDES = "# Tides\n\nNeap tides come at half moon, twice in each month, and are weak.\n"


@pytest.mark.parametrize(("mine", "said"), [("", 1), ("PostgreSQL 14", 2), ("PostgreSQL 16.2", 1), ("Python 3.12", 1)])
def test_another_version_and_a_passed_date_are_told(
    run: Run, empty_home: Path, monkeypatch: pytest.MonkeyPatch, mine: str, said: int
) -> None:
    """As a field of the citation, and below the answer; another tool's name says nothing."""
    notes = empty_home / "notes"
    notes.mkdir()
    (notes / "corpus.toml").write_text(MANIFEST, "utf-8")
    (notes / "tides.md").write_text(TIDES, "utf-8")
    monkeypatch.setenv("TUTOR_VERSIONS", mine)
    assert run("load", str(notes), "--corpus", "sailing").status == 0
    (statement,) = run("ask", DUE, "--json").row["stated"]
    cautions = statement["citations"][0]["cautions"]
    assert len(cautions) == said
    assert "date for its next review has passed" in cautions[0]
    told = run("ask", DUE).out
    assert f"! sailing: tides.md: {' '.join(cautions)}" in told
    assert ("It describes PostgreSQL 16; yours is PostgreSQL 14." in told) == (said == 2)
