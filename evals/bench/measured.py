"""One measurement of ours in this process: `python -m evals.bench.measured ingest|search|ask ...`, one line of JSON."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from evals.bench.figures import percentiles
from evals.bench.material import WARM_UP
from evals.bench.memory import peak_mb
from evals.bench.processes import Figures
from tutor.ask import answer_from
from tutor.load import Loader, load
from tutor.models.embedder import Text
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings


def ingest(folder: Path) -> Figures:
    """Read, parse, split, embed, index, check and publish `folder`; imports and opening the model are not counted."""
    import chromadb  # noqa: F401 - the load imports it when it writes vectors; imports are not counted here

    kb = sum(file.stat().st_size for file in folder.rglob("*.md")) / 1024
    with tempfile.TemporaryDirectory() as home:
        parts = Parts(read_settings(home=Path(home)))
        parts.embedder.embed([Text("warm")])
        loader = Loader(parts.shelf, parts.embedder, parts.cache)
        began, cpu = time.perf_counter(), time.process_time()
        report = load(folder, "bench", loader, datetime.now(UTC))
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    chunks = sum(file.chunks for file in report.files)
    return {"kb": round(kb, 1), "chunks": chunks, "seconds": seconds, "cpu_seconds": cpu, "peak_rss_mb": peak_mb()}


def search(home: Path, corpora: list[str], questions: list[str]) -> Figures:
    """Seconds of `retrieve` for each question after the warm-up, with everything open."""
    parts = Parts(read_settings(home=home))
    releases = parts.releases(corpora)
    times = []
    for question in questions:
        began = time.perf_counter()
        retrieve(question, releases, parts.embedder, parts.settings.passages)
        times.append(time.perf_counter() - began)
    chunks = sum(each.release.chunks for each in releases)
    return {"chunks": chunks, **percentiles(times[WARM_UP:]), "peak_rss_mb": peak_mb()}


def ask(home: Path, corpora: list[str], questions: list[str]) -> Figures:
    """Seconds of `answer_from` without a model for each question after the warm-up, with everything open."""
    parts = Parts(read_settings(home=home))
    releases = parts.releases(corpora)
    times, refused = [], 0
    for question in questions:
        began = time.perf_counter()
        answer = answer_from(question, releases, parts)
        times.append(time.perf_counter() - began)
        refused += answer.refused
    chunks = sum(each.release.chunks for each in releases)
    return {"chunks": chunks, "refused": refused, **percentiles(times[WARM_UP:]), "peak_rss_mb": peak_mb()}


def main() -> None:
    """Measure what is named and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["ingest", "search", "ask"])
    parser.add_argument("folder", type=Path, help="of documents to ingest, or the TUTOR_HOME to search in")
    parser.add_argument("corpora", nargs="*")
    parser.add_argument("--questions", type=Path, help="a JSON list")
    arguments = parser.parse_args()
    if arguments.what == "ingest":
        found = ingest(arguments.folder)
    else:
        questions = json.loads(arguments.questions.read_text("utf-8"))
        found = (search if arguments.what == "search" else ask)(arguments.folder, arguments.corpora, questions)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
