"""Who passes an assessment? Learners of known ability, some of whom guess, take it by the rule that is in force.

A learner of ability a knows a share a of all exercises. What they do not know they leave out, or guess: one of four
options is right by chance. An assessment has as many options as the rule allows, or none. Beside it stands what would
happen if one could stop as soon as the bound is reached, as practice may.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from evals.metrics import Figure
from evals.suite import Figures, Order, Suite, figure, headed, rows
from tutor.learning.assessment import LENGTH, MOST_GUESSED, RULE, passes
from tutor.learning.mastery import DOUBT, quantile, raised

ABILITIES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
CHANCE = 0.25
LEARNERS = 20_000
AIMS = {0.6: ("under", 0.10), 0.9: ("over", 0.85)}
_reached = cache(passes)
_low = cache(quantile)


@dataclass(frozen=True)
class Way:
    """How a test is taken: how many of its exercises have options, whether one guesses, and whether one may stop."""

    name: str
    options: int
    guesses: bool
    stops: bool = False

    @property
    def chances(self) -> list[float]:
        """The chance to guess each exercise; those with options come spread over the whole."""
        return [CHANCE if (i + 1) * self.options // LENGTH > i * self.options // LENGTH else 0.0 for i in range(LENGTH)]


WAYS = (
    Way("no options", 0, guesses=True),
    Way("half with options, guessing", MOST_GUESSED, guesses=True),
    Way("half with options, not guessing", MOST_GUESSED, guesses=False),
    Way("half with options, guessing, stopping when the bound is reached", MOST_GUESSED, guesses=True, stops=True),
)


def passed(ability: float, way: Way, chance: random.Random) -> bool:
    """Whether one learner passes."""
    right = 0
    for asked, luck in enumerate(way.chances, start=1):
        right += chance.random() < ability or (way.guesses and chance.random() < luck)
        if way.stops and asked >= 5 and _low(right, asked, DOUBT) >= raised(way.chances[:asked]):
            return True
    return _reached(right, LENGTH, raised(way.chances))


def wilson(passing: int, of: int) -> Figure:
    """A share with its 95 % interval (Wilson 1927)."""
    z, share = 1.96, passing / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return Figure(share, max(0.0, middle - half), min(1.0, middle + half), of)


def measure(order: Order) -> Figures:
    """The pass rate of each ability and way, with its interval."""
    learners = order.sample or LEARNERS
    found = {}
    for way in WAYS:
        chance = random.Random(f"{order.seed}/{way.name}")
        found[way.name] = {
            f"{ability:g}": figure(wilson(sum(passed(ability, way, chance) for _ in range(learners)), learners))
            for ability in ABILITIES
        }
    kept = {
        f"{ability:g}": all(_kept(found[way.name][f"{ability:g}"], ability) for way in WAYS if not way.stops)
        for ability in AIMS
    }
    return {
        "length": LENGTH,
        "options": MOST_GUESSED,
        "rule": RULE,
        "learners": learners,
        "passed": found,
        "kept": kept,
    }


def _kept(measured: Figures, ability: float) -> bool:
    side, bound = AIMS[ability]
    return bool(measured["high"] < bound if side == "under" else measured["low"] > bound)


def page(figures: Figures) -> Iterator[str]:
    """The pass rates as a table."""
    yield from headed("Who passes an assessment", f"Measured on {figures['measured_at']}.")
    yield from (figures["rule"], "")
    yield (
        f"Each figure is the share of {figures['learners']:,} simulated learners who pass, with its 95 % interval "
        "(Wilson). A learner of ability .6 knows six in ten of all exercises; guessing adds to that what chance gives."
    )
    yield ""
    names = list(figures["passed"])
    yield from rows(
        ["ability", *names],
        [
            [ability, *(_said(figures["passed"][name][ability]) for name in names)]
            for ability in figures["passed"][names[0]]
        ],
    )
    for ability, (side, bound) in AIMS.items():
        kept = "kept" if figures["kept"][f"{ability:g}"] else "broken"
        yield f"- {side} {bound:.0%} of those with ability {ability:g} pass, whichever way it is taken: {kept}"
    yield ""
    yield (
        "The last column is why an assessment has a fixed length: who may stop at a good moment passes more often "
        "without knowing more."
    )


def _said(measured: Figures) -> str:
    return f"{measured['value']:.1%} ({measured['low']:.1%}–{measured['high']:.1%})"


SUITE = Suite(measure, page)
