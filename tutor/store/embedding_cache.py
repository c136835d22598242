"""Embeddings by content: what was embedded once, with the same model, is never embedded again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Self

import numpy as np

from tutor.errors import StoreFailed
from tutor.models.embedder import Counted, Embedder, Embedding, Text, uncounted

_GROUP = 256  # texts embedded between two commits: what a kill can lose


class EmbeddingCache:
    """An SQLite file of float16 vectors keyed by sha256 of (embedder's fingerprint, words, sentences)."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS embeddings (key BLOB PRIMARY KEY, vectors BLOB NOT NULL)"
                " STRICT, WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreFailed(
                f"The embedding cache {path} cannot be opened: {error}.", "Delete it; it is made again."
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def embed(self, texts: Iterable[Text], embedder: Embedder, watch: Counted = uncounted) -> Iterator[Embedding]:
        """The embedding of each text, in order: from the cache, or made now and kept. May be stopped at any time."""
        coming = iter(texts)
        while group := list(islice(coming, _GROUP)):
            yield from self._embed_group(group, embedder, watch)

    def _embed_group(self, texts: Sequence[Text], embedder: Embedder, watch: Counted) -> list[Embedding]:
        keys = [_key(embedder.fingerprint, text) for text in texts]
        known = self._known(keys, embedder.dimension)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        watch(len(texts) - len(missing))
        made = dict(zip(missing, embedder.embed(list(missing.values()), watch), strict=True))
        self._keep(made)
        return [known[key] if key in known else made[key] for key in keys]

    def _known(self, keys: Sequence[bytes], dimension: int) -> dict[bytes, Embedding]:
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, vectors FROM embeddings WHERE key IN ({marks})"  # noqa: S608 - only question marks
        try:
            rows = self._connection.execute(query, list(keys)).fetchall()
        except sqlite3.Error as error:
            raise StoreFailed(
                f"The embedding cache cannot be read: {error}.", "Delete it; it is made again."
            ) from error
        return {key: _unpacked(blob, dimension) for key, blob in rows}

    def _keep(self, made: dict[bytes, Embedding]) -> None:
        try:
            with self._connection:
                rows = [(key, _packed(embedding)) for key, embedding in made.items()]
                self._connection.executemany("INSERT OR IGNORE INTO embeddings VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            raise StoreFailed(f"The embedding cache cannot be written: {error}.", "Free some disk space.") from error


def _key(fingerprint: str, text: Text) -> bytes:
    return hashlib.sha256(json.dumps([fingerprint, text.words, text.sentences]).encode()).digest()


def _packed(embedding: Embedding) -> bytes:
    return np.vstack([embedding.whole, embedding.sentences]).astype(np.float16).tobytes()


def _unpacked(blob: bytes, dimension: int) -> Embedding:
    rows = np.frombuffer(blob, np.float16).astype(np.float32).reshape(-1, dimension)
    return Embedding(rows[0], rows[1:])
