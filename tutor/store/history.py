"""`history` of a corpus: which release was published when, a line of JSON each, the oldest first.

Lines are only ever added. The whole file is written anew beside itself and renamed, so no line is ever half there.
"""

from __future__ import annotations

import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from tutor.domain import Noun


class Deed(StrEnum):
    """What was done. `FOUND` is what had been published when the history was begun."""

    FOUND = "found"
    PUBLISH = "publish"
    ROLLBACK = "rollback"
    REMOVE = "remove"


class Event(Noun):
    """A release and what was done with it, at an aware time where that is known."""

    did: Deed
    release: str
    at: datetime | None = None


class History:
    """The history in one file, which need not be there; `current` is the release that is published, empty for none.

    A switch is written beside the file first, then done, then the file is renamed. Who was killed before the renaming
    has done what stands beside, if that is what is published.
    """

    def __init__(self, file: Path, current: str) -> None:
        self._file = file
        self._new = file.with_name(f".{file.name}-new")
        self._current = current

    def events(self) -> list[Event]:
        """All that is on record, the oldest first; a line that cannot be read is left out."""
        return [event for event in _events(self._new if self._is_done() else self._file) if event]

    def write(self, line: list[str], event: Event) -> None:
        """Write the file anew beside itself with `event`; where it does not lead to `line`, what was found first."""
        if self._is_done():
            self.settle()
        events = [*_missing(self.line(), line), event]
        before = self._file.read_bytes() if self._file.exists() else b""
        with self._new.open("wb") as file:
            file.write(before if before.endswith(b"\n") or not before else before + b"\n")
            file.writelines(f"{each.model_dump_json()}\n".encode() for each in events)
            file.flush()
            os.fsync(file.fileno())

    def settle(self) -> None:
        """Let what was written be the history."""
        self._new.replace(self._file)

    def forget(self) -> None:
        """Let what was written be nothing."""
        self._new.unlink(missing_ok=True)

    def _is_done(self) -> bool:
        """Whether what stands beside the file was done by somebody who was killed before the file was renamed."""
        events = _events(self._new)
        last = events[-1] if events else None
        if last is None or len(events) <= len(_events(self._file)):
            return False
        return not self._current if last.did is Deed.REMOVE else last.release == self._current

    def line(self) -> list[str]:
        """The publications that lead to the last one; a rollback goes back in it, as far as its release."""
        line: list[str] = []
        for event in self.events():
            if event.did is Deed.ROLLBACK and event.release in line:
                line = line[: len(line) - line[::-1].index(event.release)]
            elif event.did is not Deed.REMOVE and line[-1:] != [event.release]:
                line.append(event.release)
        return line

    def published_at(self) -> dict[str, datetime]:
        """When each release was last published, where that is on record."""
        return {each.release: each.at for each in self.events() if each.at and each.did is not Deed.REMOVE}


def _missing(known: list[str], line: list[str]) -> list[Event]:
    """What leads from the line that is on record to the one that was found."""
    if line[: len(known)] == known:
        return [Event(did=Deed.FOUND, release=release) for release in line[len(known) :]]
    return [Event(did=Deed.ROLLBACK, release=line[-1])]


def _events(file: Path) -> list[Event | None]:
    try:
        return [_event(line) for line in file.read_text("utf-8", errors="replace").splitlines()]
    except FileNotFoundError:
        return []


def _event(line: str) -> Event | None:
    try:
        return Event.model_validate_json(line)
    except ValidationError:
        return None
