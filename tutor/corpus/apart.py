"""Work on files of strangers, done in a process apart: bounded in time, memory and output, and replaced when it dies.

A zip bomb, an endless loop or a crash of a library ends there and becomes an `UnreadableFile`. What comes back is JSON
of a known type and never code.
"""

from __future__ import annotations

import pickle  # our own requests on their way to our own process; what comes back is never pickled
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeVar

from pydantic import BaseModel

from tutor.errors import UnreadableFile

SIZE = struct.Struct(">cQ")  # what precedes each message: of which sort it is, and its bytes
DONE, REFUSED, BROKEN, TOO_MUCH = b"d", b"r", b"b", b"m"
_START = "import sys; sys.path[:] = {path!r}; from tutor.corpus.workbench import serve; serve({seconds}, {memory})"
_LONGEST_START = 60.0  # seconds until a process apart has begun, on a busy machine
_CURE = "Open it in the program it was made with, save it again, or split it."

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True)
class Bounds:
    """What one piece of work may take: seconds of the clock, bytes of memory, bytes of its answer."""

    seconds: float = 120.0
    memory: int = 1_500_000_000
    answer: int = 200_000_000


@dataclass
class Apart:
    """One process for one piece of work after the other; it begins with the first and ends with the `with` block."""

    bounds: Bounds = field(default_factory=Bounds)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def do(self, work: Callable[..., Answer], answer: type[Answer], *given: object) -> Answer:
        """What `work(*given)` gives; `work` is a function of a module, so that it has a name to be found by.

        Raises `UnreadableFile`: what `work` raised, or that it took too long, needed too much memory, gave too much,
        broke, or took its process with it.
        """
        process = self._process if self._process and self._process.poll() is None else self._begun()
        request = pickle.dumps((work.__module__, work.__qualname__, given))
        late = threading.Event()
        clock = threading.Timer(self.bounds.seconds, _stop, (process, late))
        clock.start()
        try:
            sort, said = _exchange(process, request, self.bounds.answer)
        finally:
            clock.cancel()
        if sort == DONE:
            return answer.model_validate_json(said)
        if sort == REFUSED:
            raise UnreadableFile(*said.decode().split("\0", 1))
        self._end()
        raise UnreadableFile(_why(sort, said, self.bounds, late=late.is_set()), _CURE)

    def _begun(self) -> subprocess.Popen[bytes]:
        self._end()
        start = _START.format(path=sys.path, seconds=self.bounds.seconds, memory=self.bounds.memory)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._process = process
        clock = threading.Timer(_LONGEST_START, process.kill)
        clock.start()
        try:
            sort, _ = _received(process, self.bounds.answer)
        finally:
            clock.cancel()
        if sort != DONE:
            self._end()
            raise UnreadableFile("The process that reads files did not begin.", "Load again when there is free memory.")
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _exchange(process: subprocess.Popen[bytes], request: bytes, longest: int) -> tuple[bytes, bytes]:
    assert process.stdin
    with suppress(OSError):  # it died before it had read all: nothing will come back either
        process.stdin.write(SIZE.pack(DONE, len(request)))
        process.stdin.write(request)
        process.stdin.flush()
    return _received(process, longest)


def _received(process: subprocess.Popen[bytes], longest: int) -> tuple[bytes, bytes]:
    """The sort of the answer and its bytes; no sort where the process died, or said more than it may."""
    assert process.stdout
    head = process.stdout.read(SIZE.size)
    if len(head) < SIZE.size:
        return b"", b""
    sort, size = SIZE.unpack(head)
    if size > longest:
        return b"", b"too long"
    said = process.stdout.read(size)
    return (sort, said) if len(said) == size else (b"", b"")


def _why(sort: bytes, said: bytes, bounds: Bounds, *, late: bool) -> str:
    if late:
        return f"Reading the file took longer than {bounds.seconds:.0f} seconds and was stopped."
    if sort == TOO_MUCH:
        return f"Reading the file needs more than {bounds.memory // 1_000_000:,} MB of memory and was stopped."
    if said == b"too long":
        return "The file holds more text than can be taken in."
    if sort == BROKEN:
        return f"The file is damaged, or written in a way that cannot be read ({said.decode()})."
    return "Reading the file broke the program that reads it, or took all its memory."
