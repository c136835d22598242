"""PDFs become text in reading order with a landmark for each page, or say why not."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.making import Text, pdf
from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.pdf import parse_pdf
from tutor.domain import BlockKind
from tutor.errors import UnreadableFile

LEFT = "Invoices are sent on the first working day of every month and are paid"
RIGHT = "Reminders go out after seven days and name the invoice with its number"


def column(x: float, words: str, count: int = 10) -> list[Text]:
    """Lines below one another that each begin with their number."""
    return [(x, 700 - 14 * at, 6.5, f"{at} {words}") for at in range(count)]


def body(text: str) -> list[str]:
    """The paragraphs of the text."""
    return text.split("\n\n")


def test_pages_and_headings() -> None:
    """Larger letters are a heading, every page is a landmark, the title is the one in the file's data."""
    pages: list[list[Text]] = [
        [
            (72, 700, 20, "Late payment"),
            (72, 660, 11, "Interest runs from the day after."),
            (72, 600, 11, "It is eight points."),
        ],
        [(72, 700, 11, "A second page.")],
    ]
    parsed = parse_pdf(pdf(pages, title="All about late payment"))
    check_blocks(parsed)
    assert named(parsed)[0] == (BlockKind.HEADING, "# Late payment")
    assert [(mark.kind, mark.label, parsed.text[mark.start :][:8]) for mark in parsed.landmarks] == [
        ("page", "1", "# Late p"),
        ("page", "2", "A second"),
    ]
    assert parsed.title == "All about late payment"


@pytest.mark.parametrize("by_row", [True, False], ids=["drawn row by row", "drawn by column"])
def test_two_columns_are_read_one_after_the_other(by_row: bool) -> None:
    """The left column comes before the right one, whatever the order of drawing; what reaches across stays above."""
    left, right = column(50, LEFT), column(320, RIGHT)
    texts = [text for pair in zip(left, right, strict=True) for text in pair] if by_row else [*left, *right]
    text = parse_pdf(pdf([[(50, 740, 18, "A heading that reaches across both of the columns"), *texts]])).text
    assert text.startswith("# A heading")
    places = [text.index(f"{at} {words}") for words in (LEFT, RIGHT) for at in range(10)]
    assert places == sorted(places)


def test_a_table_is_read_row_by_row() -> None:
    """Short cells side by side are no columns of text: each row is read alone."""
    rows = [(72.0 + 150 * at, 700.0 - 14 * row, 10.0, f"cell {row}.{at}") for row in range(12) for at in range(3)]
    assert body(parse_pdf(pdf([rows])).text)[:2] == ["cell 0.0 cell 0.1 cell 0.2", "cell 1.0 cell 1.1 cell 1.2"]


def test_divided_words_are_whole_again() -> None:
    """A word divided at a line's end is one word; a compound that stands whole elsewhere keeps its hyphen."""
    lines = ["We agree on pay-", "ment within thirty days, and on a follow-", "up call. The follow-up is by phone."]
    text = parse_pdf(pdf([[(72, 700 - 13 * at, 11, line) for at, line in enumerate(lines)]])).text
    assert text == "We agree on payment within thirty days, and on a follow-up call. The follow-up is by phone."


def test_running_heads_and_page_numbers_are_left_out() -> None:
    """What stands at the same edge of most pages is no text, and neither is the number of the page."""
    pages: list[list[Text]] = [
        [
            (72, 800, 9, "The freelancer's handbook"),
            (72, 600, 11, f"Rule {at} is on this page."),
            (290, 30, 9, f"- {at} -"),
        ]
        for at in range(1, 6)
    ]
    assert parse_pdf(pdf(pages)).text == "\n\n".join(f"Rule {at} is on this page." for at in range(1, 6))


def test_a_sentence_goes_over_the_page() -> None:
    """What begins in the midst of a sentence is put to the sentence, and the landmark stands where the page begins."""
    start = "The client pays within thirty days after he has received the invoice, which"
    parsed = parse_pdf(pdf([[(72, 100, 11, start)], [(72, 700, 11, "is sent by mail.")]]))
    assert parsed.text == f"{start} is sent by mail."
    assert parsed.text[parsed.landmarks[1].start :] == "is sent by mail."


def test_bullets_are_items() -> None:
    """Lines with a bullet before them are items of a list."""
    texts = [(72.0, 700.0 - 14 * at, 11.0, f"\x95 point {at}") for at in range(3)]
    assert named(parse_pdf(pdf([texts]))) == [(BlockKind.ITEM, f"point {at}") for at in range(3)]


def test_pages_without_text_keep_their_landmark() -> None:
    """A page without text layer among others is counted."""
    parsed = parse_pdf(pdf([[(72, 700, 11, "Some words.")], [], [(72, 700, 11, "More words.")]]))
    assert [mark.label for mark in parsed.landmarks] == ["1", "2", "3"]
    assert parsed.text[parsed.landmarks[1].start : parsed.landmarks[2].start].strip() == ""


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (pdf([[]]), "Its one page has no text layer"),
        (pdf([[], []]), "None of its 2 pages has a text layer. Save it with a text layer"),
        (pdf([[(72, 700, 11, "Words.")]])[:300], "damaged or cut off"),
    ],
)
def test_what_has_no_text_says_why(raw: bytes, why: str) -> None:
    """Scans and broken files have a reason and a cure."""
    with pytest.raises(UnreadableFile, match=why):
        parse_pdf(raw)


TEXTS = st.tuples(
    st.floats(0, 600),
    st.floats(0, 850),
    st.sampled_from([1.0, 8.0, 11.0, 24.0]),
    st.text("abc-. #*|\x95\xe9(", max_size=30),
)


@given(st.lists(st.lists(TEXTS, max_size=30), min_size=1, max_size=4))
def test_any_page_is_text_or_has_none(pages: list[list[Text]]) -> None:
    """Whatever stands wherever on pages gives blocks at their places and a landmark for each page."""
    with contextlib.suppress(UnreadableFile):
        parsed = parse_pdf(pdf(pages))
        check_blocks(parsed)
        starts = [mark.start for mark in parsed.landmarks]
        assert len(starts) == len(pages)
        assert starts == sorted(starts)
