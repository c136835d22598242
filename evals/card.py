"""The judge card: how well a judge tells support from its absence, on pairs that people labelled."""

from __future__ import annotations

from collections.abc import Sequence

from evals.metrics import Rows, balanced_accuracy, estimated, flags
from evals.suite import watched
from training.judge.examples import Labelled
from tutor.domain import Label
from tutor.models.judge import Judge, Pair

_AT_A_TIME = 16


def card(judge: Judge, rows: Sequence[Labelled], seed: int = 0) -> str:
    """Balanced accuracy with its interval, in words. What could not be judged counts as wrong, and is told."""
    found = [
        each
        for start in watched(range(0, len(rows), _AT_A_TIME), "labelled pairs")
        for each in judge.judge([Pair(row.source, row.claim) for row in rows[start : start + _AT_A_TIME]])
    ]
    truth = flags([row.supported for row in rows])
    silent = flags([each.label is Label.NOT_CHECKED for each in found])
    said = flags([each.label is Label.SUPPORTED for each in found]) & ~silent | silent & ~truth

    def accuracy(drawn: Rows) -> float:
        return balanced_accuracy(said[drawn], truth[drawn])

    figure = estimated(accuracy, [row.group for row in rows], seed)
    told = f"balanced accuracy on {len(rows)} labelled pairs {figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"
    return f"{told}, {int(silent.sum())} not judged; .5 is chance"
