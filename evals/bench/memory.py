"""The memory a process holds, and the most it ever held. Standard library only: the peers use it too."""

from __future__ import annotations

import re
from pathlib import Path


def peak_mb(process: int | str = "self") -> float:
    """The highest resident set of a process so far, in MB of 2**20 bytes (VmHWM, Linux)."""
    return _mb("VmHWM", process)


def resident_mb(process: int | str = "self") -> float:
    """The resident set of a process now, in MB of 2**20 bytes (VmRSS, Linux)."""
    return _mb("VmRSS", process)


def _mb(name: str, process: int | str) -> float:
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return round(int(found.group(1)) / 1024, 1) if found else float("nan")
