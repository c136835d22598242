"""Gathering candidates for a question from all releases, with every kind of evidence measured on each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
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
    """A question as both searches read it: its unit vector, and the stems of its words that carry meaning.

    `leaning` are stems that the question does not have, by which one passage may suit the learner better than another.
    """

    vector: Vectors
    terms: tuple[str, ...]
    leaning: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A chunk that may answer, and the evidence that it does; `bm25` is 0 where full text did not propose it.

    `suits` and `sentence_suits` say from 0 to 1 how much it suits the learner, whatever it says of the question.
    """

    release: OpenRelease
    number: int
    document: str
    similarity: float
    bm25: float
    cover: float
    sentence_similarities: tuple[float, ...]
    sentence_covers: tuple[float, ...]
    suits: float = 0.0
    sentence_suits: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Proposal:
    """A chunk that one of the two searches found."""

    release: OpenRelease
    number: int
    similarity: float
    bm25: float


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


def gather(query: Query, releases: Sequence[OpenRelease]) -> list[Candidate]:
    """The chunks of all releases nearest by vector and those best by bm25, each once, in no order of merit.

    Every release is searched, the best of them all are measured: more corpora cost no more than their two searches.
    """
    proposals = [each for release in releases for each in _proposed(query, release)]
    nearest = nlargest(DEPTH, proposals, key=lambda each: each.similarity)
    lexical = nlargest(DEPTH, (each for each in proposals if each.bm25), key=lambda each: each.bm25)
    kept: dict[OpenRelease, dict[int, _Proposal]] = {release: {} for release in releases}
    for each in (*nearest, *lexical):
        kept[each.release][each.number] = each
    return [candidate for chosen in kept.values() if chosen for candidate in _measured(query, list(chosen.values()))]


def _proposed(query: Query, release: OpenRelease) -> list[_Proposal]:
    """What each of the two searches finds in one release."""
    lexical = dict(release.texts.search(query.terms, DEPTH))
    numbers = list(dict.fromkeys([*release.nearest(query.vector, DEPTH), *lexical]))
    similarities = (release.chunk_vectors(numbers) @ query.vector).tolist() if numbers else []
    return [
        _Proposal(release, number, similarity, lexical.get(number, 0.0))
        for number, similarity in zip(numbers, similarities, strict=True)
    ]


def _measured(query: Query, proposals: Sequence[_Proposal]) -> list[Candidate]:
    """The evidence on some chunks of one release."""
    release = proposals[0].release
    weights = _weights(release.texts.rarity(query.terms))
    rare = release.texts.rarity(query.leaning) if query.leaning else {}
    found = release.texts.words([each.number for each in proposals], (*query.terms, *query.leaning))
    return [
        Candidate(
            release=release,
            number=each.number,
            document=indexed.document,
            similarity=each.similarity,
            bm25=each.bm25,
            cover=_cover(weights, indexed.heading.union(*indexed.sentences)),
            sentence_similarities=of_sentences,
            sentence_covers=tuple(_cover(weights, sentence) for sentence in indexed.sentences),
            suits=_suits(rare, indexed.heading.union(*indexed.sentences)),
            sentence_suits=tuple(_suits(rare, sentence) for sentence in indexed.sentences),
        )
        for each, indexed, of_sentences in zip(
            proposals, found, _sentence_similarities(query, release, found), strict=True
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
    return sum(weight for term, weight in weights.items() if term in terms) if terms else 0.0


def _suits(rare: Mapping[str, float], terms: frozenset[str]) -> float:
    """The rarest of the learner's words that is among `terms`, by the rarest there is: naming one tool is enough."""
    return max((rare[term] for term in terms if term in rare), default=0.0) / (max(rare.values(), default=0.0) or 1.0)


def scaled(values: Sequence[float]) -> Vectors:
    """`values` from 0 for the least to 1 for the greatest; all 0 where they are equal."""
    array = np.asarray(values, dtype=np.float32)
    low, high = array.min(), array.max()
    return (array - low) / (high - low) if high > low else np.zeros_like(array)
