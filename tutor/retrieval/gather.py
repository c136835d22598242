"""Gathering candidates of one release for a question, with every kind of evidence measured on each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from tutor.models.embedder import Vectors
from tutor.store.release import OpenRelease
from tutor.store.texts import IndexedWords
from tutor.text.words import STOPWORDS, stem, words

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
DEPTH = 60  # candidates from each of the two searches; more found no lesson that fewer had missed


@dataclass(frozen=True)
class Query:
    """A question as both searches read it: its unit vector, and the stems of its words that carry meaning."""

    vector: Vectors
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A chunk that may answer, and the evidence that it does; `bm25` is 0 where full text did not propose it."""

    release: OpenRelease
    number: int
    document: str
    similarity: float
    bm25: float
    cover: float
    sentence_similarities: tuple[float, ...]
    sentence_covers: tuple[float, ...]


def query_terms(question: str) -> tuple[str, ...]:
    """Stems of the words that carry meaning, each once; of all words where none does."""
    found = words(question)
    meant = [word for word in found if word not in STOPWORDS or word in _capitals(question)]
    return tuple(dict.fromkeys(stem(word) for word in meant or found))


def _capitals(question: str) -> frozenset[str]:
    """Words written in capitals among others that are not: WHERE, HAVING and NOT IN mean themselves."""
    if question.isupper():
        return frozenset()
    return frozenset(word.lower() for word in _CAPITALS.findall(question))


def gather(query: Query, release: OpenRelease) -> list[Candidate]:
    """The chunks nearest by vector and those best by bm25, each once, in no order of merit."""
    lexical = dict(release.texts.search(query.terms, DEPTH))
    numbers = list(dict.fromkeys([*release.nearest(query.vector, DEPTH), *lexical]))
    if not numbers:
        return []
    found = release.texts.words(numbers, query.terms)
    similarities = release.chunk_vectors(numbers) @ query.vector
    weights = _weights(release.texts.rarity(query.terms))
    return [
        Candidate(
            release=release,
            number=number,
            document=indexed.document,
            similarity=float(similarity),
            bm25=lexical.get(number, 0.0),
            cover=_cover(weights, indexed.heading.union(*indexed.sentences)),
            sentence_similarities=of_sentences,
            sentence_covers=tuple(_cover(weights, sentence) for sentence in indexed.sentences),
        )
        for number, indexed, similarity, of_sentences in zip(
            numbers, found, similarities, _sentence_similarities(query, release, found), strict=True
        )
    ]


def _sentence_similarities(
    query: Query, release: OpenRelease, found: Sequence[IndexedWords]
) -> Iterator[tuple[float, ...]]:
    """The similarities of each chunk's sentences, read and computed for all chunks at once."""
    places = [range(each.first_sentence, each.first_sentence + len(each.sentences)) for each in found]
    similarities = iter((release.sentence_vectors(list(chain(*places))) @ query.vector).tolist())
    return (tuple(islice(similarities, len(place))) for place in places)


def _weights(rarity: Mapping[str, float]) -> Mapping[str, float]:
    """The share of each term in the rarity of all: what a chunk that holds it covers of the question."""
    total = sum(rarity.values()) or 1.0
    return {term: rare / total for term, rare in rarity.items()}


def _cover(weights: Mapping[str, float], terms: frozenset[str]) -> float:
    return sum(weight for term, weight in weights.items() if term in terms)


def scaled(values: Sequence[float]) -> Vectors:
    """`values` from 0 for the least to 1 for the greatest; all 0 where they are equal."""
    array = np.asarray(values, dtype=np.float32)
    low, high = array.min(), array.max()
    return (array - low) / (high - low) if high > low else np.zeros_like(array)
