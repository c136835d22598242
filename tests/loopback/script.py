"""What a test says about a model: a function from the request that came to the reply that goes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_PIECE = 4  # characters of one streamed piece, about a token


@dataclass(frozen=True)
class Request:
    """One chat request as it arrived: `number` counts arrivals from 0, header names are in lower case.

    `choice` tells a script which of `n` choices it is asked for; it is 0 in `LoopbackModel.requests`.
    """

    number: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    choice: int = 0

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of the conversation, in order."""
        messages: list[dict[str, Any]] = self.body.get("messages", [])
        return messages

    @property
    def texts(self) -> list[str]:
        """The text of every message, also where its content is a list of parts."""
        return [_text(message.get("content")) for message in self.messages]

    @property
    def stream(self) -> bool:
        """Whether the reply is wanted piece by piece."""
        return bool(self.body.get("stream"))

    @property
    def choices(self) -> int:
        """How many choices are wanted."""
        return int(self.body.get("n") or 1)


@dataclass(frozen=True)
class Reply:
    """What the server does with one request. The default is an empty, complete, successful reply.

    Content: `text` goes out as one, or streamed four characters at a time; `pieces`, where given, replace it and
    are streamed as they are. `usage` is (prompt, completion) tokens, counted as words where not given.

    Failure: a `status` other than 200 sends OpenAI's error body for it, or `error` in its place, and `retry_after`
    as a header. `raw_body` is sent as it is, with `status`, as JSON, HTML or an event stream by how it begins.

    Time and faults, for streams counted in pieces: `pause_first` seconds before anything is sent, `pause_each` before
    every further piece. After `stall_after` pieces nothing comes any more until the client leaves or the server
    closes; with `go_on`, until that is set, and then the rest comes. After `cut_after` pieces the connection closes in
    the middle of the body; with `cut_cleanly` the body ends as HTTP wants it, but without a last chunk and `[DONE]`.
    Of a reply that is not streamed, a stall sends nothing and a cut half of the body.
    """

    text: str = ""
    pieces: tuple[str, ...] = ()
    finish_reason: str | None = "stop"
    usage: tuple[int, int] | None = None
    status: int = 200
    error: Mapping[str, object] | None = None
    retry_after: str | None = None
    raw_body: bytes | None = None
    pause_first: float = 0.0
    pause_each: float = 0.0
    stall_after: int | None = None
    go_on: threading.Event | None = None
    cut_after: int | None = None
    cut_cleanly: bool = False

    @property
    def content(self) -> str:
        """The whole text of the reply."""
        return "".join(self.pieces) if self.pieces else self.text

    @property
    def streamed(self) -> tuple[str, ...]:
        """The pieces that a stream sends."""
        return self.pieces or tuple(self.text[at : at + _PIECE] for at in range(0, len(self.text), _PIECE))


Script = Callable[[Request], Reply]


def _text(content: object) -> str:
    """The text of a message's content: a string, or a list of parts of which some are text."""
    if isinstance(content, list):
        return "\n".join(str(part["text"]) for part in content if isinstance(part, dict) and "text" in part)
    return content if isinstance(content, str) else ""
