"""The figures as a page: what was promised, what was measured, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from evals.bench.material import QUESTIONS
from evals.bench.processes import Figures


@dataclass(frozen=True)
class Promise:
    """A bound on one figure of one suite; `at_least` where more is better."""

    words: str
    bound: float
    unit: str
    suite: str
    measured: Callable[[Figures], float | None]
    at_least: bool = False


def _worst(name: str, runs: str = "ours") -> Callable[[Figures], float]:
    return lambda suite: float(max(run[name] for run in suite[runs]))


def _commands(suite: Figures) -> float:
    return float(max(value for name, value in suite.items() if name not in ("machine", "measured_at")))


PROMISES = (
    Promise("ingest: KB/s against LangChain's default pipeline", 4, "times", "ingest",
            lambda suite: suite.get("kb_per_s_ratio", {}).get("median"), at_least=True),
    Promise("`search`, p95, 10,000 chunks, one corpus", 15, "ms", "search", _worst("p95_ms")),
    Promise("`search`, p95, 10,000 chunks, three corpora", 15, "ms", "search", _worst("p95_ms", "three_corpora")),
    Promise("`ask` without a model, p95, one corpus", 400, "ms", "ask", _worst("p95_ms")),
    Promise("`ask` without a model, p95, three corpora", 400, "ms", "ask", _worst("p95_ms", "three_corpora")),
    Promise("`tutor ask` from a cold start", 3, "s", "cold", lambda suite: suite["ours"]["greatest_s"]),
    Promise("the same, files read from disk anew", 3, "s", "cold", lambda suite: suite["ours_from_disk"]["median_s"]),
    Promise("memory of any command", 400, "MB", "memory", _commands),
    Promise("memory of the server", 700, "MB", "serve",
            lambda suite: max(value for name, value in suite.items() if name.startswith("peak_mb"))),
)  # fmt: skip


def table(found: Figures) -> str:
    """The page for the suites in `found`."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Figures) -> Iterator[str]:
    yield from (
        "# Speed and memory",
        "",
        "Written by `python -m evals.bench`; all figures are in [bench.json](bench.json).",
        "",
    )
    yield from _rows(("what", "bound", "measured", "holds"), [_promised(each, found) for each in PROMISES])
    yield "Latencies and times are the worst of all repeats (from disk: the median), memory the highest of all."
    for name, suite in found.items():
        yield from ("", f"## {name}", "", _measured_on(suite), "")
        yield from _DETAILS[name](suite)


def _promised(promise: Promise, found: Figures) -> tuple[str, ...]:
    value = promise.measured(found[promise.suite]) if promise.suite in found else None
    bound = f"{'≥' if promise.at_least else '<'} {promise.bound:g} {promise.unit}"
    if value is None:
        return promise.words, bound, "not measured", ""
    holds = value >= promise.bound if promise.at_least else value < promise.bound
    return promise.words, bound, f"{value:.3g} {promise.unit}", "yes" if holds else "**no**"


def _measured_on(suite: Figures) -> str:
    machine = suite["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return (
        f"{suite['measured_at']}, {machine['cpu']}, {machine['cores']} cores, {machine['memory_gb']} GB, "
        f"Python {machine['python']}, {versions}; load before: {machine['load_before']}."
    )


def _rows(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(str(cell) for cell in row)} |"
    yield ""


# ------------------------------------------------------------------ one suite each


def _ingest(suite: Figures) -> Iterator[str]:
    names = ("kb", "chunks", "seconds", "kb_per_s", "kb_per_cpu_s", "kb_per_command_s", "peak_mb")
    rows = [(who, *(run[name] for name in names)) for pair in _pairs(suite) for who, run in pair]
    yield (
        "A folder of Markdown into a new index, in turn. Seconds: read, split, embed, index, and for ours also parse, "
        "full text, check and publish; imports and opening the model are not counted there, but are in KB per command "
        "second. The peer: RecursiveCharacterTextSplitter 1000/200, all-MiniLM-L6-v2 with sentence-transformers on "
        "torch, Chroma; all by default."
    )
    yield ""
    yield from _rows(("", "KB", "chunks", "seconds", "KB/s", "KB per CPU s", "KB per command s", "peak MB"), rows)
    for name in ("kb_per_s", "kb_per_cpu_s", "kb_per_command_s"):
        if f"{name}_ratio" in suite:
            yield f"- {name}, ours / peer: {_ratio(suite[f'{name}_ratio'])}"


def _pairs(suite: Figures) -> Iterator[list[tuple[str, Figures]]]:
    for place, ours in enumerate(suite["ours"]):
        yield [("ours", ours), *(("LangChain", run) for run in suite["peer"][place : place + 1])]


def _ratio(ratio: Figures) -> str:
    interval = f", 95 % interval {ratio['interval_95'][0]}-{ratio['interval_95'][1]}" if "interval_95" in ratio else ""
    return f"median {ratio['median']} (least {ratio['least']}, greatest {ratio['greatest']}{interval})"


def _latency(suite: Figures) -> Iterator[str]:
    yield f"{QUESTIONS} different questions after a warm-up, everything open, milliseconds; a line is one process."
    yield ""
    named = (
        ("ours", "ours, one corpus"),
        ("three_corpora", "ours, three corpora"),
        ("peer", "LangChain, vectors only"),
    )
    names = ("chunks", "p50_ms", "p95_ms", "p99_ms", "max_ms", "peak_rss_mb")
    rows = [(words, *(run[name] for name in names)) for key, words in named for run in suite.get(key, [])]
    yield from _rows(("", "chunks", "p50", "p95", "p99", "max", "peak MB"), rows)
    if "built" in suite:
        for who, built in suite["built"].items():
            if built and "kb_per_s" in built:
                yield (f"- index of {built['chunks']:,} chunks, {who}: {built['kb_per_s']} KB/s as a command of "
                       f"{built['command_s']} s, {built['peak_mb']} MB")  # fmt: skip
    if any("refused" in run for run in suite["ours"]):
        yield f"- refused of these questions: {median(run['refused'] for run in suite['ours']):g}"


def _cold(suite: Figures) -> Iterator[str]:
    yield (
        "A command from nothing to its end over 10,000 chunks: `tutor ask` with a checked answer on record; of the "
        "peer imports, model, index and one search. From disk: after the system was asked to forget all files."
    )
    yield ""
    runs = [(name, run) for name, run in suite.items() if isinstance(run, dict) and "median_s" in run]
    rows = [(name.replace("_", " "), *run.values()) for name, run in runs]
    yield from _rows(("", "median s", "least", "greatest", "peak MB"), rows)


def _plain(suite: Figures) -> Iterator[str]:
    rows = [(name.replace("_", " "), value) for name, value in suite.items() if name not in ("machine", "measured_at")]
    yield from _rows(("", "MB or s"), rows)


_DETAILS: dict[str, Callable[[Figures], Iterator[str]]] = {
    "ingest": _ingest,
    "search": _latency,
    "ask": _latency,
    "cold": _cold,
    "memory": _plain,
    "serve": _plain,
}
