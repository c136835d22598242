"""`vectors/` of a release: a Chroma collection (HNSW, cosine) that proposes the nearest chunks.

Written once by one process and never again: two writers on one Chroma folder lose vectors without an error.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.errors import BrokenRelease, StoreFailed
from tutor.models.embedder import Vectors

_COLLECTION = "chunks"
_BATCH = 2000
_HNSW = {"space": "cosine", "ef_construction": 128, "max_neighbors": 16, "ef_search": 96}
_CURE = "Load the corpus again."


def write_vectors(folder: Path, vectors: NDArray[np.float16]) -> None:
    """Index `vectors` [chunks, dimension] in a new folder; the chunk's number is its id. Raises `StoreFailed`."""
    from chromadb.errors import ChromaError

    try:
        with closing(_client(folder)) as client:
            _write(client, vectors)
    except (ChromaError, ValueError) as error:  # a folder that cannot be written is a ValueError
        raise StoreFailed(f"The vectors cannot be written to {folder}: {error}.", "Free some disk space.") from error


def _write(client: Any, vectors: NDArray[np.float16]) -> None:
    # sync_threshold: everything is in the index files when the folder is closed, nothing in a log to be replayed
    configuration = {"hnsw": {**_HNSW, "sync_threshold": max(2, len(vectors)), "batch_size": max(2, len(vectors))}}
    collection = client.create_collection(_COLLECTION, embedding_function=None, configuration=configuration)
    for first in range(0, len(vectors), _BATCH):
        batch = vectors[first : first + _BATCH].astype(np.float32)
        collection.add(ids=[str(number) for number in range(first, first + len(batch))], embeddings=batch)


class VectorIndex:
    """Reads the vectors of a published release. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, chunks: int) -> None:
        self._size = chunks
        self._folder = folder
        from chromadb.errors import ChromaError

        try:
            self._client = _client(folder)
            self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            indexed = self._collection.count()
        except (ChromaError, ValueError, OSError) as error:
            raise BrokenRelease(f"The vectors in {folder} cannot be read: {error}.", _CURE) from error
        if indexed != chunks:
            raise BrokenRelease(f"{folder} holds {indexed} vectors for {chunks} chunks.", _CURE)

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()

    def nearest(self, query: Vectors, limit: int) -> list[int]:
        """Numbers of the chunks nearest to the unit vector `query`, nearest first."""
        if not self._size:
            return []
        from chromadb.errors import ChromaError

        wanted = min(limit, self._size)
        try:
            found = self._collection.query(query_embeddings=query[None, :], n_results=wanted, include=[])
        except ChromaError as error:
            raise BrokenRelease(f"The vectors in {self._folder} cannot be searched: {error}.", _CURE) from error
        return [int(number) for number in found["ids"][0]]


def _client(folder: Path) -> Any:
    import chromadb  # half a second, and not every command needs vectors
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(_env_file=None, anonymized_telemetry=False))
