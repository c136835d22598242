"""A chat model whose requests are counted, whoever makes them."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from tutor.domain import Usage
from tutor.models.chat import Chat, Choice, Ended, Request


class Counted:
    """Passes everything on and keeps count. Safe to use from several threads."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._lock = Lock()
        self._usage = Usage()

    @property
    def name(self) -> str:
        return self._chat.name

    @property
    def endpoint(self) -> str:
        return self._chat.endpoint

    @property
    def usage(self) -> Usage:
        """What was spent until now. Of a reply that failed or was left only the request is known."""
        with self._lock:
            return self._usage

    def stream(self, request: Request) -> Iterator[str | Ended]:
        self._add(requests=1)
        for piece in self._chat.stream(request):
            if isinstance(piece, Ended):
                self._add(piece.input_tokens, piece.output_tokens, piece.requests - 1)
            yield piece

    def several(self, request: Request, times: int) -> tuple[list[Choice], Ended]:
        found, ended = self._chat.several(request, times)
        self._add(ended.input_tokens, ended.output_tokens, ended.requests)
        return found, ended

    def _add(self, input_tokens: int = 0, output_tokens: int = 0, requests: int = 0) -> None:
        with self._lock:
            self._usage = Usage(
                input_tokens=self._usage.input_tokens + input_tokens,
                output_tokens=self._usage.output_tokens + output_tokens,
                requests=self._usage.requests + requests,
            )
