"""Answers that are being made, beside every page: no reload, click or closed tab touches them."""

from __future__ import annotations

import threading
from datetime import datetime

from tutor.ask import Asked, answer
from tutor.domain import Progress, Statement, Withheld
from tutor.errors import GroundworkError
from tutor.parts import Parts

_AT_ONCE = 4  # answers made side by side; others wait for their turn


class UnderWay:
    """One answer being made, as any number of tabs may look at it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.steps: list[Progress] = []
        self.decided: list[Statement | Withheld] = []
        self.failure = ""
        self._stop = threading.Event()
        self._done = threading.Event()

    @property
    def done(self) -> bool:
        """Whether the answer is on record, or there will be none."""
        return self._done.is_set()

    @property
    def stopping(self) -> bool:
        """Whether the learner wants no more."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End it soon, with what was checked so far."""
        self._stop.set()

    def make(self, parts: Parts, now: datetime, turn: threading.Semaphore) -> None:
        """Make the answer, here and now, once it is this one's `turn`."""
        try:
            with turn:
                answer(self.asked, parts, now, self._watch, self._stop.is_set)
        except GroundworkError as error:
            self.failure = str(error)
        finally:  # also after what nobody foresaw, which the server's log then shows
            self._done.set()

    def _watch(self, progress: Progress) -> None:
        if progress.decided is not None:
            self.decided.append(progress.decided)
        self.steps.append(progress)


class AllUnderWay:
    """All answers being made in this process, and those that failed, by question. Safe to use from several threads."""

    def __init__(self) -> None:
        self._by_question: dict[int, UnderWay] = {}
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(_AT_ONCE)

    def start(self, asked: Asked, parts: Parts, now: datetime) -> UnderWay:
        """Begin the answer to a question that is on record."""
        started = UnderWay(asked)
        with self._lock:
            finished = [number for number, each in self._by_question.items() if each.done and not each.failure]
            for number in finished:
                del self._by_question[number]
            self._by_question[asked.id] = started
        # a daemon: the end of the server does not wait for a model
        threading.Thread(target=started.make, args=(parts, now, self._turn), name="answer", daemon=True).start()
        return started

    def of(self, question_id: int) -> UnderWay | None:
        """The answer to that question, if it is being made here or failed here."""
        with self._lock:
            return self._by_question.get(question_id)

    def stop_all(self) -> None:
        """End them all soon."""
        with self._lock:
            for each in self._by_question.values():
                each.stop()
