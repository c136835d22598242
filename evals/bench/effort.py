"""Verification effort: `python -m evals.bench.effort HOME FOLDER QUESTIONS`, one line of JSON.

How many words a learner reads and how many clicks they make to confirm one statement: with the tutor's citations, and
with LangChain's default answer with source documents, for the same questions, statements and documents. HOME has the
documents of FOLDER published, those of each folder in it as a corpus of that name.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.statements import Data, Setting, numbers, stated
from evals.bench.processes import PEER, Figures, run
from tutor.ask import answer_from
from tutor.domain import Answer, Claim, Document
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.text.mapped import MappedText, folded_words

_PIPELINE = "evals.peers.langchain_pipeline"
_RESAMPLED = 10_000

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Quote:
    """Words that carry a statement, and where they stand: a file and code points of it."""

    file: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Source:
    """A source document as the peer shows it beside its answer: a stretch of a file, from `start` on."""

    file: str
    start: int
    text: str


@dataclass(frozen=True)
class Effort:
    """What it takes to confirm a statement, or to have read everything that is shown for it."""

    confirmed: bool
    words: int
    clicks: int


@dataclass(frozen=True)
class Stated:
    """One statement of our answer to a question: what carries it, the effort, and that of reading all of the panel."""

    question: int
    quotes: tuple[Quote, ...]
    effort: Effort
    panel_words: int


def count(text: str) -> int:
    """Words of a text: what stands between white space and has a letter or a digit in it."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


# ------------------------------------------------------------------ ours


def ours(home: Path, folder: Path, questions: Sequence[str]) -> tuple[list[Stated], int]:
    """Every statement of the tutor's answers without a model, and how many questions it refused."""
    parts = Parts(read_settings(home=home))
    releases = parts.releases()
    found: list[Stated] = []
    refused = 0
    for number, question in enumerate(questions):
        answer = answer_from(question, releases, parts)
        refused += answer.refused
        shown = stated(answer.stated, _setting(answer, parts), complete=True)["items"]
        for statement, item in zip(answer.stated, shown, strict=True):
            found.append(_stated(number, statement.claim, item, folder))
    return found, refused


def _setting(answer: Answer, parts: Parts) -> Setting:
    releases = answer.fingerprint.releases

    def opened(corpus: str, path: str) -> Document:
        document = parts.release(corpus, releases[corpus]).texts.document(path)
        assert document is not None
        return document

    return Setting(opened, releases, datetime.now(UTC).date(), 1, numbers(answer.stated))


def _stated(question: int, claim: Claim, item: Data, folder: Path) -> Stated:
    spans = [(f"{each.span.corpus}/{each.span.document}", each.span, each.quote) for each in claim.citations]
    quotes = tuple(Quote(file, span.start, span.end, quote) for file, span, quote in spans)
    real = all((folder / quote.file).read_text("utf-8")[quote.start : quote.end] == quote.words for quote in quotes)
    marked = sum(count(cell) for cell in _cells(item, marked=True))
    effort = Effort(real and marked > 0, marked, len(item["cites"]))
    return Stated(question, quotes, effort, sum(count(cell) for cell in _cells(item, marked=False)))


def _cells(item: Data, *, marked: bool) -> list[str]:
    """What the panels of a statement show, cell by cell, or what is `marked` in them as the cited words."""
    blocks = [block for cite in item["cites"] for block in cite["blocks"]]
    cells = [cell for block in blocks for row in block["rows"] for cell in row]
    return ["".join(words if place or not marked else " " for words, place, *_ in cell) for cell in cells]


# ------------------------------------------------------------------ the peer


def read_until_confirmed(quotes: Sequence[Quote], sources: Sequence[Source]) -> Effort:
    """Read the documents in their order up to the end of the last of the words that carry the statement.

    Words are known by their place, also where two documents have half of them each, or by being the same words in
    another place. Where they are in none, all documents are read. A click opens each document.
    """
    missing = {quote: _places(quote) for quote in quotes}
    words = 0
    for clicks, source in enumerate(sources, 1):
        ends = [_read(quote, places, source) for quote, places in missing.items() if places]
        if not any(missing.values()):
            return Effort(confirmed=True, words=words + count(source.text[: max(ends)]), clicks=clicks)
        words += count(source.text)
    return Effort(confirmed=False, words=words, clicks=len(sources))


def _places(quote: Quote) -> set[int]:
    return {quote.start + at for at, character in enumerate(quote.words) if not character.isspace()}


def _read(quote: Quote, missing: set[int], source: Source) -> int:
    """Take away the places that are in `source`, and give the end of what was looked for in it, or 0."""
    shown = range(source.start, source.start + len(source.text)) if quote.file == source.file else ()
    here = missing.intersection(shown)
    missing -= here
    if not missing:
        return max(here) + 1 - source.start
    there = _folded(source.text)
    wanted = _folded(quote.words).text.strip()
    at = there.text.find(wanted)
    if at < 0:
        return max(here) + 1 - source.start if here else 0
    missing.clear()
    return there.original(at, at + len(wanted))[1]


@cache
def _folded(text: str) -> MappedText:
    return folded_words(text)


def peer(folder: Path, questions: Path) -> tuple[list[list[Source]], int]:
    """The source documents of LangChain's default pipeline for each question, best first, and how many it indexed."""
    with tempfile.TemporaryDirectory() as store:
        found = run([str(PEER), "-m", _PIPELINE, "sources", str(folder), str(questions), store]).figures
    return [[Source(*source) for source in sources] for sources in found["sources"]], found["chunks"]


# ------------------------------------------------------------------ figures


def figures(statements: Sequence[Stated], theirs: Sequence[Effort] | None) -> Figures:
    """Medians and shares with intervals, and the ratios of medians, ours to the peer's."""
    clusters = [each.question for each in statements]
    mine = {
        "words": [each.effort.words for each in statements],
        "panel_words": [each.panel_words for each in statements],
        "clicks": [each.effort.clicks for each in statements],
    }
    found: Figures = {"ours": _of_one(clusters, mine, [each.effort for each in statements])}
    if theirs is None:
        return found
    read = {"words": [each.words for each in theirs], "clicks": [each.clicks for each in theirs]}
    confirmed = np.array([float(each.confirmed) for each in theirs])
    where = _with_interval(clusters, _median(read["words"], confirmed))
    found["peer"] = _of_one(clusters, read, theirs) | {"words_where_confirmed": where}
    ratios = {name: _ratio(mine[name], read["clicks" if name == "clicks" else "words"]) for name in mine}
    for name in ("words", "panel_words"):
        ratios[f"{name}_where_confirmed"] = _ratio(mine[name], read["words"], confirmed)
    found["ratio"] = {name: _with_interval(clusters, ratio) for name, ratio in ratios.items()}
    return found


def _of_one(clusters: Sequence[int], read: Mapping[str, Sequence[int]], efforts: Sequence[Effort]) -> Figures:
    confirmed = np.array([float(each.confirmed) for each in efforts])
    medians = {name: _with_interval(clusters, _median(values)) for name, values in read.items()}
    means = {f"mean_{name}": round(float(np.mean(values)), 1) for name, values in read.items()}
    share = _with_interval(clusters, lambda weights: float(weights @ confirmed / weights.sum()), digits=3)
    return {"statements": len(efforts), "confirmed": share, **medians, **means}


Statistic = Callable[[Numbers], float]  # of how often each statement counts


def _median(values: Sequence[int], counted: Numbers | None = None) -> Statistic:
    """The median of values of which each counts as often as its weight says, if it is `counted` at all."""
    order = np.argsort(values, kind="stable")
    ordered = np.array(values, float)[order]

    def statistic(weights: Numbers) -> float:
        until = np.cumsum((weights if counted is None else weights * counted)[order])
        middle = [np.searchsorted(until, place) for place in ((until[-1] + 1) // 2, until[-1] // 2 + 1)]
        return float(ordered[middle].mean())

    return statistic


def _ratio(values: Sequence[int], others: Sequence[int], counted: Numbers | None = None) -> Statistic:
    one, other = _median(values, counted), _median(others, counted)
    return lambda weights: one(weights) / other(weights)


def _with_interval(clusters: Sequence[int], statistic: Statistic, digits: int = 2) -> Figures:
    """A statistic and its 95 % interval: percentile bootstrap over clusters, each question with all its statements."""
    _, cluster = np.unique(clusters, return_inverse=True)
    many = int(cluster.max()) + 1
    source = np.random.default_rng(0)
    drawn = (np.bincount(source.integers(0, many, many), minlength=many)[cluster] for _ in range(_RESAMPLED))
    low, high = np.quantile([statistic(weights.astype(float)) for weights in drawn], (0.025, 0.975))
    value = statistic(np.ones(len(clusters)))
    return {"value": round(value, digits), "interval_95": [round(float(low), digits), round(float(high), digits)]}


def effort(home: Path, folder: Path, questions: Path) -> Figures:
    """The whole measurement; ours alone where the peers are not installed."""
    asked: list[str] = json.loads(questions.read_text("utf-8"))
    statements, refused = ours(home, folder, asked)
    found: Figures = {"questions": len(asked), "refused": refused}
    if not PEER.exists():
        return found | figures(statements, None)
    sources, chunks = peer(folder, questions)
    theirs = [read_until_confirmed(each.quotes, sources[each.question]) for each in statements]
    found |= {"peer_chunks": chunks, "peer_documents": max(map(len, sources))}
    return found | figures(statements, theirs)


if __name__ == "__main__":
    print(json.dumps(effort(*map(Path, sys.argv[1:4]))))
