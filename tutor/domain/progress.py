"""How far a road has come, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable

from tutor.domain.answers import Statement, Withheld
from tutor.domain.curation import FileReport
from tutor.domain.noun import Noun


class Progress(Noun):
    """How far a step of a road has come; `note` says what was found, in words. `total` 0: unknown.

    `decided` is a sentence of a model's answer that was just cited, grounded and decided: the first that may be seen.
    `file` is what became of a file that was just read.
    """

    step: str
    done: int = 0
    total: int = 0
    note: str = ""
    decided: Statement | Withheld | None = None
    file: FileReport | None = None


Watch = Callable[[Progress], None]
Stopped = Callable[[], bool]  # whether whoever asked wants no more


def unwatched(_: Progress) -> None:
    """Nobody looks."""


def unstopped() -> bool:
    """Nobody stops it."""
    return False
