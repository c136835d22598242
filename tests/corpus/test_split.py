"""Chunks hold every word once, keep sentences whole, stay in their section and within their size."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from tests.corpus.parsing import check_chunks, document
from tests.strategies import MARKDOWN, MARKED
from tutor.corpus.files import FoundFile, parse_file
from tutor.corpus.manifest import read_manifest
from tutor.corpus.split import WORDS, split
from tutor.domain import BlockKind
from tutor.text.sentences import LONGEST

CORPORA = Path(__file__).parents[2] / "corpora"
STARTER = sorted(CORPORA.glob("*/*.md"))


@given(MARKDOWN | MARKED.map(lambda text: text.replace("\r", "").replace(" ", "\n")))
def test_chunks_of_any_document(text: str) -> None:
    """Every word is in one chunk, at its place, and nothing is longer than it may be."""
    check_chunks(document(text))


@pytest.mark.parametrize("file", STARTER, ids=[f"{file.parent.name}/{file.name}" for file in STARTER])
def test_chunks_of_the_starter_corpora(file: Path) -> None:
    """The same holds for every document that comes with Groundwork, and splitting it again gives the same chunks."""
    manifest = read_manifest(file.parent, file.parent.name)
    parsed = parse_file(FoundFile(file, file.name), file.read_bytes(), manifest)
    check_chunks(parsed)
    assert split(parsed) == split(parsed)


def headings(text: str) -> list[tuple[str, ...]]:
    """The heading path of each chunk of `text`."""
    return [chunk.heading for chunk in split(document(text))]


LONG = "The client pays the invoice within thirty days of its receipt, or interest runs. " * 8


def test_heading_path_is_the_open_headings() -> None:
    """A chunk has the headings above it by level, as a reader sees them, without the title."""
    marks = ["# Title", "## One `x`", "#### Deep", "### *Middle*", "## Two"]
    text = "\n\n".join(f"{mark}\n\n{LONG}" for mark in marks)
    assert headings(text) == [(), ("One x",), ("One x", "Deep"), ("One x", "Middle"), ("Two",)]


def test_small_sections_share_a_chunk() -> None:
    """A section of a few words goes with the next one, under its own heading; a large one stays alone."""
    assert headings("# Title\n\n## A\n\nFew words.\n\n## B\n\nFew more.\n\n## C\n\nLast.") == [("A",)]
    assert headings(f"# Title\n\n## A\n\n{LONG}\n\n## B\n\nFew words.") == [("A",), ("B",)]


def test_long_section_is_cut_evenly() -> None:
    """Parts of one section differ little: no scrap is left at its end."""
    for times in range(1, 26):
        chunks = split(document(f"# Title\n\n## A\n\n{LONG * times}"))
        sizes = [len(chunk.sentences) for chunk in chunks]
        assert max(sizes) - min(sizes) <= 2, sizes


def test_rows_and_lines_are_sentences() -> None:
    """A table gives a sentence a row without the rule; code a few lines; prose a sentence."""
    text = "One. Two.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```sql\nSELECT 1\n\nFROM t\n```\n"
    (chunk,) = split(document(text))
    assert [(each.kind, text[each.start : each.end]) for each in chunk.sentences] == [
        (BlockKind.PROSE, "One."),
        (BlockKind.PROSE, "Two."),
        (BlockKind.TABLE, "| a | b |"),
        (BlockKind.TABLE, "| 1 | 2 |"),
        (BlockKind.CODE, "```sql\nSELECT 1\n\nFROM t\n```"),
    ]


@pytest.mark.parametrize("line", ["x" * 100_000, "word " * 20_000, "| " + "cell | " * 15_000, "数据" * 20_000])
@pytest.mark.parametrize("around", ["{}", "```\n{}\n```", "| a |\n|---|\n{}"])
def test_endless_line_is_cut(line: str, around: str) -> None:
    """No line, of whatever kind, makes a unit that a model or a page could not hold."""
    found = document(around.format(line))
    check_chunks(found)
    assert all(len(found.text[each.start : each.end]) <= LONGEST for chunk in split(found) for each in chunk.sentences)


def test_many_lines_of_code_take_linear_time() -> None:
    """A log of 50,000 lines inside a fence is split like any other text."""
    found = document("```\n" + "2026-11-21 12:00:00 a line of a log\n" * 50_000 + "```\n")
    pieces = [each for chunk in split(found) for each in chunk.sentences]
    assert sum(found.text.count("log", each.start, each.end) for each in pieces) == 50_000


def test_size_is_counted_in_words() -> None:
    """A chunk of plain prose has about as many words as the rule says."""
    sentence = "The invoice is due in thirty days."
    sizes = [len(sentence.split()) * len(chunk.sentences) for chunk in split(document(f"{sentence} " * 200))]
    assert all(WORDS * 0.9 <= size <= WORDS * 1.1 for size in sizes), sizes
