"""What loading takes: a corpus of 20,000 chunks beside smaller ones, and the curricula loaded again and again.

Each load is `tutor load` as a process of its own, in a home of its own; its memory is that of all its processes.
"""

from __future__ import annotations

import html
import json
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.bench.material import STARTER, varied, vocabulary
from evals.bench.memory import resident_mb
from evals.bench.processes import ROOT, TUTOR, Figures, environment, run

SIZES = (5_000, 20_000)  # chunks, at least
CURRICULA = ROOT.parent / "shared" / "data" / "curricula"
_OFTEN = 0.05  # seconds between two looks at the memory
_PER_ROUND = 630  # chunks that all documents of the starter corpora make together, at least
_PAGES = 10  # of so many documents one is a page: those are read in a process apart
_KILLS = 10
_CHANGED = "\n\nThe harbour office opens at nine and closes at five on working days.\n"


@dataclass(frozen=True)
class Load:
    """What one load took, and the chunks that its files have."""

    seconds: float
    peak_mb: float
    chunks: int
    statuses: Mapping[str, int]
    release: str


def measure_loading(work: Path) -> Figures:
    """Seconds and memory by size; then the curricula as one corpus: first, again, one file changed, and killed."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        sizes = [_sized(Path(folder), size) for size in SIZES]
        found: Figures = {"sizes": sizes, "growth": _growth(sizes)}
        if CURRICULA.is_dir():
            found["curricula"] = _again_and_again(Path(folder))
    return found


def _sized(folder: Path, size: int) -> Figures:
    texts = folder / f"texts-{size}"
    make_corpus(texts, size)
    loaded = load(texts, folder / f"home-{size}")
    again = load(texts, folder / f"home-{size}")
    shutil.rmtree(folder / f"home-{size}")
    kb = sum(file.stat().st_size for file in texts.rglob("*") if file.is_file()) / 1024
    files = sum(loaded.statuses.values())
    return {"chunks": loaded.chunks, "files": files, "kb": round(kb), "seconds": round(loaded.seconds, 1),
            "chunks_per_s": round(loaded.chunks / loaded.seconds, 1), "peak_mb": loaded.peak_mb,
            "again_s": round(again.seconds, 2), "again_peak_mb": again.peak_mb}  # fmt: skip


def _growth(sizes: list[Figures]) -> float:
    """Seconds a chunk of the largest corpus by those of the smallest: 1 where time grows linearly."""
    most, least = sizes[-1], sizes[0]
    growth: float = (most["seconds"] / most["chunks"]) / (least["seconds"] / least["chunks"])
    return round(growth, 2)


def make_corpus(folder: Path, chunks: int) -> None:
    """Write documents that make at least so many chunks: the starter corpora's, with some words exchanged."""
    originals = sorted(STARTER.glob("*/*.md"))
    known = vocabulary()
    rounds = -(-chunks // _PER_ROUND)
    for number in range(rounds):
        for at, file in enumerate(originals):
            name = f"{file.stem}-{number:03d}"
            made = folder / f"{number:03d}" / file.parent.name / f"{name}.md"
            made.parent.mkdir(parents=True, exist_ok=True)
            text = varied(file.read_text("utf-8"), known, seed=name)
            if at % _PAGES:
                made.write_text(text, "utf-8")
            else:
                made.with_suffix(".html").write_text(_page(text), "utf-8")


def _page(text: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(block)}</p>\n" for block in text.split("\n\n"))
    return f"<html><head><title>{html.escape(text[:60])}</title></head><body><main>{paragraphs}</main></body></html>"


def _again_and_again(folder: Path) -> Figures:
    files, home = folder / "curricula", folder / "home-curricula"
    for corpus in sorted(CURRICULA.glob("*/corpus")):
        shutil.copytree(corpus, files / corpus.parent.name)
    first, again = load(files, home), load(files, home)
    changed = next(iter(sorted(files.rglob("*.md"))))
    changed.write_text(changed.read_text("utf-8") + _CHANGED, "utf-8")
    one = load(files, home)
    found = {"first": first, "again": again, "one_changed": one}
    killed = _killed(files, folder / "home-killed", one)
    told = {name: {"seconds": round(each.seconds, 2), "share": round(each.seconds / first.seconds, 3),
                   "chunks": each.chunks, "peak_mb": each.peak_mb, "files": dict(each.statuses)}
            for name, each in found.items()}  # fmt: skip
    return told | {"killed": killed}


def _killed(files: Path, home: Path, first: Load) -> Figures:
    """The same from nothing, killed ten times at random moments; then one load more, and a look at every part of it."""
    source = random.Random(7)
    began = time.perf_counter()
    for _ in range(_KILLS):
        process = subprocess.Popen(
            [TUTOR, "load", "--corpus", "bench", str(files)],
            cwd=ROOT, env=environment({"TUTOR_HOME": str(home)}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(source.uniform(0.5, first.seconds / 4))
        process.kill()
        process.wait()
    last = load(files, home)
    seconds = time.perf_counter() - began
    verified = run([TUTOR, "corpus", "verify", "bench", "--json"], TUTOR_HOME=str(home)).figures
    return {"kills": _KILLS, "seconds": round(seconds, 2), "last_s": round(last.seconds, 2),
            "share": round(seconds / first.seconds, 2), "chunks": last.chunks, "verified": verified}  # fmt: skip


def load(folder: Path, home: Path) -> Load:
    """One `tutor load`, and the highest memory that its processes had together."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as printed:
        began = time.perf_counter()
        process = subprocess.Popen(
            [TUTOR, "load", "--json", "--corpus", "bench", str(folder)],
            cwd=ROOT, env=environment({"TUTOR_HOME": str(home)}), stdout=printed, stderr=said,
        )  # fmt: skip
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, sum(_held(process.pid)))
            time.sleep(_OFTEN)
        seconds = time.perf_counter() - began
        printed.seek(0)
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"tutor load failed:\n{said.read().decode(errors='replace')[-3000:]}")
        report = json.loads(printed.read())
    files = report["files"]
    statuses = [each["status"] for each in files]
    return Load(seconds, round(peak, 1), sum(each["chunks"] for each in files),
                {status: statuses.count(status) for status in sorted(set(statuses))}, report["release"])  # fmt: skip


def _held(process: int) -> Iterator[float]:
    """The resident memory of a process and of all that it started, in MB."""
    try:
        yield resident_mb(process)
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield from _held(int(child))
    except (OSError, ProcessLookupError):
        return  # it ended meanwhile
