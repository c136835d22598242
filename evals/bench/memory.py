"""The most memory a process ever held. Standard library only: the peers use it too."""

from __future__ import annotations

import re
from pathlib import Path


def peak_mb(process: int | str = "self") -> float:
    """The highest resident set of a process so far, in MB of 2**20 bytes (VmHWM, Linux)."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return round(int(found.group(1)) / 1024, 1) if found else float("nan")
