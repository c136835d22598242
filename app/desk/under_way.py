"""Work on corpora beside every page: loads, checks, fetches. No reload, click or closed tab touches it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from tutor.domain import FileReport, Progress, Watch
from tutor.errors import BadInput, GroundworkError

_AT_ONCE = 2  # pieces of work side by side; others wait for their turn
_UNFORESEEN = "It ended in a way that nobody foresaw; the server's log says more. Nothing was published."


class Kind(StrEnum):
    """What is done."""

    LOAD = "load"
    CHECK = "check"
    FETCH = "fetch"


Do = Callable[[Watch], object]


class _Stopped(GroundworkError):
    """The curator wants no more: ends the work where it next tells how far it has come, which leaves nothing behind."""


class Work:
    """One piece of work on one corpus, as any number of tabs may look at it."""

    def __init__(self, kind: Kind, corpus: str, began: datetime) -> None:
        self.kind = kind
        self.corpus = corpus
        self.began = began
        self.last = Progress(step="")
        self.files: list[FileReport] = []
        self.result: object = None
        self.failure = ""
        self._stop = threading.Event()
        self._done = threading.Event()

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return self._done.is_set()

    @property
    def stopping(self) -> bool:
        """Whether the curator wants no more."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End it soon."""
        self._stop.set()

    def make(self, do: Do, turn: threading.Semaphore) -> None:
        """Do it, here and now, once it is this one's `turn`."""
        failure = _UNFORESEEN
        try:
            with turn:
                self._end_if_stopped()
                self.result = do(self._watch)
            failure = ""
        except _Stopped:
            failure = ""
        except GroundworkError as error:
            failure = str(error)
        finally:  # also after what nobody foresaw, which the server's log then shows
            self.failure = failure
            self._done.set()

    def _end_if_stopped(self) -> None:
        if self.stopping:
            raise _Stopped("It was stopped.")

    def _watch(self, progress: Progress) -> None:
        if progress.file is not None:
            self.files.append(progress.file)
        self.last = progress
        self._end_if_stopped()


class AllWork:
    """All work under way in this process and the last piece of each kind, by corpus. Safe from several threads."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, Kind], Work] = {}
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(_AT_ONCE)

    def start(self, kind: Kind, corpus: str, do: Do, now: datetime) -> Work:
        """Begin it. Raises `BadInput` while something else is done with that corpus."""
        started = Work(kind, corpus, now)
        with self._lock:
            busy = self._busy(corpus)
            if busy:
                raise BadInput(f"A {busy.kind.value} of {corpus} is under way.", "Wait for it, or stop it.")
            self._last[corpus, kind] = started
        # a daemon: the end of the server does not wait for it, and a load that is cut off leaves nothing
        threading.Thread(target=started.make, args=(do, self._turn), name=kind.value, daemon=True).start()
        return started

    def busy(self, corpus: str) -> Work | None:
        """What is being done with that corpus now."""
        with self._lock:
            return self._busy(corpus)

    def _busy(self, corpus: str) -> Work | None:
        return next((each for (name, _), each in self._last.items() if name == corpus and not each.done), None)

    def corpora(self) -> list[str]:
        """Names of the corpora that something is done with now."""
        with self._lock:
            return [name for (name, _), each in self._last.items() if not each.done]

    def last(self, corpus: str, kind: Kind) -> Work | None:
        """The last such piece of work in this process, done or not."""
        with self._lock:
            return self._last.get((corpus, kind))

    def stop_all(self) -> None:
        """End it all soon."""
        with self._lock:
            for each in self._last.values():
                each.stop()
