"""Scoring a stored run: again, with other scorers, by another judge, and what of it is kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from evals import stored
from evals.__main__ import commanded
from evals.score import judge_card, score
from evals.scored import Scored, keep, read_scored, read_scores
from evals.scoring import SCORERS
from evals.scoring.outcome import Over
from evals.summary import F1, summary
from tests.evals.made import Containing, scored, unit

pytestmark = pytest.mark.xdist_group("evals")
QUOTES = [each for each in SCORERS if each.name == "quote exactness"]


def test_scored_again_with_other_scorers(no_model_run: Path, tmp_path: Path) -> None:
    """Scorers that are not named keep their values; those of another judge are not mixed in."""
    run = shutil.copytree(no_model_run, tmp_path / "run")
    before = {each.scorer for each in read_scores(run)[1]}
    judged, _ = read_scores(run)
    again = score(run, QUOTES, Named(judged.judge))
    assert {each.scorer for each in read_scores(run)[1]} == before
    assert again.units == read_scored(run, SCORERS).units
    score(run, QUOTES, Containing())
    assert {each.scorer for each in read_scores(run)[1]} == {"quote exactness"}


class Named(Containing):
    """A judge by the name of another, of which nothing is asked."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint


def test_answers_are_not_touched(no_model_run: Path, tmp_path: Path) -> None:
    """Scoring writes scores and nothing else."""
    run = shutil.copytree(no_model_run, tmp_path / "run")
    before = {path.name: path.read_bytes() for path in run.iterdir() if path.name != stored.SCORES}
    score(run, QUOTES, Containing())
    assert {path.name: path.read_bytes() for path in run.iterdir() if path.name != stored.SCORES} == before


def test_errors_are_broken_and_not_zero(no_model_run: Path, tmp_path: Path) -> None:
    """Of a row without an answer every scorer says why it has no value."""
    run = shutil.copytree(no_model_run, tmp_path / "run")
    rows = stored.read_rows(run)
    failed = rows[0].model_copy(update={"answer": None, "error": "ModelBusy: later"})
    stored.write_lines(run / stored.ANSWERS, [failed, *rows[1:]])
    found = score(run, QUOTES, Containing())
    (first,) = [each for each in found.units if each.id == failed.case and each.over is Over.ANSWER]
    assert first.broken == {"quote exactness": "there is no answer: ModelBusy: later"}
    assert summary(found, QUOTES)["errors"] == 1


def test_kept_and_read_back(no_model_scored: Scored, tmp_path: Path) -> None:
    """A file that was kept says what the run says."""
    file = tmp_path / "kept.jsonl"
    keep(no_model_scored, file)
    assert read_scored(file, SCORERS) == no_model_scored


def test_figures_are_clustered_and_epochs_pass_together() -> None:
    """Answers on one document are one cluster; that every epoch passes is less than that they do on average."""
    name = "refusal recall"
    units = [unit("a", {name: 1.0}, "d"), unit("a", {name: 0.0}, "d", epoch=1), unit("b", {name: 1.0}, "d"),
             unit("b", {name: 1.0}, "d", epoch=1)]  # fmt: skip
    found = summary(scored(*units), SCORERS)["scorers"][name]
    assert found["overall"] == {"value": 0.75, "low": 0.75, "high": 0.75, "count": 4}
    assert found["pass_all"]["value"] == 0.5
    assert found["kind"]["answerable"]["count"] == 4


def test_f1_of_refusals() -> None:
    """Two of three that were to be refused were, and one that was not to be."""
    recall, precision = "refusal recall", "refusal precision"
    units = [unit(str(n), {recall: 1.0, precision: 1.0}) for n in range(2)]
    units += [unit("missed", {recall: 0.0}), unit("false", {precision: 0.0}), unit("other", {})]
    assert summary(scored(*units), SCORERS)["scorers"][F1]["overall"]["value"] == pytest.approx(2 / 3, abs=1e-3)


def test_the_judge_has_a_card(tmp_path: Path) -> None:
    """Its accuracy on labelled pairs stands beside its scores, where that very judge was measured."""
    card = tmp_path / "judge.json"
    figures = {"mean of six": {"value": 0.7, "low": 0.6, "high": 0.8}}
    measured = {"judge": "j@1, band of doubt", "judges": {"local": {"balanced_accuracy": figures}}}
    card.write_text(json.dumps(measured), "utf-8")
    assert "0.700 (0.600 to 0.800" in judge_card("j@1", card)
    assert "not measured" in judge_card("other", card)
    assert "not measured" in judge_card("j@1", tmp_path / "none.json")


def test_wrong_commands_name_the_cure(no_model_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without a run, a scorer that is none, a comparison with what was not scored."""
    assert commanded("score", [str(tmp_path)]) == 2
    assert commanded("score", [str(no_model_run), "--only", "beauty"]) == 2
    unscored = shutil.copytree(no_model_run, tmp_path / "unscored")
    (unscored / stored.SCORES).unlink()
    assert commanded("compare", [str(unscored), str(no_model_run)]) == 2
    said = capsys.readouterr().err
    assert "python -m evals run" in said
    assert "quote exactness" in said
    assert f"python -m evals score {unscored}" in said
