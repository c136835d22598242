"""The double itself: an HTTP/1.1 server on the loopback interface that does what a script says."""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self

from tests.loopback import protocol
from tests.loopback.script import Reply, Request, Script

_GLANCE = 0.02  # seconds between two looks at whether a stalled reply goes on
_HOST = "127.0.0.1"
_LOOK_UP = 0.01  # seconds between two looks at whether the server is to close


class LoopbackModel:
    """A chat model at `base_url` while the `with` block runs; entering it again opens the same port.

    `script` is what it replies, always the same `Reply` or a function of the request, which may be called from
    several threads at once. Of `n` choices it gives `most_choices` at most, as servers do that know no `n`. With a
    `key`, requests without it get OpenAI's 401. Whatever a script raises closes the connection and is raised again
    when the block is left, so no failure of a script goes unseen.
    """

    def __init__(self, script: Script | Reply, key: str = "", port: int = 0, most_choices: int = 100) -> None:
        self.key = key
        self.most_choices = most_choices
        self.port = port
        self._script = script
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._left = threading.Event()

    @property
    def base_url(self) -> str:
        """What a client is given."""
        return f"http://{_HOST}:{self.port}/v1"

    @property
    def requests(self) -> list[Request]:
        """The chat requests so far, in order of arrival, with those that were refused."""
        with self._lock:
            return list(self._requests)

    def client_left(self, within: float = 5.0) -> bool:
        """Whether a client went away during a reply, waiting for that up to `within` seconds."""
        return self._left.wait(within)

    def __enter__(self) -> Self:
        self._server = _Server(self, self.port)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_LOOK_UP,), name="loopback")
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        if self._server.failures:
            raise self._server.failures[0]

    def received(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Request:
        """Enter a request into `requests`."""
        with self._lock:
            request = Request(number=len(self._requests), body=body, headers=headers)
            self._requests.append(request)
            return request

    def reply(self, request: Request) -> Reply:
        """What the script says to `request`."""
        return self._script if isinstance(self._script, Reply) else self._script(request)

    def lost(self) -> None:
        """Note that a client went away during a reply."""
        self._left.set()


class _Server(socketserver.ThreadingTCPServer):
    """Accepts connections and knows which are open, so that closing waits for nobody. Closing joins all threads."""

    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, model: LoopbackModel, port: int) -> None:
        super().__init__((_HOST, port), _Connection)
        self.model = model
        self.closing = False
        self.failures: list[BaseException] = []
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every open connection. Called when no new one can come."""
        self.closing = True
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        """Show and keep what a script raised; a client that goes away between requests is nothing to tell."""
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.failures.append(error)
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is the test's."""

    def do_GET(self) -> None:
        """`/v1/models`."""
        if not self._has_key():
            return
        if self.path == "/v1/models":
            self._send_bytes(200, protocol.encoded(protocol.models()))
        else:
            self._refuse(404, self._unknown_path())

    def do_POST(self) -> None:
        """`/v1/chat/completions`."""
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            if self.path == "/v1/chat/completions":
                self._chat(sent)
            else:
                self._refuse(404, self._unknown_path())
        except ConnectionError:
            self.close_connection = True
            if not self.server.closing:
                self.server.model.lost()

    def _chat(self, sent: bytes) -> None:
        try:
            body = json.loads(sent)
        except ValueError:
            self._refuse(400, protocol.error("We could not parse the JSON body of your request."))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = self.server.model.received(body, headers)
        if not self._has_key():
            return
        if request.stream and request.choices > 1:
            self._refuse(400, protocol.error("This double streams one choice only.", param="n"))
            return
        choices = min(request.choices, self.server.model.most_choices)
        replies = [self.server.model.reply(replace(request, choice=choice)) for choice in range(choices)]
        first = replies[0]
        self._pause(first.pause_first)
        if first.raw_body is not None:
            self._send_bytes(first.status, first.raw_body, first)
        elif first.status != 200:
            self._refuse(first.status, first.error or protocol.usual_error(first.status), first)
        elif request.stream:
            self._stream(request, first)
        else:
            self._whole(protocol.encoded(protocol.completion(request, replies)), first)

    def _has_key(self) -> bool:
        """Whether the client has the key; if not, it has been told so."""
        authorization = self.headers.get("Authorization", "")
        if not self.server.model.key or authorization == f"Bearer {self.server.model.key}":
            return True
        self._refuse(401, protocol.wrong_key(authorization))
        return False

    def _unknown_path(self) -> Mapping[str, object]:
        return protocol.error(f"Invalid URL ({self.command} {self.path})")

    def _whole(self, body: bytes, reply: Reply) -> None:
        for _ in reply.streamed[1:]:
            self._pause(reply.pause_each)
        if reply.stall_after is not None:
            self._stall(reply)
        if reply.cut_after is None:
            self._send_bytes(200, body)
            return
        self._head(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
        self.wfile.write(body[: len(body) // 2])
        self._cut()

    def _stream(self, request: Request, reply: Reply) -> None:
        self._head(200, {"Content-Type": "text/event-stream; charset=utf-8", "Transfer-Encoding": "chunked"})
        for sent, chunk in enumerate(protocol.chunks(request, reply)):  # the first one carries no piece
            if reply.stall_after is not None and sent > reply.stall_after:
                self._stall(reply)
            if reply.cut_after is not None and sent > reply.cut_after:
                break
            if sent > 1:
                self._pause(reply.pause_each)
            self._write_chunk(chunk)
        if reply.stall_after is not None:
            self._stall(reply)
        if reply.cut_after is None:
            for chunk in protocol.last_chunks(request, reply):
                self._write_chunk(chunk)
        elif not reply.cut_cleanly:
            self._cut()
            return
        self.wfile.write(b"0\r\n\r\n")

    def _refuse(self, status: int, error: Mapping[str, object], reply: Reply | None = None) -> None:
        self._send_bytes(status, protocol.encoded({"error": error}), reply)

    def _send_bytes(self, status: int, body: bytes, reply: Reply | None = None) -> None:
        headers = {"Content-Type": _content_type(body), "Content-Length": str(len(body))}
        if reply is not None and reply.retry_after is not None:
            headers["Retry-After"] = reply.retry_after
        self._head(status, headers)
        self.wfile.write(body)

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _write_chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def _cut(self) -> None:
        """Close the connection as a crashing server or a proxy would: in the middle of a body."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _stall(self, reply: Reply) -> None:
        """Send nothing more, until the test says so or somebody leaves."""
        while reply.go_on is None or not reply.go_on.is_set():
            self._wait(None if reply.go_on is None else _GLANCE)

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._wait(seconds)

    def _wait(self, seconds: float | None) -> None:
        """Let that time pass, or for None any time. Raises `ConnectionError` once the client or the server leaves."""
        self.connection.settimeout(seconds)
        try:
            if not self.connection.recv(1, socket.MSG_PEEK):
                raise ConnectionAbortedError
        except TimeoutError:
            pass
        finally:
            self.connection.settimeout(None)


def _content_type(body: bytes) -> str:
    if body.startswith(b"data:"):
        return "text/event-stream; charset=utf-8"
    return "text/html; charset=utf-8" if body.lstrip().startswith(b"<") else "application/json"
