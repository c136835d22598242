"""Which chunks are measured for a question."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.models.embedder import Text
from tutor.parts import Parts
from tutor.retrieval.gather import DEPTH, Query, gather, query_terms


@pytest.mark.parametrize("question", ["How do I group rows by month?", "What does a late invoice cost a client?"])
def test_the_best_of_all_corpora_are_measured(parts: Parts, question: str) -> None:
    """However many corpora are asked: the nearest and the best by bm25 of all together, each once."""
    releases = parts.releases(["sql", "business"])
    query = Query(parts.embedder.embed([Text(question)])[0].whole, query_terms(question))
    found = gather(query, releases)
    places = {(each.release.release.corpus.name, each.number) for each in found}
    assert len(places) == len(found) <= 2 * DEPTH
    similarities = {
        (release.release.corpus.name, number): float(similarity)
        for release in releases
        for number, similarity in enumerate(release.chunk_vectors(range(release.release.chunks)) @ query.vector)
    }
    nearest = sorted(similarities, key=lambda place: -similarities[place])[:10]
    assert set(nearest) <= places
    best = max(
        ((score, release.release.corpus.name, number) for release in releases
         for number, score in release.texts.search(query.terms, 1)),
    )  # fmt: skip
    assert best[1:] in places


@pytest.mark.parametrize("question", ["How do I group rows by month?", "When is an invoice late?"])
def test_evidence_is_that_of_the_chunk(parts: Parts, question: str) -> None:
    """Similarities are those of the chunk's own and its sentences' vectors; a cover is no more than the chunk's."""
    (release,) = parts.releases(["sql"])
    query = Query(parts.embedder.embed([Text(question)])[0].whole, query_terms(question))
    for each in gather(query, [release]):
        (words,) = release.texts.words([each.number], query.terms)
        rows = range(words.first_sentence, words.first_sentence + len(words.sentences))
        own = release.sentence_vectors(rows) @ query.vector
        np.testing.assert_allclose(each.sentence_similarities, own, atol=1e-6)
        assert each.similarity == pytest.approx(float(release.chunk_vectors([each.number])[0] @ query.vector), abs=1e-6)
        assert len(each.sentence_covers) == len(own)
        assert 0 <= max(each.sentence_covers) <= each.cover + 1e-9 <= 1 + 2e-9


def test_nothing_is_gathered_from_nothing() -> None:
    """No releases, no candidates."""
    assert gather(Query(np.zeros(384, np.float32), ("row",)), []) == []
