"""A chat model that its reader can leave at any moment, also while the next piece is awaited."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, SimpleQueue
from threading import Event, Thread

from tutor.domain import Sent, Stopped
from tutor.errors import GroundworkError, ModelCutOff, ModelStopped
from tutor.models.chat import Chat, Choice, Ended, Request, sent_by

Several = tuple[list[Choice], Ended] | GroundworkError | None

_GLANCE = 0.05  # seconds between two looks at whether it was stopped


class Stoppable:
    """A chat model whose replies end within a moment of `stopped`, with `ModelStopped`.

    A reply is read in a thread of its own, since waiting for a byte cannot be interrupted. Left alone, that thread
    ends with the next piece or the model's own time-out, and closes the connection.
    """

    def __init__(self, chat: Chat, stopped: Stopped) -> None:
        self._chat = chat
        self._stopped = stopped

    @property
    def name(self) -> str:
        return self._chat.name

    @property
    def endpoint(self) -> str:
        return self._chat.endpoint

    def stream(self, request: Request) -> Iterator[str | Ended]:
        pieces: SimpleQueue[str | Ended | GroundworkError | None] = SimpleQueue()
        left = Event()
        Thread(target=_read, args=(self._chat, request, pieces, left), name="model-reply", daemon=True).start()
        try:
            while True:
                if self._stopped():
                    raise ModelStopped("The answer was stopped.")
                try:
                    piece = pieces.get(timeout=_GLANCE)
                except Empty:
                    continue
                if isinstance(piece, GroundworkError):
                    raise piece
                if piece is None:
                    raise ModelCutOff("The model's reply stopped before its end.", "Ask again.")
                yield piece
                if isinstance(piece, Ended):
                    return
        finally:
            left.set()

    def sent(self, request: Request) -> Sent:
        """What the model says that it sends."""
        return sent_by(self._chat, request)

    def several(self, request: Request, times: int) -> tuple[list[Choice], Ended]:
        """What the model gives, unless it was stopped before: then what comes is dropped."""
        found: SimpleQueue[Several] = SimpleQueue()
        Thread(target=_wait, args=(self._chat, request, times, found), name="model-replies", daemon=True).start()
        while not self._stopped():
            try:
                came = found.get(timeout=_GLANCE)
            except Empty:
                continue
            if isinstance(came, GroundworkError):
                raise came
            if came is None:
                raise ModelCutOff("The model's replies did not come.", "Ask again.")
            return came
        raise ModelStopped("The answer was stopped.")


def _wait(chat: Chat, request: Request, times: int, found: SimpleQueue[Several]) -> None:
    """Pass on what comes, or what went wrong; and in any case an end."""
    try:
        found.put(chat.several(request, times))
    except GroundworkError as error:
        found.put(error)
    finally:
        found.put(None)


def _read(chat: Chat, request: Request, pieces: SimpleQueue[str | Ended | GroundworkError | None], left: Event) -> None:
    """Pass the pieces on, and at the end None; what goes wrong is passed on too."""
    try:
        for piece in chat.stream(request):
            if left.is_set():
                return  # forgets the reply, which closes its connection
            pieces.put(piece)
    except GroundworkError as error:
        pieces.put(error)
    finally:
        pieces.put(None)
