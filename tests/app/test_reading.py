"""What a reader sees of a document, and which of it is marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading import blocks_around, visible_blocks
from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.markdown import parse_markdown_text
from tutor.corpus.parsers.plain_text import parse_plain_text
from tutor.domain import Document, Source

Place = tuple[int, int]

_WORDS = st.lists(
    st.sampled_from(["ada", "bo", "cy", "größe", "数据", "1.", "-", "COUNT(*)", "snake_case", "2 * 3"]), min_size=1
)
_STYLES = (
    "{}",
    "**{}**",
    "*{}*",
    "`{}`",
    "[{}](http://x.y/z_(w))",
    "![{}](pixel.png)",
    "~~{}~~",
    "<b>{}</b>",
    "{} \\|",
)
_LINES = (
    "{}",
    "# {}",
    "> {}",
    "- {}",
    "  - {}",
    "3. {}",
    "    {}",
    "| {} | {} |",
    "|---|:-:|",
    "```",
    "~~~ {}",
    "",
    "<div>{}</div>",
)
_PHRASES = st.builds(lambda words, style: style.format(" ".join(words)), _WORDS, st.sampled_from(_STYLES))
_ROWS = st.builds(lambda line, one, two: line.format(one, two), st.sampled_from(_LINES), _PHRASES, _PHRASES)
_TEXTS = st.one_of(st.lists(_ROWS, max_size=12).map("\n".join), st.text(max_size=80))


def _document(parsed: Parsed) -> Document:
    source = Source(title="A source")
    return Document(
        corpus="c", path="p.md", source=source, text=parsed.text, markdown=parsed.markdown, blocks=parsed.blocks
    )


def _markdown(text: str) -> Document:
    return _document(parse_markdown_text(text))


_DOCUMENTS = st.one_of(_TEXTS.map(_markdown), _TEXTS.map(lambda text: _document(parse_plain_text(text.encode()))))


def _blocks(document: Document, cited: Sequence[Place] = ()) -> list[dict[str, Any]]:
    return visible_blocks(document, document.blocks, cited)


def _runs(document: Document, cited: Sequence[Place] = ()) -> list[tuple[str, bool]]:
    return [run for block in _blocks(document, cited) for row in block["rows"] for cell in row for run in cell]


def _visible(document: Document, cited: Sequence[Place] = ()) -> str:
    return "".join(words for words, _ in _runs(document, cited))


def _marked(document: Document, *cited: Place) -> str:
    return "".join(words for words, is_cited in _runs(document, cited) if is_cited)


@given(_DOCUMENTS)
def test_each_visible_character_stands_for_one_of_the_text_and_is_there_once(document: Document) -> None:
    """Citing a single character marks that character or nothing; all of them in order are all that is visible."""
    alone = [_marked(document, (at, at + 1)) for at in range(len(document.text))]
    assert all(marked in ("", document.text[at]) for at, marked in enumerate(alone))
    assert "".join(alone) == _visible(document)


@given(_DOCUMENTS, st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60)), max_size=3))
def test_marked_is_what_is_cited_and_visible(document: Document, drawn: list[Place]) -> None:
    """The marked runs are the visible characters at the cited places, in order, and marking changes no words."""
    cited = [(start, start + length) for start, length in drawn]
    places = {at for start, end in cited for at in range(start, min(end, len(document.text)))}
    assert _marked(document, *cited) == "".join(_marked(document, (at, at + 1)) for at in sorted(places))
    assert _visible(document, cited) == _visible(document)


@given(_DOCUMENTS)
def test_runs_are_never_empty_and_alternate(document: Document) -> None:
    """A cell is a list of words, cited and not in turn, so that one quote in it is one mark."""
    cells = [cell for block in _blocks(document, [(3, 9), (12, 20)]) for row in block["rows"] for cell in row]
    assert all(words for cell in cells for words, _ in cell)
    assert all(one[1] is not other[1] for cell in cells for one, other in pairwise(cell))


@given(st.lists(st.text("abcxyz", min_size=4, max_size=8), min_size=1, max_size=8, unique=True), st.data())
def test_every_word_of_a_document_is_seen_once(words: list[str], data: st.DataObject) -> None:
    """Words of headings, paragraphs, items, tables and code are all there, each once, whatever marks them."""
    forms = ("# {}", "{}", "- {}", "1. {}", "> {}", "**{}** {{}}", "| {} | # |\n|---|---|", "```\n{}\n```", "`{}`")
    drawn = [data.draw(st.sampled_from(forms)).format(f"w{number}{word}") for number, word in enumerate(words)]
    seen = _visible(_markdown("\n\n".join(drawn)))
    assert [seen.count(f"w{number}{word}") for number, word in enumerate(words)] == [1] * len(words)


def _cells(text: str) -> list[list[str]]:
    (block,) = _blocks(_markdown(text))
    return [["".join(words for words, _ in cell) for cell in row] for row in block["rows"]]


def test_a_table_keeps_its_cells() -> None:
    """Escaped bars, empty cells and cells of signs stay in their columns; only the rule under the header goes."""
    table = "| a \\| b | **c** |\n|:--|--:|\n| — |  |\n|  | 1. `x` |\n| - | ✓ |"
    assert _cells(table) == [["a | b", "c"], ["—", ""], ["", "1. x"], ["-", "✓"]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("```sql\nSELECT 1\n\n  -- two\n```", "SELECT 1\n\n  -- two"),
        ("~~~\n```\n~~~", "```"),
        ("```\nnot closed", "not closed"),
        ("> ```\n> quoted\n> ```", "> quoted"),
    ],
)
def test_code_is_shown_without_its_fences(text: str, shown: str) -> None:
    """Code keeps every line and space between the fences."""
    assert _cells(text) == [[shown]]


def test_items_keep_their_numbers_and_depth() -> None:
    """Numbered items show their numbers, others a bullet, further paragraphs none; nested ones stand deeper."""
    items = _blocks(_markdown("7. seven\n\n   more\n8) eight\n\n* star\n  - [x] nested"))
    shown = [(item["mark"], item["level"], item["rows"][0][0][0][0]) for item in items]
    assert [(mark, level) for mark, level, _ in shown] == [("7.", 0), ("", 1), ("8)", 0), ("•", 0), ("•", 1)]
    assert [words for *_, words in shown][:3] == ["seven", "more", "eight"]


def test_plain_text_is_shown_as_it_is() -> None:
    """In a text without Markdown, stars, bars and tags are words."""
    text = "*one* | <b>two</b>\n# three"
    assert _visible(_document(parse_plain_text(text.encode()))) == text


def test_of_a_very_long_source_the_part_around_the_words_is_shown() -> None:
    """A book is cut to what is near the first cited words; an ordinary document is never cut."""
    document = _markdown("\n\n".join(f"Paragraph {number} of the book." for number in range(40_000)))
    place = document.text.index("Paragraph 30000 ")
    near = blocks_around(document, [(place, place + 15)])
    assert any(block.start == place for block in near)
    assert 0 < len(near) < len(document.blocks)
    assert blocks_around(document, [])[0] == document.blocks[0]
    short = _markdown("One.\n\nTwo.")
    assert blocks_around(short, [(6, 9)]) == list(short.blocks)
