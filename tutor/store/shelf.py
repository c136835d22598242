"""The shelf: which release of each corpus is published, and how one takes the place of another.

releases/<corpus>/<release id>/     immutable once it has that name
releases/<corpus>/.new-<release>/   being written; has no meaning for anyone else
releases/<corpus>/.old-<release>/   being removed; has no meaning for anyone any more
releases/<corpus>/current           the id of the published release, replaced in one rename
releases/<corpus>/history           what was published when (store/history.py)
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from tutor.domain import Release
from tutor.errors import BadInput, BrokenRelease, NoCorpus, NoRelease, StoreFailed
from tutor.store.history import Deed, Event, History
from tutor.store.release import read_manifest

_RELEASE = re.compile(r"[0-9a-z-]{1,64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Shelf:
    """All releases under one folder. Holds nothing open; every call looks at the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def corpora(self) -> list[str]:
        """Names of the published corpora, in alphabetical order."""
        return sorted(path.parent.name for path in self._folder.glob("*/current"))

    def shelved(self) -> list[str]:
        """Names of all corpora of which a release is kept, published or not, in alphabetical order."""
        names = {path.parents[1].name for path in self._folder.glob("*/*/manifest.json")}
        return sorted(name for name in names if _NAME.fullmatch(name) and self.kept(name))

    def current(self, corpus: str) -> Path:
        """The folder of the published release. Raises `NoCorpus`, and `BrokenRelease` where it cannot be told."""
        pointer = self._corpus(corpus) / "current"
        try:
            release = pointer.read_text("utf-8", errors="replace").strip()
        except FileNotFoundError as error:
            known = ", ".join(self.corpora()) or "none"
            cure = f"Published are: {known}. Load one with: tutor load FOLDER --corpus {corpus}"
            raise NoCorpus(f"The corpus {corpus!r} is not published.", cure) from error
        if not _RELEASE.fullmatch(release):
            raise BrokenRelease(f"{pointer} does not name a release.", f"Load {corpus} again.")
        return self.release(corpus, release)

    def published_id(self, corpus: str) -> str:
        """The id of the published release; empty where none is, or where it cannot be told."""
        try:
            return self.current(corpus).name
        except (NoCorpus, BrokenRelease):
            return ""

    def release(self, corpus: str, release: str) -> Path:
        """The folder a release of that id has or would have."""
        if not _RELEASE.fullmatch(release):
            raise BadInput(f"{release!r} cannot be the id of a release.", "tutor corpus list names them.")
        return self._corpus(corpus) / release

    def published(self) -> list[Release]:
        """The manifests of all published releases, by name of corpus."""
        return [read_manifest(self.current(corpus)) for corpus in self.corpora()]

    def kept(self, corpus: str) -> list[str]:
        """The ids of all releases of a corpus that are kept, the oldest first: an id begins with the time."""
        folder = self._corpus(corpus)
        if not folder.is_dir():
            return []
        return sorted(each.name for each in folder.iterdir() if _RELEASE.fullmatch(each.name) and _is_release(each))

    def find(self, corpus: str, given: str) -> str:
        """The id that begins as `given`, or whose last part does, where just one does.

        Raises `NoCorpus` where no release of the corpus is kept, `NoRelease`, and `BadInput` where several fit.
        """
        kept = self.kept(corpus)
        if not kept:
            raise self.none_kept(corpus)
        fitting = [each for each in kept if _fits(each, given)]
        if given not in kept and len(fitting) > 1:
            raise BadInput(f"{given!r} may be {' or '.join(fitting)}.", "Give more of it.")
        if not fitting:
            raise NoRelease(
                f"The release {given!r} of {corpus!r} is not kept here.",
                f"tutor corpus releases {corpus} names those that are.",
            )
        return given if given in kept else fitting[0]

    def none_kept(self, corpus: str) -> NoCorpus:
        """The error that no release of the corpus is kept."""
        known = ", ".join(self.shelved()) or "none"
        cure = f"Kept are: {known}. Load one with: tutor load FOLDER --corpus {corpus}"
        return NoCorpus(f"No release of the corpus {corpus!r} is kept.", cure)

    def history(self, corpus: str) -> History:
        """What was published of a corpus, in order."""
        return History(self._corpus(corpus) / "history", self.published_id(corpus))

    def line(self, corpus: str) -> list[str]:
        """The publications that lead to the published one, which is the last; a rollback takes the last one away.

        Where no history was kept, the releases in the order of their loading stand for it. Without a published
        release the line is the one that led to the last.
        """
        current = self.published_id(corpus)
        line = self.history(corpus).line()
        if not line and current:
            kept = self.kept(corpus)
            return [*(each for each in kept if each < current), current]
        if current in line:  # the switch of a command that was killed before it wrote the history, or one by hand
            return line[: len(line) - line[::-1].index(current)]
        return [*line, current] if current else line

    @contextmanager
    def writing(self, corpus: str) -> Iterator[None]:
        """Be the only one who changes the releases of this corpus, and leave nothing half written behind.

        Raises `StoreFailed` while another process does.
        """
        folder = self._corpus(corpus)
        with _written(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / ".lock", timeout=0)
            try:
                lock.acquire()
            except Timeout as error:
                raise StoreFailed(
                    f"The corpus {corpus!r} is being loaded by another process.", "Wait for it."
                ) from error
        try:
            _clear(folder)  # of a command that was killed
            yield
        finally:
            _clear(folder)  # of this one, if it failed
            lock.release()

    def scratch(self, corpus: str, release: str) -> Path:
        """A new folder to write a release in; call inside `writing`."""
        folder = self._corpus(corpus) / f".new-{release}"
        with _written(folder):
            folder.mkdir()
        return folder

    def keep(self, corpus: str, release: str) -> None:
        """Give the written release its name, and do not publish it; call inside `writing`."""
        folder = self._corpus(corpus)
        with _written(folder):
            (folder / f".new-{release}").rename(folder / release)
            _flush(folder)

    def publish(self, corpus: str, release: str, at: datetime | None = None, did: Deed = Deed.PUBLISH) -> None:
        """Give the written release its name and point to it. Readers see the old one or the new one, never neither.

        The history says so afterwards. Call inside `writing`.
        """
        folder = self._corpus(corpus)
        written = folder / f".new-{release}"
        if written.exists():
            at = at or read_manifest(written).created_at
            self.keep(corpus, release)
        with _written(folder), self._recorded(corpus, Event(did=did, release=release, at=at)):
            _replace(folder / "current", release)

    def take_off(self, corpus: str, at: datetime) -> None:
        """Publish no release of this corpus any more; all are kept. Call inside `writing`."""
        folder = self._corpus(corpus)
        published = self.published_id(corpus)
        with _written(folder), self._recorded(corpus, Event(did=Deed.REMOVE, release=published, at=at)):
            (folder / "current").unlink(missing_ok=True)

    @contextmanager
    def _recorded(self, corpus: str, event: Event) -> Iterator[None]:
        """Do what `event` says and put it on record: what takes space on the disk is written before anything is done.

        Who is killed in between has done it and not put it on record; `line` tells it from what is published.
        """
        history = self.history(corpus)
        try:
            history.write(self.line(corpus), event)
            yield
        except OSError:
            history.forget()
            (self._corpus(corpus) / ".current-new").unlink(missing_ok=True)
            raise
        history.settle()
        _flush(self._corpus(corpus))

    def discard(self, corpus: str, release: str) -> None:
        """Remove a release that is not published. It has no name before the first file of it goes.

        Who has it open keeps what is open. Call inside `writing`.
        """
        folder = self._corpus(corpus)
        with _written(folder):
            if release == self.published_id(corpus):
                raise BadInput(f"{release} is published.", "Publish another one first.")
            old = folder / f".old-{release}"
            self.release(corpus, release).rename(old)
            shutil.rmtree(old)

    def _corpus(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise BadInput(
                f"{name!r} cannot be a corpus name.", "Use lower-case letters, digits and hyphens, 63 at most."
            )
        return self._folder / name


def size(folder: Path) -> int:
    """The bytes of all files in a folder; of one that is being removed, what is left."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


def _fits(release: str, given: str) -> bool:
    return bool(given) and (release.startswith(given) or release.rpartition("-")[2].startswith(given))


def _is_release(folder: Path) -> bool:
    return folder.is_dir() and not _is_litter(folder)


def _is_litter(folder: Path) -> bool:
    """Whether a search left it: Chroma makes the folder anew of a release that was removed in that very moment."""
    return [each.name for each in folder.iterdir()] == ["vectors"]


def _replace(file: Path, content: str) -> None:
    """Write a file anew in one rename: whoever reads it finds the old content or the new."""
    new = file.with_name(f".{file.name}-new")
    with new.open("w", encoding="utf-8") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    new.replace(file)


def _flush(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    """Delete what a command left half written or half removed: nobody points to it."""
    litter = [each for each in folder.iterdir() if _RELEASE.fullmatch(each.name) and each.is_dir() and _is_litter(each)]
    for left in (*folder.glob(".new-*"), *folder.glob(".old-*"), *litter):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Whatever the disk refuses as `StoreFailed`."""
    try:
        yield
    except OSError as error:
        cure = "Free some disk space, or set TUTOR_HOME to a folder of yours."
        raise StoreFailed(f"{path} cannot be written: {error.strerror or error}.", cure) from error
