"""Polite requests to one host: one at a time, with pauses, as its robots.txt has it, bounded, without cookies or keys.

robots.txt is read as RFC 9309 has it; `Retry-After` and conditional requests are those of RFC 9110.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from protego import Protego

from tutor import __version__
from tutor.corpus.elsewhere.door import machines
from tutor.domain import Noun
from tutor.errors import BadInput, FetchFailed, UnreadableFile

AGENT = "GroundworkTutor"
_LONGEST_ROBOTS = 512_000  # bytes; RFC 9309 asks for 500 KiB at least
_BUSY = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_AGAIN = "Run the same command again: it goes on where it stopped."


class Bounds(Noun):
    """What a visit may cost at most. Sizes are in bytes, times in seconds."""

    page: int = 20_000_000
    together: int = 500_000_000
    seconds: float = 3600.0
    page_seconds: float = 60.0
    silence: float = 20.0
    longest_wait: float = 120.0
    tries: int = 3
    pause: float = 1.0  # the first one after a failure; each further one is twice as long
    failures: int = 5  # pages in a row that fail because of the host


class Reply(Noun):
    """What a host answered. `moved` is another address; where the page is `unchanged` there is no content."""

    status: int
    content: bytes = b""
    media_type: str = ""
    tag: str = ""
    modified: str = ""
    moved: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether it is still what it was at the last visit."""
        return self.status == 304


class _Silent(UnreadableFile):
    """No reply came to any of the tries."""


class Visitor:
    """Asks one host. Raises `FetchFailed` where it makes no sense to go on; what was fetched until then stays good."""

    def __init__(self, address: str, delay: float, bounds: Bounds) -> None:
        self._bounds = bounds
        self._delay = delay
        self._machines = machines(address)
        self._start = time.monotonic()
        self._last = float("-inf")
        self._size = 0
        self._failed = 0
        self._robots: Protego | None = None
        self._client = httpx.Client(
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=bounds.silence,
            headers={"User-Agent": f"{AGENT}/{__version__}", "Accept-Encoding": "gzip", "Accept": "*/*"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def heed(self, address: str) -> None:
        """Read the robots.txt of the host. None (4xx) allows everything; one that cannot be read stops the visit."""
        robots = urljoin(address, "/robots.txt")
        for _ in range(5):
            try:
                reply = self._asked(robots, {}, _LONGEST_ROBOTS)
            except UnreadableFile as error:
                raise FetchFailed(f"{robots} cannot be read: {error}.", "Check the address and the network.") from error
            moved = urljoin(robots, reply.moved)
            if not reply.moved or urlsplit(moved).hostname != urlsplit(robots).hostname:
                break
            robots = moved
        if reply.status in _BUSY:
            raise FetchFailed(
                f"{robots} answers with status {reply.status}: it cannot be told what is allowed.", _AGAIN
            )
        self._robots = Protego.parse(reply.content.decode("utf-8", "replace") if reply.status == 200 else "")
        self._delay = max(self._delay, float(self._robots.crawl_delay(AGENT) or 0))

    def get(self, address: str, tag: str = "", modified: str = "") -> Reply:
        """The page; `tag` and `modified` are what its last reply said. Raises `UnreadableFile` for this page alone."""
        if self._robots is not None and not self._robots.can_fetch(address, AGENT):
            raise UnreadableFile("the robots.txt of its host asks machines not to read it")
        known = {"If-None-Match": tag} if tag else {"If-Modified-Since": modified} if modified else {}
        try:
            reply = self._asked(address, known, self._bounds.page)
        except _Silent as error:
            self._count_failure(address, str(error))
            raise
        if reply.status in _BUSY:
            self._count_failure(address, f"it answers with status {reply.status}")
        else:
            self._failed = 0
        if reply.status not in (200, 304) and not reply.moved:
            raise UnreadableFile(f"its host answers with status {reply.status}")
        return reply

    def _count_failure(self, address: str, why: str) -> None:
        self._failed += 1
        if self._failed >= self._bounds.failures:
            raise FetchFailed(f"{urlsplit(address).hostname} fails again and again: {why}.", _AGAIN)

    def _asked(self, address: str, known: Mapping[str, str], most: int) -> Reply:
        """The reply, asked for again while the host is busy or silent, as late as it wishes. Raises `_Silent`."""
        for number in range(self._bounds.tries):
            last = number + 1 == self._bounds.tries
            pause = self._bounds.pause * 2**number
            try:
                reply, wish = self._once(address, known, most)
            except httpx.InvalidURL as error:
                raise UnreadableFile("its address cannot be asked for") from error
            except httpx.TransportError as error:
                if last:
                    raise _Silent(f"its host gives no reply: {type(error).__name__} {error}".strip()) from error
                self._wait(address, pause)
                continue
            if last or reply.status not in _BUSY:
                break
            self._wait(address, pause if wish is None else wish)
        return reply

    def _wait(self, address: str, seconds: float) -> None:
        if seconds > self._bounds.longest_wait:
            raise FetchFailed(f"{urlsplit(address).hostname} asks to come back in {seconds:.0f} seconds.", _AGAIN)
        self._in_time(seconds)
        time.sleep(seconds)

    def _in_time(self, more: float = 0.0) -> None:
        if time.monotonic() + more - self._start > self._bounds.seconds:
            raise FetchFailed(f"It took longer than {self._bounds.seconds:g} seconds.", _AGAIN)

    def _once(self, address: str, known: Mapping[str, str], most: int) -> tuple[Reply, float | None]:
        """One reply, and in how many seconds the host wants to be asked again, where it says so."""
        pause = self._last + self._delay - time.monotonic()
        self._in_time(max(pause, 0))
        time.sleep(max(pause, 0))
        try:
            with self._opened(address, known) as response:
                headers = response.headers
                moved = urljoin(address, headers.get("location", "")) if response.status_code in _MOVED else ""
                content = b"" if moved or response.status_code != 200 else self._content(response, most)
                reply = Reply(
                    status=response.status_code,
                    content=content,
                    media_type=headers.get("content-type", ""),
                    tag=headers.get("etag", ""),
                    modified=headers.get("last-modified", ""),
                    moved=moved,
                )
                return reply, _wished(headers)
        finally:
            self._last = time.monotonic()

    @contextmanager
    def _opened(self, address: str, known: Mapping[str, str]) -> Iterator[httpx.Response]:
        """A response whose content is still to come, from the machine that the host's name was checked to mean."""
        parts = urlsplit(address)
        headers = {**known, "Host": parts.netloc}
        for number, machine in enumerate(self._machines):
            door = f"[{machine}]" if ":" in machine else machine
            netloc = f"{door}:{parts.port}" if parts.port else door
            there = urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
            request = self._client.build_request(
                "GET", there, headers=headers, extensions={"sni_hostname": parts.hostname}
            )
            try:
                response = self._client.send(request, stream=True)
            except httpx.ConnectError:
                if number + 1 == len(self._machines):
                    raise
                continue
            try:
                yield response
            finally:
                response.close()
            return

    def _content(self, response: httpx.Response, most: int) -> bytes:
        """What comes, in bounds of size and time. Raises `UnreadableFile` where the page has no end."""
        ends = time.monotonic() + self._bounds.page_seconds
        pieces, size = [], 0
        try:
            for piece in response.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > most:
                    raise UnreadableFile(f"it has more than {most:,} bytes")
                if time.monotonic() > ends:
                    raise UnreadableFile(f"it took longer than {self._bounds.page_seconds:g} seconds")
        except httpx.DecodingError as error:
            raise UnreadableFile("it is packed and damaged") from error
        self._size += size
        if self._size > self._bounds.together:
            raise BadInput(f"The pages have more than {self._bounds.together:,} bytes.", "Ask for a part of the site.")
        return b"".join(pieces)


def _wished(headers: httpx.Headers) -> float | None:
    """The seconds of `Retry-After`; a date is measured from the host's own clock."""
    wish = headers.get("retry-after", "").strip()
    if wish.isdecimal():
        return float(wish[:9])
    try:
        then, sent = parsedate_to_datetime(wish), parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return max((_aware(then) - _aware(sent)).total_seconds(), 0.0)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
