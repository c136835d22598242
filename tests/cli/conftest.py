"""The command line in this process, on the small published corpora, with a record of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from tutor import cli
from tutor.models.embedder import Embedder

TUTOR = Path(sys.executable).with_name("tutor")


@dataclass(frozen=True)
class Ran:
    """What a command wrote, and its exit status."""

    status: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.raw.decode()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output as the JSON lines it must be."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        """The only line of standard output."""
        (row,) = self.rows
        return row


class Run(Protocol):
    """Runs the command line with these arguments."""

    def __call__(self, *arguments: str, stdin: str | bytes = "") -> Ran:
        """What came of it."""


@pytest.fixture
def published(empty_home: Path, starter_home: Path) -> Path:
    """A home with the releases of `starter_home` and an empty record."""
    (empty_home / "releases").symlink_to(starter_home / "releases")
    return empty_home


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], embedder: Embedder) -> Run:
    """`tutor ...` in this process, with the embedder that is open already."""
    monkeypatch.setattr("tutor.parts.bundled_embedder", lambda: embedder)

    def run_here(*arguments: str, stdin: str | bytes = "") -> Ran:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "argv", ["tutor", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capsysbinary.readouterr()
        status = _status(cli.main)
        out, err = capsysbinary.readouterr()
        return Ran(status, out, err.decode())

    return run_here


def _status(main: Callable[[], None]) -> int:
    try:
        main()
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0


def started(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """`tutor ...` as a process of its own, with pipes at all three ends."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [TUTOR, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, env={**os.environ, **environment}
    )
