"""What tests of the evals share: the smoke suite asked and scored once, on the tutor as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.scored import Scored
from tests.evals import smoke


@pytest.fixture(scope="session")
def eval_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for the releases that cases are asked of, kept between runs."""
    return tmp_path_factory.mktemp("eval-home")


@pytest.fixture(scope="session")
def no_model_run(eval_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the smoke suite without a model, asked and scored."""
    out = smoke.no_model(eval_home, tmp_path_factory.mktemp("no-model"))
    smoke.scored(out)
    return out


@pytest.fixture(scope="session")
def model_run(eval_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the smoke suite on the wavering model, asked and scored."""
    out = smoke.of_model(eval_home, tmp_path_factory.mktemp("model"))
    smoke.scored(out)
    return out


@pytest.fixture(scope="session")
def no_model_scored(no_model_run: Path) -> Scored:
    """The values of the run without a model."""
    return smoke.read(no_model_run)


@pytest.fixture(scope="session")
def model_scored(model_run: Path) -> Scored:
    """The values of the run on the wavering model."""
    return smoke.read(model_run)
