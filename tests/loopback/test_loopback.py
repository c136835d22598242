"""The double speaks the protocol as the real client understands it, also where it fails on purpose."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import openai
import pytest
from openai.types.chat import ChatCompletionChunk, ChatCompletionUserMessageParam

from tests.loopback import LoopbackModel, Reply, Request, Wording, rejecting

ASK: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": "What is the grain of a table?"}]
TEXT = "One row stands for one order: for €9, not for one line."
BROKEN = (httpx2.TransportError, openai.APIConnectionError)  # of older and newer versions of the client
TIMED_OUT = (httpx2.TimeoutException, openai.APITimeoutError)


def client(server: LoopbackModel, key: str = "any", timeout: float = 10.0) -> openai.OpenAI:
    """The real client, without retries."""
    return openai.OpenAI(base_url=server.base_url, api_key=key, max_retries=0, timeout=timeout)


def exchanged(server: LoopbackModel, method: str, path: str, body: bytes = b"") -> tuple[int, str, str]:
    """Status, content type and body of a request made without the client."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.headers["Content-Type"], response.read().decode("utf-8")


def streamed(server: LoopbackModel, timeout: float = 10.0) -> Iterator[ChatCompletionChunk]:
    """The chunks of a streamed reply."""
    with client(server, timeout=timeout) as openai_client:
        yield from openai_client.chat.completions.create(model="m-1", messages=ASK, stream=True)


def asked(server: LoopbackModel, key: str = "any") -> str | None:
    """The content of a reply that is not streamed."""
    with client(server, key) as openai_client:
        return openai_client.chat.completions.create(model="m-1", messages=ASK).choices[0].message.content


def until_broken(chunks: Iterator[ChatCompletionChunk]) -> tuple[str, Exception | None]:
    """What a stream says until it breaks, and how it breaks."""
    said = ""
    try:
        for chunk in chunks:
            said += chunk.choices[0].delta.content or ""
    except BROKEN as error:
        return said, error
    return said, None


def content(chunks: list[ChatCompletionChunk]) -> str:
    """What the chunks' deltas add up to."""
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_a_stream_has_role_pieces_and_an_end() -> None:
    """A stream begins with the role, carries the text in several pieces and ends with why it ended."""
    with LoopbackModel(Reply(TEXT)) as server:
        chunks = list(streamed(server))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert content(chunks) == TEXT
    assert len(chunks) > 10
    assert [chunk.choices[0].finish_reason for chunk in chunks[-2:]] == [None, "stop"]
    assert {(chunk.id, chunk.model, chunk.usage) for chunk in chunks} == {("chatcmpl-loopback-0", "m-1", None)}


def test_explicit_pieces_are_streamed_as_they_are() -> None:
    """Pieces that a script gives are neither joined nor split."""
    with LoopbackModel(Reply(pieces=("One ", "row."))) as server:
        chunks = list(streamed(server))
    assert [chunk.choices[0].delta.content for chunk in chunks] == ["", "One ", "row.", None]


def test_the_bytes_of_a_stream() -> None:
    """Events are data lines with a blank line between, the usage has no choices, and the last is the end mark."""
    body = {"model": "m", "messages": ASK, "stream": True, "stream_options": {"include_usage": True}}
    with LoopbackModel(Reply("Yes.")) as server:
        _, content_type, sent = exchanged(server, "POST", "/v1/chat/completions", json.dumps(body).encode())
    assert content_type.startswith("text/event-stream")
    events = sent.removesuffix("\n\n").split("\n\n")
    assert all(event.startswith("data: ") and "\n" not in event for event in events)
    assert events[-1] == "data: [DONE]"
    *chunks, usage = [json.loads(event.removeprefix("data: ")) for event in events[:-1]]
    assert [chunk["object"] for chunk in chunks] == ["chat.completion.chunk"] * 3
    assert all(chunk["usage"] is None for chunk in chunks)
    assert (usage["choices"], usage["usage"]["completion_tokens"]) == ([], 1)


def test_a_whole_reply_with_its_usage() -> None:
    """A reply that is not streamed has the text, the end and a count of words."""
    with LoopbackModel(Reply(TEXT)) as server, client(server) as openai_client:
        reply = openai_client.chat.completions.create(model="m-1", messages=ASK)
    assert (reply.model, reply.choices[0].message.content, reply.choices[0].finish_reason) == ("m-1", TEXT, "stop")
    assert reply.usage is not None
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.total_tokens) == (7, 12, 19)


def test_usage_comes_in_a_last_chunk_if_asked_for() -> None:
    """With include_usage the last chunk has no choices and the usage, also one that the script made up."""
    with LoopbackModel(Reply("Yes.", usage=(500, 20))) as server, client(server) as openai_client:
        stream = openai_client.chat.completions.create(
            model="m", messages=ASK, stream=True, stream_options={"include_usage": True}
        )
        *chunks, last = list(stream)
    assert all(chunk.usage is None for chunk in chunks)
    assert last.choices == []
    assert last.usage is not None
    assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (500, 20)


def test_several_choices() -> None:
    """With n=3 the script is called for each choice, and the reply has them in order."""
    with LoopbackModel(lambda request: Reply(f"choice {request.choice}")) as server, client(server) as openai_client:
        reply = openai_client.chat.completions.create(model="m", messages=ASK, n=3)
        assert len(server.requests) == 1
    assert [(each.index, each.message.content) for each in reply.choices] == [
        (0, "choice 0"),
        (1, "choice 1"),
        (2, "choice 2"),
    ]


@pytest.mark.parametrize("reason", ["length", "content_filter", None])
def test_why_a_reply_ended(reason: str | None) -> None:
    """The reason that the script gives is the reason of the last chunk."""
    with LoopbackModel(Reply("Yes.", finish_reason=reason)) as server:
        assert list(streamed(server))[-1].choices[0].finish_reason == reason


def test_requests_are_kept_in_order_with_their_headers() -> None:
    """What arrived can be read afterwards, and a script can count on its number."""
    with LoopbackModel(lambda request: Reply(str(request.number))) as server:
        assert [asked(server), asked(server, "other")] == ["0", "1"]
    first, second = server.requests
    assert (first.messages, first.stream, first.texts) == (ASK, False, ["What is the grain of a table?"])
    assert second.headers["authorization"] == "Bearer other"


def test_requests_side_by_side() -> None:
    """Requests at the same time are answered at the same time, each under its own number."""
    together = threading.Barrier(6, timeout=10)

    def script(request: Request) -> Reply:
        together.wait()
        return Reply(str(request.number))

    with LoopbackModel(script) as server, ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda _: asked(server), range(6)))
    assert sorted(filter(None, replies)) == ["0", "1", "2", "3", "4", "5"]
    assert [request.number for request in server.requests] == list(range(6))


def test_a_wrong_key() -> None:
    """Without the key there is OpenAI's 401 on every path, which repeats the wrong key masked; with it a reply."""
    with LoopbackModel(Reply(TEXT), key="secret") as server:
        with pytest.raises(openai.AuthenticationError) as refused:
            asked(server, "sk-wrong-0123")
        with pytest.raises(openai.AuthenticationError), client(server, "wrong") as openai_client:
            openai_client.models.list()
        assert asked(server, "secret") == TEXT
    assert refused.value.code == "invalid_api_key"
    assert "sk-******0123" in str(refused.value)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
def test_statuses(status: int, kind: type[openai.APIStatusError]) -> None:
    """A status comes with OpenAI's error body, and the client raises what belongs to it."""
    with LoopbackModel(Reply(status=status)) as server, pytest.raises(kind) as raised:
        asked(server)
    assert isinstance(raised.value.body, dict)
    assert set(raised.value.body) == {"message", "type", "param", "code"}


def test_too_many_requests() -> None:
    """A 429 says when to come back, also to a client that wanted a stream."""
    with LoopbackModel(Reply(status=429, retry_after="7")) as server, pytest.raises(openai.RateLimitError) as raised:
        list(streamed(server))
    assert raised.value.response.headers["retry-after"] == "7"
    assert raised.value.code == "rate_limit_exceeded"


@pytest.mark.parametrize("wording", Wording)
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("response_format", {"type": "json_schema"}),
        ("temperature", 0.2),
        ("stream_options", {"include_usage": True}),
        ("max_completion_tokens", 900),
        ("seed", 7),
        ("n", 2),
    ],
)
def test_rejected_parameters(parameter: str, value: object, wording: Wording) -> None:
    """A parameter that a server does not know is refused by name, in the words of that server."""
    with LoopbackModel(rejecting(parameter, wording)(lambda _: Reply(TEXT))) as server:
        with pytest.raises(openai.BadRequestError, match=parameter), client(server) as openai_client:
            openai_client.chat.completions.create(model="m", messages=ASK, extra_body={parameter: value})
        assert asked(server) == TEXT


def test_a_cut_stream_raises() -> None:
    """A connection that closes in the middle gives the pieces before the cut and then an error."""
    with LoopbackModel(Reply(pieces=("a", "b", "c"), cut_after=2)) as server:
        said, error = until_broken(streamed(server))
    assert said == "ab"
    assert isinstance(error, BROKEN)
    assert not isinstance(error, TIMED_OUT)


def test_a_cleanly_cut_stream_just_ends() -> None:
    """A body that ends early but in good order gives no error: only the missing end tells."""
    with LoopbackModel(Reply(pieces=("a", "b", "c"), cut_after=2, cut_cleanly=True)) as server:
        chunks = list(streamed(server))
    assert (content(chunks), chunks[-1].choices[0].finish_reason) == ("ab", None)


def test_a_cut_whole_reply_raises() -> None:
    """Half of a body that is not streamed is an error."""
    with LoopbackModel(Reply(TEXT, cut_after=0)) as server, pytest.raises(openai.APIConnectionError):
        asked(server)


@pytest.mark.parametrize("pieces", [0, 2])
def test_a_stall_runs_into_the_timeout(pieces: int) -> None:
    """A stalled stream gives its pieces, then nothing; the server sees that the client gave up."""
    with LoopbackModel(Reply(pieces=("a", "b", "c"), stall_after=pieces)) as server:
        said, error = until_broken(streamed(server, timeout=1.0))
        assert server.client_left()
    assert said == "abc"[:pieces]
    assert isinstance(error, TIMED_OUT)


def test_leaving_does_not_wait_for_a_stall() -> None:
    """A stalled reply ends with the server, and the client is told by a closed connection."""
    with ThreadPoolExecutor(1) as pool:
        with LoopbackModel(Reply(TEXT, stall_after=0)) as server:
            waiting = pool.submit(asked, server)
            while not server.requests:
                time.sleep(0.005)
        assert isinstance(waiting.exception(timeout=5), openai.APIConnectionError)
    assert not server.client_left(within=0)


def test_a_malformed_body() -> None:
    """Broken JSON with status 200 reaches the client as it is."""
    with LoopbackModel(Reply(raw_body=b'{"choices": [{"mess')) as server, pytest.raises(json.JSONDecodeError):
        asked(server)


def test_a_malformed_event() -> None:
    """Broken JSON in an event of a stream reaches the client as it is."""
    with LoopbackModel(Reply(raw_body=b'data: {"choices": [{"del\n\n')) as server, pytest.raises(json.JSONDecodeError):
        list(streamed(server))


def test_an_error_page_of_a_proxy() -> None:
    """HTML can come with any status, and as HTML."""
    page = "<html><body>502 Bad Gateway</body></html>"
    reply = Reply(raw_body=page.encode(), status=502)
    with LoopbackModel(reply) as server, pytest.raises(openai.InternalServerError) as raised:
        asked(server)
    assert raised.value.response.headers["content-type"] == "text/html; charset=utf-8"
    assert raised.value.response.text == page


def test_pauses_take_their_time() -> None:
    """The pace that a script sets is the least that a reply takes, streamed or not."""
    with LoopbackModel(Reply(pieces=("a", "b", "c"), pause_first=0.1, pause_each=0.05)) as server:
        for read in (lambda: list(streamed(server)), lambda: [asked(server)]):
            began = time.monotonic()
            read()
            assert time.monotonic() - began >= 0.19  # 0.1 + 2 * 0.05, less the clock's grain


def test_what_a_script_raises_is_raised_at_the_end() -> None:
    """An assertion that fails in a script fails the test, not only the request."""

    def script(request: Request) -> Reply:
        raise AssertionError(f"request {request.number} should not have come")

    with pytest.raises(AssertionError, match="request 0"):  # noqa: SIM117
        with LoopbackModel(script) as server, pytest.raises(openai.APIConnectionError):
            asked(server)


def test_a_server_that_went_away_and_came_back() -> None:
    """Outside the block the port is closed; entering it again opens the same one."""
    server = LoopbackModel(Reply(TEXT))
    with server:
        before = server.base_url
    with pytest.raises(openai.APIConnectionError):
        asked(server)
    with server:
        assert (asked(server), server.base_url) == (TEXT, before)


def test_the_list_of_models() -> None:
    """A client can ask which models there are."""
    with LoopbackModel(Reply()) as server, client(server) as openai_client:
        assert [model.id for model in openai_client.models.list()] == ["loopback"]


def test_other_paths_and_bodies_are_refused() -> None:
    """An unknown path is a 404, a body that is not JSON and a stream of several choices are a 400."""
    chat = "/v1/chat/completions"
    with LoopbackModel(Reply()) as server:
        assert exchanged(server, "GET", "/v1/files")[0] == 404
        assert exchanged(server, "POST", "/v1/completions", b"{}")[0] == 404
        assert exchanged(server, "POST", chat, b"no")[0] == 400
        assert exchanged(server, "POST", chat, b'{"stream": true, "n": 2}')[0] == 400
