"""What a suite is asked for, how it says how far it is, and how its figures become a page."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import track

from evals.metrics import Figure, mean

Figures = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Order:
    """What to measure on, where releases are kept between runs, how much of each set is enough, and the seed.

    `sample` 0: all of it.
    """

    data: Path
    home: Path
    sample: int = 0
    seed: int = 0

    def some(self, items: Sequence[T]) -> list[T]:
        """As many as are enough, from all over the items."""
        step = max(1, len(items) // self.sample) if self.sample else 1
        return list(items[::step])[: self.sample or None]


@dataclass(frozen=True)
class Suite:
    """What measures, and what makes a page of the figures; `data` says what the folder or file holds."""

    measure: Callable[[Order], Figures]
    page: Callable[[Figures], Iterator[str]] | None = None
    data: str = ""


def watched(items: Iterable[T], words: str, total: int | None = None) -> Iterator[T]:
    """The items one by one, with a bar on standard error; `total` of items that do not know how many they are."""
    yield from track(items, words, total, console=Console(stderr=True))


def figure(found: Figure) -> Figures:
    """The figure as JSON has it: what is not known is null."""
    return {name: None if math.isnan(value) else round(value, 4) for name, value in asdict(found).items()}


def contrast(
    before: Sequence[Mapping[str, float]], after: Sequence[Mapping[str, float]], groups: Sequence[str], seed: int = 0
) -> Figures:
    """Each measure of the same items without and with something, and the difference it makes."""
    return {
        key: {
            "without": figure(mean([each[key] for each in before], groups, seed)),
            "with": figure(mean([each[key] for each in after], groups, seed)),
            "difference": figure(
                mean([now[key] - then[key] for then, now in zip(before, after, strict=True)], groups, seed)
            ),
        }
        for key in before[0]
    }


def contrasted(found: Figures, measures: Mapping[str, str]) -> Iterator[str]:
    """A table of such figures, a line for each measure in words."""
    sides = ("without", "with", "difference")
    lines = [[words, *(said(found[key][side]) for side in sides)] for key, words in measures.items()]
    yield from rows(["", *sides], lines)


def headed(title: str, words: str = "", level: int = 1) -> Iterator[str]:
    """A heading of Markdown and, if there are any, words below it."""
    yield from (f"{'#' * level} {title}", "")
    if words:
        yield from (words, "")


def rows(head: Sequence[str], body: Sequence[Sequence[Any]]) -> Iterator[str]:
    """A table of Markdown, and an empty line."""
    for row in (head, ["---", *["---:"] * (len(head) - 1)], *body):
        yield f"| {' | '.join(str(cell) for cell in row)} |"
    yield ""


def said(found: Mapping[str, Any] | None) -> str:
    """A figure with its interval, as a table shows it."""
    if found is None or found["value"] is None:
        return "-"
    interval = "" if found["low"] is None else f" ({_short(found['low'])} to {_short(found['high'])})"
    return f"{_short(found['value'])}{interval}"


def promised(words: str, found: Mapping[str, Any], bound: float, *, at_least: bool = True) -> Sequence[str]:
    """A row that says what was aimed at, what was measured, and whether it holds."""
    value = found["value"]
    holds = value is not None and (value >= bound if at_least else value <= bound)
    return words, f"{'≥' if at_least else '≤'} {_short(bound)}", said(found), "yes" if holds else "**no**"


def _short(value: float) -> str:
    text = f"{value:.3f}"
    return text.removeprefix("0")
