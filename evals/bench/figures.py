"""Percentiles, ratios pair by pair, and how sure they are."""

from __future__ import annotations

import os
import platform
import random
import re
from collections.abc import Sequence
from importlib.metadata import version
from math import ceil
from pathlib import Path
from statistics import median

from evals.bench.processes import Figures

_RESAMPLED = 10_000


def percentiles(seconds: Sequence[float]) -> Figures:
    """p50, p95, p99 and the greatest, in milliseconds: each is a value that was measured."""
    ordered = sorted(seconds)
    chosen = {f"p{p}_ms": ordered[ceil(p / 100 * len(ordered)) - 1] for p in (50, 95, 99)} | {"max_ms": ordered[-1]}
    return {name: round(value * 1000, 2) for name, value in chosen.items()}


def ratios(ours: Sequence[float], peer: Sequence[float]) -> Figures:
    """Ratio of ours to the peer's for each pair: all, median, least, greatest, and of five or more a 95 % interval."""
    each = [our / their for our, their in zip(ours, peer, strict=True)]
    return {"each": [round(ratio, 2) for ratio in each]} | spread(each)


def spread(values: Sequence[float], digits: int = 2) -> Figures:
    """Median, least and greatest, and of five or more the 95 % interval of the median."""
    chosen = {"median": median(values), "least": min(values), "greatest": max(values)}
    found: Figures = {name: round(value, digits) for name, value in chosen.items()}
    if len(values) >= 5:
        found["interval_95"] = [round(value, digits) for value in _interval(values)]
    return found


def _interval(values: Sequence[float]) -> list[float]:
    """The percentile bootstrap of the median (Efron 1979)."""
    source = random.Random(0)
    medians = sorted(median(source.choices(values, k=len(values))) for _ in range(_RESAMPLED))
    return [medians[int(share * _RESAMPLED)] for share in (0.025, 0.975)]


def machine() -> Figures:
    """What it was measured on, and how busy that was at this moment."""
    cpuinfo = Path("/proc/cpuinfo").read_text("utf-8")
    named = re.search(r"model name\s*:\s*(.+)", cpuinfo)
    packages = ("chromadb", "numpy", "onnxruntime", "streamlit", "tokenizers")
    return {
        "cpu": named.group(1) if named else platform.machine(),
        "instructions": _instructions(cpuinfo),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
        "load_before": load(),
    }


def _instructions(cpuinfo: str) -> str:
    """The best of those that int8 networks can run on: figures of machines that differ in it do not compare."""
    offered = set(cpuinfo.split())
    return next((name for name in ("avx512_vnni", "avx_vnni", "avx512f", "avx2") if name in offered), "none known")


def load() -> float:
    """Processes wanting to run, on average over the last minute."""
    return round(os.getloadavg()[0], 2)
