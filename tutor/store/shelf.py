"""The shelf: which release of each corpus is published, and how one takes the place of another.

releases/<corpus>/<release id>/     immutable once it has that name
releases/<corpus>/.new-<release>/   being written; has no meaning for anyone else
releases/<corpus>/current           the id of the published release, replaced in one rename
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tutor.domain import Release
from tutor.errors import BadInput, BrokenRelease, NoCorpus, StoreFailed
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

    def release(self, corpus: str, release: str) -> Path:
        """The folder a release of that id has or would have."""
        if not _RELEASE.fullmatch(release):
            raise BadInput(f"{release!r} cannot be the id of a release.", "tutor corpus list names them.")
        return self._corpus(corpus) / release

    def published(self) -> list[Release]:
        """The manifests of all published releases, by name of corpus."""
        return [read_manifest(self.current(corpus)) for corpus in self.corpora()]

    @contextmanager
    def writing(self, corpus: str) -> Iterator[None]:
        """Be the only one who loads this corpus, and leave nothing half written behind.

        Raises `StoreFailed` while another process loads it.
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
            _clear(folder)  # of a load that was killed
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

    def publish(self, corpus: str, release: str) -> None:
        """Give the written release its name and point to it. Readers see the old one or the new one, never neither."""
        folder = self._corpus(corpus)
        written = folder / f".new-{release}"
        pointer = folder / ".current-new"
        with _written(folder):
            if written.exists():
                written.rename(folder / release)
            with pointer.open("w", encoding="utf-8") as file:
                file.write(release)
                file.flush()
                os.fsync(file.fileno())
            pointer.replace(folder / "current")

    def _corpus(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise BadInput(
                f"{name!r} cannot be a corpus name.", "Use lower-case letters, digits and hyphens, 63 at most."
            )
        return self._folder / name


def _clear(folder: Path) -> None:
    """Delete what a load left half written: nobody points to it."""
    for left in folder.glob(".new-*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Whatever the disk refuses as `StoreFailed`."""
    try:
        yield
    except OSError as error:
        cure = "Free some disk space, or set TUTOR_HOME to a folder of yours."
        raise StoreFailed(f"{path} cannot be written: {error.strerror or error}.", cure) from error
