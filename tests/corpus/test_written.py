"""What parsers write as Markdown is read as what they meant."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.written import (
    LONGEST,
    Mark,
    Onward,
    Piece,
    code,
    heading,
    item,
    paragraph,
    plain_pieces,
    table,
    written,
)
from tutor.domain import BlockKind
from tutor.errors import UnreadableFile
from tutor.text.mapped import plain

MARKS = st.sampled_from(
    [
        "# ",
        "- ",
        "1. ",
        "> ",
        "*",
        "_",
        "`",
        "~~",
        "<b>",
        "[a](b)",
        "[^1]",
        "|",
        "\\",
        "--",
        "===",
        "+ ",
        "2) ",
        "word",
        " ",
    ]
)
WORDS = st.lists(MARKS | st.text(alphabet=st.characters(codec="utf-8"), max_size=5), max_size=8).map("".join)


@given(WORDS)
@example("a*b*c and __init__ and snake_case")
@example("1986. A great year")
@example("C #")
def test_words_are_read_as_they_were(words: str) -> None:
    """Whatever stands in a paragraph is one paragraph, and a reader sees the same letters."""
    parsed = written([paragraph(words)])
    check_blocks(parsed)
    letters = [character for character in words if character.isalnum()]
    assert [character for character in plain(parsed.text) if character.isalnum()] == letters
    if letters:
        assert [kind for kind, _ in named(parsed)] == [BlockKind.PROSE]


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=6))
def test_tables_keep_their_cells(header: list[str], cells: list[str]) -> None:
    """A table is one block with a line for each row that says anything, whatever stands in its cells."""
    parsed = written([table([header, cells])])
    check_blocks(parsed)
    if any(character.isalnum() for words in (*header, *cells) for character in words):
        assert [kind for kind, _ in named(parsed)] == [BlockKind.TABLE]


@given(st.lists(st.tuples(st.sampled_from("hipc"), WORDS, st.integers(0, 9)), max_size=12))
def test_pieces_keep_their_kind(given_pieces: list[tuple[str, str, int]]) -> None:
    """No piece is swallowed by the one before or changes what it is; landmarks stand in order in the text."""
    made = {"h": BlockKind.HEADING, "i": BlockKind.ITEM, "p": BlockKind.PROSE, "c": BlockKind.CODE}
    pieces: list[Piece] = []
    wanted = []
    for kind, words, number in given_pieces:
        said = f"x{words}" if kind != "c" else f"x {words}".replace("\n", " ").replace("\r", " ")
        pieces += [
            Mark("place", str(number)),
            {"h": heading(number, said), "i": item(said, number, number % 3), "p": paragraph(said), "c": code(said)}[
                kind
            ],
        ]
        wanted.append(made[kind])
    parsed = written(pieces)
    check_blocks(parsed)
    assert [kind for kind, _ in named(parsed)] == wanted
    starts = [mark.start for mark in parsed.landmarks]
    assert starts == sorted(starts)
    assert len(starts) == len(given_pieces)
    assert all(parsed.text[start] != "\n" for start in starts)


def test_lists_within_lists() -> None:
    """Items are as deep as they were, as far as there is an item above; numbers are kept."""
    parsed = written(
        [paragraph("Steps:"), item("deep first", 3), item("one", 0, 1), item("inner", 1), item("two", 0, 2)]
    )
    assert parsed.text == "Steps:\n\n- deep first\n\n1. one\n\n    - inner\n\n2. two"
    assert [kind for kind, _ in named(parsed)].count(BlockKind.ITEM) == 4


def test_a_paragraph_goes_over_a_page() -> None:
    """A landmark can stand in the midst of a sentence."""
    parsed = written(
        [Mark("page", "1"), paragraph("The end is"), Mark("page", "2"), Onward("near."), Mark("page", "3")]
    )
    assert parsed.text == "The end is near."
    assert [(mark.label, parsed.text[mark.start :]) for mark in parsed.landmarks] == [
        ("1", "The end is near."),
        ("2", "near."),
        ("3", ""),
    ]


def test_typed_text() -> None:
    """Lines with a bullet are items, lines that follow one another a paragraph."""
    pieces = list(plain_pieces("Dear all,\nplease note:\n  * roses\n  * violets,\n    blue\n\nBye"))
    assert pieces == ["Dear all, please note:", "- roses", "- violets, blue", "Bye"]


def test_endless_text_ends() -> None:
    """A document has a bound, which holds before all of it is made."""
    with pytest.raises(UnreadableFile, match="10,000,000 characters"):
        written(paragraph("x" * (LONGEST // 10)) for _ in iter(int, 1))
