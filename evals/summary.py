"""What a scored run comes to: a figure with its interval for each scorer, as a whole and by slice.

Intervals are by bootstrap over source documents (or topics): answers that stand on one document are no independent
evidence. Of few documents they come out too narrow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from evals.metrics import Figure, Rows, estimated, mean
from evals.scored import Scored, Unit
from evals.scoring.outcome import Better, Over, Scorer
from evals.scoring.refusal import PRECISION, RECALL
from evals.suite import Figures, figure, headed, rows, said

F1 = "refusal F1"
_REASONS = 5  # why there is no value: so many are told of a scorer
SLICES: Mapping[str, Callable[[Unit], str]] = {
    "corpus": lambda unit: unit.corpus,
    "kind": lambda unit: unit.kind,
    "release": lambda unit: unit.release,
}


def summary(scored: Scored, scorers: Sequence[Scorer], seed: int = 0) -> Figures:
    """The figures of every scorer that has a value: overall, by slice, and whether all epochs pass."""
    units = scored.units
    return {
        "suite": scored.header.suite,
        "answers": sum(unit.over is Over.ANSWER for unit in units),
        "errors": sum(bool(unit.error) for unit in units),
        "judge": scored.judged.judge,
        "judge_card": scored.judged.card,
        "scorers": {each.name: _of_scorer(each, units, seed) for each in scorers if _asked(each, units)}
        | {F1: {"overall": refusal_f1(units, seed)}},
    }


def _asked(scorer: Scorer, units: Sequence[Unit]) -> bool:
    """Whether there is anything to say of the scorer."""
    return any(scorer.name in unit.values or scorer.name in unit.broken for unit in units)


def _of_scorer(scorer: Scorer, units: Sequence[Unit], seed: int) -> Figures:
    own = [unit for unit in units if scorer.name in unit.values]
    found: Figures = {
        "says": scorer.says,
        "better": scorer.better.value,
        "overall": average(own, scorer.name, seed),
        "unscored": sum(scorer.name in unit.unscored for unit in units),
        "broken": sum(scorer.name in unit.broken for unit in units),
        "reasons": _reasons(scorer.name, units),
    }
    if scorer.yes_or_no and any(unit.epoch > 0 for unit in own):
        found["pass_all"] = pass_all(own, scorer, seed)
    for name, of in SLICES.items():
        values = sorted({of(unit) for unit in own})
        found[name] = {value: average([unit for unit in own if of(unit) == value], scorer.name, seed)
                       for value in values}  # fmt: skip
    return found


def _reasons(scorer: str, units: Sequence[Unit]) -> dict[str, int]:
    """Why there is no value: the most frequent reasons, and how often each."""
    why = Counter(said for unit in units for each in (unit.broken, unit.unscored) if (said := each.get(scorer)))
    return dict(why.most_common(_REASONS))


def average(units: Sequence[Unit], scorer: str, seed: int) -> Figures:
    """The mean of the values of units that have one; null where none has."""
    if not units:
        return {"value": None, "low": None, "high": None, "count": 0}
    return figure(mean([unit.values[scorer] for unit in units], [unit.cluster for unit in units], seed))


def pass_all(units: Sequence[Unit], scorer: Scorer, seed: int) -> Figures:
    """The share of cases of which every epoch is as it should be (pass^k, Yao et al. 2024)."""
    good = 0.0 if scorer.better is Better.LOWER else 1.0
    cases = {unit.id: unit.cluster for unit in units}
    passed = [float(all(unit.values[scorer.name] == good for unit in units if unit.id == case)) for case in cases]
    return figure(mean(passed, list(cases.values()), seed))


def refusal_f1(units: Sequence[Unit], seed: int) -> Figures:
    """F1 of refusals: what was to be refused and was, beside what was not to be, or was not."""
    own = [unit for unit in units if RECALL in unit.values or PRECISION in unit.values]
    wanted = np.array([RECALL in unit.values for unit in own])
    refused = np.array([PRECISION in unit.values for unit in own])

    def f1(drawn: Rows) -> float:
        both = (wanted[drawn] & refused[drawn]).sum()
        total = wanted[drawn].sum() + refused[drawn].sum()
        return float(2 * both / total) if total else float("nan")

    if not own:
        return figure(Figure(float("nan"), float("nan"), float("nan"), 0))
    return figure(estimated(f1, [unit.cluster for unit in own], seed))


def told(found: Mapping[str, Any]) -> Iterator[str]:
    """The summary as a page."""
    words = f"{found['answers']} answers, {found['errors']} errors. Scored by {found['judge']}: {found['judge_card']}."
    yield from headed(f"Suite {found['suite']}", words)
    scorers = found["scorers"].items()
    yield from rows(
        ("scorer", "mean", "values", "unscored", "broken", "all epochs pass"),
        [(name, said(each["overall"]), each["overall"]["count"], each.get("unscored", ""), each.get("broken", ""),
          said(each["pass_all"]) if "pass_all" in each else "") for name, each in scorers],
    )  # fmt: skip
