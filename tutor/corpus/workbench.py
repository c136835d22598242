"""The process apart: it does what it is sent, within its bounds, until nobody sends anything any more.

What a library raises that no parser foresaw ends it; that is told, and another process takes its place.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from tutor.corpus.apart import BROKEN, DONE, REFUSED, SIZE, TOO_MUCH
from tutor.errors import UnreadableFile

_GRACE = 10  # seconds after which it ends itself where nobody is left to stop it
_ROOM = 1_000_000_000  # bytes of addresses that are promised to libraries and hardly used


def serve(seconds: float, memory: int) -> None:
    """Answer one request after the other from standard input, on what was standard output."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # whatever a library prints must not come between the answers
    sys.stdout = os.fdopen(os.dup(silence), "w", encoding="utf-8")
    sys.excepthook = lambda kind, _error, _trace: _send(answers, BROKEN, kind.__name__.encode())
    _bound(memory, answers)
    _send(answers, DONE, b"")
    while head := requests.read(SIZE.size):
        _, size = SIZE.unpack(head)
        request = requests.read(size)
        _alarm(seconds + _GRACE)
        sort, said = _done(request)
        del request
        _send(answers, sort, said)
        _alarm(0)


def _done(request: bytes) -> tuple[bytes, bytes]:
    try:
        module, name, given = pickle.loads(request)  # noqa: S301 - only ever from the process that started this one
        return DONE, getattr(importlib.import_module(module), name)(*given).model_dump_json().encode()
    except UnreadableFile as error:
        return REFUSED, f"{error.message}\0{error.cure}".encode("utf-8", "replace")
    except MemoryError:
        return TOO_MUCH, b""
    except RecursionError:
        return REFUSED, b"The file is nested too deeply.\0Check that it is what its name says."


def _send(answers: BinaryIO, sort: bytes, said: bytes) -> None:
    answers.write(SIZE.pack(sort, len(said)))
    answers.write(said)
    answers.flush()


def _alarm(seconds: float) -> None:
    """End this process in so many seconds, even in the midst of a library; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _bound(memory: int, answers: BinaryIO) -> None:
    """Let this process have no more than so many bytes, where the platform knows how; and leave nothing behind."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, memory + _ROOM)):
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(what, (most, hard))
    threading.Thread(target=_watch, args=(memory, answers), daemon=True).start()


def _watch(memory: int, answers: BinaryIO) -> None:
    """End this process when it holds more than so many bytes: not every platform minds the limit on addresses."""
    while _held() <= memory:
        time.sleep(0.1)
    _send(answers, TOO_MUCH, b"")
    os._exit(1)


def _held() -> int:
    """Bytes of memory that this process holds; where Linux does not tell, the most that it ever held."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except OSError:
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
