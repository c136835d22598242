"""The chat model's interface: a request in, pieces of text out as they come, and at the end what it cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from tutor.domain import Sent


class Written(BaseModel):
    """A part of a model's reply. Endpoints want closed objects in the schema; one key too many is still an answer."""

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        json_schema_extra={"additionalProperties": False},
        json_schema_serialization_defaults_required=True,
    )


@dataclass(frozen=True)
class Request:
    """What is asked of a model: instructions, data, and the JSON schema of the reply.

    A `temperature` goes before that of the settings: a writer may write freely, a judge has to say the same again.
    Redraws have different `seed`s, so that a server that heeds them can give each again.
    """

    instructions: str
    data: str
    schema: Mapping[str, Any]
    temperature: float | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Ended:
    """The last thing of a reply: what was really sent, and tokens as the endpoint counted them (0: not told)."""

    sent: Sent
    input_tokens: int = 0
    output_tokens: int = 0
    requests: int = 1


@dataclass(frozen=True)
class Choice:
    """One of several whole replies; `cut`: its end is missing."""

    text: str
    cut: bool = False


class Chat(Protocol):
    """A chat model. May be called from several threads at once."""

    @property
    def name(self) -> str:
        """The model's name as the endpoint knows it."""

    @property
    def endpoint(self) -> str:
        """Where requests go; no key in it."""

    def stream(self, request: Request) -> Iterator[str | Ended]:
        """Pieces of the reply as they arrive, then one `Ended`. Raises `ModelFailed` of the kind that happened."""

    def several(self, request: Request, times: int) -> tuple[list[Choice], Ended]:
        """As many whole replies in one request, none where the endpoint gives one at a time. Raises `ModelFailed`."""


@runtime_checkable
class Telling(Protocol):
    """A chat model that can tell what it sends, also where no reply ends and tells it."""

    def sent(self, request: Request) -> Sent:
        """What is sent for the request, after all that was learnt so far."""


def sent_by(chat: Chat, request: Request) -> Sent:
    """What `chat` sends for the request; nothing where it cannot tell."""
    return chat.sent(request) if isinstance(chat, Telling) else Sent()
