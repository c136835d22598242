"""`texts.sqlite` gives back what was written, and finds it by its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.building import documents
from tests.strategies import MARKED
from tutor.domain import Block, BlockKind, Chunk, Document, Landmark, Source
from tutor.errors import BrokenRelease
from tutor.retrieval.gather import query_terms
from tutor.store.texts import Texts, write_texts
from tutor.text.mapped import plain
from tutor.text.words import content_stems

Held = Sequence[tuple[Document, Sequence[Chunk]]]


@pytest.fixture(scope="module")
def held() -> Held:
    """Three documents, and one with everything a document can have."""
    text = "Größe 😀 — “quoted”.\n\nCOUNT(*) counts rows."
    document = Document(
        corpus="sql",
        path="déep/a b'\".md",
        source=Source(title="Tïtle", references=("https://a.example",)),
        text=text,
        markdown=False,
        blocks=(Block(kind=BlockKind.PROSE, start=0, end=18), Block(kind=BlockKind.PROSE, start=20, end=len(text))),
        landmarks=(Landmark(kind="page", label="iv", start=20),),
    )
    whole = Chunk(span=document.span(0, len(text)), heading=("A", "B > C"), sentences=document.blocks)
    return [*documents(3), (document, [whole])]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory, held: Held) -> Iterator[Texts]:
    """The file of those documents, open for reading."""
    path = tmp_path_factory.mktemp("texts") / "texts.sqlite"
    write_texts(path, held)
    with Texts(path, "sql") as opened:
        yield opened


def test_documents_and_chunks_come_back_equal(texts: Texts, held: Held) -> None:
    """What is read is what was written, to the letter and in order."""
    assert texts.paths == [document.path for document, _ in held]
    for document, chunks in held:
        assert texts.document(document.path) == document
        assert texts.chunks_of(document.path) == list(chunks)
    assert texts.document("nowhere.md") is None
    assert texts.chunks_of("nowhere.md") == []


def test_chunks_come_in_the_order_asked_for(texts: Texts, held: Held) -> None:
    """Chunks have their words and title, and are numbered in the order of writing."""
    numbered = [(document, chunk) for document, chunks in held for chunk in chunks]
    wanted = [len(numbered) - 1, 0, 7]
    for number, stored in zip(wanted, texts.chunks(wanted), strict=True):
        document, chunk = numbered[number]
        assert stored.chunk == chunk
        assert stored.title == document.source.title
        assert stored.text == document.text[chunk.span.start : chunk.span.end]


def test_every_chunk_is_found_by_its_own_words(texts: Texts, held: Held) -> None:
    """Full text search proposes a chunk among the first five for the words of its own sentences."""
    for number, (document, chunk) in enumerate((document, chunk) for document, chunks in held for chunk in chunks):
        own = content_stems(plain(document.text[chunk.span.start : chunk.span.end]))
        assert number in [found for found, _ in texts.search(own, 5)]


def test_scores_fall(texts: Texts) -> None:
    """The best come first, larger is better, and no more than asked for come at all."""
    found = texts.search(query_terms("How does a join multiply rows?"), 10)
    scores = [score for _, score in found]
    assert len(found) == 10
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert texts.search([], 10) == []
    assert texts.search(["nosuchword"], 10) == []


def test_words_are_told_by_heading_and_by_sentence(texts: Texts, held: Held) -> None:
    """Of a chunk's stems those are told that were asked for, where they stand; sentences stay apart."""
    last = sum(len(chunks) for _, chunks in held) - 1
    (found,) = texts.words([last], ["große", "count", "quot", "titl", "b", "x"])
    assert found.document == "déep/a b'\".md"
    assert found.heading == {"titl", "b"}
    assert [set(sentence) for sentence in found.sentences] == [{"große", "quot"}, {"count"}]


def test_sentences_are_numbered_through(texts: Texts, held: Held) -> None:
    """The number of a chunk's first sentence is the count of all sentences before it."""
    chunks = [chunk for _, chunks in held for chunk in chunks]
    before = 0
    for indexed, chunk in zip(texts.words(range(len(chunks)), []), chunks, strict=True):
        assert indexed.first_sentence == before
        assert len(indexed.sentences) == len(chunk.sentences)
        before += len(chunk.sentences)


def test_rarity_is_that_of_bm25(texts: Texts, held: Held) -> None:
    """A term's weight is ln(1 + (N - n + 0.5) / (n + 0.5)), N chunks of which n hold it in heading or body."""
    total = sum(len(chunks) for _, chunks in held)
    terms = ["join", "row", "große", "null", "nosuchword"]
    found = [indexed.heading.union(*indexed.sentences) for indexed in texts.words(range(total), terms)]
    counted = {term: sum(term in indexed for indexed in found) for term in terms}
    assert counted["nosuchword"] == 0
    assert 0 < counted["null"] < counted["row"]
    expected = {term: log(1 + (total - count + 0.5) / (count + 0.5)) for term, count in counted.items()}
    assert texts.rarity(terms) == pytest.approx(expected)


@given(st.text() | MARKED | st.sampled_from(['" OR "a', "NEAR(a b)", "heading:x", "a* -b ^c", "x AND NOT y", "'; --"]))
def test_no_question_is_a_query(texts: Texts, question: str) -> None:
    """Whatever is asked is searched for as words: no text is read as syntax of FTS5 or SQL."""
    terms = query_terms(question)
    assert all(score > 0 for _, score in texts.search(terms, 5))
    assert set(texts.rarity(terms)) == set(terms)


def test_thousands_of_terms(texts: Texts) -> None:
    """The longest question, of ever other words, is still searched for."""
    terms = [chr(0x4E00 + i) for i in range(4000)] + ["join"]
    assert texts.search(terms, 5)
    assert len(texts.rarity(terms)) == 4001


@pytest.mark.parametrize("raw", [None, b"", b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_what_is_no_texts_file_is_a_broken_release(tmp_path: Path, raw: bytes | None) -> None:
    """A file that is missing, empty, or no database is told at once, not at the first question."""
    path = tmp_path / "texts.sqlite"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(BrokenRelease, match=r"texts\.sqlite"):
        Texts(path, "sql")
