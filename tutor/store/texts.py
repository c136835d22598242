"""`texts.sqlite` of a release: documents, chunks, and full text search with bm25 (SQLite FTS5)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from math import log
from pathlib import Path
from typing import Self

from tutor.domain import Block, Chunk, Document, Landmark, Source, Span
from tutor.errors import BrokenRelease
from tutor.text.mapped import plain
from tutor.text.words import stems

_SCHEMA = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, source TEXT NOT NULL, text TEXT NOT NULL,
    markdown INTEGER NOT NULL, blocks TEXT NOT NULL, landmarks TEXT NOT NULL
) STRICT;
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (id),
    start INTEGER NOT NULL, stop INTEGER NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL,
    sentences TEXT NOT NULL, first_sentence INTEGER NOT NULL,
    stems TEXT NOT NULL -- a line for title and headings, then a line for each sentence
) STRICT;
CREATE INDEX chunks_of_document ON chunks (document, start);
CREATE VIRTUAL TABLE found USING fts5 (
    heading, body, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '.'''"
);
CREATE VIRTUAL TABLE terms USING fts5vocab (found, row);
"""
# What is indexed are stems made by `tutor.text.words`, joined by spaces; FTS5 only cuts at the spaces.
# Chunks and sentences are numbered from 0, rows of FTS5 from 1.

# Scoring takes a microsecond a chunk: common words would make a search as slow as the corpus is large. In 2,644 chunks
# of three curricula, 500 chunks to score found as many lessons as all of them did (docs/decisions/retrieval.md).
_SCORED = 2000


@dataclass(frozen=True)
class IndexedWords:
    """What search compares of a chunk: its document, the number of its first sentence, and stems it has.

    Of the stems only those that were asked for: in title and headings, and in each sentence.
    """

    document: str
    first_sentence: int
    heading: frozenset[str]
    sentences: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class StoredChunk:
    """A chunk with its words and the title of its document."""

    title: str
    text: str
    chunk: Chunk


def write_texts(path: Path, documents: Iterable[tuple[Document, Sequence[Chunk]]]) -> tuple[int, int]:
    """Write the documents and their chunks, numbered in order, into a new file. How many chunks and sentences."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_SCHEMA)
        chunk_number = sentence_number = 0
        for document_number, (document, chunks) in enumerate(documents):
            _insert_document(connection, document_number, document)
            for chunk in chunks:
                _insert_chunk(connection, document_number, chunk_number, sentence_number, document, chunk)
                chunk_number += 1
                sentence_number += len(chunk.sentences)
        connection.execute("INSERT INTO found (found) VALUES ('optimize')")
    return chunk_number, sentence_number


def _insert_document(connection: sqlite3.Connection, number: int, document: Document) -> None:
    blocks = [[block.kind.value, block.start, block.end, block.level] for block in document.blocks]
    landmarks = [[mark.kind, mark.label, mark.start] for mark in document.landmarks]
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, document.path, document.source.model_dump_json(), document.text, document.markdown,
         json.dumps(blocks), json.dumps(landmarks)),
    )  # fmt: skip


def _insert_chunk(
    connection: sqlite3.Connection,
    document_number: int,
    number: int,
    first_sentence: int,
    document: Document,
    chunk: Chunk,
) -> None:
    span = chunk.span
    heading = " ".join(stems(" ".join((document.source.title, *chunk.heading))))
    sentences = [" ".join(stems(_readable(document, sentence))) for sentence in chunk.sentences]
    places = [[sentence.kind.value, sentence.start, sentence.end] for sentence in chunk.sentences]
    connection.execute(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, document_number, span.start, span.end, json.dumps(chunk.heading), document.text[span.start : span.end],
         json.dumps(places), first_sentence, "\n".join((heading, *sentences))),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO found (rowid, heading, body) VALUES (?, ?, ?)", (number + 1, heading, " ".join(sentences))
    )


def _readable(document: Document, sentence: Block) -> str:
    words = document.text[sentence.start : sentence.end]
    return plain(words) if document.markdown else words


class Texts:
    """Reads `texts.sqlite` of a published release. Safe to use from several threads."""

    def __init__(self, path: Path, corpus: str) -> None:
        self._corpus = corpus
        self._path = path
        try:
            # immutable: a published release never changes, so no locks are taken and no files are left beside it
            self._connection = sqlite3.connect(
                f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
        except sqlite3.Error as error:
            raise self._broken(error) from error
        self._titles = self._read_titles()
        self._size = self._rows("SELECT count(*) FROM chunks")[0][0]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query. Raises `BrokenRelease` where the file turns out to be damaged."""
        try:
            return self._connection.execute(query, list(values)).fetchall()
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> BrokenRelease:
        return BrokenRelease(f"{self._path} cannot be read: {error}.", "Load the corpus again.")

    def _read_titles(self) -> dict[int, tuple[str, str]]:
        rows = self._rows("SELECT id, path, source FROM documents")
        try:
            return {number: (path, Source.model_validate_json(source).title) for number, path, source in rows}
        except ValueError as error:
            raise self._broken(error) from error

    @property
    def paths(self) -> list[str]:
        """Paths of all documents, in order of loading."""
        return [path for path, _ in self._titles.values()]

    def sources(self) -> dict[str, Source]:
        """What is known of each document, by path."""
        rows = self._rows("SELECT path, source FROM documents")
        return {path: Source.model_validate_json(source) for path, source in rows}

    def document(self, path: str) -> Document | None:
        """The document with that path, if there is one."""
        rows = self._rows("SELECT source, text, markdown, blocks, landmarks FROM documents WHERE path = ?", [path])
        if not rows:
            return None
        source, text, markdown, blocks, landmarks = rows[0]
        return Document(
            corpus=self._corpus,
            path=path,
            source=Source.model_validate_json(source),
            text=text,
            markdown=bool(markdown),
            blocks=tuple(Block(kind=k, start=s, end=e, level=n) for k, s, e, n in json.loads(blocks)),
            landmarks=tuple(Landmark(kind=k, label=name, start=s) for k, name, s in json.loads(landmarks)),
        )

    def chunks_of(self, path: str) -> list[Chunk]:
        """All chunks of the document with that path, in order."""
        rows = self._rows(
            "SELECT chunks.id, document, start, stop, heading, chunks.text, sentences FROM chunks"
            " JOIN documents ON documents.id = document WHERE path = ? ORDER BY start",
            [path],
        )
        return [self._chunk(row).chunk for row in rows]

    def count(self, path: str) -> int:
        """How many chunks the document with that path has."""
        query = "SELECT count(*) FROM chunks JOIN documents ON documents.id = document WHERE path = ?"
        return int(self._rows(query, [path])[0][0])

    def chunks(self, numbers: Sequence[int]) -> list[StoredChunk]:
        """The chunks with those numbers, in that order."""
        return [self._chunk(row) for row in self._numbered("document, start, stop, heading, text, sentences", numbers)]

    def words(self, numbers: Sequence[int], terms: Sequence[str]) -> list[IndexedWords]:
        """Which of the stems `terms` the chunks with those numbers have, in that order."""
        wanted = frozenset(terms)
        return [self._words(row, wanted) for row in self._numbered("document, first_sentence, stems", numbers)]

    def _numbered(self, columns: str, numbers: Sequence[int]) -> list[sqlite3.Row]:
        marks = ",".join("?" * len(numbers))
        query = f"SELECT id, {columns} FROM chunks WHERE id IN ({marks})"  # noqa: S608 - names of ours, question marks
        found = {row["id"]: row for row in self._rows(query, numbers)}
        return [found[number] for number in numbers]

    def _words(self, row: sqlite3.Row, wanted: frozenset[str]) -> IndexedWords:
        path, _ = self._titles[row["document"]]
        heading, *sentences = [wanted.intersection(stems.split(" ")) for stems in row["stems"].split("\n")]
        return IndexedWords(path, row["first_sentence"], heading, tuple(sentences))

    def _chunk(self, row: sqlite3.Row) -> StoredChunk:
        path, title = self._titles[row["document"]]
        chunk = Chunk(
            span=Span(corpus=self._corpus, document=path, start=row["start"], end=row["stop"]),
            heading=tuple(json.loads(row["heading"])),
            sentences=tuple(Block(kind=k, start=s, end=e) for k, s, e in json.loads(row["sentences"])),
        )
        return StoredChunk(title, row["text"], chunk)

    def search(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Numbers and bm25 scores (larger is better) of the best chunks that hold any of the stems `terms`.

        Where the rarer terms alone bring more chunks than are worth scoring, the commonest are not looked for.
        """
        telling = self._telling(terms)
        if not telling:
            return []
        rows = self._rows(
            "SELECT rowid, -bm25(found) AS score FROM found WHERE found MATCH ? ORDER BY score DESC LIMIT ?",
            [" OR ".join(f'"{term}"' for term in telling), limit],
        )
        return [(rowid - 1, score) for rowid, score in rows]

    def _telling(self, terms: Sequence[str]) -> list[str]:
        """The rarest terms that the corpus has, as many as stand in `_SCORED` chunks at most, but always one."""
        counts = self._counts(terms)
        rarest = sorted(counts, key=lambda term: counts[term])
        reached = accumulate(counts[term] for term in rarest)
        return [term for term, rows in zip(rarest, reached, strict=True) if rows <= _SCORED] or rarest[:1]

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """Each stem's inverse document frequency as in bm25, but never below 0: ln(1 + (N - n + .5) / (n + .5))."""
        counts = self._counts(terms)
        return {term: log(1 + (self._size - counts.get(term, 0) + 0.5) / (counts.get(term, 0) + 0.5)) for term in terms}

    def _counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many chunks each of the terms stands, for those that stand in any."""
        marks = ",".join("?" * len(terms))
        query = f"SELECT term, doc FROM terms WHERE term IN ({marks})"  # noqa: S608 - only question marks are put in
        return {row["term"]: row["doc"] for row in self._rows(query, terms)}
