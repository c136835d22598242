"""`tutor learner`, as a person and a program see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.shapes import ERASED, LEARNER_FILE, LEARNER_WRITTEN, faults


@pytest.fixture
def known(run: Run, published: Path) -> Path:
    """A home with a question that was answered, a brief and a key."""
    for command in (("ask", "What is the grain of a table?"), ("brief", "set", "--client", "Quagga Ltd"),
                    ("credential", "key")):  # fmt: skip
        assert run(*command).status == 0
    return published


@pytest.mark.usefixtures("known")
def test_export(run: Run, tmp_path: Path) -> None:
    """One file, for its owner alone, or standard output; in the documented shape."""
    written = run("learner", "export", str(tmp_path / "mine"), "--json").row
    assert list(faults(written, LEARNER_WRITTEN)) == []
    file = Path(written["file"])
    assert (file.stat().st_mode & 0o777, file.stat().st_size) == (0o600, written["size"])
    printed = json.loads(run("learner", "export", "-").out)
    assert list(faults(printed, LEARNER_FILE)) == []
    assert {**json.loads(file.read_bytes()), "exported_at": ""} == {**printed, "exported_at": ""}
    assert printed["record"]["answer"][0]["about"] == printed["record"]["question"][0]["id"]
    assert "only you can read it" in run("learner", "export", str(tmp_path / "again")).out


def test_export_to_where_nothing_can_be(run: Run, known: Path, tmp_path: Path) -> None:
    """The cure is named, and no half of a file is left."""
    (tmp_path / "file").write_text("")
    ran = run("learner", "export", str(tmp_path / "file"))
    assert (ran.status, "Choose another folder." in ran.err) == (3, True)


def test_erase(run: Run, known: Path) -> None:
    """It is asked first, and says what went and what stays; then there is nothing."""
    asked = run("learner", "erase", stdin="n\n")
    assert (asked.status, asked.out) == (0, "Nothing was erased.\n")
    refused = run("learner", "erase", "--json")
    assert (refused.status, "--yes" in refused.err) == (2, True)
    assert run("brief", "show", "--json").row["brief"]["client"] == "Quagga Ltd"
    gone = run("learner", "erase", "--yes", "--json").row
    assert list(faults(gone, ERASED)) == []
    assert gone["keys"] == ["tutor"]
    assert gone["entries"] >= 3
    assert run("brief", "show", "--json").row["brief"]["client"] == ""
    assert "There was nothing." in run("learner", "erase").out
    assert run("ask", "What is the grain of a table?").status == 0
    assert (known / "releases").exists()
