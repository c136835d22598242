"""Every measurement runs in a process of its own. This side stays small: standard library only.

Small matters: what a child reports as its highest memory is never less than what its parent held when it started it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
OURS = sys.executable
TUTOR = str(Path(sys.executable).with_name("tutor"))
PEER = ROOT / ".venv-peers" / "bin" / "python"

Figures = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """What a finished process said and cost: seconds from start to end, CPU seconds, its highest memory in MB."""

    output: str
    seconds: float
    cpu_seconds: float
    peak_mb: float

    @property
    def figures(self) -> Figures:
        """The JSON on the last line of its output."""
        found: Figures = json.loads(self.output.splitlines()[-1])
        return found


def run(command: Sequence[str], **chosen: str) -> Run:
    """Run `command` to its end. Raises `SystemExit` with its last words where it fails."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(chosen), stdout=subprocess.PIPE, stderr=said, text=True
        )
        assert process.stdout is not None
        with process.stdout:
            output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')[-3000:]}")
    return Run(output, seconds, usage.ru_utime + usage.ru_stime, round(usage.ru_maxrss / 1024, 1))


def environment(chosen: Mapping[str, str]) -> dict[str, str]:
    """Ours, without settings of the tutor and with compiled modules kept, as an installation has them."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TUTOR_", "OPENAI_")) and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**kept, "HF_HUB_OFFLINE": "1", **chosen}


def evict(folders: Iterable[Path]) -> None:
    """Ask the system to drop the files under `folders` from memory, so that they are read from disk again."""
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file():
                handle = os.open(file, os.O_RDONLY)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(handle)
