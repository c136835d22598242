"""The network of the local judge, opened once, where its weights are."""

from __future__ import annotations

import pytest

from tutor.models.bundled import WEIGHTS, ModelFolder, open_folder
from tutor.models.pair_model import PairModel


@pytest.fixture(scope="session")
def judge_folder() -> ModelFolder:
    """The weights that travel with the package."""
    return open_folder(WEIGHTS / "judge")


@pytest.fixture(scope="session")
def pair_model(judge_folder: ModelFolder) -> PairModel:
    """The network."""
    return PairModel(judge_folder)
