"""Answers that are being made, beside every page: no reload, click or closed tab touches them."""

from __future__ import annotations

import threading
from collections import deque
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
        self._go = threading.Event()
        self._done = threading.Event()

    @property
    def done(self) -> bool:
        """Whether the answer is on record, or there will be none."""
        return self._done.is_set()

    @property
    def stopping(self) -> bool:
        """Whether the learner wants no more."""
        return self._stop.is_set()

    @property
    def waiting(self) -> bool:
        """Whether it waits until one of the answers before it is done."""
        return not self._go.is_set()

    def go(self) -> None:
        """Let it begin: it is its turn."""
        self._go.set()

    def stop(self) -> None:
        """End it soon, with what was checked so far; one that waits does not wait for its turn to say so."""
        self._stop.set()
        self._go.set()

    def make(self, parts: Parts, now: datetime) -> None:
        """Make the answer in this thread, once it may begin."""
        self._go.wait()
        try:
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
        self._begun: set[int] = set()
        self._waiting: deque[UnderWay] = deque()  # in the order they were asked

    def start(self, asked: Asked, parts: Parts, now: datetime) -> UnderWay:
        """Begin the answer to a question that is on record."""
        started = UnderWay(asked)
        with self._lock:
            finished = [number for number, each in self._by_question.items() if each.done and not each.failure]
            for number in finished:
                del self._by_question[number]
            self._by_question[asked.id] = started
            self._waiting.append(started)
            self._let_begin()
        # a daemon: the end of the server does not wait for a model
        threading.Thread(target=self._make, args=(started, parts, now), name="answer", daemon=True).start()
        return started

    def _make(self, started: UnderWay, parts: Parts, now: datetime) -> None:
        try:
            started.make(parts, now)
        finally:
            with self._lock:
                self._begun.discard(started.asked.id)
                self._let_begin()

    def _let_begin(self) -> None:
        """Give free turns to those that wait; one that was stopped needs none."""
        while self._waiting and len(self._begun) < _AT_ONCE:
            first = self._waiting.popleft()
            if not first.stopping:
                self._begun.add(first.asked.id)
                first.go()

    def of(self, question_id: int) -> UnderWay | None:
        """The answer to that question, if it is being made here or failed here."""
        with self._lock:
            return self._by_question.get(question_id)

    def stop_all(self) -> None:
        """End them all soon."""
        with self._lock:
            for each in self._by_question.values():
                each.stop()
