"""The shapes of OpenAI's chat completions on the wire: bodies, chunks, errors. Nothing here sends anything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.loopback.script import Reply, Request

MODEL = "loopback"
DONE = b"data: [DONE]\n\n"

_CREATED = 1_700_000_000
_BAD_REQUEST = "invalid_request_error"

# What OpenAI says with each status: message, type, code.
_ERRORS: Mapping[int, tuple[str, str, str | None]] = {
    400: ("Invalid request.", _BAD_REQUEST, None),
    401: ("You didn't provide an API key in an Authorization header (Bearer).", _BAD_REQUEST, None),
    403: (
        "Country, region, or territory not supported",
        "request_forbidden",
        "unsupported_country_region_territory",
    ),
    404: ("The model does not exist or you do not have access to it.", _BAD_REQUEST, "model_not_found"),
    429: ("Rate limit reached for requests. Please try again later.", "requests", "rate_limit_exceeded"),
    500: ("The server had an error while processing your request. Sorry about that!", "server_error", None),
    503: ("The engine is currently overloaded, please try again later", "server_error", None),
}


def error(
    message: str, kind: str = _BAD_REQUEST, param: str | None = None, code: str | None = None
) -> dict[str, object]:
    """What stands under `error` in an error's body."""
    return {"message": message, "type": kind, "param": param, "code": code}


def usual_error(status: int) -> dict[str, object]:
    """What OpenAI says with `status`, or something general."""
    message, kind, code = _ERRORS.get(status, (f"Status {status}.", "server_error", None))
    return error(message, kind, code=code)


def wrong_key(authorization: str) -> dict[str, object]:
    """OpenAI's answer to a wrong key; like OpenAI it repeats the key, with most of a long one masked."""
    key = authorization.removeprefix("Bearer ").strip()
    if not key:
        return usual_error(401)
    shown = key if len(key) <= 8 else f"{key[:3]}{'*' * (len(key) - 7)}{key[-4:]}"
    return error(f"Incorrect API key provided: {shown}.", code="invalid_api_key")


def models() -> dict[str, object]:
    """The body of `GET /v1/models`."""
    return {
        "object": "list",
        "data": [{"id": MODEL, "object": "model", "created": _CREATED, "owned_by": "loopback"}],
    }


def completion(request: Request, replies: Sequence[Reply]) -> dict[str, object]:
    """The body of a reply that is not streamed, with one choice for each of `replies`."""
    choices: list[dict[str, object]] = [
        {
            "index": index,
            "message": {"role": "assistant", "content": reply.content, "refusal": None, "annotations": []},
            "logprobs": None,
            "finish_reason": reply.finish_reason,
        }
        for index, reply in enumerate(replies)
    ]
    return {**_head(request, "chat.completion"), "choices": choices, "usage": _usage(request, replies)}


def chunks(request: Request, reply: Reply) -> Iterator[bytes]:
    """The events of a stream that carry the reply's pieces; the first one has the role and an empty content."""
    yield _chunk(request, {"role": "assistant", "content": "", "refusal": None})
    for piece in reply.streamed:
        yield _chunk(request, {"content": piece})


def last_chunks(request: Request, reply: Reply) -> Iterator[bytes]:
    """The events after the pieces: why it ended, the usage if it was asked for, and the end mark."""
    yield _chunk(request, {}, reply.finish_reason)
    if _wants_usage(request):
        yield event({**_head(request, "chat.completion.chunk"), "choices": [], "usage": _usage(request, [reply])})
    yield DONE


def event(body: Mapping[str, object]) -> bytes:
    """One server-sent event."""
    return b"data: " + encoded(body) + b"\n\n"


def encoded(body: Mapping[str, object]) -> bytes:
    """A body as JSON, in UTF-8 rather than escapes, as most servers write it."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8")


def _chunk(request: Request, delta: Mapping[str, object], finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    body = {**_head(request, "chat.completion.chunk"), "choices": [choice]}
    return event({**body, "usage": None} if _wants_usage(request) else body)


def _head(request: Request, kind: str) -> dict[str, object]:
    return {
        "id": f"chatcmpl-loopback-{request.number}",
        "object": kind,
        "created": _CREATED,
        "model": request.body.get("model", MODEL),
        "system_fingerprint": "fp_loopback",
    }


def _wants_usage(request: Request) -> bool:
    options: Mapping[str, Any] = request.body.get("stream_options") or {}
    return bool(options.get("include_usage"))


def _usage(request: Request, replies: Sequence[Reply]) -> dict[str, int]:
    prompt = sum(len(text.split()) for text in request.texts)
    completed = sum(len(reply.content.split()) for reply in replies)
    if replies[0].usage is not None:
        prompt = replies[0].usage[0]
        completed = sum((reply.usage or (0, 0))[1] for reply in replies)
    return {"prompt_tokens": prompt, "completion_tokens": completed, "total_tokens": prompt + completed}
