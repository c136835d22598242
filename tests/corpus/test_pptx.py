"""Presentations are read slide by slide."""

from __future__ import annotations

from tests.corpus.making import pptx, shape
from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.pptx import parse_pptx
from tutor.domain import BlockKind

TABLE = (
    "<p:graphicFrame><a:tbl><a:tr><a:tc><a:p><a:r><a:t>Day</a:t></a:r></a:p></a:tc>"
    "<a:tc><a:p><a:r><a:t>Step</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:graphicFrame>"
)


def test_slides_with_titles_items_tables_and_notes() -> None:
    """Every slide is a landmark, its title a heading wherever it was drawn, its margins are left out."""
    first = shape("one\ntwo", "body") + shape("Late payment", "title") + shape("Page 1", "sldNum") + TABLE
    parsed = parse_pptx(pptx([first, f"<p:grpSp>{shape('Alone.')}</p:grpSp>"], notes={1: "Say it slowly."}))
    check_blocks(parsed)
    assert named(parsed) == [
        (BlockKind.HEADING, "## Late payment"),
        (BlockKind.ITEM, "one"),
        (BlockKind.ITEM, "two"),
        (BlockKind.TABLE, "| Day | Step |\n| --- | --- |"),
        (BlockKind.PROSE, "Notes: Say it slowly."),
        (BlockKind.PROSE, "Alone."),
    ]
    assert [(mark.kind, mark.label, parsed.text[mark.start :][:7]) for mark in parsed.landmarks] == [
        ("slide", "1", "## Late"),
        ("slide", "2", "Alone."),
    ]
    assert parsed.title == "Late payment"


def test_a_slide_that_leads_out_of_the_file() -> None:
    """A slide is a part of the file, whatever path it is said to have."""
    raw = pptx([shape("Inside.")], target="../../../../etc/passwd")
    assert parse_pptx(raw).text == ""
