"""What was brought from elsewhere, file by file, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import Field

from tutor.corpus.elsewhere.patterns import wanted
from tutor.corpus.elsewhere.recipe import Recipe
from tutor.domain import Noun, Progress, Watch, unwatched


class Brought(Noun):
    """One file of the folder: where it came from, as of when, and whether it was there already."""

    path: str  # inside the folder, with `/`
    uri: str = ""
    version: str = ""
    seen_on: date | None = None  # the day its source was last seen to say just this
    size: int = Field(ge=0)  # bytes
    sha256: str
    again: bool = False  # it was there and is the same: nothing was sent for it


class LeftOut(Noun):
    """Something of the source that is not in the folder, and why, in words a curator can act on."""

    path: str
    reason: str


class Gathered(Noun):
    """All that one source gave. `version` names its state: a tag with its commit, or a day."""

    files: tuple[Brought, ...]
    left_out: tuple[LeftOut, ...] = ()
    version: str = ""


class Fetched(Noun):
    """What was fetched: the corpus it can be loaded as, its folder, and every file that is in it or was left out."""

    name: str
    folder: str
    title: str
    licence: str
    origin: str
    version: str
    files: tuple[Brought, ...]
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True)
class Errand:
    """What every kind of source is told: what is meant, where to, what is there, when it is, and who watches."""

    recipe: Recipe
    folder: Path  # to be filled; may hold what an errand that was killed has brought
    earlier: Path  # what the last complete one brought, or nothing
    now: datetime
    watch: Watch = unwatched

    def wanted(self, path: str) -> bool:
        """Whether the recipe means the file at `path`."""
        return wanted(path, self.recipe.include, self.recipe.exclude)

    def named(self, path: str) -> str:
        """`path` with the ending that the recipe gives such files."""
        stem, dot, ending = path.rpartition(".")
        return f"{stem}{self.recipe.endings.get(dot + ending, dot + ending)}"

    def progress(self, done: int, total: int, note: str) -> None:
        """Tell whoever watches how far it has come; `total` 0: nobody knows."""
        self.watch(Progress(step="fetch", done=done, total=total, note=note))
