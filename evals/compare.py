"""Compare: what differs between two scored runs of the same cases, by how much, and which answers are others.

    python -m evals compare RUN BASELINE [--all] [--json]

It is kept in the folder of RUN too, where the page's Evals reads it.

Differences are paired: each case with itself, its epochs averaged first. Intervals are by bootstrap over source
documents. Either may be the folder of a run or a file that `score --keep` wrote.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evals.beside import keep_comparison
from evals.metrics import Figure, mean
from evals.scored import Scored, Unit, read_scored
from evals.scoring import SCORERS
from evals.scoring.outcome import Better, Scorer
from evals.suite import figure, headed, rows, said
from tutor.domain.noun import Noun
from tutor.errors import BadInput

_SHOWN = 10  # flips of one scorer that are printed without --all
_NONE = Figure(float("nan"), float("nan"), float("nan"), 0)
_LONGEST = 300  # characters of an answer that are printed


class Flip(Noun):
    """A case whose value moved by more than the scorer's margin, and both answers."""

    scorer: str
    id: str
    question: str
    before: float
    now: float
    worse: bool
    answer_before: str
    answer_now: str


class Difference(Noun):
    """What became of one scorer: the paired difference, now less before, in the scorer's own unit.

    `lost` are pairs of which there was a value before and is none now; `broken` those among them that should have one.
    `gained` are those that have one now only.
    """

    scorer: str
    better: Better
    margin: float | None
    before: float | None
    now: float | None
    low: float | None
    value: float | None
    high: float | None
    pairs: int
    lost: int
    broken: int
    gained: int
    flips: tuple[Flip, ...] = ()

    @property
    def had(self) -> int:
        """How many values there were before."""
        return self.pairs + self.lost

    @property
    def interval(self) -> Mapping[str, float | None]:
        """The difference as a figure."""
        return {"value": self.value, "low": self.low, "high": self.high}


class Comparison(Noun):
    """Two scored runs beside each other: what decided them and is another, and what became of each scorer.

    `missing` are cases of the baseline that the run does not have.
    """

    circumstances: tuple[str, ...]
    missing: tuple[str, ...]
    errors: int
    answers: int
    differences: tuple[Difference, ...]


def compare(run: Scored, baseline: Scored, scorers: Sequence[Scorer] = SCORERS, seed: int = 0) -> Comparison:
    """The run beside its baseline. Raises `BadInput` where they share no case, or two judges scored them."""
    if run.judged.judge != baseline.judged.judge:
        raise BadInput(
            f"{run.judged.judge} scored the one run, {baseline.judged.judge} the other.",
            "Score both with the same --judge.",
        )
    answers = [unit for unit in run.units if unit.key[0].startswith("answer:")]
    known, wanted = ({unit.key[0]: unit.id for unit in each.units} for each in (run, baseline))
    if not known.keys() & wanted.keys():
        raise BadInput("The two runs have no case in common.", "Compare runs of the same suite.")
    found = (_difference(each, run, baseline, seed) for each in scorers)
    return Comparison(
        circumstances=tuple(baseline.header.differs_from(run.header)),
        missing=tuple(dict.fromkeys(name for key, name in wanted.items() if key not in known)),
        errors=sum(bool(unit.error) for unit in answers),
        answers=len(answers),
        differences=tuple(each for each in found if each.had or each.gained),
    )


def _difference(scorer: Scorer, run: Scored, baseline: Scored, seed: int) -> Difference:
    now, before = _averaged(run, scorer.name), _averaged(baseline, scorer.name)
    both = [key for key in before if key in now]
    clusters = {unit.key[0]: unit.cluster for unit in baseline.units}
    moved = [now[key] - before[key] for key in both]
    found = mean(moved, [clusters[key] for key in both], seed) if both else _NONE
    told = figure(found)
    return Difference(
        scorer=scorer.name,
        better=scorer.better,
        margin=scorer.margin,
        before=_mean([before[key] for key in both]),
        now=_mean([now[key] for key in both]),
        low=told["low"],
        value=told["value"],
        high=told["high"],
        pairs=len(both),
        lost=len(before) - len(both),
        broken=len(_broken(run, scorer.name) & before.keys()),
        gained=len(now.keys() - before.keys()),
        flips=tuple(_flips(scorer, both, (before, now), (baseline, run))),
    )


def _averaged(scored: Scored, scorer: str) -> dict[str, float]:
    """The mean over epochs of the values of each case or group."""
    values: dict[str, list[float]] = {}
    for (key, _), value in scored.values(scorer).items():
        values.setdefault(key, []).append(value)
    return {key: sum(each) / len(each) for key, each in values.items()}


def _broken(scored: Scored, scorer: str) -> set[str]:
    return {unit.key[0] for unit in scored.units if scorer in unit.broken}


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _flips(
    scorer: Scorer,
    keys: Sequence[str],
    values: tuple[Mapping[str, float], Mapping[str, float]],
    runs: tuple[Scored, Scored],
) -> Iterator[Flip]:
    """The cases that moved by more than the margin, the worst first; none of a scorer that gates nothing."""
    if scorer.margin is None:
        return
    before, now = values
    sign = 1 if scorer.better is Better.HIGHER else -1
    units_before, units_now = ({unit.key[0]: unit for unit in reversed(each.units)} for each in runs)
    moved = [key for key in keys if abs(now[key] - before[key]) > scorer.margin + 1e-9]
    for key in sorted(moved, key=lambda key: sign * (now[key] - before[key])):
        yield Flip(
            scorer=scorer.name,
            id=units_before[key].id,
            question=units_before[key].question,
            before=round(before[key], 4),
            now=round(now[key], 4),
            worse=sign * (now[key] - before[key]) < 0,
            answer_before=_answer(units_before[key], runs[0]),
            answer_now=_answer(units_now[key], runs[1]),
        )


def _answer(unit: Unit, scored: Scored) -> str:
    """What was answered; of several answers each that is another."""
    if unit.answer:
        return unit.answer
    own = [each.answer for each in scored.units if each.id == unit.id and each.answer]
    return " / ".join(dict.fromkeys(own))


# ------------------------------------------------------------------ the command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `python -m evals compare` takes."""
    parser.add_argument("run", type=Path, help="a scored run: its folder, or a file that was kept")
    parser.add_argument("baseline", type=Path, help="what to compare it with")
    parser.add_argument("--all", action="store_true", help="print every flip, not the worst of each scorer")
    parser.add_argument("--json", action="store_true", help="print all of it as JSON")


def command(given: argparse.Namespace) -> int:
    """Compare two runs and print what differs."""
    run, baseline = read_scored(given.run, SCORERS), read_scored(given.baseline, SCORERS)
    found = compare(run, baseline, seed=run.header.seed)
    keep_comparison(given.run, given.baseline, found.model_dump(mode="json"))
    print(json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False) if given.json
          else "\n".join(told(found, None if given.all else _SHOWN)))  # fmt: skip
    return 0


def told(found: Comparison, most: int | None = _SHOWN) -> Iterator[str]:
    """The comparison as a page."""
    another = ", ".join(found.circumstances) or "nothing"
    yield from headed("Run against baseline", f"What decides the answers and is another: {another}.")
    if found.missing:
        yield from (f"{len(found.missing)} cases of the baseline are missing: {', '.join(found.missing)}.", "")
    yield from rows(
        ("scorer", "before", "now", "difference", "pairs", "lost", "gained"),
        [(each.scorer, _said(each.before), _said(each.now), said(each.interval), each.pairs, each.lost, each.gained)
         for each in found.differences],
    )  # fmt: skip
    for each in found.differences:
        if each.flips:
            yield from headed(f"{each.scorer}: {len(each.flips)} moved by more than {each.margin:g}", level=2)
            yield from (line for flip in each.flips[:most] for line in _told(flip))


def _told(flip: Flip) -> Iterator[str]:
    mark = "worse" if flip.worse else "better"
    yield f"- {flip.id} ({mark}, {flip.before:g} → {flip.now:g}): {flip.question}"
    yield f"  - before: {_cut(flip.answer_before)}"
    yield f"  - now: {_cut(flip.answer_now)}"
    yield ""


def _said(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
