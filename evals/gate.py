"""Gate: whether a run is no worse than its baseline, by more than each scorer's margin.

    python -m evals gate RUN BASELINE [--margin SCORER=VALUE ...] [--unscored SHARE] [--broken SHARE]

The test is of non-inferiority (Piaggio et al. 2012): the gate stays open where even the bad end of the 95 % interval
of the paired difference is within the margin. What could not be told is no pass. Exit status 0: it holds, 1: it does
not, 2: it could not be compared.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from evals.beside import keep_comparison, keep_gate
from evals.compare import Comparison, Difference, compare
from evals.compare import told as compared
from evals.scored import read_scored
from evals.scoring import SCORERS
from evals.scoring.outcome import Better, Scorer
from evals.suite import headed, rows, said
from tutor.domain.noun import Noun
from tutor.errors import BadInput

_ROUNDING = 1e-9


class Ruling(StrEnum):
    """What the gate says of one scorer."""

    HOLDS = "holds"
    WORSE = "worse"
    NOT_SHOWN = "not shown to be no worse"
    UNSCORED = "too much is unscored"
    BROKEN = "too much is broken"


@dataclass(frozen=True)
class Budgets:
    """How much may be lost: shares of the values that the baseline has.

    `unscored` may have no value any more, `broken` may have none for a fault; of all answers so many may be errors.
    `margins` go before those of the scorers.
    """

    unscored: float = 0.1
    broken: float = 0.0
    margins: Mapping[str, float] = field(default_factory=dict)


class Ruled(Noun):
    """What the gate says of one scorer, and by what."""

    scorer: str
    ruling: Ruling
    says: str
    margin: float
    difference: Difference

    @property
    def holds(self) -> bool:
        """Whether this scorer leaves the gate open."""
        return self.ruling is Ruling.HOLDS


class Gated(Noun):
    """What the gate says: of each scorer, and of the run as a whole in `faults`."""

    rulings: tuple[Ruled, ...]
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the gate is open."""
        return not self.faults and all(each.holds for each in self.rulings)

    @property
    def closed_by(self) -> list[str]:
        """The scorers that close it."""
        return [each.scorer for each in self.rulings if not each.holds]

    @property
    def told(self) -> dict[str, Any]:
        """The rulings as they are kept; the cases that moved stand with the comparison."""
        rulings = self.model_dump(mode="json", exclude={"rulings": {"__all__": {"difference": {"flips"}}}})
        return rulings | {"holds": self.holds}


def gate(found: Comparison, budgets: Budgets) -> Gated:
    """The ruling on every scorer that has a margin and had a value in the baseline."""
    rulings = [
        _ruled(each, budgets.margins.get(each.scorer, each.margin), budgets) for each in found.differences if each.had
    ]
    return Gated(rulings=tuple(each for each in rulings if each), faults=tuple(_faults(found, budgets)))


def _faults(found: Comparison, budgets: Budgets) -> Iterator[str]:
    if found.missing:
        yield f"{len(found.missing)} cases of the baseline were not asked: {', '.join(found.missing[:5])}"
    if found.errors > budgets.broken * found.answers:
        yield f"{found.errors} of {found.answers} answers are errors"


def _ruled(difference: Difference, margin: float | None, budgets: Budgets) -> Ruled | None:
    if margin is None:
        return None
    ruling, says = _ruling(difference, margin, budgets)
    return Ruled(scorer=difference.scorer, ruling=ruling, says=says, margin=margin, difference=difference)


def _ruling(difference: Difference, margin: float, budgets: Budgets) -> tuple[Ruling, str]:
    if difference.broken > budgets.broken * difference.had:
        return Ruling.BROKEN, f"{difference.broken} of {difference.had} values are broken"
    if difference.lost > budgets.unscored * difference.had or not difference.pairs:
        return Ruling.UNSCORED, f"{difference.lost} of {difference.had} values are gone"
    worst, middle = _at_worst(difference)
    if middle < -margin - _ROUNDING:
        return Ruling.WORSE, f"worse by {-middle:.3f}, and {margin:g} is allowed"
    if worst < -margin - _ROUNDING:
        return Ruling.NOT_SHOWN, f"it may be worse by {-worst:.3f}, and {margin:g} is allowed"
    return Ruling.HOLDS, f"at worst {worst:+.3f}"


def _at_worst(difference: Difference) -> tuple[float, float]:
    """The bad end of the interval and the difference itself, both signed so that more is better."""
    assert difference.value is not None
    assert difference.low is not None
    assert difference.high is not None
    if difference.better is Better.HIGHER:
        return difference.low, difference.value
    return -difference.high, -difference.value


# ------------------------------------------------------------------ the command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `python -m evals gate` takes."""
    parser.add_argument("run", type=Path, help="a scored run: its folder, or a file that was kept")
    parser.add_argument("baseline", type=Path, help="what it must not be worse than")
    parser.add_argument("--margin", nargs="+", default=[], metavar="SCORER=VALUE", help="margins before the usual ones")
    parser.add_argument("--unscored", type=float, default=Budgets.unscored, help="share of values that may be lost")
    parser.add_argument("--broken", type=float, default=Budgets.broken, help="share of values that may be errors")
    parser.add_argument("--json", action="store_true", help="print the rulings as JSON")


def command(given: argparse.Namespace) -> int:
    """Rule on a run, print why, and tell it by the exit status."""
    budgets = Budgets(given.unscored, given.broken, margins(given.margin, SCORERS))
    run, baseline = read_scored(given.run, SCORERS), read_scored(given.baseline, SCORERS)
    comparison = compare(run, baseline, seed=run.header.seed)
    found = gate(comparison, budgets)
    keep_comparison(given.run, given.baseline, comparison.model_dump(mode="json"))
    keep_gate(given.run, given.baseline, found.told)
    if given.json:
        print(json.dumps(found.model_dump(mode="json") | {"holds": found.holds}, indent=2, ensure_ascii=False))
    else:
        print("\n".join([*told(found), *([] if found.holds else compared(comparison))]))
    return 0 if found.holds else 1


def margins(given: Sequence[str], scorers: Sequence[Scorer]) -> dict[str, float]:
    """Margins as they are written on the command line. Raises `BadInput`."""
    names = {each.name for each in scorers}
    found: dict[str, float] = {}
    for each in given:
        name, _, value = each.rpartition("=")
        try:
            found[name] = float(value)
        except ValueError as error:
            raise BadInput(f"{each!r} is no margin.", 'Write it as "token F1=0.02".') from error
        if name not in names or not found[name] >= 0:
            raise BadInput(f"{each!r} is no margin of a scorer.", f"A margin is at least 0, of: {', '.join(names)}.")
    return found


def told(found: Gated) -> Iterator[str]:
    """The rulings as a page: what closes the gate first."""
    open_or_closed = "open: no scorer is worse by more than its margin" if found.holds else "closed"
    because = "; ".join([*found.faults, *(f"{each.scorer} {each.ruling}" for each in found.rulings if not each.holds)])
    yield from headed(f"The gate is {open_or_closed}", because)
    yield from rows(
        ("scorer", "ruling", "why", "difference", "margin"),
        [(each.scorer, each.ruling.value, each.says, said(each.difference.interval), f"{each.margin:g}")
         for each in sorted(found.rulings, key=lambda each: each.holds)],
    )  # fmt: skip
