"""Figures with their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000


@dataclass(frozen=True)
class Figure:
    """A mean with its 95 % interval over `count` items."""

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


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The probability that a positive item scores above a negative one; ties count half."""
    above, below = np.asarray(positive)[:, None], np.asarray(negative)[None, :]
    return float((above > below).mean() + (above == below).mean() / 2)


def refused_at(own: Sequence[float], other: Sequence[float], false_refusals: float = 0.05) -> tuple[float, float]:
    """The threshold that refuses that share of `own`, and the share of `other` that it refuses."""
    threshold = float(np.quantile(own, false_refusals))
    return threshold, float((np.asarray(other) < threshold).mean())
