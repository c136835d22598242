"""Figures with their uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_RESAMPLES = 2000
_FEWER = 1000  # of statistics that take their time
_BINS = 10

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Statistic = Callable[[Rows], float]  # of the rows that are named, some of them several times; nan where it has none


@dataclass(frozen=True)
class Figure:
    """A mean or another statistic with its 95 % interval over `count` items."""

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}-{self.high:.3f}, n={self.count})"


def mean(values: Sequence[float], groups: Sequence[str], seed: int = 0) -> Figure:
    """The mean with a percentile bootstrap interval; whole groups are drawn, since items of one group go together."""
    names = sorted(set(groups))
    sums = np.array([sum(v for v, g in zip(values, groups, strict=True) if g == name) for name in names], float)
    sizes = np.array([sum(g == name for g in groups) for name in names])
    drawn = np.random.default_rng(seed).integers(len(names), size=(_RESAMPLES, len(names)))
    low, high = np.quantile(sums[drawn].sum(1) / sizes[drawn].sum(1), (0.025, 0.975))
    return Figure(float(sums.sum() / sizes.sum()), float(low), float(high), len(values))


@dataclass(frozen=True)
class Drawn:
    """A statistic of `count` rows, and what it was of as many groups drawn again and again with replacement."""

    value: float
    draws: Array
    count: int


def drawn(statistic: Statistic, groups: Sequence[str], seed: int = 0) -> Drawn:
    """Any statistic, with its draws for a bootstrap: whole groups are drawn."""
    names, of = np.unique(np.asarray(groups), return_inverse=True)
    members = [np.flatnonzero(of == number) for number in range(len(names))]
    random = np.random.default_rng(seed)
    chosen = (random.integers(len(names), size=len(names)) for _ in range(_FEWER))
    draws = [statistic(np.concatenate([members[number] for number in each])) for each in chosen]
    return Drawn(statistic(np.arange(len(groups))), np.array(draws), len(groups))


def average(sets: Sequence[Drawn]) -> Figure:
    """The mean over sets, each drawn by itself, with its percentile interval. A set without a value has no say."""
    known = [each for each in sets if not np.isnan(each.value)]
    count = sum(each.count for each in sets)
    if not known:
        return Figure(float("nan"), float("nan"), float("nan"), count)
    low, high = np.nanquantile(np.mean([each.draws for each in known], axis=0), (0.025, 0.975))
    return Figure(float(np.mean([each.value for each in known])), float(low), float(high), count)


def estimated(statistic: Statistic, groups: Sequence[str], seed: int = 0) -> Figure:
    """Any statistic of rows with a percentile bootstrap interval; whole groups are drawn."""
    return average([drawn(statistic, groups, seed)])


def balanced_accuracy(said: Flags, truth: Flags) -> float:
    """The mean of the shares of both classes that are told right; nan where a class is missing."""
    if truth.all() or not truth.any():
        return float("nan")
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def auroc(positive: Sequence[float] | Array, negative: Sequence[float] | Array) -> float:
    """The probability that a positive item scores above a negative one; ties count half; nan where a side is empty."""
    if not len(positive) or not len(negative):
        return float("nan")
    below = np.sort(negative)
    beaten, not_above = (np.searchsorted(below, positive, side) for side in ("left", "right"))
    return float((beaten + not_above).mean() / 2 / len(below))


def calibration_error(scores: Array, truth: Flags, bins: int = _BINS) -> float:
    """The expected calibration error: how far scores are from what is true of them, over bins of equal mass.

    Rows in the order of their scores are cut into `bins` as equal in number as can be (Nguyen and O'Connor 2015).
    """
    order = np.argsort(scores, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(sum(len(part) * abs(scores[part].mean() - truth[part].mean()) for part in parts) / len(scores))


def recall_at_precision(scores: Array, wanted: Flags, precision: float = 0.9) -> float:
    """The greatest share of the `wanted` that a threshold finds while `precision` of what it finds is wanted.

    A higher score is more wanted; items of one score are found together. 0 where no threshold is precise enough.
    """
    if not wanted.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(wanted[order])
    last_of_score = np.append(np.diff(scores[order]) != 0, True)
    precise = last_of_score & (hits / np.arange(1, len(order) + 1) >= precision)
    return float(hits[precise].max(initial=0) / wanted.sum())


def refused_at(
    own: Sequence[float] | Array, other: Sequence[float] | Array, false_refusals: float = 0.05
) -> tuple[float, float]:
    """The threshold that refuses that share of `own`, and the share of `other` that it refuses."""
    threshold = float(np.quantile(own, false_refusals))
    return threshold, float((np.asarray(other) < threshold).mean())


def flags(values: Sequence[Any]) -> Flags:
    """Whether each holds."""
    return np.array(values, dtype=bool)
