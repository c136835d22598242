"""The smoke suite as a gate: no change makes the tutor worse than the committed baselines by more than the margins."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.compare import compare
from evals.gate import Budgets, gate, told
from evals.scored import Scored
from tests.evals import smoke

pytestmark = pytest.mark.xdist_group("evals")


def test_no_worse_without_a_model(no_model_scored: Scored) -> None:
    """On the sources' own sentences no scorer falls behind the baseline."""
    found = gate(compare(no_model_scored, smoke.read(smoke.NO_MODEL)), Budgets())
    assert found.holds, "\n".join(told(found))


def test_no_worse_on_a_model(model_scored: Scored) -> None:
    """On a model that wavers and invents no scorer falls behind the baseline."""
    found = gate(compare(model_scored, smoke.read(smoke.LOOPBACK)), Budgets())
    assert found.holds, "\n".join(told(found))


def test_the_same_twice(no_model_scored: Scored, eval_home: Path, tmp_path: Path) -> None:
    """Asked and scored again, the tutor without a model has the same values, but for the time it took."""
    again = smoke.scored(smoke.no_model(eval_home, tmp_path))
    assert [_timeless(unit.values) for unit in again.units] == [
        _timeless(unit.values) for unit in no_model_scored.units
    ]
    assert [unit.said for unit in again.units] == [unit.said for unit in no_model_scored.units]


def _timeless(values: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if name != "seconds to first"}
