"""What a reader sees of a document, and which of it is marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading import blocks_around, heading_path, visible_blocks
from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.markdown import parse_markdown_text
from tutor.corpus.parsers.plain_text import parse_plain_text
from tutor.domain import Document, Landmark, Source

Place = tuple[int, int]
Run = tuple[Any, ...]  # words, the number of the cited place or 0, and what they are if not prose

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
    "costs $5 {}",
    "\\({}\\)",
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
_TEXTS = st.one_of(
    st.lists(_ROWS, max_size=12).map("\n".join), st.text(st.characters(exclude_characters="\r\0"), max_size=80)
)


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


def _runs(document: Document, cited: Sequence[Place] = ()) -> list[Run]:
    return [run for block in _blocks(document, cited) for row in block["rows"] for cell in row for run in cell]


def _visible(document: Document, cited: Sequence[Place] = ()) -> str:
    return "".join(run[0] for run in _runs(document, cited))


def _marked(document: Document, *cited: Place) -> list[bool]:
    """Of each visible character, whether it is marked."""
    return [bool(run[1]) for run in _runs(document, cited) for _ in run[0]]


def _is_formula(run: Run) -> bool:
    return len(run) == 3 and run[2] != "code"


@given(_DOCUMENTS)
def test_each_visible_character_stands_for_one_of_the_text_and_is_there_once(document: Document) -> None:
    """Citing a single character marks that character, the formula it is in, or nothing; all that is seen is."""
    shown = [(run, place) for run in _runs(document) for place in range(len(run[0]))]
    expected = iter(shown)
    for at, character in enumerate(document.text):
        marked = [run[0] for run in _runs(document, [(at, at + 1)]) if run[1]]
        if marked:
            run, place = next(expected)
            assert run[0][place] == character
            assert marked == [run[0] if _is_formula(run) else character]
    assert next(expected, None) is None


@given(_DOCUMENTS, st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60)), max_size=3))
def test_marked_is_what_is_cited_and_visible(document: Document, drawn: list[Place]) -> None:
    """What several places mark is what their characters mark one by one, and marking changes no words."""
    cited = [(start, start + length) for start, length in drawn]
    places = {at for start, end in cited for at in range(start, min(end, len(document.text)))}
    alone = [_marked(document), *(_marked(document, (at, at + 1)) for at in sorted(places))]
    assert _marked(document, *cited) == [any(marks) for marks in zip(*alone, strict=True)]
    assert _visible(document, cited) == _visible(document)


@given(_DOCUMENTS)
def test_runs_are_never_empty_and_alternate(document: Document) -> None:
    """A cell is a list of words that differ in what they are or what cites them, so that one quote is one mark."""
    cells = [cell for block in _blocks(document, [(3, 9), (12, 20)]) for row in block["rows"] for cell in row]
    assert all(run[0] for cell in cells for run in cell)
    assert all(one[1:] != other[1:] for cell in cells for one, other in pairwise(cell))


def test_runs_name_the_place_they_are_cited_by() -> None:
    """Cited places are numbered in reading order, each once; where they overlap the first one counts."""
    runs = _runs(_markdown("one **two three** four"), [(10, 22), (0, 3), (0, 3), (6, 15)])
    assert runs == [("one", 1), (" ", 0), ("two three", 2), (" four", 3)]


_FORMULA = "so $a_1 * b$ is"


@pytest.mark.parametrize(("start", "end"), [(4, 5), (3, 12), (8, 30), (0, 4)])
def test_a_formula_is_cited_as_a_whole(start: int, end: int) -> None:
    """Formulas are one run, as MathML, and marked where any sign of them is cited; their words are as written."""
    shown = [run for run in _runs(_markdown(_FORMULA), [(start, end)]) if len(run) == 3]
    assert [(words, number) for words, number, _ in shown] == [("$a_1 * b$", 1)]
    assert shown[0][2][0] == "math"
    assert shown[0][2][1]["alttext"] == "a_1 * b"


@given(_DOCUMENTS, st.integers(0, 60), st.integers(1, 20))
def test_citing_changes_no_formula(document: Document, start: int, length: int) -> None:
    """Formulas are the same whatever is cited."""
    shapes = [run[::2] for run in _runs(document) if _is_formula(run)]
    assert [run[::2] for run in _runs(document, [(start, start + length)]) if _is_formula(run)] == shapes


def test_code_within_a_line_is_told_from_prose() -> None:
    """Code in backticks is a run of its own, cited in part where that is so; dollars in it are no formula."""
    assert _runs(_markdown("use `$x$ = 1` now"), [(4, 8)]) == [
        ("use ", 0), ("$x$", 1, "code"), (" = 1", 0, "code"), (" now", 0),
    ]  # fmt: skip


def test_what_is_no_known_formula_is_shown_as_written() -> None:
    """Sums of money, unknown commands and formulas across the cells of a table stay words."""
    for text in ("5 $ or 6 $", "$5, or 6$", r"$\nope{x}$", "| $5 | 6$ |\n|---|---|"):
        assert all(len(run) == 2 for run in _runs(_markdown(text)))


@given(st.lists(st.text("abcxyz", min_size=4, max_size=8), min_size=1, max_size=8, unique=True), st.data())
def test_every_word_of_a_document_is_seen_once(words: list[str], data: st.DataObject) -> None:
    """Words of headings, paragraphs, items, tables and code are all there, each once, whatever marks them."""
    forms = ("# {}", "{}", "- {}", "1. {}", "> {}", "**{}** {{}}", "| {} | # |\n|---|---|", "```\n{}\n```", "`{}`")
    drawn = [data.draw(st.sampled_from(forms)).format(f"w{number}{word}") for number, word in enumerate(words)]
    seen = _visible(_markdown("\n\n".join(drawn)))
    assert [seen.count(f"w{number}{word}") for number, word in enumerate(words)] == [1] * len(words)


def _cells(text: str) -> list[list[str]]:
    (block,) = _blocks(_markdown(text))
    return [["".join(run[0] for run in cell) for cell in row] for row in block["rows"]]


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
        ("> ```\n> quoted\n>   more\n> ```", "quoted\n  more"),
        ("1. item\n\n   ```\n   SELECT\n     1\n   ```", "SELECT\n  1"),
        ("    indented\n      more\n\n    end", "indented\n  more\n\nend"),
        ("      deeper\n    end", "  deeper\nend"),
    ],
)
def test_code_is_shown_without_its_fences(text: str, shown: str) -> None:
    """Code keeps every line and space between the fences, but not what sets the whole of it in."""
    (code,) = [block for block in _blocks(_markdown(text)) if block["kind"] == "code"]
    assert "".join(run[0] for run in code["rows"][0][0]) == shown


@pytest.mark.parametrize(
    ("fence", "language"),
    [("```sql", "sql"), ("~~~ c++ linenos", "c++"), ("```", ""), ("``` {.python}", ""), ("```<b>", "")],
)
def test_code_names_its_language(fence: str, language: str) -> None:
    """The first word after a fence is the language, if it can be one."""
    (code,) = _blocks(_markdown(f"{fence}\nx\n{fence[:3]}"))
    assert code["language"] == language


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


def test_what_stands_in_an_item_stands_deeper() -> None:
    """Code and tables of a list item have its depth, so that the list goes on after them; quotes are told."""
    blocks = _blocks(_markdown("1. one\n\n   ```\n   x\n   ```\n2. two\n\n> said\n\n- > said again"))
    assert [(block["kind"], block["level"], block["mark"], block["quoted"]) for block in blocks] == [
        ("item", 0, "1.", False), ("code", 1, "", False), ("item", 0, "2.", False),
        ("prose", 1, "", True), ("item", 0, "•", True),
    ]  # fmt: skip


def test_the_path_to_a_place_is_its_headings() -> None:
    """The headings above a place, without those that are closed again, after the page where pages are known."""
    document = _markdown("# Top *one*\n\n## First\n\na\n\n## Second\n\n### Deep\n\nb\n\n## Third\n\nc")
    paths = [heading_path(document, document.text.index(f"\n{word}") + 1) for word in "abc"]
    assert paths == [("Top one", "First"), ("Top one", "Second", "Deep"), ("Top one", "Third")]
    paged = document.model_copy(update={"landmarks": (Landmark(kind="page", label="7", start=0),)})
    assert heading_path(paged, 0) == ("Page 7", "Top one")
    assert heading_path(_markdown("no heading"), 3) == ()


def test_of_a_very_long_source_the_part_around_the_words_is_shown() -> None:
    """A book is cut to what is near the first cited words; an ordinary document is never cut."""
    document = _markdown("\n\n".join(f"Paragraph {number} of the book." for number in range(40_000)))
    place = document.text.index("Paragraph 30000 ")
    near = blocks_around(document, place)
    assert any(block.start == place for block in near)
    assert 0 < len(near) < len(document.blocks)
    assert blocks_around(document, 0)[0] == document.blocks[0]
    short = _markdown("One.\n\nTwo.")
    assert blocks_around(short, 6) == list(short.blocks)
