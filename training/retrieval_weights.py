"""How the evidence of retrieval is weighed: leave-one-curriculum-out over a grid, beside simpler ways of ranking.

    python -m training.retrieval_weights ../shared/data/curricula HOME

Loads every curriculum into HOME, measures the five kinds of evidence for each question once, and then ranks the
documents under every choice of weights. What is chosen on two curricula is scored on the third. Prints a table of
hit@1 and hit@5 of the right lesson; tutor/retrieval/retrieve.py says what came of it.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tutor.load import Loader, load
from tutor.models.embedder import Text
from tutor.parts import Parts
from tutor.retrieval.gather import Candidate, Query, gather, query_terms
from tutor.retrieval.retrieve import evidence
from tutor.settings import read_settings

KINDS = ("similarity", "bm25", "sentence", "sentence and cover", "cover")
Array = NDArray[np.float64]
Hits = NDArray[np.int64]  # hit@1, hit@5, questions


@dataclass(frozen=True)
class Asked:
    """One question: evidence [kinds, candidates], the candidates' documents, and the right ones."""

    evidence: Array
    documents: tuple[str, ...]
    gold: frozenset[str]


def main(folder: Path, home: Path) -> None:
    """Print the table."""
    asked = _asked(folder, Parts(read_settings(home=home)))
    single = {f"{kind} alone": np.eye(len(KINDS))[i] for i, kind in enumerate(KINDS)}
    for name, weights in single.items():
        _report(name, [hits(rows, _weighed(weights), 0.0) for rows in asked.values()])
    _report("reciprocal rank fusion", [hits(rows, _reciprocal_ranks, 0.0) for rows in asked.values()])
    equal = np.ones(len(KINDS))
    for page in (0.0, 0.4, 0.5, 0.6, 0.7):
        _report(f"equal weights, page {page}", [hits(rows, _weighed(equal), page) for rows in asked.values()])
    _report("free weights, left-out curriculum", _left_out(asked))


def hits(rows: Sequence[Asked], score: Callable[[Array], Array], page: float) -> Hits:
    """How often a right document is first, and among the first five, when each counts all its chunks."""
    found = np.zeros(3, np.int64)
    for row in rows:
        of_document = defaultdict(list)
        for document, points in zip(row.documents, score(row.evidence), strict=True):
            of_document[document].append(points)
        total = {
            document: sum(page**place * points for place, points in enumerate(sorted(scores, reverse=True)))
            for document, scores in of_document.items()
        }
        best = sorted(total, key=lambda document: -total[document])[:5]
        found += best[0] in row.gold, not row.gold.isdisjoint(best), 1
    return found


def _left_out(asked: dict[str, list[Asked]]) -> list[Hits]:
    """The hits on each curriculum of the weights and page share that were best on the others."""
    grid = [(weights, page) for weights in product((0.5, 1.0), repeat=len(KINDS)) for page in (0.4, 0.5, 0.6)]
    scored = {
        name: [hits(rows, _weighed(np.array(weights)), page) for weights, page in grid] for name, rows in asked.items()
    }
    return [scored[name][_best([scored[other] for other in asked if other != name])] for name in asked]


def _best(scored: Sequence[Sequence[Hits]]) -> int:
    totals = [sum(of_curriculum[i] for of_curriculum in scored) for i in range(len(scored[0]))]
    return max(range(len(totals)), key=lambda i: float(totals[i] @ np.array([1.0, 0.5, 0.0])))


def _weighed(weights: Array) -> Callable[[Array], Array]:
    return lambda evidence: weights @ evidence / weights.sum()


def _reciprocal_ranks(evidence: Array) -> Array:
    """Reciprocal rank fusion (Cormack et al. 2009, k = 60) of vectors and bm25."""
    ranks = np.argsort(np.argsort(-evidence[:2], axis=1), axis=1)
    return np.asarray((1 / (61 + ranks)).sum(axis=0))


def _asked(folder: Path, parts: Parts) -> dict[str, list[Asked]]:
    asked = {}
    for questions in sorted(folder.glob("*/questions.jsonl")):
        name = questions.parent.name
        load(questions.parent / "corpus", name, Loader(parts.shelf, parts.embedder, parts.cache), datetime.now(UTC))
        release = parts.releases([name])[0]
        rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
        asked[name] = [_row(gather(_query(row["question"], parts), [release]), row["gold_docs"]) for row in rows]
    return asked


def _query(question: str, parts: Parts) -> Query:
    return Query(parts.embedder.embed([Text(question)])[0].whole, query_terms(question))


def _row(candidates: Sequence[Candidate], gold: Sequence[str]) -> Asked:
    documents = tuple(candidate.document for candidate in candidates)
    return Asked(np.asarray(evidence(candidates), np.float64), documents, frozenset(gold))


def _report(name: str, of_curricula: Sequence[Hits]) -> None:
    total = np.sum(of_curricula, axis=0)
    each = "  ".join(f"{found[0] / found[2]:.3f}" for found in of_curricula)
    print(f"{name:36} hit@1 {total[0] / total[2]:.3f}  hit@5 {total[1] / total[2]:.3f}   hit@1 each: {each}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
