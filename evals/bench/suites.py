"""What is measured. Each suite starts its processes one after the other, ours and the peer's in turn."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from evals.bench.figures import load, percentiles, ratios
from evals.bench.loading import measure_loading
from evals.bench.material import STARTER, WARM_UP, make_headings, make_questions, make_rows, make_texts
from evals.bench.processes import OURS, PEER, ROOT, TUTOR, Figures, Run, evict, run

ONE = "everything"  # the name of the corpus that holds all documents
_PIPELINE = "evals.peers.langchain_pipeline"
_MEASURED = "evals.bench.measured"


@dataclass(frozen=True)
class Bench:
    """What to ingest, where the made material and its indexes are kept, and how often everything is measured."""

    folder: Path
    work: Path
    repeat: int

    @property
    def one(self) -> Path:
        """A TUTOR_HOME with all documents as one corpus."""
        return self.work / "one"

    @property
    def three(self) -> Path:
        """A TUTOR_HOME with the same documents as three corpora."""
        return self.work / "three"

    @property
    def starter(self) -> Path:
        """A TUTOR_HOME with the starter corpora as they are."""
        return self.work / "starter"

    @property
    def headings(self) -> Path:
        """A JSON list of headings of the starter corpora, to be asked."""
        return self.work / "headings.json"

    @property
    def store(self) -> Path:
        """The peer's Chroma folder with the same documents."""
        return self.work / "peer"

    @property
    def questions(self) -> Path:
        """A JSON list of questions, the first ones for warming up."""
        return self.work / "questions.json"


def build(bench: Bench) -> Figures:
    """Make documents and indexes of 10,000 chunks where they are not there yet; what that took the first time."""
    texts = bench.work / "texts"
    bench.work.mkdir(parents=True, exist_ok=True)
    if not bench.questions.exists():
        make_texts(texts)
        make_questions(bench.questions)
    ours = _built(bench.work / "one.json", lambda: _load_one(bench, texts))
    _built(bench.work / "three.json", lambda: _load_three(bench, texts))
    peer = _built(bench.work / "peer.json", lambda: _index_peer(bench, texts)) if PEER.exists() else None
    return {"ours": ours, "peer": peer}


def _built(done: Path, make: Callable[[], Figures]) -> Figures:
    if not done.exists():
        done.write_text(json.dumps(make()), "utf-8")
    figures: Figures = json.loads(done.read_text("utf-8"))
    return figures


def _load_one(bench: Bench, texts: Path) -> Figures:
    fresh = not (bench.one / "cache").exists()
    loaded = run([TUTOR, "load", "--json", "--corpus", ONE, str(texts)], TUTOR_HOME=str(bench.one))
    kb = sum(file.stat().st_size for file in texts.rglob("*.md")) / 1024
    found: Figures = {"chunks": sum(file["chunks"] for file in loaded.figures["files"]), "kb": round(kb)}
    if fresh:  # else an interrupted build went on, and its time would be too good
        found |= {"command_s": round(loaded.seconds, 1), "kb_per_s": round(kb / loaded.seconds, 1),
                  "peak_mb": loaded.peak_mb}  # fmt: skip
    return found


def _load_three(bench: Bench, texts: Path) -> Figures:
    bench.three.mkdir(exist_ok=True)
    if not (bench.three / "cache").exists():
        (bench.three / "cache").symlink_to(bench.one / "cache")
    chunks = 0
    for folder in sorted(texts.iterdir()):
        loaded = run([TUTOR, "load", "--json", "--corpus", folder.name, str(folder)], TUTOR_HOME=str(bench.three))
        chunks += sum(file["chunks"] for file in loaded.figures["files"])
    return {"chunks": chunks}


def _index_peer(bench: Bench, texts: Path) -> Figures:
    shutil.rmtree(bench.store, ignore_errors=True)
    indexed = run([str(PEER), "-m", _PIPELINE, "ingest", str(texts), str(bench.store)])
    figures = indexed.figures
    return {"chunks": figures["chunks"], "kb": round(figures["kb"]), "command_s": round(indexed.seconds, 1),
            "kb_per_s": round(figures["kb"] / indexed.seconds, 1), "peak_mb": indexed.peak_mb}  # fmt: skip


# ------------------------------------------------------------------ ingest


def ingest(bench: Bench) -> Figures:
    """KB/s of a folder of documents into a new index, by wall clock and by CPU time, without imports."""
    ours, peer = _in_turn(
        bench,
        lambda: _ingested(run([OURS, "-m", _MEASURED, "ingest", str(bench.folder)])),
        lambda: _peer_ingested(bench.folder),
    )
    found: Figures = {"folder": bench.folder.name, "ours": ours, "peer": peer}
    if peer:
        for speed in ("kb_per_s", "kb_per_cpu_s", "kb_per_command_s"):
            found[f"{speed}_ratio"] = ratios([each[speed] for each in ours], [each[speed] for each in peer])
    return found


def _peer_ingested(folder: Path) -> Figures:
    with tempfile.TemporaryDirectory() as store:
        return _ingested(run([str(PEER), "-m", _PIPELINE, "ingest", str(folder), store]))


def _ingested(finished: Run) -> Figures:
    figures = finished.figures
    return {
        "kb": figures["kb"],
        "chunks": figures["chunks"],
        "seconds": round(figures["seconds"], 2),
        "kb_per_s": round(figures["kb"] / figures["seconds"], 1),
        "kb_per_cpu_s": round(figures["kb"] / figures["cpu_seconds"], 1),
        "kb_per_command_s": round(figures["kb"] / finished.seconds, 1),
        "peak_mb": figures["peak_rss_mb"],
    }


def _in_turn(
    bench: Bench, ours: Callable[[], Figures], peer: Callable[[], Figures]
) -> tuple[list[Figures], list[Figures]]:
    """Ours and the peer's, A B A B; the peer's list is empty where its environment is not there."""
    pairs = [(ours(), peer() if PEER.exists() else {}) for _ in range(bench.repeat)]
    return [our for our, _ in pairs], [their for _, their in pairs if their]


# ------------------------------------------------------------------ search and ask


def search(bench: Bench) -> Figures:
    """Latency of search with everything open, over 10,000 chunks: one corpus, three corpora, the peer."""
    built = build(bench)
    ours, peer = _in_turn(bench, lambda: _ours("search", bench.one, bench, ONE), lambda: _peer_search(bench))
    three = [_ours("search", bench.three, bench) for _ in range(bench.repeat)]
    return {"built": built, "ours": ours, "three_corpora": three, "peer": peer}


def ask(bench: Bench) -> Figures:
    """Latency of a checked answer without a model, with everything open. The peer has nothing of the kind."""
    build(bench)
    ours = [_ours("ask", bench.one, bench, ONE) for _ in range(bench.repeat)]
    three = [_ours("ask", bench.three, bench) for _ in range(bench.repeat)]
    return {"ours": ours, "three_corpora": three}


def _ours(what: str, home: Path, bench: Bench, *corpora: str) -> Figures:
    return run([OURS, "-m", _MEASURED, what, str(home), *corpora, "--questions", str(bench.questions)]).figures


def _peer_search(bench: Bench) -> Figures:
    figures = run([str(PEER), "-m", _PIPELINE, "search", str(bench.store), str(bench.questions)]).figures
    times = figures.pop("seconds")
    return figures | percentiles(times[WARM_UP:])


# ------------------------------------------------------------------ cold start


def cold(bench: Bench) -> Figures:
    """Seconds from nothing to the end of one command over 10,000 chunks, files in memory and read from disk anew."""
    build(bench)
    _command(bench, "ask", bench.one)  # compiles what is compiled once
    ours, peer = _in_turn(bench, lambda: _spent(_command(bench, "ask", bench.one)), lambda: _spent(_peer_first(bench)))
    three = [_spent(_command(bench, "ask", bench.three)) for _ in range(bench.repeat)]
    from_disk, peer_from_disk = _in_turn(
        bench, lambda: _spent(_from_disk(bench, ours=True)), lambda: _spent(_from_disk(bench, ours=False))
    )
    found = {"ours": ours, "three_corpora": three, "peer": peer,
             "ours_from_disk": from_disk, "peer_from_disk": peer_from_disk}  # fmt: skip
    return {name: _middle(runs) for name, runs in found.items() if runs}


def _command(bench: Bench, name: str, home: Path) -> Run:
    asked = json.loads(bench.questions.read_text("utf-8"))[0]
    return run([TUTOR, name, "--json", asked], TUTOR_HOME=str(home))


def _peer_first(bench: Bench) -> Run:
    asked = json.loads(bench.questions.read_text("utf-8"))[0]
    return run([str(PEER), "-m", _PIPELINE, "first", str(bench.store), asked])


def _from_disk(bench: Bench, *, ours: bool) -> Run:
    libraries = Path(OURS if ours else PEER).parent.parent / "lib"
    evict([libraries, bench.one / "releases", bench.store, ROOT / "tutor"])
    return _command(bench, "ask", bench.one) if ours else _peer_first(bench)


def _spent(finished: Run) -> Figures:
    return {"seconds": round(finished.seconds, 2), "peak_mb": finished.peak_mb}


def _middle(runs: Sequence[Mapping[str, float]]) -> Figures:
    """Median, least and greatest seconds, and the greatest memory."""
    seconds = [each["seconds"] for each in runs]
    return {"median_s": round(median(seconds), 2), "least_s": min(seconds), "greatest_s": max(seconds),
            "peak_mb": max(each["peak_mb"] for each in runs)}  # fmt: skip


# ------------------------------------------------------------------ memory


def memory(bench: Bench) -> Figures:
    """The highest memory of each command, over 10,000 chunks and while ingesting."""
    built = build(bench)["ours"]
    with tempfile.TemporaryDirectory() as home:
        loaded = run([TUTOR, "load", "--json", "--corpus", "bench", str(bench.folder)], TUTOR_HOME=home)
    found = {
        "load_folder": loaded.peak_mb,
        "search": _command(bench, "search", bench.one).peak_mb,
        "ask": _command(bench, "ask", bench.one).peak_mb,
        "ask_three_corpora": _command(bench, "ask", bench.three).peak_mb,
    }
    return found | ({"load_10000_chunks": built["peak_mb"]} if "peak_mb" in built else {})


def serve(bench: Bench) -> Figures:
    """The serving process while the page is asked, over 10,000 chunks in three corpora."""
    build(bench)
    return run([OURS, "-m", "evals.bench.serving", str(bench.three), str(bench.questions)]).figures


# ------------------------------------------------------------------ what a learner does and sees


def effort(bench: Bench) -> Figures:
    """Words and clicks to confirm a statement, beside LangChain's source documents."""
    return _learning("effort", bench, str(STARTER))


def first_statement(bench: Bench) -> Figures:
    """How long after a paced model wrote its first statement it is seen, checked."""
    return _learning("first_statement", bench)


def page(bench: Bench) -> Figures:
    """Start, rerun, and a conversation of 200 answers."""
    return _learning("page", bench)


def _learning(what: str, bench: Bench, *more: str) -> Figures:
    """A module of its own on the starter corpora; those that have no peer say how often they measure."""
    bench.work.mkdir(parents=True, exist_ok=True)
    make_headings(bench.headings)
    _publish_starter(bench)
    found = run([OURS, "-m", f"evals.bench.{what}", str(bench.starter), *more, str(bench.headings)]).figures
    return found | {"load_after": load()}


def _publish_starter(bench: Bench) -> None:
    if not bench.starter.exists():
        run([TUTOR, "load", "--starter"], TUTOR_HOME=str(bench.starter))


# ------------------------------------------------------------------ the judge


def judge(bench: Bench) -> Figures:
    """Pairs a second, one answer weighed, the memory of the loaded judge, and 1,000 rows through `tutor check`."""
    _publish_starter(bench)
    command = [OURS, "-m", "evals.bench.judging", str(bench.starter)]
    runs = [run(command).figures for _ in range(bench.repeat)]
    return {"ours": runs, "check": _checked(bench), "load_after": load()}


def _checked(bench: Bench) -> Figures:
    rows = bench.work / "rows.jsonl"
    make_rows(rows)
    done = run([TUTOR, "check", "--judge", "local", "--json", "--batch", str(rows)])
    count = len(done.output.splitlines())
    return {"rows": count, "seconds": round(done.seconds, 2), "rows_per_s": round(count / done.seconds, 1),
            "peak_mb": done.peak_mb}  # fmt: skip


# ------------------------------------------------------------------ asking again


def again(bench: Bench) -> Figures:
    """Tokens and seconds of asking again, and what it changes of a model that wavers."""
    bench.work.mkdir(parents=True, exist_ok=True)
    _publish_starter(bench)
    return run([OURS, "-m", "evals.bench.again", str(bench.starter)]).figures | {"load_after": load()}


# ------------------------------------------------------------------ loading


def loading(bench: Bench) -> Figures:
    """A corpus of 20,000 chunks beside smaller ones; the curricula loaded again, changed, and killed."""
    bench.work.mkdir(parents=True, exist_ok=True)
    return measure_loading(bench.work) | {"load_after": load()}


SUITES: Mapping[str, Callable[[Bench], Figures]] = {
    "ingest": ingest,
    "search": search,
    "ask": ask,
    "cold": cold,
    "memory": memory,
    "serve": serve,
    "effort": effort,
    "first_statement": first_statement,
    "page": page,
    "judge": judge,
    "again": again,
    "loading": loading,
}
