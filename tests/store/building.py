"""Small releases, made of documents of the starter corpora with the real embedder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tutor.corpus.files import find_files, parse_file, read_file, refusal
from tutor.corpus.index_text import index_text
from tutor.corpus.manifest import read_manifest
from tutor.corpus.split import SPLITTER, split
from tutor.domain import Chunk, Corpus, Document, Release
from tutor.models.embedder import Embedder
from tutor.store.release import write_release

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CORPUS = Corpus(name="sql", title="SQL")
FOLDER = Path(__file__).parents[2] / "corpora" / "sql-analytics"


def documents(count: int) -> list[tuple[Document, Sequence[Chunk]]]:
    """The first documents of a starter corpus with their chunks."""
    manifest = read_manifest(FOLDER, CORPUS.name)
    files = [found for found in find_files(FOLDER) if not refusal(found, FOLDER)][:count]
    parsed = [parse_file(found, read_file(found), manifest) for found in files]
    return [(document, split(document)) for document in parsed]


def planned(held: Sequence[tuple[Document, Sequence[Chunk]]], embedder: Embedder) -> Release:
    """The release that holds those documents."""
    return Release(
        id="20261121-120000-abcdef",
        corpus=CORPUS,
        created_at=NOW,
        documents=len(held),
        chunks=sum(len(chunks) for _, chunks in held),
        embedder=embedder.fingerprint,
        splitter=SPLITTER,
    )


def write(folder: Path, held: Sequence[tuple[Document, Sequence[Chunk]]], embedder: Embedder) -> Release:
    """Write a release of those documents into `folder`."""
    texts = [index_text(document, chunk) for document, chunks in held for chunk in chunks]
    folder.mkdir(parents=True)
    return write_release(folder, planned(held, embedder), held, embedder.embed(texts))
