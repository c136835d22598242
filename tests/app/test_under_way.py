"""Answers made beside the page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.under_way import AllUnderWay, UnderWay
from tests.conftest import NOW
from tests.loopback import Reply, Request, answers
from tests.roads.asking import GRAIN, Asking
from tutor.ask import STOPPED_EARLY, put
from tutor.domain import Statement
from tutor.models.embedder import Embedder


@pytest.fixture
def asking(empty_home: Path, starter_home: Path, embedder: Embedder) -> Iterator[Asking]:
    """The releases of `starter_home` under a home whose record is empty."""
    (empty_home / "releases").symlink_to(starter_home / "releases")
    asking = Asking(empty_home, embedder)
    with asking.stack:
        yield asking


def until(holds: Callable[[], bool]) -> None:
    """Wait for another thread."""
    for _ in range(400):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to hold")


def test_an_answer_is_made_beside_and_is_on_record_when_it_is_done(asking: Asking) -> None:
    """Steps and decided sentences can be looked at meanwhile; the answer is in the record once it says so."""
    parts = asking.parts(asking.model(answers.quoting))
    asked = put(GRAIN, [], parts, NOW)
    making = AllUnderWay().start(asked, parts, NOW)
    until(lambda: making.done)
    assert making.steps[0].step == "search"
    assert any(isinstance(each, Statement) for each in making.decided)
    exchange = parts.record.exchange(asked.id)
    assert exchange is not None
    assert exchange.answer is not None


def test_no_more_than_four_are_made_at_once(asking: Asking) -> None:
    """A fifth waits for its turn; all are stopped together, and each keeps its own place."""
    model = asking.model(lambda request: replace(answers.quoting(request), stall_after=5))
    parts = asking.parts(model, redraws=0)
    everything = AllUnderWay()
    makings = [everything.start(put(GRAIN, [], parts, NOW), parts, NOW) for _ in range(5)]
    until(lambda: len(model.requests) == 4)
    time.sleep(0.3)
    assert len(model.requests) == 4
    assert [making.waiting for making in makings] == [False] * 4 + [True]
    everything.stop_all()
    until(lambda: all(making.done for making in makings))
    assert all(everything.of(making.asked.id) in (making, None) for making in makings)


def test_one_that_waits_is_stopped_at_once(asking: Asking) -> None:
    """It is on record as stopped while the four before it go on; those behind it keep their order."""
    model = asking.model(lambda request: replace(answers.quoting(request), stall_after=5))
    parts = asking.parts(model, redraws=0)
    everything = AllUnderWay()
    makings = [everything.start(put(GRAIN, [], parts, NOW), parts, NOW) for _ in range(7)]
    until(lambda: len(model.requests) == 4)
    stopped, sixth, seventh = makings[4:]
    stopped.stop()
    until(lambda: stopped.done)
    exchange = parts.record.exchange(stopped.asked.id)
    assert exchange is not None
    assert exchange.answer is not None
    assert exchange.answer.refusal == STOPPED_EARLY
    assert not any(making.done for making in makings[:4])
    assert sixth.waiting  # a turn that was never taken is not passed on
    makings[0].stop()
    until(lambda: makings[0].done and not sixth.waiting)
    assert seventh.waiting
    everything.stop_all()
    until(lambda: all(making.done for making in makings))


def test_what_fails_says_why(asking: Asking) -> None:
    """A failure that the settings do not cover with the sources' own sentences is kept in words."""
    parts = asking.parts(asking.model(Reply(status=401)), without_model="fail")
    making = AllUnderWay().start(put(GRAIN, [], parts, NOW), parts, NOW)
    until(lambda: making.done)
    assert "refused the key" in making.failure


def test_an_accident_ends_it_too(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever for an answer whose thread met what nobody foresaw; the log has it."""
    seen: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    parts = asking.parts()
    asked = put(GRAIN, [], parts, NOW)
    parts.embedder = None  # type: ignore[assignment]
    making = UnderWay(asked)
    thread = threading.Thread(target=making.make, args=(parts, NOW))
    making.go()
    thread.start()
    thread.join()
    assert making.done
    assert seen[0].exc_type is AttributeError


def test_a_finished_answer_is_forgotten(asking: Asking) -> None:
    """What is on record need not be kept; a question that nobody here answers is not found."""

    def script(request: Request) -> Reply:
        return answers.quoting(request)

    parts = asking.parts(asking.model(script))
    everything = AllUnderWay()
    first = everything.start(put(GRAIN, [], parts, NOW), parts, NOW)
    until(lambda: first.done)
    second = everything.start(put(GRAIN, [], parts, NOW), parts, NOW)
    assert everything.of(first.asked.id) is None
    assert everything.of(999) is None
    until(lambda: second.done)
