"""How well judges tell support from its absence, on pairs labelled by people that share no source with training.

Nothing is fitted or tuned on these rows: a judge's label is its own, with the thresholds that travel with it. What is
fitted beside it (the boosted baseline, the threshold on covered words) is fitted on `train.jsonl.gz` in the same
folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from evals.boosted import Baselines
from evals.judge_page import page
from evals.metrics import (
    Array,
    Flags,
    Rows,
    Statistic,
    auroc,
    average,
    balanced_accuracy,
    calibration_error,
    drawn,
    estimated,
    flags,
    recall_at_precision,
)
from evals.suite import Figures, Order, Suite, figure, watched
from training.judge.examples import Labelled, labelled
from tutor.domain import Judgement, Label
from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.evidence import evidence
from tutor.models.judge import Judge, Pair
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.local_judge import LocalJudge
from tutor.models.onnx_embedder import bundled_embedder
from tutor.models.pair_model import PairModel
from tutor.text.mapped import plain

_AT_A_TIME = 16
_MIDDLE = 0.1  # how far from .5 a judge without a band of its own is held to be unsure
SAME_KIND = "foolmetwice_dev"  # a few more rows of the kind of foolmetwice_test: left out of the mean of six


@dataclass(frozen=True)
class Opinions:
    """What a judge makes of rows, in order: its probability of support, its label, and whether it abstained."""

    scores: Array
    said: Flags
    abstained: Flags


def measure(order: Order) -> Figures:
    """The judges, and what is left of them without the source, or with nothing but common words."""
    every = labelled(order.data)
    sets = {name: order.some([row for row in every if row.dataset == name]) for name in sorted(_names(every))}
    rows = [row for chosen in sets.values() for row in chosen]
    model = PairModel(open_folder(WEIGHTS / "judge"))
    local = LocalJudge(model, bundled_embedder())
    baselines = Baselines.fitted(_triples(labelled(order.data.with_name("train.jsonl.gz"))), order.seed)
    boosted, covered = baselines.scores(_triples(rows))
    judges = {
        "local": judged(local, rows, (local.unsure, local.supported)),
        "lexical": judged(LexicalJudge(), rows),
        "boosted": _by_score(boosted),
    }
    alone = {
        "network alone": _by_score(_read(model, rows, lambda row: (evidence(plain(row.source), row.claim), row.claim))),
        "claim only": _by_score(_read(model, rows, lambda row: ("", row.claim))),
        "covered words only": _by_score(covered, baselines.threshold),
        "lexical features only": _by_score(boosted),
    }
    measured = partial(_figures, rows=rows, seed=order.seed)
    return {
        "judge": local.fingerprint,
        "band": [local.unsure, local.supported],
        "sets": {name: _size(chosen) for name, chosen in sets.items()},
        "judges": {name: measured(opinions) for name, opinions in judges.items()},
        "ablations": {
            name: measured(opinions, only=("balanced_accuracy", "auroc")) for name, opinions in alone.items()
        },
    }


def judged(judge: Judge, rows: Sequence[Labelled], band: tuple[float, float] | None = None) -> Opinions:
    """What the judge says of the rows.

    It abstains where it finds too little information with a score inside its `band` of doubt; one that has no band
    does where its score is within .1 of .5.
    """
    found: list[Judgement] = []
    for start in watched(range(0, len(rows), _AT_A_TIME), judge.fingerprint):
        found += judge.judge([Pair(row.source, row.claim) for row in rows[start : start + _AT_A_TIME]])
    scores = np.array([each.score for each in found])
    unsure = flags([each.label is Label.NOT_ENOUGH_INFO for each in found])
    inside = (scores >= band[0]) & (scores < band[1]) & unsure if band else np.abs(scores - 0.5) < _MIDDLE
    return Opinions(scores, flags([each.label is Label.SUPPORTED for each in found]), inside)


def _by_score(scores: Array, threshold: float = 0.5) -> Opinions:
    return Opinions(scores, scores >= threshold, np.abs(scores - 0.5) < _MIDDLE)


def _read(model: PairModel, rows: Sequence[Labelled], pair: Callable[[Labelled], tuple[str, str]]) -> Array:
    """The network's probability of support, without calibration, features or veto."""
    found: list[float] = []
    for start in watched(range(0, len(rows), _AT_A_TIME), "the network alone"):
        for reading in model.read([pair(row) for row in rows[start : start + _AT_A_TIME]]):
            likely = np.exp(reading.labels - reading.labels.max())
            found.append(float(likely[0] / likely.sum()))
    return np.array(found)


# ------------------------------------------------------------------ figures


def _figures(opinions: Opinions, rows: Sequence[Labelled], seed: int, only: Sequence[str] = ()) -> Figures:
    """Every figure by data set, in the mean over them and, where rows of all sets go together, over all."""
    truth = flags([row.supported for row in rows])
    names = {name: np.flatnonzero([row.dataset == name for row in rows]) for name in sorted(_names(rows))}
    groups = [row.group for row in rows]
    return {
        figure_name: _by_set(statistic, names, groups, seed)
        for figure_name, statistic in _statistics(opinions, truth).items()
        if not only or figure_name in only
    }


def _statistics(opinions: Opinions, truth: Flags) -> dict[str, Statistic]:
    scores, said, decided = opinions.scores, opinions.said, ~opinions.abstained

    def decided_accuracy(some: Rows) -> float:
        some = some[decided[some]]
        return balanced_accuracy(said[some], truth[some])

    return {
        "balanced_accuracy": lambda some: balanced_accuracy(said[some], truth[some]),
        "auroc": lambda some: auroc(scores[some[truth[some]]], scores[some[~truth[some]]]),
        "calibration_error": lambda some: calibration_error(scores[some], truth[some]),
        "unsupported_found_at_90_precision": lambda some: recall_at_precision(-scores[some], ~truth[some]),
        "coverage": lambda some: float(decided[some].mean()),
        "balanced_accuracy_where_decided": decided_accuracy,
    }


def _by_set(statistic: Statistic, names: dict[str, Rows], groups: Sequence[str], seed: int) -> Figures:
    sets = {
        name: drawn(_within(statistic, where), [groups[row] for row in where], seed + number)
        for number, (name, where) in enumerate(names.items())
    }
    found = {name: average([each]) for name, each in sets.items()}
    found["mean"] = average(list(sets.values()))
    found["mean of six"] = average([each for name, each in sets.items() if name != SAME_KIND])
    found["all rows"] = estimated(statistic, groups, seed)
    return {name: figure(each) for name, each in found.items()}


def _within(statistic: Statistic, where: Rows) -> Statistic:
    return lambda some: statistic(where[some])


def _size(rows: Sequence[Labelled]) -> dict[str, int]:
    return {"rows": len(rows), "supported": sum(row.supported for row in rows), "groups": len({r.group for r in rows})}


def _names(rows: Sequence[Labelled]) -> set[str]:
    return {row.dataset for row in rows}


def _triples(rows: Sequence[Labelled]) -> Iterator[tuple[str, str, bool]]:
    return ((row.source, row.claim, row.supported) for row in rows)


SUITE = Suite(measure, page, "a dev.jsonl.gz of labelled pairs, with train.jsonl.gz beside it")
