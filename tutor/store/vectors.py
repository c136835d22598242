"""`vectors/` of a release: a Chroma collection (HNSW, cosine) that proposes the nearest chunks.

Chunks with the same vector are one entry, whose id has all their numbers: in a graph of neighbours many equal points
are neighbours of each other alone, and some others cannot be reached.

Written once by one process and never again: two writers on one Chroma folder lose vectors without an error.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from math import ceil
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.errors import BrokenRelease, MachineFailed, StoreFailed
from tutor.models.embedder import Vectors

_COLLECTION = "chunks"
_CHUNKS, _ENTRIES = "chunks", "entries"  # what the collection says of itself: how many are indexed, by how many
_PART = 1000  # vectors added at once
_HNSW = {"space": "cosine", "ef_construction": 128, "max_neighbors": 32, "ef_search": 96}
_CURE = "Free disk space if there is none left; else load the corpus again."
_OPENINGS = "acquire_write"  # its table that gets a row whenever it is opened
_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> ? ORDER BY name"
)
# Chroma shares one client a folder within a process, and opens and closes it without a lock of its own.
_SHARED = Lock()


def write_vectors(folder: Path, vectors: NDArray[np.float16]) -> None:
    """Index `vectors` [chunks, dimension] in a new folder, by the numbers of the chunks. Raises `StoreFailed`."""
    with _or(StoreFailed(f"The vectors cannot be written to {folder}.", "Free some disk space.")):
        client = _opened(folder)
        try:
            _write(client, vectors)
        finally:
            _close(client)


def _write(client: Any, vectors: NDArray[np.float16]) -> None:
    alike = _alike(vectors)
    firsts = np.array([numbers[0] for numbers in alike], dtype=np.int64)
    # Even parts, each large enough to be written to the index files at once: nothing is left in Chroma's log to be
    # replayed, and the log, which never shrinks, stays as small as one part.
    parts = np.array_split(np.arange(len(firsts)), max(1, ceil(len(firsts) / _PART)))
    least = max(2, len(parts[-1]))  # two is the least that Chroma takes
    configuration = {"hnsw": {**_HNSW, "sync_threshold": least, "batch_size": least}}
    collection = client.create_collection(
        _COLLECTION,
        embedding_function=None,
        configuration=configuration,
        metadata={_CHUNKS: len(vectors), _ENTRIES: len(firsts)},
    )
    ids = [",".join(map(str, numbers)) for numbers in alike]
    for part in parts:
        if len(part):
            collection.add(ids=[ids[entry] for entry in part], embeddings=vectors[firsts[part]].astype(np.float32))
    if len(firsts) == 1:  # say the same once more, and it is enough to be written
        collection.update(ids=ids, embeddings=vectors[firsts].astype(np.float32))


def _alike(vectors: NDArray[np.float16]) -> list[list[int]]:
    """The numbers of the vectors, those of equal ones together, by the first of them."""
    found: dict[bytes, list[int]] = {}
    for number, vector in enumerate(vectors):
        found.setdefault(hashlib.sha256(vector.tobytes()).digest(), []).append(number)
    return list(found.values())


class VectorIndex:
    """Reads the vectors of a published release. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, chunks: int) -> None:
        self._size = chunks
        self._folder = folder
        with _or(BrokenRelease(f"The vectors in {folder} cannot be read.", _CURE)):
            self._client = _opened(folder)
            self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            indexed, said = self._collection.count(), self._collection.metadata or {}
        # releases of earlier versions have an entry for each chunk, and say nothing of it
        if (said.get(_CHUNKS, chunks), indexed) != (chunks, said.get(_ENTRIES, chunks)):
            raise BrokenRelease(f"{folder} holds {indexed} vectors for {chunks} chunks.", _CURE)
        self._entries = indexed

    def close(self) -> None:
        """Let go of the files."""
        _close(self._client)

    def nearest(self, query: Vectors, limit: int) -> list[int]:
        """Numbers of the chunks nearest to the unit vector `query`, nearest first."""
        if not self._size:
            return []
        wanted = min(limit, self._entries)
        with _or(BrokenRelease(f"The vectors in {self._folder} cannot be searched.", _CURE)):
            found = self._collection.query(query_embeddings=query[None, :], n_results=wanted, include=[])
        return [int(number) for entry in found["ids"][0] for number in entry.split(",")][:limit]


def hash_database(folder: Path) -> str:
    """sha256 of all that Chroma's database says but how often it was opened; empty where it cannot be read.

    Unlike that of the file it stays the same while the index does. Chroma itself is not asked: its import takes longer
    than all the rest of a load that finds nothing changed.
    """
    hashed = hashlib.sha256()
    try:
        where = f"{(folder / 'chroma.sqlite3').resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(where, uri=True)) as connection:
            connection.text_factory = bytes
            for (name,) in connection.execute(_TABLES, [_OPENINGS]).fetchall():
                hashed.update(name + b"\0")
                for row in connection.execute(f'SELECT * FROM "{name.decode()}"'):  # noqa: S608 - a name from its schema
                    hashed.update(repr(row).encode())
    except (OSError, UnicodeDecodeError, sqlite3.Error):
        return ""
    return hashed.hexdigest()


def _opened(folder: Path) -> Any:
    import chromadb  # half a second, and not every command needs vectors
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    shared = SharedSystemClient._identifier_to_system  # noqa: SLF001 - nothing public forgets one folder
    with _SHARED:
        known = str(folder) in shared
        try:
            return chromadb.PersistentClient(str(folder), settings=Settings(_env_file=None, anonymized_telemetry=False))
        except BaseException:
            if not known:  # a client that could not be opened would be handed out, half made, at the next attempt
                shared.pop(str(folder), None)
            raise


def _close(client: Any) -> None:
    with _SHARED:
        client.close()


@contextmanager
def _or(failure: MachineFailed) -> Iterator[None]:
    """Raise `failure`, with what Chroma said, for whatever Chroma raises."""
    from chromadb.errors import ChromaError

    try:
        yield
    except BaseException as error:
        # a folder that cannot be written is a ValueError; a panic of its Rust code is no Exception at all
        if not isinstance(error, ChromaError | ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        raise type(failure)(f"{failure.message.rstrip('.')}: {error}.", failure.cure) from error
