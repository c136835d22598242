"""Hybrid retrieval: full text and vectors proposed, all evidence added up, best passages first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from tutor.domain import Passage, Sentence, Span
from tutor.models.embedder import Embedder, Text, Vectors
from tutor.retrieval.gather import Candidate, Query, gather, query_terms, scaled
from tutor.store.release import OpenRelease
from tutor.store.texts import StoredChunk

# The one tuned number: each further good chunk of a page counts this share of the one before it. The five kinds of
# evidence count alike: tuned weights were no better on a curriculum they had not seen (docs/decisions/retrieval.md).
PAGE = 0.5
LEANING = 0.25  # so much more counts a passage that names the learner's tools or place (docs/decisions/brief.md)


def retrieve(
    question: str, releases: Sequence[OpenRelease], embedder: Embedder, limit: int, leaning: str = ""
) -> list[Passage]:
    """The `limit` passages that most likely answer `question`, best first, from all `releases` together.

    The score is the mean of five, each from 0 to 1: the chunk's similarity, its bm25, the similarity of its best
    sentence, that sentence's similarity and cover together, all four scaled for this question, and the chunk's cover.
    A share of the page's other good chunks is added. A chunk with words of `leaning` gets a part more: it suits the
    learner better than another that answers as well.
    """
    terms = query_terms(question)
    if not terms:
        return []
    wished = tuple(term for term in query_terms(leaning) if term not in terms)
    query = Query(embedder.embed([Text(question)])[0].whole, terms, wished)
    candidates = gather(query, releases)
    if not candidates:
        return []
    scores = score(candidates) * (1 + LEANING * np.array([each.suits for each in candidates]))
    best = np.argsort(-scores, kind="stable")[:limit]
    return _passages([candidates[i] for i in best], [float(scores[i]) for i in best])


def score(candidates: Sequence[Candidate]) -> Vectors:
    """One score for each candidate, from all evidence together; larger is better."""
    alone: Vectors = evidence(candidates).mean(axis=0)
    return alone + _page_evidence(candidates, alone)


def evidence(candidates: Sequence[Candidate]) -> Vectors:
    """The five kinds of evidence [kinds, candidates], each from 0 to 1."""
    return np.stack(
        [
            scaled([each.similarity for each in candidates]),
            scaled([each.bm25 for each in candidates]),
            scaled([max(each.sentence_similarities) for each in candidates]),
            scaled([_best_sentence(each) for each in candidates]),
            np.array([each.cover for each in candidates], dtype=np.float32),
        ]
    )


def _page_evidence(candidates: Sequence[Candidate], alone: Vectors) -> Vectors:
    pages = defaultdict(list)
    for candidate, own in zip(candidates, alone, strict=True):
        pages[candidate.release.release.id, candidate.document].append(float(own))
    share = {page: _share(scores) for page, scores in pages.items()}
    return np.array([share[candidate.release.release.id, candidate.document] for candidate in candidates])


def _share(scores: list[float]) -> float:
    others = sorted(scores, reverse=True)[1:]
    return sum(PAGE**place * other for place, other in enumerate(others, start=1))


def _best_sentence(candidate: Candidate) -> float:
    pairs = zip(candidate.sentence_similarities, candidate.sentence_covers, strict=True)
    return max(similarity + cover for similarity, cover in pairs)


def _passages(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[Passage]:
    return [
        _passage(candidate, candidate.release.texts.chunks([candidate.number])[0], points, rank)
        for rank, (candidate, points) in enumerate(zip(candidates, scores, strict=True), start=1)
    ]


def _passage(candidate: Candidate, stored: StoredChunk, points: float, rank: int) -> Passage:
    span = stored.chunk.span
    sentences = tuple(
        Sentence(
            span=Span(corpus=span.corpus, document=span.document, start=block.start, end=block.end),
            text=stored.text[block.start - span.start : block.end - span.start],
            kind=block.kind,
            similarity=similarity,
            cover=cover,
            suits=suits,
        )
        for block, similarity, cover, suits in zip(
            stored.chunk.sentences,
            candidate.sentence_similarities,
            candidate.sentence_covers,
            candidate.sentence_suits or (0.0,) * len(candidate.sentence_covers),
            strict=True,
        )
    )
    return Passage(
        span=span, text=stored.text, title=stored.title, heading=stored.chunk.heading, score=points, rank=rank,
        similarity=candidate.similarity, cover=candidate.cover, sentences=sentences,
    )  # fmt: skip
