"""How far a road has come, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable

from tutor.domain.noun import Noun


class Progress(Noun):
    """How far a step of a road has come; `note` says what was found, in words. `total` 0: unknown."""

    step: str
    done: int = 0
    total: int = 0
    note: str = ""


Watch = Callable[[Progress], None]


def unwatched(_: Progress) -> None:
    """Nobody looks."""
