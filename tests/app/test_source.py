"""The page of a source: the cited words in their place, where it comes from, and addresses that lead nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.visitor import Visitor
from tutor.domain import Block, BlockKind, Document
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.text.mapped import plain

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

DOCUMENT = "joins-and-row-multiplication.md"


@pytest.fixture(scope="module")
def release(home: Path) -> str:
    """The published release of `sql`."""
    return Parts(read_settings(home=home)).shelf.current("sql").name


@pytest.fixture(scope="module")
def document(home: Path) -> Document:
    """A document of `sql` as it is kept."""
    found = Parts(read_settings(home=home)).releases(["sql"])[0].texts.document(DOCUMENT)
    assert found is not None
    return found


def _words_in(document: Document, kind: BlockKind) -> tuple[int, int]:
    """Some words in the midst of the last block of that kind, whole lines where there are several."""
    block = [block for block in document.blocks if block.kind is kind][-1]
    lines = document.text[block.start : block.end].split("\n")
    if len(lines) > 2:
        start = block.start + len("\n".join(lines[:-2])) + 1
        return start, start + len(lines[-2])
    words = list(re.finditer(r"[^\s`*|]+", document.text[block.start : block.end]))
    return block.start + words[1].start(), block.start + words[-2].end()


@pytest.mark.parametrize(
    ("kind", "element"),
    [(BlockKind.PROSE, "p"), (BlockKind.ITEM, "li"), (BlockKind.CODE, "pre"), (BlockKind.TABLE, "td")],
)
def test_cited_words_are_highlighted_in_place(
    visitor: Visitor, document: Document, release: str, kind: BlockKind, element: str
) -> None:
    """Exactly the words that the address names are marked, in an element of their kind, and scrolled into sight."""
    start, end = _words_in(document, kind)
    visitor.open_source(corpus="sql", release=release, document=DOCUMENT, start=str(start), end=str(end))
    expect(visitor.marks.first).to_be_in_viewport()
    cited = document.text[start:end]
    expected = " ".join(cited.split()) if kind is BlockKind.CODE else plain(cited).replace(" | ", " ")
    assert " ".join(" ".join(visitor.marks.all_text_contents()).split()) == expected
    assert visitor.marks.count() == visitor.article.locator(f"{element} mark").count()


def test_several_places_of_one_address_are_all_highlighted(visitor: Visitor, document: Document, release: str) -> None:
    """The words of a statement that cites twice are marked twice, and the first of them is in sight."""
    first, last = (
        [block for block in document.blocks if block.kind is BlockKind.PROSE and "`" not in _text(document, block)][at]
        for at in (-4, -1)
    )
    places = f"start={first.start}&end={first.end}&start={last.start}&end={last.end}"
    visitor.open(f"source?corpus=sql&release={release}&document={DOCUMENT}&{places}")
    expect(visitor.marks).to_have_count(2)
    assert visitor.marks.all_inner_texts() == [plain(_text(document, block)) for block in (first, last)]
    expect(visitor.marks.first).to_be_in_viewport()


def _text(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def test_a_source_says_its_licence_and_dates(visitor: Visitor, document: Document, release: str) -> None:
    """Above the text stand licence, author, what version it describes, and when it was and is to be reviewed."""
    visitor.open_source(corpus="sql", release=release, document=DOCUMENT)
    source = document.source
    line = visitor.main.get_by_text(re.compile("^Licence:")).inner_text()
    assert line == (
        f"Licence: {source.licence} · Author: {source.author} · Describes: {source.version}"
        f" · Reviewed on: {source.reviewed_on} · Review by: {source.review_by}"
    )
    expect(visitor.article.get_by_role("heading", name=source.title)).to_be_visible()
    expect(visitor.marks).to_have_count(0)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"corpus": "nope"}, "is not kept here"),
        ({"corpus": "../sql"}, "cannot be a corpus name"),
        ({"release": "../../sql"}, "cannot be the id of a release"),
        ({"document": "../record.sqlite"}, "has no document"),
        ({"release": ""}, "names no source"),
        ({"start": "9" * 5000}, "words that are not in this source"),
        ({"end": "999999999"}, "words that are not in this source"),
        ({"start": "-1"}, "words that are not in this source"),
        ({"start": "20", "end": "10"}, "words that are not in this source"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(
    visitor: Visitor, release: str, changed: dict[str, str], words: str
) -> None:
    """Wrong parts of an address are answered in words, and nothing is marked."""
    right = {"corpus": "sql", "release": release, "document": DOCUMENT, "start": "10", "end": "20"}
    visitor.open_source(**{**right, **changed})
    assert words in visitor.told()
    expect(visitor.marks).to_have_count(0)
    assert "Traceback" not in visitor.main.inner_text()


def test_an_address_without_parts_says_so(visitor: Visitor) -> None:
    """The bare address of the page of sources explains itself and leads to the start."""
    visitor.open("source")
    assert "This address names no source. Open one from an answer." in visitor.told()
    visitor.page.get_by_role("link", name="Ask a question").click()
    expect(visitor.main.get_by_text(re.compile("^Ask below about"))).to_be_visible()
