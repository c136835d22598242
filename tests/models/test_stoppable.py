"""A chat model that can be left at any moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from tests.loopback import LoopbackModel, Reply
from tutor.errors import ModelBusy, ModelCutOff, ModelStopped
from tutor.models.chat import Chat, Choice, Ended, Request
from tutor.models.langchain_chat import openai_chat
from tutor.models.stoppable import Stoppable
from tutor.settings import read_settings

REQUEST = Request(instructions="Count.", data="{}", schema={"type": "object"})


def chat(model: LoopbackModel) -> Chat:
    """The adapter on a model that runs."""
    return openai_chat(read_settings(model="loopback", base_url=model.base_url, retries=0))


def test_nobody_stops_it() -> None:
    """Left alone it gives the very pieces of the model it stands before, and its name and endpoint."""
    with LoopbackModel(Reply("one two three")) as model:
        plain = chat(model)
        stoppable = Stoppable(plain, lambda: False)
        *pieces, ended = stoppable.stream(REQUEST)
    assert "".join(map(str, pieces)) == "one two three"
    assert isinstance(ended, Ended)
    assert (stoppable.name, stoppable.endpoint) == (plain.name, plain.endpoint)


@pytest.mark.parametrize("reply", [Reply("one two", stall_after=1), Reply("one two", pause_first=30)])
def test_a_silent_model_is_left_at_once(reply: Reply) -> None:
    """Also while the next byte is awaited, a stop ends the reply soon, and the connection is closed."""
    stop = threading.Event()
    with LoopbackModel(reply) as model:
        threading.Timer(0.3, stop.set).start()
        began = time.perf_counter()
        with pytest.raises(ModelStopped):
            list(Stoppable(chat(model), stop.is_set).stream(REQUEST))
        assert time.perf_counter() - began < 5  # a tenth of the pause, also on a busy machine


def test_a_reader_who_leaves_closes_the_connection() -> None:
    """Whoever reads no further costs the model no further words."""
    with LoopbackModel(Reply("word " * 4000, pause_each=0.01)) as model:
        stream: Iterator[str | Ended] = Stoppable(chat(model), lambda: False).stream(REQUEST)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        assert model.client_left(10)


def test_failures_are_passed_on() -> None:
    """What goes wrong in the model's thread is raised where the reply is read."""
    with LoopbackModel(Reply(status=429)) as model, pytest.raises(ModelBusy):
        list(Stoppable(chat(model), lambda: False).stream(REQUEST))


class Broken:
    """A model with an error that nobody foresaw."""

    name = "broken"
    endpoint = "nowhere"

    def several(self, request: Request, times: int) -> tuple[list[Choice], Ended]:
        """None at all."""
        raise ZeroDivisionError(request.data * times)

    def stream(self, request: Request) -> Iterator[str | Ended]:
        """One piece, and no end."""
        yield "one"
        raise ZeroDivisionError(request.data)


def test_an_unforeseen_end_is_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader never waits for a thread that is gone, and what ended it is not hidden."""
    seen: SimpleQueue[threading.ExceptHookArgs] = SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", seen.put)
    stream = Stoppable(Broken(), lambda: False).stream(REQUEST)
    assert next(stream) == "one"
    with pytest.raises(ModelCutOff):
        next(stream)
    assert seen.get(timeout=5).exc_type is ZeroDivisionError
    with pytest.raises(ModelCutOff):
        Stoppable(Broken(), lambda: False).several(REQUEST, 2)
    assert seen.get(timeout=5).exc_type is ZeroDivisionError
