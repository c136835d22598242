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
from tutor.errors import BadInput, NoCorpus, StoreFailed
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
        """The folder of the published release. Raises `NoCorpus`."""
        try:
            release = (self._corpus(corpus) / "current").read_text("utf-8").strip()
        except FileNotFoundError as error:
            known = ", ".join(self.corpora()) or "none"
            cure = f"Published are: {known}. Load one with: tutor load FOLDER --corpus {corpus}"
            raise NoCorpus(f"The corpus {corpus!r} is not published.", cure) from error
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
        """Be the only one who loads this corpus. Raises `StoreFailed` while another process does."""
        folder = self._corpus(corpus)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / ".lock", timeout=0):
                for left in folder.glob(".new-*"):  # of a load that was killed: nobody points to it
                    shutil.rmtree(left)
                yield
        except Timeout as error:
            raise StoreFailed(f"The corpus {corpus!r} is being loaded by another process.", "Wait for it.") from error
        except PermissionError as error:
            raise StoreFailed(
                f"{folder} cannot be written: {error}.", "Set TUTOR_HOME to a folder of yours."
            ) from error

    def scratch(self, corpus: str, release: str) -> Path:
        """A new folder to write a release in; call inside `writing`."""
        folder = self._corpus(corpus) / f".new-{release}"
        folder.mkdir()
        return folder

    def publish(self, corpus: str, release: str) -> None:
        """Give the written release its name and point to it. Readers see the old one or the new one, never neither."""
        folder = self._corpus(corpus)
        written = folder / f".new-{release}"
        if written.exists():
            written.rename(folder / release)
        pointer = folder / ".current-new"
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
