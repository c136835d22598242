"""Whatever a file does to the process that reads it, the next file is read."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from tutor.corpus.apart import Apart, Bounds
from tutor.errors import UnreadableFile


class Said(BaseModel):
    """What work gives here."""

    words: str


def echo(words: str) -> Said:
    """Work that succeeds, whatever a library prints on the way."""
    print("noise")
    os.write(1, b"more noise")
    return Said(words=words)


def process(_: str) -> Said:
    """The process it is done in."""
    return Said(words=str(os.getpid()))


def refuse(words: str) -> Said:
    """Work that says why not."""
    raise UnreadableFile(words, "Do it again.")


def dawdle(_: str) -> Said:
    """Work without end."""
    while True:
        time.sleep(1)


def hog(_: str) -> Said:
    """Work that takes memory piece by piece."""
    held = []
    while True:
        held.append(bytearray(b"x" * 10_000_000))


def gulp(_: str) -> Said:
    """Work that wants all memory at once."""
    return Said(words=str(len(bytearray(20_000_000_000))))


def die(_: str) -> Said:
    """Work in which a library crashes."""
    os.abort()


def stumble(_: str) -> Said:
    """Work that raises what nobody expected."""
    raise KeyError("word/document.xml")


def descend(words: str) -> Said:
    """Work nested without end."""
    return descend(words)


def shout(_: str) -> Said:
    """Work that gives too much."""
    return Said(words="x" * 2_000_000)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    """A process with small bounds."""
    with Apart(Bounds(seconds=3, memory=300_000_000, answer=1_000_000)) as apart:
        yield apart


def test_work_comes_back(apart: Apart) -> None:
    """What was done apart is there, and what it printed is nowhere."""
    assert apart.do(echo, Said, "naïve 数据").words == "naïve 数据"


def test_one_process_does_all(apart: Apart) -> None:
    """A process is begun once and used again, also after work that was refused."""
    first = apart.do(process, Said, "")
    with pytest.raises(UnreadableFile, match=r"too short\. Do it again"):
        apart.do(refuse, Said, "It is too short.")
    assert apart.do(process, Said, "") == first != Said(words=str(os.getpid()))


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (dawdle, "longer than 3 seconds"),
        (gulp, "more than 300 MB"),
        (die, "broke the program"),
        (stumble, r"damaged.*KeyError"),
        (descend, "nested too deeply"),
        (shout, "more text than"),
        pytest.param(hog, "300 MB", marks=pytest.mark.skipif(sys.platform == "win32", reason="no limits there")),
    ],
)
def test_what_goes_wrong_is_said_and_the_next_work_is_done(apart: Apart, work: object, why: str) -> None:
    """Endless, greedy, crashing or talkative: each ends with its reason, and the next work comes back."""
    with pytest.raises(UnreadableFile, match=why):
        apart.do(work, Said, "")  # type: ignore[arg-type]
    assert apart.do(echo, Said, "next").words == "next"


def test_nothing_is_left_running() -> None:
    """The process ends with the block, also where it was never needed."""
    with Apart() as unused, Apart() as used:
        number = int(used.do(process, Said, "").words)
    assert unused._process is None
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
