"""Open curricula with their own quizzes: is the right lesson found, are citations exact, is a stranger's quiz refused?

A curriculum is a folder with `corpus/` and `questions.jsonl`, a row each {"question", "gold_docs", ...}. Only the text
of a question is used to ask. Documents are ranked by their first appearance among the passages.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.metrics import Figure, auroc, mean, refused_at
from tutor.ask import answer_from
from tutor.domain import Answer
from tutor.load import Loader, load
from tutor.parts import Parts
from tutor.retrieval.answerable import THRESHOLD, closeness
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.store.release import OpenRelease

_DEPTH = 50  # passages looked through for documents


@dataclass(frozen=True)
class Row:
    """One question asked of its own curriculum."""

    curriculum: str
    lesson: str
    hit_at_1: bool
    hit_at_5: bool
    closeness: float
    citations: int
    exact_citations: int
    refused: bool


def measure(folder: Path, home: Path) -> dict[str, Any]:
    """All figures for the curricula in `folder`, loaded into `home`."""
    parts = Parts(read_settings(home=home, redraws=0))
    names = sorted(path.parent.name for path in folder.glob("*/questions.jsonl"))
    quizzes = {name: _questions(folder / name / "questions.jsonl") for name in names}
    for name in names:
        load(folder / name / "corpus", name, Loader(parts.shelf, parts.embedder, parts.cache), datetime.now(UTC))
    releases = {name: parts.releases([name])[0] for name in names}
    rows = [_row(name, question, releases[name], parts) for name in names for question in quizzes[name]]
    strangers = [
        closeness(retrieve(question["question"], [releases[name]], parts.embedder, parts.settings.passages))
        for name in names
        for other in names
        if other != name
        for question in quizzes[other]
    ]
    return {"retrieval": _retrieval(rows, names), "citations": _citations(rows), "refusal": _refusal(rows, strangers)}


def _questions(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _row(name: str, question: dict[str, Any], release: OpenRelease, parts: Parts) -> Row:
    passages = retrieve(question["question"], [release], parts.embedder, _DEPTH)
    documents = list(dict.fromkeys(passage.span.document for passage in passages))
    gold = set(question["gold_docs"])
    answer = answer_from(question["question"], [release], parts)
    shown = [citation for statement in answer.stated for citation in statement.claim.citations]
    return Row(
        curriculum=name,
        lesson=f"{name}/{min(gold)}",
        hit_at_1=documents[0] in gold,
        hit_at_5=not gold.isdisjoint(documents[:5]),
        closeness=closeness(passages[: parts.settings.passages]),
        citations=len(shown),
        exact_citations=_exact(answer, release),
        refused=answer.refused,
    )


def _exact(answer: Answer, release: OpenRelease) -> int:
    """How many citations shown are the very words that stand at their place."""
    shown = [citation for statement in answer.stated for citation in statement.claim.citations]
    texts = {citation.span.document: release.texts.document(citation.span.document) for citation in shown}
    return sum(
        document is not None and document.text[citation.span.start : citation.span.end] == citation.quote
        for citation in shown
        for document in [texts[citation.span.document]]
    )


def _retrieval(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Any]:
    return {
        name: {"hit@1": asdict(_hits(chosen, "hit_at_1")), "hit@5": asdict(_hits(chosen, "hit_at_5"))}
        for name in (*names, "pooled")
        for chosen in [[row for row in rows if name in (row.curriculum, "pooled")]]
    }


def _hits(rows: Sequence[Row], name: str) -> Figure:
    return mean([float(getattr(row, name)) for row in rows], [row.lesson for row in rows])


def _citations(rows: Sequence[Row]) -> dict[str, int]:
    return {"shown": sum(row.citations for row in rows), "exact": sum(row.exact_citations for row in rows)}


def _refusal(rows: Sequence[Row], strangers: Sequence[float]) -> dict[str, float]:
    own = [row.closeness for row in rows]
    threshold, refused = refused_at(own, strangers)
    return {
        "auroc": auroc(own, strangers),
        "threshold_at_5_percent_false_refusals": threshold,
        "others_refused_at_5_percent_false_refusals": refused,
        "threshold_in_use": THRESHOLD,
        "own_refused": sum(row.refused for row in rows) / len(rows),
        "others_refused": sum(value < THRESHOLD for value in strangers) / len(strangers),
    }
