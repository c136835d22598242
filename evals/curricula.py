"""Open curricula: is the right lesson found, are citations exact, is a stranger's quiz refused?

Documents are ranked by their first appearance among the passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.metrics import Figure, auroc, mean, refused_at
from evals.quizzes import Question, published, quizzes
from evals.suite import Figures, Order, Suite, watched
from tutor.ask import answer_from
from tutor.domain import Answer, Passage
from tutor.parts import Parts
from tutor.retrieval.answerable import THRESHOLD, answerability
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
    answerability: float
    citations: int
    exact_citations: int
    refused: bool


def measure(order: Order) -> Figures:
    """All figures for the curricula in the folder."""
    parts = Parts(read_settings(home=order.home, redraws=0))
    asked = {name: order.some(quiz) for name, quiz in quizzes(order.data).items()}
    names = list(asked)
    releases = published({name: order.data / name / "corpus" for name in names}, parts)
    own = [(name, question) for name in names for question in asked[name]]
    rows = [_row(name, question, releases[name], parts) for name, question in watched(own, "own questions")]
    others = [(name, question) for name in names for of, question in own if of != name]
    strangers = [
        _answerability(question["question"], _found(question["question"], releases[name], parts), parts)
        for name, question in watched(others, "others' questions")
    ]
    return {"retrieval": _retrieval(rows, names), "citations": _citations(rows), "refusal": _refusal(rows, strangers)}


def _row(name: str, question: Question, release: OpenRelease, parts: Parts) -> Row:
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
        answerability=_answerability(question["question"], passages[: parts.settings.passages], parts),
        citations=len(shown),
        exact_citations=_exact(answer, release),
        refused=answer.refused,
    )


def _found(question: str, release: OpenRelease, parts: Parts) -> list[Passage]:
    return retrieve(question, [release], parts.embedder, parts.settings.passages)


def _answerability(question: str, passages: Sequence[Passage], parts: Parts) -> float:
    return answerability(passages, [each.odds for each in parts.reader.read(question, [p.text for p in passages])])


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
    own = [row.answerability for row in rows]
    threshold, refused = refused_at(own, strangers)
    return {
        "auroc": auroc(own, strangers),
        "threshold_at_5_percent_false_refusals": threshold,
        "others_refused_at_5_percent_false_refusals": refused,
        "threshold_in_use": THRESHOLD,
        "own_refused": sum(row.refused for row in rows) / len(rows),
        "others_refused": sum(value < THRESHOLD for value in strangers) / len(strangers),
    }


SUITE = Suite(measure, data="a folder of curricula, each with corpus/ and questions.jsonl")
