"""The evals are tested by what they must catch: five broken builds, each by the scorer that is about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.compare import compare
from evals.gate import Budgets, gate, told
from evals.scored import Scored
from tests.evals import smoke
from tests.evals.mutants import MUTANTS, mutated

pytestmark = pytest.mark.xdist_group("evals")
WITHOUT_A_MODEL = {
    "quotes shifted": "quote exactness",
    "refusal off": "refusal recall",
    "retrieval halved": "gold retrieved",
}
OF_A_MODEL = {"judge says yes": "citation recall", "redraws are copies": "stability honesty"}


def test_every_mutant_has_a_scorer_that_catches_it() -> None:
    """None is left out."""
    assert MUTANTS.keys() == WITHOUT_A_MODEL.keys() | OF_A_MODEL.keys()


@pytest.mark.parametrize("mutant", WITHOUT_A_MODEL)
def test_caught_without_a_model(mutant: str, no_model_scored: Scored, eval_home: Path, tmp_path: Path) -> None:
    """The gate closes, and says which scorer closed it."""
    with mutated(mutant):
        out = smoke.no_model(eval_home, tmp_path)
    _caught(out, no_model_scored, WITHOUT_A_MODEL[mutant])


@pytest.mark.parametrize("mutant", OF_A_MODEL)
def test_caught_on_a_model(mutant: str, model_scored: Scored, eval_home: Path, tmp_path: Path) -> None:
    """Judge and redraws matter where a model writes: there they are caught."""
    with mutated(mutant):
        out = smoke.of_model(eval_home, tmp_path)
    _caught(out, model_scored, OF_A_MODEL[mutant])


def _caught(out: Path, baseline: Scored, scorer: str) -> None:
    found = gate(compare(smoke.scored(out), baseline), Budgets())
    assert not found.holds
    assert scorer in found.closed_by
    assert scorer in "\n".join(told(found)).split("\n")[2]
