"""A release opens as it was written, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.store.building import documents, planned, write
from tutor.corpus.index_text import index_text
from tutor.domain import Release
from tutor.errors import BrokenRelease, StoreFailed
from tutor.models.embedder import Embedder, Text
from tutor.store.release import OpenRelease, read_manifest, write_release

HELD = documents(1)
CHUNKS = [(document, chunk) for document, chunks in HELD for chunk in chunks]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The folder of a release of one document."""
    folder = tmp_path_factory.mktemp("release") / "one"
    write(folder, HELD, embedder)
    return folder


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may break."""
    return Path(shutil.copytree(written, tmp_path / "copy"))


def test_manifest_says_what_was_planned_and_what_is_there(written: Path, embedder: Embedder) -> None:
    """The manifest is the plan with the hash of every part, of Chroma's own database that of what it says."""
    release = read_manifest(written)
    assert release.database
    assert release.model_copy(update={"parts": {}, "database": ""}) == planned(HELD, embedder)
    files = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert set(release.parts) == files - {"manifest.json", "vectors/chroma.sqlite3"}


def test_vectors_are_those_of_chunks_and_sentences(written: Path, embedder: Embedder) -> None:
    """A chunk and each of its sentences have the vector that the embedder gives them, by their numbers."""
    with OpenRelease(written) as opened:
        first = 0
        for number, (document, chunk) in enumerate(CHUNKS):
            (expected,) = embedder.embed([index_text(document, chunk)])
            assert np.allclose(opened.chunk_vectors([number])[0], expected.whole, atol=2e-3)
            numbers = range(first, first + len(chunk.sentences))
            assert np.allclose(opened.sentence_vectors(numbers), expected.sentences, atol=2e-3)
            first += len(chunk.sentences)


def test_chunk_is_found_by_what_it_says(written: Path, embedder: Embedder) -> None:
    """The chunk nearest to the words of a chunk is that chunk, and its text is the canonical one."""
    with OpenRelease(written) as opened:
        for number, (document, chunk) in enumerate(CHUNKS):
            (query,) = embedder.embed([Text(index_text(document, chunk).words)])
            assert opened.nearest(query.whole, 1) == [number]
            (stored,) = opened.texts.chunks([number])
            assert stored.text == document.text[chunk.span.start : chunk.span.end]


def test_opening_changes_nothing_that_is_hashed(copy: Path) -> None:
    """A release that was opened and searched opens again."""
    for _ in range(2):
        with OpenRelease(copy) as opened:
            assert opened.nearest(opened.chunk_vectors([0])[0], 3)[0] == 0


PARTS = ["texts.sqlite", "chunks.npy", "sentences.npy", "vectors/*/data_level0.bin", "vectors/*/link_lists.bin"]


def refused(folder: Path) -> None:
    """Opening `folder`, or the first search in it, ends in words with a cure."""
    with pytest.raises(BrokenRelease) as found, OpenRelease(folder) as opened:
        opened.nearest(opened.chunk_vectors([0])[0], 1)
    assert "oad" in found.value.cure


@pytest.mark.parametrize("pattern", [*PARTS, "manifest.json", "vectors"])
def test_missing_part_is_a_broken_release(copy: Path, pattern: str) -> None:
    """A release without one of its parts does not open."""
    (part,) = copy.glob(pattern)
    shutil.rmtree(part) if part.is_dir() else part.unlink()
    refused(copy)


@pytest.mark.parametrize("pattern", PARTS)
@pytest.mark.parametrize("harm", ["cut", "flip", "more"])
def test_altered_part_is_a_broken_release(copy: Path, pattern: str, harm: str) -> None:
    """A part that is cut, has a byte changed, or has one more, is noticed before anything is answered from it."""
    (part,) = copy.glob(pattern)
    raw = bytearray(part.read_bytes())
    if harm == "flip":
        raw[len(raw) // 2] ^= 0xFF
    part.write_bytes({"cut": raw[: len(raw) // 2], "flip": raw, "more": raw + b"\0"}[harm])
    refused(copy)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", b'{"id": 1}'])
def test_unreadable_manifest_is_a_broken_release(copy: Path, raw: bytes) -> None:
    """A manifest that is no manifest is told as such."""
    (copy / "manifest.json").write_bytes(raw)
    refused(copy)


def test_wrong_count_is_a_broken_release(copy: Path) -> None:
    """A manifest that promises other chunks than there are is not believed."""
    release = read_manifest(copy)
    (copy / "manifest.json").write_text(release.model_copy(update={"chunks": release.chunks + 1}).model_dump_json())
    refused(copy)


def test_release_without_chunks_opens(tmp_path: Path, embedder: Embedder) -> None:
    """A release of nothing is small, and finds nothing."""
    release: Release = write(tmp_path / "empty", [], embedder)
    assert release.chunks == 0
    with OpenRelease(tmp_path / "empty") as opened:
        assert opened.nearest(np.ones(embedder.dimension, np.float32), 5) == []


def test_disk_that_refuses_is_told(tmp_path: Path, embedder: Embedder) -> None:
    """Where the folder cannot be written, the store failed, in words."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreFailed, match="cannot be written"):
        write_release(tmp_path / "file", planned([], embedder), [], [])
