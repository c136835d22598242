"""What words and numbers alone can tell of a pair, learnt by trees: a baseline for judges, and an ablation.

Eight lexical features and two lengths under gradient-boosted trees, with the settings that scikit-learn comes with;
and the share of covered words alone, under the threshold that is best on the same training rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from typing import Any

import numpy as np

from evals.metrics import Array, Flags, balanced_accuracy
from evals.suite import watched
from tutor.models.lexical_features import features

_COVERED = 0  # the column of the covered words
_TRIED = 101

Triple = tuple[str, str, bool]  # source, claim, whether the one fully supports the other


@dataclass(frozen=True)
class Baselines:
    """Trees and a threshold, fitted on training rows."""

    trees: Any
    threshold: float

    @classmethod
    def fitted(cls, rows: Iterable[Triple], seed: int) -> Baselines:
        """Fit both; classes weigh the same. Raises `SystemExit` where scikit-learn is not installed."""
        try:
            ensemble = import_module("sklearn.ensemble")
        except ImportError as error:
            raise SystemExit("The boosted baseline needs scikit-learn: pip install '.[evals]'") from error
        vectors, truth = _vectors(rows, "features of the training rows")
        trees = ensemble.HistGradientBoostingClassifier(class_weight="balanced", random_state=seed)
        return cls(trees.fit(vectors, truth), _best_threshold(vectors[:, _COVERED], truth))

    def scores(self, rows: Iterable[Triple]) -> tuple[Array, Array]:
        """The trees' probability of support, and the share of covered words, for each row."""
        vectors, _ = _vectors(rows, "features of the rows")
        return self.trees.predict_proba(vectors)[:, 1], vectors[:, _COVERED]


def _best_threshold(scores: Array, truth: Flags) -> float:
    return float(max(np.linspace(0, 1, _TRIED), key=lambda each: balanced_accuracy(scores >= each, truth)))


def _vectors(rows: Iterable[Triple], words: str) -> tuple[Array, Flags]:
    listed = list(rows)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:  # a fork would copy locks that others hold
        found = list(watched(pool.map(_vector, listed, chunksize=100), words, len(listed)))
    return np.array(found), np.array([supported for *_, supported in listed])


def _vector(row: Triple) -> list[float]:
    source, claim, _ = row
    return [*features(source, claim).vector(), float(len(claim.split())), float(len(source.split()))]
