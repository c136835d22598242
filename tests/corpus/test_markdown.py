"""Markdown blocks are what a reader sees as headings, prose, items, tables and code, at their exact places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.parsing import check_blocks, named
from tests.strategies import MARKDOWN, MARKED
from tutor.corpus.parsers.markdown import parse_markdown, parse_markdown_text
from tutor.domain import BlockKind

HEADING, PROSE, ITEM, TABLE, CODE = BlockKind


def canonical(text: str) -> str:
    """The text as a parser gets it."""
    return text.replace("\r", "\n").replace("\0", "")


@given((st.text() | MARKED | MARKDOWN | MARKED.map(lambda text: text.replace(" ", "\n"))).map(canonical))
def test_blocks_have_places_in_any_text(text: str) -> None:
    """Blocks are in order, apart and inside whatever text there is."""
    parsed = parse_markdown_text(text)
    assert parsed.text == text
    check_blocks(parsed)


def test_marks_inside_fences_are_code() -> None:
    """A heading, list or table inside a fence is a line of code."""
    text = "# Real\n\n```sh\n# no heading\n- no item\n| no | table |\n```\n\n~~~\n## neither\n~~~\n"
    assert named(parse_markdown_text(text)) == [
        (HEADING, "# Real"),
        (CODE, "```sh\n# no heading\n- no item\n| no | table |\n```"),
        (CODE, "~~~\n## neither\n~~~"),
    ]


def test_indented_code_keeps_its_lines() -> None:
    """Code by indentation is code, also where it looks like a list."""
    assert named(parse_markdown_text("Run:\n\n    - first\n    - second\n")) == [
        (PROSE, "Run:"),
        (CODE, "- first\n    - second"),
    ]


def test_front_matter_is_no_block_but_gives_the_title() -> None:
    """Front matter is text that nobody reads; an opening rule is not front matter."""
    parsed = parse_markdown(b'---\ntitle: "Rates: a guide"\ntags: [a]\n---\n# Heading\n\nText.\n')
    assert parsed.title == "Rates: a guide"
    assert named(parsed) == [(HEADING, "# Heading"), (PROSE, "Text.")]
    ruled = parse_markdown(b"---\n\nFirst.\n\n---\n\nSecond.\n")
    assert named(ruled) == [(PROSE, "First."), (PROSE, "Second.")]


def test_title_is_the_highest_heading() -> None:
    """Without front matter the first heading of the first level is the title, else the first heading, else none."""
    assert parse_markdown(b"## Before\n\n# The *title* of `x`\n").title == "The title of x"
    assert parse_markdown(b"text\n\n### Third\n\n## Second\n").title == "Third"
    assert parse_markdown(b"only text").title == ""


def test_heading_levels() -> None:
    """Both ways to write headings have their level."""
    parsed = parse_markdown_text("Top\n===\n\nNext\n---\n\n#### Deep ####\n")
    assert [(block.level, parsed.text[block.start : block.end]) for block in parsed.blocks] == [
        (1, "Top"),
        (2, "Next"),
        (4, "#### Deep ####"),
    ]


def test_nested_lists() -> None:
    """Every item is an item, however deep, and what follows in it belongs to it."""
    text = "1. one\n   - two\n     - three\n\n   more of one\n\n* [ ] four\n\nafter"
    assert named(parse_markdown_text(text)) == [
        (ITEM, "one"),
        (ITEM, "two"),
        (ITEM, "three"),
        (ITEM, "more of one"),
        (ITEM, "[ ] four"),
        (PROSE, "after"),
    ]


def test_quotations_hold_every_kind() -> None:
    """Inside a quotation prose, items, headings, code and tables are what they are, without the mark at their start."""
    text = "> quoted\n> on\n>\n> - item\n>\n> ## Heading\n>\n> ```\n> code\n> ```\n>\n> | a | b |\n> |---|---|\n"
    text += "> | 1 | 2 |\n"
    assert named(parse_markdown_text(text)) == [
        (PROSE, "quoted\n> on"),
        (ITEM, "item"),
        (HEADING, "## Heading"),
        (CODE, "```\n> code\n> ```"),
        (TABLE, "| a | b |\n> |---|---|\n> | 1 | 2 |"),
    ]


def test_table_is_one_block() -> None:
    """A table is one block from header to last row."""
    text = "Before.\n\n| a | b |\n| --- | :-: |\n| 1 | `x|y` |\n\nAfter."
    kinds = [kind for kind, _ in named(parse_markdown_text(text))]
    assert kinds == [PROSE, TABLE, PROSE]


def test_what_says_nothing_is_no_block() -> None:
    """Comments, pictures, scripts, styles, rules and empty code are not indexed; HTML with words is prose."""
    text = (
        "<!-- a comment -->\n\n![](only.png)\n\n---\n\n<br/>\n\n<script>\nlet a = 1\n</script>\n\n"
        "<style>\np { color: red }\n</style>\n\n```sql\n```\n\n<div>\nshown\n</div>\n"
    )
    assert named(parse_markdown_text(text)) == [(PROSE, "<div>\nshown\n</div>")]


def test_nothing_comes_of_nothing() -> None:
    """Empty and blank files have no blocks."""
    assert parse_markdown(b"").blocks == ()
    assert parse_markdown(b"\xef\xbb\xbf \r\n\t\r\n").blocks == ()
