"""What was embedded once is never embedded again by the same model."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tutor.errors import StoreFailed
from tutor.models.embedder import Counted, Embedder, Embedding, Text, uncounted
from tutor.store.embedding_cache import EmbeddingCache

TEXTS = [
    Text("Charge by the day. Never by the hour.", ((0, 18), (19, 37))),
    Text("A join can multiply rows.", ((0, 25),)),
    Text("A join can multiply rows."),
    Text(""),
]


class CountingEmbedder:
    """The embedder it is given, counting what it is asked for; `name` is added to the fingerprint."""

    def __init__(self, embedder: Embedder, name: str = "") -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint + name
        self.dimension = embedder.dimension
        self.asked: list[Text] = []

    def embed(self, texts: Sequence[Text], watch: Counted = uncounted) -> list[Embedding]:
        self.asked.extend(texts)
        return self._embedder.embed(texts, watch)


def assert_alike(found: Sequence[Embedding], expected: Sequence[Embedding]) -> None:
    """The same vectors, up to what float16 keeps."""
    for one, other in zip(found, expected, strict=True):
        assert np.allclose(one.whole, other.whole, atol=1e-3)
        assert one.sentences.shape == other.sentences.shape
        assert np.allclose(one.sentences, other.sentences, atol=1e-3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a cache may be."""
    return tmp_path / "cache" / "embeddings.sqlite"


def test_second_time_nothing_is_embedded(path: Path, embedder: Embedder) -> None:
    """Embeddings come in order, and a second time from the cache, also after it was closed."""
    counting = CountingEmbedder(embedder)
    expected = embedder.embed(TEXTS)
    with EmbeddingCache(path) as cache:
        assert_alike(list(cache.embed(TEXTS, counting)), expected)
        assert counting.asked == TEXTS
        assert_alike(list(cache.embed(TEXTS[::-1], counting)), expected[::-1])
    with EmbeddingCache(path) as cache:
        assert_alike(list(cache.embed(TEXTS, counting)), expected)
    assert counting.asked == TEXTS


def test_same_words_with_other_sentences_are_another_text(path: Path, embedder: Embedder) -> None:
    """The sentences are part of the key; the same text twice is embedded once."""
    counting = CountingEmbedder(embedder)
    with EmbeddingCache(path) as cache:
        assert len(list(cache.embed([TEXTS[1], TEXTS[2], TEXTS[1]], counting))) == 3
    assert counting.asked == [TEXTS[1], TEXTS[2]]


def test_another_model_has_its_own_embeddings(path: Path, embedder: Embedder) -> None:
    """Another fingerprint is a miss."""
    with EmbeddingCache(path) as cache:
        list(cache.embed(TEXTS, CountingEmbedder(embedder)))
        other = CountingEmbedder(embedder, name="-other")
        list(cache.embed(TEXTS, other))
    assert other.asked == TEXTS


def test_only_what_changed_is_embedded(path: Path, embedder: Embedder) -> None:
    """Among known texts a new one is embedded alone, and all are counted."""
    counting = CountingEmbedder(embedder)
    counts: list[int] = []
    with EmbeddingCache(path) as cache:
        list(cache.embed(TEXTS, counting))
        new = Text("Something new.")
        list(cache.embed([*TEXTS[:2], new, *TEXTS[2:]], counting, counts.append))
    assert counting.asked == [*TEXTS, new]
    assert sum(counts) == len(TEXTS) + 1


def test_load_that_is_stopped_keeps_what_it_made(path: Path, embedder: Embedder) -> None:
    """What was embedded before a stop is known afterwards."""
    texts = [Text(f"word {number}") for number in range(300)]
    counting = CountingEmbedder(embedder)
    with EmbeddingCache(path) as cache:
        next(cache.embed(texts, counting))
    made = len(counting.asked)
    assert 0 < made < len(texts)
    with EmbeddingCache(path) as cache:
        assert len(list(cache.embed(texts, counting))) == len(texts)
    assert len(counting.asked) == len(texts)


def test_cache_that_is_no_database_names_its_cure(path: Path) -> None:
    """A cache that cannot be opened can be deleted, and says so."""
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreFailed, match="Delete it"):
        EmbeddingCache(path)


def test_damaged_cache_is_told(path: Path, embedder: Embedder) -> None:
    """Damage that shows only when the cache is read is told in words, too."""
    with EmbeddingCache(path) as cache:
        list(cache.embed([Text(f"word {number}") for number in range(40)], embedder))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    with pytest.raises(StoreFailed, match="cannot be"), EmbeddingCache(path) as cache:
        list(cache.embed([Text("word 1")], embedder))
