"""A web site on the loopback interface whose pages a test writes down, and which remembers who asked for what."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Page:
    """What the site answers for one path."""

    body: bytes | str = b""
    status: int = 200
    media_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0  # seconds before each byte of an answer without end

    @property
    def raw(self) -> bytes:
        """The body as bytes."""
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    headers: Mapping[str, str]
    at: float


Answer = Page | Callable[[int], Page]  # what comes the n-th time, from 0


def page(title: str, *links: str, body: str = "") -> Page:
    """A page with a title, a sentence and links."""
    anchors = "".join(f'<p><a href="{link}">on</a></p>' for link in links)
    text = body or f"{title} is explained here in a sentence that is long enough to be the main content of this page."
    return Page(f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>{anchors}</body></html>")


def moved(to: str) -> Page:
    """A redirect."""
    return Page(status=302, headers={"Location": to})


class Site:
    """The site at `root` while the `with` block runs. Pages may be changed meanwhile."""

    def __init__(self, pages: Mapping[str, Answer]) -> None:
        self.pages: dict[str, Answer] = dict(pages)
        self.asked: list[Asked] = []
        self._lock = threading.Lock()

    @property
    def root(self) -> str:
        """Its address, without `/` at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order, without robots.txt."""
        return [each.path for each in self.asked if each.path != "/robots.txt"]

    def __enter__(self) -> Self:
        site = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it is called with
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="site")
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, connection: BaseHTTPRequestHandler) -> None:
        """Send what the test wrote down."""
        with self._lock:
            times = sum(each.path == connection.path for each in self.asked)
            self.asked.append(Asked(connection.path, dict(connection.headers), time.monotonic()))
        answer = self.pages.get(connection.path, Page(status=404))
        answer = answer if isinstance(answer, Page) else answer(times)
        tag = answer.headers.get("ETag")
        if tag and connection.headers.get("If-None-Match") == tag:
            answer = Page(status=304, headers=answer.headers)
        with contextlib.suppress(ConnectionError, TimeoutError):
            _send(connection, answer)


def _send(connection: BaseHTTPRequestHandler, answer: Page) -> None:
    connection.send_response_only(answer.status)
    if answer.status != 304:
        connection.send_header("Content-Type", answer.media_type)
    for name, value in answer.headers.items():
        connection.send_header(name, value)
    if answer.drip:
        connection.send_header("Connection", "close")
        connection.end_headers()
        connection.close_connection = True
        for _ in range(1000):
            connection.wfile.write(answer.raw or b".")
            connection.wfile.flush()
            time.sleep(answer.drip)
        return
    connection.send_header("Content-Length", "0" if answer.status == 304 else str(len(answer.raw)))
    connection.end_headers()
    if answer.status != 304:
        connection.wfile.write(answer.raw)
