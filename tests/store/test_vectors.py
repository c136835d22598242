"""Every vector that was written is found, and a folder that cannot be right is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tutor.errors import BrokenRelease
from tutor.models.embedder import unit
from tutor.store.vectors import VectorIndex, hash_database, write_vectors

COUNT = 2500  # more than Chroma is given at once


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float16]:
    """Unit vectors in all directions."""
    return unit(np.random.default_rng(7).normal(size=(COUNT, 64)).astype(np.float32)).astype(np.float16)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, vectors: NDArray[np.float16]) -> Path:
    """The folder that holds them."""
    folder = tmp_path_factory.mktemp("index") / "vectors"
    write_vectors(folder, vectors)
    return folder


def test_every_vector_finds_itself(written: Path, vectors: NDArray[np.float16]) -> None:
    """Each vector is its own nearest, under its own number."""
    index = VectorIndex(written, COUNT)
    for number in range(COUNT):
        assert index.nearest(vectors[number].astype(np.float32), 3)[0] == number
    index.close()


def test_nearest_are_those_of_an_exact_search(written: Path, vectors: NDArray[np.float16]) -> None:
    """Of the 20 nearest at least 19 in 20 are the true ones, nearest first."""
    index = VectorIndex(written, COUNT)
    queries = unit(np.random.default_rng(8).normal(size=(40, 64)).astype(np.float32))
    hits = 0
    for query in queries:
        found = index.nearest(query, 20)
        similarities = vectors.astype(np.float32) @ query
        assert np.all(np.diff(similarities[found]) < 1e-3)  # float16: near ties may change places
        hits += len({int(number) for number in np.argsort(-similarities)[:20]} & set(found))
    index.close()
    assert hits >= 0.95 * 20 * len(queries)


def test_no_more_than_there_are(tmp_path: Path) -> None:
    """A limit beyond the number of vectors gives them all; of none, none."""
    write_vectors(tmp_path / "two", np.eye(2, 4, dtype=np.float16))
    two = VectorIndex(tmp_path / "two", 2)
    assert two.nearest(np.array([0, 1, 0, 0], np.float32), 60) == [1, 0]
    two.close()
    write_vectors(tmp_path / "none", np.zeros((0, 4), np.float16))
    none = VectorIndex(tmp_path / "none", 0)
    assert none.nearest(np.array([0, 1, 0, 0], np.float32), 60) == []
    none.close()


def test_wrong_count_is_a_broken_release(written: Path, tmp_path: Path) -> None:
    """A folder with fewer or more vectors than the release has chunks is refused; so is one without any."""
    with pytest.raises(BrokenRelease, match=f"{COUNT} vectors for {COUNT + 1} chunks"):
        VectorIndex(written, COUNT + 1)
    with pytest.raises(BrokenRelease, match="cannot be read"):
        VectorIndex(tmp_path / "nowhere", 1)


def test_the_database_says_the_same_however_often_it_is_opened(tmp_path: Path) -> None:
    """Its hash outlives openings and searches, which change its file; it does not outlive a changed word."""
    write_vectors(tmp_path, np.eye(40, 50, dtype=np.float16))
    before, file = hash_database(tmp_path), (tmp_path / "chroma.sqlite3").read_bytes()
    for _ in range(2):
        index = VectorIndex(tmp_path, 40)
        assert index.nearest(np.eye(1, 50, 7, dtype=np.float32)[0], 1) == [7]
        index.close()
    assert (tmp_path / "chroma.sqlite3").read_bytes() != file
    assert hash_database(tmp_path) == before != ""
    with closing(sqlite3.connect(tmp_path / "chroma.sqlite3")) as connection, connection:
        connection.execute("UPDATE segments SET type = 'other' WHERE scope = 'VECTOR'")
    assert hash_database(tmp_path) != before


def test_a_database_that_cannot_be_read_has_no_hash(tmp_path: Path) -> None:
    """Whether it is not there or no database any more."""
    assert hash_database(tmp_path) == ""
    (tmp_path / "chroma.sqlite3").write_bytes(b"\xa5" * 5000)
    assert hash_database(tmp_path) == ""


def test_many_equal_vectors_hide_none(tmp_path: Path) -> None:
    """Each of them is found, and so is every other: equal points would be neighbours of each other alone."""
    random = np.random.default_rng(0)
    told = np.vstack([random.normal(size=(6, 384)), np.repeat(random.normal(size=(1, 384)), 300, axis=0)])
    vectors = (told / np.linalg.norm(told, axis=1, keepdims=True)).astype(np.float16)
    write_vectors(tmp_path / "vectors", vectors)
    index = VectorIndex(tmp_path / "vectors", len(vectors))
    for number in range(8):
        found = index.nearest(vectors[number].astype(np.float32), 306)
        assert sorted(found) == list(range(306))
    assert index.nearest(vectors[0].astype(np.float32), 4)[0] == 0
    index.close()
