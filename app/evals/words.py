"""How eval runs are told: figures with their intervals, commands, and who answered."""

from __future__ import annotations

import shlex
from pathlib import Path

from app.evals.stored import Figure, Header

_SHOWN_REVISION = 12  # characters


def number(value: float | None) -> str:
    """A value as the commands print it; a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def mean(figure: Figure | None) -> str:
    """A mean with its 95 % interval."""
    if figure is None or figure.value is None:
        return "–"
    return f"{number(figure.value)}{interval(figure.low, figure.high)}"


def interval(low: float | None, high: float | None) -> str:
    """An interval in brackets; nothing where it is not known."""
    return "" if low is None or high is None else f" ({number(low)} to {number(high)})"


def moved(value: float | None, low: float | None, high: float | None) -> str:
    """A difference, signed, with its interval."""
    if value is None:
        return "–"
    ends = "" if low is None or high is None else f" ({low:+.3f} to {high:+.3f})"
    return f"{value:+.3f}{ends}"


def unpaired(now: Figure | None, before: Figure | None) -> str:
    """The difference of two means, without an interval: nothing is paired."""
    if now is None or before is None or now.value is None or before.value is None:
        return number(None)
    return f"{now.value - before.value:+.3f}"


def command(name: str, *paths: Path) -> str:
    """The command of that name on those runs."""
    return shlex.join(["python", "-m", "evals", name, *map(str, paths)])


def answered_by(header: Header) -> str:
    """The model, or that there was none."""
    return header.model or "no model"


def revision(header: Header) -> str:
    """The state of the code, short."""
    own = " and changes of its own" if header.changed else ""
    return f"{header.revision[:_SHOWN_REVISION] or 'unknown'}{own}"
