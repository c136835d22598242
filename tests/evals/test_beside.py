"""What the commands keep in the folder of a run: as they printed it, and of which scores it is."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.evals.stored import Run, read_comparison, read_run
from evals.__main__ import commanded
from evals.scored import Scored, keep


@pytest.fixture
def pair(model_run: Path, no_model_run: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two scored runs of the smoke suite, to write beside."""
    return shutil.copytree(model_run, tmp_path / "model"), shutil.copytree(no_model_run, tmp_path / "none")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What a command prints as JSON."""
    capsys.readouterr()
    commanded(words[0], [*words[1:], "--json"])
    return json.loads(capsys.readouterr().out)


def test_what_is_printed_is_kept_for_the_page(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Figures, differences and rulings are those of the commands, and the page reads them."""
    for folder in pair:
        found = printed(capsys, "score", str(folder), "--only", "facts")
        kept = json.loads((folder / "summary.json").read_text("utf-8"))
        assert kept == found | {"scores": hashlib.sha256((folder / "scores.jsonl").read_bytes()).hexdigest()}
    gated = printed(capsys, "gate", *map(str, pair))
    run, baseline = map(read_run, pair)
    assert (run.wrong, baseline.wrong) == ((), ())
    assert run.summary is not None
    assert run.summary.scorers["facts"].reasons
    assert [(each.baseline, each.holds) for each in run.gates] == [("none", gated["holds"])]
    assert [each.scorer for each in run.gates[0].rulings] == [each["scorer"] for each in gated["rulings"]]
    told = printed(capsys, "compare", *map(str, pair))
    differences = differences_of(run, baseline)
    assert differences == [(each["scorer"], each["value"], len(each["flips"])) for each in told["differences"]]


def differences_of(run: Run, baseline: Run) -> list[tuple[str, float | None, int]]:
    """What the page has of them: each scorer, by how much, and how many cases moved."""
    found = read_comparison(run, baseline)
    assert found is not None
    return [(each.scorer, each.value, len(each.flips)) for each in found.comparison.differences]


def test_what_was_found_of_other_scores_does_not_count(pair: tuple[Path, Path]) -> None:
    """Once a run is scored anew, the comparison is out of date, and is none for the page."""
    run, baseline = pair
    assert commanded("compare", [str(run), str(baseline)]) == 0
    assert read_comparison(*map(read_run, pair)) is not None
    with (baseline / "scores.jsonl").open("a") as file:
        file.write("\n")
    assert read_comparison(*map(read_run, pair)) is None


def test_nothing_is_kept_beside_a_file(pair: tuple[Path, Path], no_model_scored: Scored, tmp_path: Path) -> None:
    """A baseline that was kept is one file: the run beside it names it, and nothing else is written."""
    run, baseline = pair[1], tmp_path / "kept" / "before.jsonl"
    keep(no_model_scored, baseline)
    assert commanded("gate", [str(run), str(baseline)]) == 0
    assert (run / "gated-before.json").exists()
    assert commanded("gate", [str(baseline), str(run)]) == 0
    assert list(baseline.parent.iterdir()) == [baseline]
