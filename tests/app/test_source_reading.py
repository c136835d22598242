"""Reading a source: its tables, code, lists and formulas, the ways through cited words, and find."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
from playwright.sync_api import Locator, expect

from tests.app.conftest import tabs
from tests.app.serving import Server
from tests.app.visitor import Visitor, Watched
from tests.conftest import NOW
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

GUIDE = """\
# Reports for clients

Totals are shown for each *client*, as `SUM(amount)` has them.

## Steps

1. Partition the rows:
   - by client,
   - then by month.

   ```sql
   SELECT client, SUM(amount) OVER (PARTITION BY client ORDER BY month, invoice_id ROWS UNBOUNDED PRECEDING) AS so_far
     FROM invoices
   ```
2) Number them.

### Columns

| Column | What it holds for the report that the client reads | Since | Filled by | Checked by | Remark |
|---|---|---|---|---|---|
| `so_far` | the running total of the client in that month, gaps left out | 2025 | the query | the café | none |

## Means

The mean $\\bar{x}_1 * n$ of the Café's rows costs $5 and not $10:

$$ \\bar{x} = \\frac{1}{n} \\sum_{i=1}^{n} x_i $$

Not known: $\\nope{x}$.

## ملاحظات

- العنصر الأول
- العنصر الثاني
"""


_LONG_WORDS = """administration association championship commission communication community competition construction
department development environment government independent information international opportunity organization performance
president professional relationship responsibility significant traditional understanding university""".split()  # noqa: SIM905 - a list of quoted words reads worse


def _book(chapters: int) -> str:
    """A book of 20,000 characters a chapter, in long words that are one token each: quick to index for its length."""
    drawn = random.Random(7)
    pages = (" ".join(drawn.choices(_LONG_WORDS, k=540)) for _ in range(3 * chapters))
    parts = [
        f"## Chapter {at}\n\n{next(pages)}.\n\n{next(pages)}.\n\nThe zebra of chapter {at}: a Zebra.\n\n{next(pages)}."
        for at in range(chapters)
    ]
    return "\n\n".join(["# A book", *parts])


BOOK = _book(24)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Server]:
    """The page with a corpus `library` of these two documents."""
    home, sources = tmp_path_factory.mktemp("library"), tmp_path_factory.mktemp("sources")
    (sources / "guide.md").write_text(GUIDE, "utf-8")
    (sources / "book.md").write_text(BOOK, "utf-8")
    with EmbeddingCache(home / "embeddings.sqlite") as cache:
        load(sources, "library", Loader(Shelf(home / "releases"), embedder, cache), NOW)
    with Server(home) as running:
        yield running


@pytest.fixture
def reader(watched: Watched, library: Server) -> Iterator[Visitor]:
    """A tab for it."""
    with tabs(watched, library) as new_tab:
        yield new_tab()


def _open(reader: Visitor, home: Path, *cited: str, document: str = "guide.md", **named: str) -> None:
    """Open a document at the cited words."""
    text = GUIDE if document == "guide.md" else BOOK
    release = Shelf(home / "releases").current("library").name
    places = [
        (name, str(at)) for words in cited for name, at in zip(("start", "end"), _place(text, words), strict=True)
    ]
    address = [("corpus", "library"), ("release", release), ("document", document), *places, *named.items()]
    reader.open(f"source?{urlencode(address)}")
    expect(reader.article).to_be_visible()


def _place(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _count(reader: Visitor, kind: str) -> Locator:
    return reader.page.locator(f".{kind} .count")


def _current(reader: Visitor) -> Locator:
    return reader.article.locator("mark.current")


def _found(reader: Visitor, name: str) -> list[str]:
    """The words that are marked as found, in order."""
    ranges = reader.page.evaluate(
        "name => [...(CSS.highlights.get(name) ?? [])].map(({ startContainer, startOffset, endOffset }) =>"
        " startContainer.data?.slice(startOffset, endOffset) ?? startContainer.querySelector('math').dataset.words)",
        f"groundwork-{name}",
    )
    return [str(words) for words in ranges]


def test_each_kind_of_block_is_shown_as_what_it_is(reader: Visitor, library: Server) -> None:
    """Lists are lists, with numbers as written; code has its language; tables have columns; formulas are MathML."""
    _open(reader, library.home)
    article = reader.article
    steps = article.get_by_role("list").first
    assert steps.evaluate("list => [list.localName, ...[...list.children].map(item => item.value)]") == ["ol", 1, 2]
    expect(steps.get_by_role("list").get_by_role("listitem")).to_have_text(["by client,", "then by month."])
    expect(steps.locator("pre")).to_have_text(re.compile(r"^SELECT client.* AS so_far\n  FROM invoices$", re.DOTALL))
    expect(steps.locator(".language")).to_have_text("sql")
    expect(article.get_by_role("columnheader")).to_have_count(6)
    expect(article.locator("p code")).to_have_text("SUM(amount)")
    expect(article.locator("math")).to_have_count(2)
    assert article.locator("math").first.get_attribute("alttext") == r"\bar{x}_1 * n"
    expect(article.locator("math mfrac")).to_have_count(1)
    expect(article.get_by_text(r"Not known: $\nope{x}$.")).to_be_visible()
    assert article.locator("ul").last.evaluate("list => getComputedStyle(list).direction") == "rtl"


@pytest.mark.parametrize(
    ("cited", "within", "marked"),
    [
        ("as `SUM(amount", "p", ["as ", "SUM(amount"]),
        ("by client,\n   - then", "li li", ["by client,", "then"]),
        ("ORDER BY month", "ol pre code", ["ORDER BY month"]),
        ("gaps left out | 2025 | the", "td", ["gaps left out", "2025", "the"]),
        ("_1 * n$ of the Café", "p", [r"$\bar{x}_1 * n$", " of the Café"]),
    ],
)
def test_highlights_inside_blocks_are_right(
    reader: Visitor, library: Server, cited: str, within: str, marked: list[str]
) -> None:
    """Exactly the cited words are marked, in the elements they stand in; a formula as a whole."""
    _open(reader, library.home, cited)
    expect(_current(reader).first).to_be_in_viewport()
    words = "marks => marks.map(mark => mark.querySelector('math')?.dataset.words ?? mark.textContent)"
    assert reader.marks.evaluate_all(words) == marked
    assert reader.article.locator(f"{within} mark").count() == len(marked)


def test_the_cited_words_are_gone_through_with_keys_and_buttons(reader: Visitor, library: Server) -> None:
    """The keys n and p, and the buttons, lead from place to place and round; which one it is and where is said.

    A key alone does so only where the focus is in the source (WCAG 2.1.4): it may be spoken, or hit by accident.
    """
    _open(reader, library.home, "Totals", "then by month", "the café")
    count, path = _count(reader, "cited"), reader.page.locator(".path")
    expect(count).to_have_text("Cited words 1 of 3")
    expect(path).to_have_text("Reports for clients")
    reader.page.keyboard.press("n")
    reader.main.get_by_role("link", name="Ask a question").press("n")
    expect(count).to_have_text("Cited words 1 of 3")
    _current(reader).click()
    reader.page.keyboard.press("n")
    expect(count).to_have_text("Cited words 2 of 3")
    expect(_current(reader)).to_have_text("then by month")
    reader.page.get_by_role("button", name="Next cited words").click()
    expect(_current(reader)).to_have_text("the café")
    expect(_current(reader)).to_be_in_viewport()
    expect(path).to_have_text("Reports for clients › Steps › Columns")
    expect(reader.page.get_by_text("Cited words 3 of 3, under Reports for clients, Steps, Columns")).to_be_attached()
    reader.page.keyboard.press("n")
    expect(count).to_have_text("Cited words 1 of 3")
    reader.page.keyboard.press("p")
    expect(count).to_have_text("Cited words 3 of 3")
    reader.page.get_by_role("searchbox").press("n")
    expect(count).to_have_text("Cited words 3 of 3")


def test_find_marks_what_is_typed_and_goes_from_one_to_the_next(reader: Visitor, library: Server) -> None:
    """Case and accents do not matter; Enter and Shift+Enter go on and back, Escape ends it."""
    _open(reader, library.home)
    field = reader.page.get_by_role("searchbox", name="Find in this source")
    field.press_sequentially("CAFE")
    expect(_count(reader, "found")).to_have_text("1 of 2 found")
    assert _found(reader, "found") == ["café", "Café"]
    field.press("Enter")
    expect(_count(reader, "found")).to_have_text("2 of 2 found")
    assert _found(reader, "current") == ["Café"]
    expect(reader.article.get_by_text("costs $5 and not $10")).to_be_in_viewport()
    expect(reader.main.get_by_role("status").filter(has_text="2 of 2 found")).to_be_attached()
    field.press("Enter")
    expect(_count(reader, "found")).to_have_text("1 of 2 found")
    field.press("Shift+Enter")
    expect(_count(reader, "found")).to_have_text("2 of 2 found")
    field.press("Escape")
    expect(_count(reader, "found")).to_be_hidden()
    assert _found(reader, "found") == []
    field.fill("nothing like it")
    expect(_count(reader, "found")).to_have_text("None found")


def test_find_reads_over_marks_lines_and_into_formulas(reader: Visitor, library: Server) -> None:
    """Words are found across code and emphasis, but not across blocks; a formula is found by its LaTeX, whole."""
    _open(reader, library.home)
    field = reader.page.get_by_role("searchbox")
    for typed, count in (("client, as sum(", 1), ("as so_far from invoices", 1), ("client, then", 0), ("bar{x}_1", 1)):
        field.fill(typed)
        expect(_count(reader, "found")).to_have_text(f"1 of {count} found" if count else "None found")
    expect(reader.article.locator("math.found.current")).to_have_count(1)
    assert _found(reader, "current") == [r"$\bar{x}_1 * n$"]


def test_what_is_found_is_in_the_address(reader: Visitor, library: Server) -> None:
    """The address can be shared: opened anew it finds the same, without a place in the history for every key."""
    _open(reader, library.home, conversation="5")
    before = reader.page.evaluate("history.length")
    reader.page.get_by_role("searchbox").fill("running total")
    reader.page.wait_for_url(lambda url: parse_qs(urlparse(url).query).get("find") == ["running total"])
    assert reader.page.evaluate("history.length") == before
    reader.page.reload()
    reader.settle()
    expect(_count(reader, "found")).to_have_text("1 of 1 found")
    expect(reader.article.get_by_text("the running total of the client")).to_be_in_viewport()
    back = reader.main.get_by_role("link", name="Back to the conversation")
    assert parse_qs(urlparse(str(back.get_attribute("href"))).query) == {"conversation": ["5"]}


def test_a_very_long_source_is_shown_in_parts(reader: Visitor, library: Server) -> None:
    """There is a way to what comes later and back, and the address names the part."""
    _open(reader, library.home, "zebra of chapter 3", "zebra of chapter 20", document="book.md")
    expect(_current(reader)).to_have_text("zebra of chapter 3")
    expect(reader.article.get_by_text("The zebra of chapter 20:")).to_have_count(0)
    reader.page.get_by_role("button", name="Next cited words").press("n")
    expect(_current(reader)).to_have_text("zebra of chapter 20")
    expect(_current(reader)).to_be_in_viewport()
    expect(_count(reader, "cited")).to_have_text("Cited words 2 of 2")
    earlier = reader.page.get_by_role("button", name="Earlier part")
    earlier.click()
    expect(reader.article.get_by_text("The zebra of chapter 9:")).to_have_count(1)
    assert int(parse_qs(urlparse(reader.page.url).query)["at"][0]) > 0
    earlier.click()
    expect(reader.article.get_by_role("heading", name="A book")).to_have_count(1)
    expect(earlier).to_be_hidden()
    reader.page.get_by_role("button", name="Later part").click()
    expect(earlier).to_be_visible()


def test_find_goes_through_all_parts_of_a_very_long_source(reader: Visitor, library: Server) -> None:
    """All of it is counted, and the next and the previous one are found where they are, and round."""
    _open(reader, library.home, document="book.md")
    field, count = reader.page.get_by_role("searchbox"), _count(reader, "found")
    field.fill("zebra")
    expect(count).to_have_text("1 of 48 found")
    field.press("Shift+Enter")
    expect(count).to_have_text("48 of 48 found")
    assert _found(reader, "current") == ["Zebra"]
    expect(reader.article.get_by_text("The zebra of chapter 23:")).to_be_in_viewport()
    field.press("Enter")
    expect(count).to_have_text("1 of 48 found")
    expect(reader.article.get_by_text("The zebra of chapter 0:")).to_be_in_viewport()


def test_a_telephone_scrolls_wide_blocks_in_their_box(reader: Visitor, library: Server) -> None:
    """At 360 pixels nothing makes the page wider; wide code and tables are boxes that a keyboard reaches."""
    reader.page.set_viewport_size({"width": 360, "height": 740})
    _open(reader, library.home, "gaps left out")
    for name in ("Table, scrolls sideways", "Code, sql, scrolls sideways"):
        box = reader.article.get_by_role("group", name=name)
        expect(box).to_have_attribute("tabindex", "0")
    assert reader.page.locator("#stMain, [data-testid=stMain]").first.evaluate(
        "main => main.scrollWidth <= main.clientWidth"
    )
    expect(_current(reader)).to_be_in_viewport()


def test_reduced_motion_jumps(reader: Visitor, library: Server) -> None:
    """Who asks for less motion is taken to the next words at once."""
    reader.page.emulate_media(reduced_motion="reduce")
    _open(reader, library.home, "Totals", "Not known")
    reader.page.get_by_role("button", name="Next cited words").click()
    place = _current(reader).bounding_box()
    size = reader.page.viewport_size
    assert place is not None
    assert size is not None
    assert 0 < place["y"] < size["height"]
