"""Fit the weights of the lexical judge on labelled pairs and print them with their figures.

    python -m training.lexical_judge ../shared/data/judge

The folder holds train.jsonl.gz and dev.jsonl.gz, a row each {"source", "claim", "label", "dataset"}; label 1 means
that the source fully supports the claim. The weights are fitted on train alone, both classes weighed alike, and the
figures are those of dev. The printed weights are copied into tutor/models/lexical_judge.py by hand.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.models.lexical_features import Features, features

Array = NDArray[np.float64]
_RIDGE = 1e-4
_STEPS = 4000


def main(folder: Path) -> None:
    """Fit, print the weights, print balanced accuracy and AUROC of every data set."""
    train, dev = (_rows(folder / f"{part}.jsonl.gz") for part in ("train", "dev"))
    with ProcessPoolExecutor() as pool:
        seen, unseen = (np.array(list(pool.map(_vector, rows, chunksize=200))) for rows in (train, dev))
    weights, bias = fit(seen, _labels(train))
    for field, weight in zip(fields(Features), weights, strict=True):
        print(f"{field.name:18} {weight:7.3f}")
    print(f"{'bias':18} {bias:7.3f}\n")
    scores = 1 / (1 + np.exp(-(unseen @ weights + bias)))
    labels = _labels(dev)
    names = np.array([row["dataset"] for row in dev])
    print(f"{'data set':24} {'rows':>5} {'balanced':>9} {'AUROC':>6}")
    for name in sorted(set(names)):
        rows = names == name
        figures = balanced_accuracy(scores[rows], labels[rows]), auroc(scores[rows], labels[rows])
        print(f"{name:24} {rows.sum():5} {figures[0]:9.3f} {figures[1]:6.3f}")


def fit(vectors: Array, labels: NDArray[np.bool_], groups: Sequence[str] = ()) -> tuple[Array, float]:
    """Weights and bias of a logistic regression with a small ridge, by gradient descent.

    Classes weigh the same; where rows are of several `groups`, they do in each, and a group weighs as the square root
    of its rows: the greatest does not decide for all, nor does one of a dozen rows.
    """
    mean, deviation = vectors.mean(0), vectors.std(0)
    inputs = np.c_[(vectors - mean) / deviation, np.ones(len(vectors))]
    share = _shares(labels, np.array(groups or [""] * len(labels)))
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        error = 1 / (1 + np.exp(-inputs @ weights)) - labels
        weights -= inputs.T @ (share * error) + _RIDGE * np.r_[weights[:-1], 0]
    return weights[:-1] / deviation, float(weights[-1] - (weights[:-1] * mean / deviation).sum())


def _shares(labels: NDArray[np.bool_], groups: NDArray[Any]) -> Array:
    shares = np.zeros(len(labels))
    for group in set(groups):
        rows = groups == group
        for of_class in (labels & rows, ~labels & rows):
            if of_class.any():
                shares[of_class] = np.sqrt(rows.sum()) / of_class.sum()
    return shares / shares.sum()


def balanced_accuracy(scores: Array, labels: NDArray[np.bool_], threshold: float = 0.5) -> float:
    """The mean of the shares of both classes that are told right."""
    right = scores >= threshold
    return float((right[labels].mean() + (~right[~labels]).mean()) / 2)


def auroc(scores: Array, labels: NDArray[np.bool_]) -> float:
    """The probability that a supported row scores above an unsupported one; ties count half."""
    above, below = scores[labels][:, None], scores[~labels][None, :]
    return float((above > below).mean() + (above == below).mean() / 2)


def _vector(row: dict[str, Any]) -> Sequence[float]:
    return features(row["source"], row["claim"]).vector()


def _labels(rows: Sequence[dict[str, Any]]) -> NDArray[np.bool_]:
    return np.array([row["label"] == 1 for row in rows])


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
