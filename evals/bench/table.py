"""The figures as a page: what was promised, what was measured, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from evals.bench import again_page
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


def _value(found: Figures | None) -> float | None:
    return None if found is None else float(found["value"])


_WAYS = {
    "address_s": "address",
    "click_s": "click in the sidebar",
    "new_browser_s": "address, in a browser that has nothing of the page yet",
}
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
    Promise("words to confirm a statement, median, against LangChain's source documents", 1 / 3, "of its", "effort",
            lambda suite: _value(suite.get("ratio", {}).get("words"))),
    Promise("clicks for it, median, against LangChain's", 1 / 3, "of its", "effort",
            lambda suite: _value(suite.get("ratio", {}).get("clicks"))),
    Promise("first checked statement seen, against when it was complete on the wire", 1.2, "times",
            "first_statement", lambda suite: suite["page"]["ratio"]["median"]),
    Promise("the same, greatest", 1.2, "times", "first_statement", lambda suite: suite["page"]["ratio"]["greatest"]),
    Promise("from the start of `tutor serve` to the frame", 2, "s", "page",
            lambda suite: suite["start"]["ours"]["frame_s"]["median"]),
    Promise("a rerun, p95, greatest of its kinds", 100, "ms", "page",
            lambda suite: max(kind["running"]["p95_ms"] for kind in suite["rerun"].values())),
    Promise("a conversation of 200 answers opens by a click", 1, "s", "page",
            lambda suite: suite["conversation"]["click_s"]["median"]),
    Promise("the same by its address", 1, "s", "page", lambda suite: suite["conversation"]["address_s"]["median"]),
    Promise("memory of a load of 20,000 chunks, all processes", 1200, "MB", "loading",
            lambda suite: suite["sizes"][-1]["peak_mb"]),
    Promise("its seconds a chunk by those of 5,000 chunks", 1.15, "times", "loading", lambda suite: suite["growth"]),
    Promise("a load with nothing changed, by the first one", 0.05, "of it", "loading",
            lambda suite: suite.get("curricula", {}).get("again", {}).get("share")),
    Promise("pairs of 128 tokens that the judge reads", 100, "a second", "judge",
            lambda suite: min(run["pairs_per_s"] for run in suite["ours"]), at_least=True),
    Promise("one answer of five statements weighed, p95", 150, "ms", "judge", _worst("p95_ms")),
    Promise("memory that the loaded judge adds", 150, "MB", "judge", _worst("added_mb")),
    Promise("tokens of a checked answer, against five separate samples", 0.5, "of its", "again",
            lambda suite: suite["cost"]["ways"]["adaptive"]["ratio"]),
    Promise("the same, an endpoint that gives one reply a request", 0.5, "of its", "again",
            lambda suite: suite["cost"]["ways"]["adaptive, one reply a request"]["ratio"]),
    Promise("first checked statement with redraws, against without", 1.05, "times", "again",
            lambda suite: suite["time"]["first"]["median"]),
    Promise("all checks done, against the slowest redraw", 1.3, "times", "again",
            lambda suite: suite["time"]["all"]["median"]),
)  # fmt: skip


def table(found: Figures) -> str:
    """The page for the suites in `found`."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Figures) -> Iterator[str]:
    yield from (
        "# Effort, speed and memory",
        "",
        "Written by `python -m evals.bench`; all figures are in [bench.json](bench.json).",
        "",
    )
    yield from _rows(("what", "bound", "measured", "holds"), [_promised(each, found) for each in PROMISES])
    yield (
        "Latencies and times are the worst of all repeats, memory the highest of all; from disk and of effort, "
        "first_statement and page medians, where nothing else is said."
    )
    for name, suite in found.items():
        yield from ("", f"## {name}", "", _measured_on(suite), "")
        yield from _DETAILS[name](suite)


def _promised(promise: Promise, found: Figures) -> tuple[str, ...]:
    value = promise.measured(found[promise.suite]) if promise.suite in found else None
    bound = f"{'≥' if promise.at_least else '<'} {promise.bound:.3g} {promise.unit}"
    if value is None:
        return promise.words, bound, "not measured", ""
    holds = value >= promise.bound if promise.at_least else value < promise.bound
    return promise.words, bound, f"{value:.3g} {promise.unit}", "yes" if holds else "**no**"


def _measured_on(suite: Figures) -> str:
    machine = suite["machine"]
    after = f", after: {suite['load_after']}" if "load_after" in suite else ""
    instructions = f" ({machine['instructions']})" if "instructions" in machine else ""
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return (
        f"{suite['measured_at']}, {machine['cpu']}{instructions}, {machine['cores']} cores, {machine['memory_gb']} GB, "
        f"Python {machine['python']}, {versions}; load before: {machine['load_before']}{after}."
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


# ------------------------------------------------------------------ what a learner does and sees


def _effort(suite: Figures) -> Iterator[str]:
    yield (
        f"{suite['questions']} headings of the three starter corpora were asked, all that begin or end like a "
        f"question or have at least four words; {suite['refused']} were refused. For each statement of the tutor's "
        f"answers (no model, default settings), what a learner reads to confirm it: with the tutor the highlighted "
        f"words of its citations, or, as a second figure, all that the panel shows around them. With LangChain (the "
        f"default pipeline of the other suites, its retriever as it is by default: {suite.get('peer_documents', 4)} "
        "source documents) the documents in the given order, up to the last of the same cited words; where the "
        "documents do not hold them, all are read and the statement stays unconfirmed. The statement itself is not "
        "counted for either. A word has a letter or a digit. Clicks: one opens a citation; one opens each source "
        "document that is read, as they are usually folded (were all open, no click but the same words). Medians, "
        "95 % intervals in brackets, by bootstrap over questions."
    )
    yield ""
    rows = [(_LABELS[name], _sure(suite["ours"].get(name)), _sure(suite.get("peer", {}).get(name)),
             _sure(suite.get("ratio", {}).get(name))) for name in _LABELS]  # fmt: skip
    yield from _rows(("", "ours", "LangChain", "ours / LangChain"), rows)
    yield f"- statements: {suite['ours']['statements']:,}"
    for who in ("ours", "peer"):
        if who in suite:
            means = suite[who]["mean_words"], suite[who]["mean_clicks"]
            yield f"- mean, {'LangChain' if who == 'peer' else who}: {means[0]} words, {means[1]} clicks"


_LABELS = {
    "confirmed": "share of statements that can be confirmed",
    "words": "words",
    "words_where_confirmed": "words, of statements that both can confirm",
    "panel_words": "words, reading all of our panel",
    "panel_words_where_confirmed": "words, reading all of our panel, of statements that both can confirm",
    "clicks": "clicks",
}


def _sure(found: Figures | None) -> str:
    return "" if found is None else f"{found['value']:g} ({found['interval_95'][0]:g} to {found['interval_95'][1]:g})"


def _first_statement(suite: Figures) -> Iterator[str]:
    yield (
        f"A model on the loopback interface that streams like a real one: the first token after "
        f"{suite['first_token_s']} s, then {suite['tokens_per_s']:g} a second, a token being four characters. Seconds "
        "from Enter (in the second line: from the call) until the first sentence was complete on the wire, and until "
        "it was seen, checked: in the browser the end of the frame that first had it, so known to 17 ms and the "
        f"{suite['page']['clocks_within_ms']:g} ms within which the two clocks agree; else "
        "`Answer.usage.first_checked`. Each run is another question, after one to warm up."
    )
    yield ""
    named = (("page", "in the browser"), ("without_page", "without the page"))
    rows = [(words, suite[key]["runs"], suite[key]["complete_on_the_wire_s"], *_spread(suite[key]["ratio"]),
             *_spread(suite[key]["lag_ms"])) for key, words in named]  # fmt: skip
    head = ("", "runs", "complete s", "seen / complete", "greatest", "lag ms", "greatest")
    yield from _rows(head, rows)


def _spread(found: Figures) -> tuple[str, float]:
    interval = f" ({found['interval_95'][0]:g} to {found['interval_95'][1]:g})" if "interval_95" in found else ""
    return f"{found['median']:g}{interval}", found["greatest"]


def _page(suite: Figures) -> Iterator[str]:
    start, long = suite["start"], suite["conversation"]
    yield (
        f"Chromium {suite['chromium']}, already running. Seconds from starting `tutor serve` with the starter corpora "
        f"published until sidebar and chat field are painted: {start['runs']} starts after one to warm up, so with "
        "files in memory, each in a browser that has nothing of the page yet, in turn with a page of Streamlit that is "
        "this frame and nothing else. The server's part ends when it "
        "first answers."
    )
    yield ""
    parts = {"frame_s": "to the frame", "server_s": "of that the server's start", "browser_s": "and the browser",
             "server_cpu_s": "CPU seconds of the server"}  # fmt: skip
    rows = [(words, *_spread(start["ours"][key]), *_spread(start["bare"][key])) for key, words in parts.items()]
    yield from _rows(("", "ours, median s", "greatest", "the frame alone, median s", "greatest"), rows)
    yield (
        "A rerun of the page, by what the learner does: milliseconds from asking the server to its last "
        "word, and from the key or click to what is painted then."
    )
    yield ""
    rows = [(name, *(kind[of][p] for of in ("running", "since_the_act") for p in ("p50_ms", "p95_ms", "max_ms")),
             kind["server_cpu_ms"])
            for name, kind in suite["rerun"].items()]  # fmt: skip
    yield from _rows(("", "p50", "p95", "max", "since the act, p50", "p95", "max", "CPU of the server"), rows)
    yield f"A conversation of {long['answers']} answers, until the last one is painted, {long['runs']} times."
    yield ""
    yield from _rows(("opened by", "median s", "greatest"), [(_WAYS[way], *_spread(long[way])) for way in _WAYS])
    yield f"- highest memory of the server after all this: {suite['peak_mb']} MB"


# ------------------------------------------------------------------ the judge


def _judge(suite: Figures) -> Iterator[str]:
    yield (
        "A line is one process with the starter corpora and the embedder open. Pairs: the network alone, on all cores, "
        "all of the same length. An answer: five statements in other words than the source, the last of them wrong, "
        "with eight passages retrieved, from citations to verdicts, in milliseconds. Memory: the resident set after "
        "the judge was opened and used, less that before."
    )
    yield ""
    names = ("pairs_per_s", "answers", "p50_ms", "p95_ms", "max_ms", "added_mb")
    rows = [[run[name] for name in names] for run in suite["ours"]]
    yield from _rows(("pairs a second", "answers", "p50", "p95", "max", "added MB"), rows)
    check = suite["check"]
    yield (
        f"- `tutor check` of {check['rows']:,} rows, sections of the starter corpora each with a statement, by the "
        f"local judge: {check['seconds']} s from start to end, {check['rows_per_s']} rows a second, "
        f"{check['peak_mb']} MB"
    )


# ------------------------------------------------------------------ loading


def _loading(suite: Figures) -> Iterator[str]:
    yield (
        "Documents of the starter corpora, repeated with other words, one in ten as a web page, which is read in a "
        "process apart. `tutor load` from start to end in a home that has nothing yet, so with every passage embedded; "
        "then the same once more. Memory is the highest sum of the resident sets of all its processes, looked at every "
        "50 ms."
    )
    yield ""
    names = ("chunks", "files", "kb", "seconds", "chunks_per_s", "peak_mb", "again_s", "again_peak_mb")
    rows = [[run[name] for name in names] for run in suite["sizes"]]
    yield from _rows(("chunks", "files", "KB", "s", "chunks a second", "peak MB", "again s", "again MB"), rows)
    yield f"- seconds a chunk, the largest by the smallest: {suite['growth']} (1: time grows linearly)"
    if "curricula" not in suite:
        return
    yield ""
    yield "The three curricula as one corpus, in seconds and by the seconds of the first load."
    yield ""
    loads = {"first": "first", "again": "nothing changed", "one_changed": "one file changed"}
    of_each = [(words, *(suite["curricula"][key][name] for name in ("seconds", "share", "chunks", "peak_mb")))
               for key, words in loads.items()]  # fmt: skip
    yield from _rows(("", "s", "of the first", "chunks", "peak MB"), of_each)
    killed = suite["curricula"]["killed"]
    yield (
        f"- from nothing and killed {killed['kills']} times at random moments: {killed['seconds']} s together with the "
        f"load that came to its end ({killed['last_s']} s), {killed['share']} of the first; "
        f"{killed['chunks']:,} chunks, faults found afterwards: {len(killed['verified']['faults'])}"
    )


_DETAILS: dict[str, Callable[[Figures], Iterator[str]]] = {
    "ingest": _ingest,
    "search": _latency,
    "ask": _latency,
    "cold": _cold,
    "memory": _plain,
    "serve": _plain,
    "effort": _effort,
    "first_statement": _first_statement,
    "page": _page,
    "judge": _judge,
    "again": again_page.details,
    "loading": _loading,
}
