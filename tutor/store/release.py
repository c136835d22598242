"""A release: one immutable index of a corpus in a folder.

    manifest.json    what it is, from which sources, with which embedder and splitter, sha256 of each part
    texts.sqlite     documents, chunks, full text                     (store/texts.py)
    vectors/         nearest chunks by cosine: a Chroma collection    (store/vectors.py)
    chunks.npy       unit vector of each chunk, float16 [chunks, dimension]
    sentences.npy    unit vector of each sentence, float16 [sentences, dimension]
    skills.toml      which skills it teaches, where its curator says so

Chroma proposes candidates; the exact similarities are read from the two arrays, and Chroma's folder
could be made again from `chunks.npy`. Chroma rewrites its own `chroma.sqlite3` whenever it opens
it, so of that one file the manifest has a hash of what it says, and its count of vectors is compared.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from tutor.domain import Chunk, Document, Release
from tutor.errors import BrokenRelease, StoreFailed
from tutor.models.embedder import Embedding, Vectors
from tutor.store.texts import Texts, write_texts
from tutor.store.vectors import VectorIndex, hash_database, write_vectors

SKILLS = "skills.toml"
_CURE = "Load the corpus again."
_ROWS = 4096  # vectors compared at once


def write_release(
    folder: Path,
    release: Release,
    documents: Iterable[tuple[Document, Sequence[Chunk]]],
    embeddings: Iterable[Embedding],
    skills: bytes = b"",
) -> Release:
    """Write all parts into the new `folder`; `embeddings` come in the order of the chunks. Neither is held in memory.

    `skills` is what `skills.toml` holds; there is none where that is nothing. Returns the release with the hashes of
    its parts. Raises `StoreFailed` where the disk refuses.
    """
    try:
        chunks, sentences = write_texts(folder / "texts.sqlite", documents)
        vectors = _write_arrays(folder, chunks, sentences, embeddings)
        write_vectors(folder / "vectors", vectors)
        if skills:
            (folder / SKILLS).write_bytes(skills)
    except (OSError, sqlite3.Error) as error:
        raise _refused(folder, error) from error
    return complete_release(folder, release)


def complete_release(folder: Path, release: Release) -> Release:
    """Write the manifest beside all other parts, with their hashes, and see that all is on the disk.

    Returns the release with the hashes. Raises `StoreFailed`.
    """
    try:
        made = {"parts": hash_parts(folder), "database": hash_database(folder / "vectors")}
        hashed = release.model_copy(update=made)
        manifest = folder / "manifest.json"
        manifest.write_text(hashed.model_dump_json(indent=2), "utf-8")
        _flush(folder)
    except OSError as error:
        raise _refused(folder, error) from error
    return hashed


def _refused(folder: Path, error: Exception) -> StoreFailed:
    return StoreFailed(f"The release cannot be written to {folder}: {error}.", "Free some disk space.")


def _write_arrays(folder: Path, chunks: int, sentences: int, embeddings: Iterable[Embedding]) -> NDArray[np.float16]:
    """Write both arrays row by row and give back that of the chunks."""
    iterator = iter(embeddings)
    first = next(iterator, None)
    dimension = len(first.whole) if first else 0
    with (folder / "chunks.npy").open("wb") as of_chunks, (folder / "sentences.npy").open("wb") as of_sentences:
        _write_head(of_chunks, (chunks, dimension))
        _write_head(of_sentences, (sentences, dimension))
        for embedding in chain([first] if first else [], iterator):
            of_chunks.write(embedding.whole.astype(np.float16).tobytes())
            of_sentences.write(embedding.sentences.astype(np.float16).tobytes())
    return _read_array(folder / "chunks.npy", chunks)


def _write_head(file: IO[bytes], shape: tuple[int, int]) -> None:
    # written and not mapped: a full disk is an error of a write, but the end of a process that wrote to a mapping
    described = {"descr": np.lib.format.dtype_to_descr(np.dtype(np.float16)), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, described)


def _read_array(path: Path, rows: int) -> NDArray[np.float16]:
    array: NDArray[np.float16] = np.load(path, mmap_mode="r" if rows else None)  # an empty file cannot be mapped
    return array


def hash_parts(folder: Path) -> dict[str, str]:
    """sha256 of every file of a release that never changes, by path inside the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        name: _sha256(path) for name, path in named.items() if name not in ("manifest.json", "vectors/chroma.sqlite3")
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(folder: Path) -> None:
    """Make sure that all of it is on the disk before anything points to it."""
    for path in (*folder.rglob("*"), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check_parts(folder: Path, release: Release) -> None:
    """Raise `BrokenRelease` unless every part is as it was written."""
    for name, sha256 in release.parts.items():
        try:
            same = _sha256(folder / name) == sha256
        except OSError as error:
            raise BrokenRelease(f"{folder / name} cannot be read: {error.strerror}.", _CURE) from error
        if not same:
            raise BrokenRelease(f"{folder / name} was altered.", _CURE)


class OpenRelease:
    """A published release, open for reading. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.release = read_manifest(folder)
        check_parts(folder, self.release)
        self.texts = Texts(folder / "texts.sqlite", self.release.corpus.name)
        try:
            self._chunks = _read_array(folder / "chunks.npy", self.release.chunks)
            self._sentences = _read_array(folder / "sentences.npy", self.release.chunks)
            self.skills = (folder / SKILLS).read_bytes() if SKILLS in self.release.parts else b""
        except (OSError, ValueError) as error:
            raise BrokenRelease(f"The parts of {folder} cannot be read: {error}.", _CURE) from error
        self._folder = folder
        self._opened = _place(folder)
        self._lock = Lock()
        self._index: VectorIndex | None = None

    def close(self) -> None:
        """Close all files."""
        self.texts.close()
        if self._index:
            self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def nearest(self, query: Vectors, limit: int) -> list[int]:
        """Numbers of the chunks nearest to the unit vector `query`, nearest first. Raises `BrokenRelease`.

        A release that was removed from the shelf since it was opened is searched all the same, vector by vector.
        """
        try:
            with self._lock:  # opened by the first search: whoever only reads texts need not wait for Chroma's import
                if self._index is None and not self.removed:
                    self._index = VectorIndex(self._folder / "vectors", self.release.chunks)
            if self._index is not None:
                return self._index.nearest(query, limit)
        except BrokenRelease:
            if not self.removed:
                raise
        return self._nearest_of_all(query, limit)

    @property
    def whole(self) -> bool:
        """Whether Chroma's database says what it was written with; of the other parts that was seen at opening."""
        return self.release.database == hash_database(self._folder / "vectors") != ""

    @property
    def removed(self) -> bool:
        """Whether it is not on the shelf any more. What was opened of it stays readable."""
        return _place(self._folder) != self._opened

    def _nearest_of_all(self, query: Vectors, limit: int) -> list[int]:
        rows = range(0, self.release.chunks, _ROWS)
        near = [np.asarray(self._chunks[row : row + _ROWS], dtype=np.float32) @ query for row in rows]
        return [int(number) for number in np.argsort(-np.concatenate(near), kind="stable")[:limit]] if near else []

    def chunk_vectors(self, numbers: Sequence[int]) -> Vectors:
        """Unit vectors of those chunks, [numbers, dimension]."""
        return np.asarray(self._chunks[list(numbers)], dtype=np.float32)

    def sentence_vectors(self, numbers: Sequence[int]) -> Vectors:
        """Unit vectors of the sentences with those numbers, [numbers, dimension]."""
        return np.asarray(self._sentences[list(numbers)], dtype=np.float32)


def _place(folder: Path) -> tuple[int, int]:
    """Which manifest lies in `folder`; that of a release that was brought back is another one."""
    try:
        found = (folder / "manifest.json").stat()
    except OSError:
        return (0, 0)
    return (found.st_ino, found.st_mtime_ns)


def read_manifest(folder: Path) -> Release:
    """The manifest of the release in `folder`. Raises `BrokenRelease`."""
    try:
        return Release.model_validate_json((folder / "manifest.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise BrokenRelease(f"The release {folder} has no readable manifest: {error}.", _CURE) from error
