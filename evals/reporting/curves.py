"""What the plots of a report show: points made of a run's values and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evals.reporting.elements import Markup
from evals.reporting.plots import Axes, Series, plot
from evals.scored import Score
from evals.scoring.gold import RANK
from evals.stored import Row, StoredRun
from tutor.domain import Check

_BINS = 10
Pair = tuple[float, float]  # what was claimed and what was found


def curves(run: StoredRun, scores: Sequence[Score]) -> Iterator[Markup]:
    """The reliability diagram, the retrieval curve, and stability against correctness."""
    by_key = {(each.scorer, each.unit, each.epoch): each for each in scores}
    yield plot(
        "Reliability of the tutor's judge",
        "Of the statements shown to which the tutor's judge gives such a probability, the share that the judge of the "
        "scoring finds carried. On the dashed line it would be right about itself. Where both are one judge, the "
        "diagram only tells whether the citations kept are those that were judged.",
        Axes("probability given", "share carried"),
        [Series("statements", *_binned(list(_carried(run, by_key))))],
        diagonal=True,
    )
    most = max((len(row.answer.passages) for row in run.rows if row.answer), default=1)
    yield plot(
        "Retrieval",
        "Share of the questions that the sources answer for which one of the first k passages holds words of the gold.",
        Axes("passages k", "share found", 1, max(2, most)),
        list(_found(run, scores, most)),
    )
    yield plot(
        "Stability against correctness",
        "Of the answers of which such a share of statements was said again when the tutor asked itself anew, the mean "
        "share of the gold answer that follows from what is shown. A mark of stability is worth something where this "
        "rises.",
        Axes("share said again", "gold entailed"),
        [Series("answers", *_binned(list(_stable(run, by_key))))],
    )


def _binned(pairs: Sequence[Pair]) -> tuple[list[Pair], list[int]]:
    """The means of pairs in bins of equal mass by what was claimed; equal claims stay together."""
    if not pairs:
        return [], []
    ordered = sorted(pairs)
    edges = np.quantile([claimed for claimed, _ in ordered], np.linspace(0, 1, _BINS + 1)[1:-1])
    bins: dict[int, list[Pair]] = {}
    for pair in ordered:
        bins.setdefault(int(np.searchsorted(edges, pair[0], "left")), []).append(pair)
    points = [(float(np.mean([c for c, _ in each])), float(np.mean([f for _, f in each]))) for each in bins.values()]
    return points, [len(each) for each in bins.values()]


Keyed = Mapping[tuple[str, str, int], Score]


def _carried(run: StoredRun, by_key: Keyed) -> Iterator[Pair]:
    for row in run.rows:
        score = by_key.get(("citation recall", row.case, row.epoch))
        if score is None or row.answer is None or len(score.outcome.evidence) != len(row.answer.stated):
            continue
        for statement, evidence in zip(row.answer.stated, score.outcome.evidence, strict=True):
            verdict = statement.verdict(Check.GROUNDING)
            if verdict is not None and evidence.value is not None:
                yield verdict.score, evidence.value


def _stable(run: StoredRun, by_key: Keyed) -> Iterator[Pair]:
    for row in run.rows:
        score = by_key.get(("gold entailed", row.case, row.epoch))
        if score and row.answer and row.answer.stated and row.answer.stability and score.outcome.value is not None:
            yield row.answer.stability.score, score.outcome.value


def _found(run: StoredRun, scores: Sequence[Score], most: int) -> Iterator[Series]:
    ranks: dict[str, list[int]] = {}
    for each in scores:
        if each.scorer == "gold retrieved":
            rank = next((int(one.why) for one in each.outcome.evidence if one.about == RANK), None)
            if rank is not None:
                ranks.setdefault(run.cases[each.unit].corpus, []).append(rank)
    for corpus, own in sorted(ranks.items()):
        points = [(float(k), float(np.mean([0 < rank <= k for rank in own]))) for k in range(1, most + 1)]
        yield Series(corpus, points, [len(own)] * len(points))


def rows_by_case(run: StoredRun) -> dict[str, list[Row]]:
    """The rows of each case, epoch by epoch."""
    found: dict[str, list[Row]] = {name: [] for name in run.cases}
    for row in run.rows:
        found[row.case].append(row)
    return found
