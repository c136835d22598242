"""A quote counts where its words stand in the source, however they are dressed, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checking.passages import claim, passages
from tests.strategies import MARKED, PARAGRAPH
from tutor.checking.cite import locate
from tutor.text.mapped import plain, without_marks
from tutor.text.words import words

SOURCE = (
    "The **grain** of a table is what “one row” stands for\n– it *must* be written down.  Use `COUNT(*)` and\n"
    '[window functions](https://a.example/b "title"), don’t guess; 2 * 3 = 6 … see\n> the naïve café, e.g. v3.40.1.'
)

FOUND = {
    "to the letter": ("it *must* be written down.", "it *must* be written down."),
    "emphasis left out": ("The grain of a table", "The **grain** of a table"),
    "emphasis put in": ("is **what** _“one row”_ stands", "is what “one row” stands"),
    "straight quote marks": ('what "one row" stands for', "what “one row” stands for"),
    "straight apostrophe": ("don't guess", "don’t guess"),
    "another dash": ("stands for - it must", "stands for\n– it *must"),
    "white space": ("written   down. Use\nCOUNT(*)", "written down.  Use `COUNT(*)"),
    "code without ticks": ("Use COUNT(*) and", "Use `COUNT(*)` and"),
    "link without address": ("and window functions", "and\n[window functions"),
    "quotation mark inside": ("see the naïve café", "see\n> the naïve café"),
    "quoted as a whole": ("“it must be written down”", "it *must* be written down"),
    "three points": ("2 * 3 = 6 ... see", "2 * 3 = 6 … see"),
    "accents in two parts": ("nai\u0308ve cafe\u0301", "naïve café"),
    "invisible characters": ("writ\u00adten\u200b down", "written down"),
    "no-break space": ("e.g.\u00a0v3.40.1", "e.g. v3.40.1"),
}

NOT_FOUND = {
    "part of a word": "rain of a table",
    "beginning of a word": "The grain of a tab",
    "part of a number": "e.g. v3.4",
    "a letter without its accent": "naïve cafe",
    "another word": "the grain of a column",
    "a word left out": "The grain of table",
    "other case": "the GRAIN of a table",
    "other order": "a table of the grain",
    "nothing": "",
    "marks alone": "** — …",
    "the address of a link in its text": "window functions https://a.example/b",
    "more than there is": SOURCE + " And more.",
}


@pytest.mark.parametrize(("quote", "stands"), FOUND.values(), ids=FOUND)
def test_found_in_another_dress(quote: str, stands: str) -> None:
    """White space, quote marks, dashes, marks and composition make no difference; the place is the original's."""
    place = locate(quote, SOURCE)
    assert place is not None
    assert SOURCE[slice(*place)] == stands


@pytest.mark.parametrize("quote", NOT_FOUND.values(), ids=NOT_FOUND)
def test_other_words_are_not_found(quote: str) -> None:
    """Whole words in their order and case count, and nothing less."""
    assert locate(quote, SOURCE) is None


def test_scripts_without_spaces_have_no_word_edges() -> None:
    """In Chinese, Japanese and Korean a quote may begin and end anywhere."""
    assert locate("在收到发票后", "客户应在收到发票后三十天内付款。") == (3, 9)
    assert locate("프리랜서", "그는 프리랜서는 아니다") == (3, 7)


DRESSES = ["{}", "**{}**", "*{}*", "_{}_", "`{}`", "[{}](https://c.example)"]
TYPOGRAPHY = st.sampled_from(
    [{}, {"'": "’", "-": "–"}, {"’": "'", "–": "-"}, {"'": "ʼ", "-": "—", '"': "”"}],
).map(str.maketrans)
GAP = st.sampled_from([" ", "  ", "\n", "\u00a0", " \t", "\n> "])


def seen(source: str, start: int, end: int) -> str:
    """What a reader of the whole source sees between two places."""
    mapped = without_marks(source)
    return "".join(mapped.text[i] for i, offset in enumerate(mapped.offsets) if start <= offset < end)


@given(PARAGRAPH, TYPOGRAPHY, st.data())
def test_any_dress_of_words_is_found(source: str, typography: dict[int, str], data: st.DataObject) -> None:
    """Words of a source in other emphasis, typography and white space are found, and their place has the same words."""
    tokens = plain(source).split()
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first, len(tokens) - 1))
    dressed = [data.draw(st.sampled_from(DRESSES)).format(token) for token in tokens[first : last + 1]]
    quote = dressed[0] + "".join(data.draw(GAP) + token for token in dressed[1:])
    place = locate(quote.translate(typography), source)
    assert place is not None
    assert words(seen(source, *place)) == words(" ".join(tokens[first : last + 1]))


@given(st.text() | MARKED | PARAGRAPH, st.text() | MARKED | PARAGRAPH)
def test_what_is_found_has_the_same_words(quote: str, source: str) -> None:
    """Whatever is looked for in whatever text: a place that is found is inside it and not empty."""
    place = locate(quote, source)
    if place is not None:
        start, end = place
        assert 0 <= start < end <= len(source)
        assert quote.strip() == source[start:end] or words(seen(source, start, end)) == words(plain(quote))


@given(st.text() | MARKED)
def test_text_finds_itself(text: str) -> None:
    """Any text that has a word stands in itself."""
    if words(plain(text)):
        assert locate(text, text) is not None


FIRST = "Alpha beta gamma delta. Epsilon zeta eta theta iota."
SECOND = "Kappa lambda my ny. Alpha beta omega."
FOUND_IN = passages(FIRST, f"# A heading that is in no passage\n\n{SECOND}")


def quotes(*alleged: tuple[int, str]) -> list[tuple[str, int, int, str]]:
    """Where the quotes were found: document, start, end, words."""
    made = claim("A claim.", FOUND_IN, *alleged)
    return [(each.span.document, each.span.start, each.span.end, each.quote) for each in made.citations]


def test_citation_counts_in_the_document() -> None:
    """A citation's place is that in the document, not in the passage."""
    start = FOUND_IN[1].span.start + FOUND_IN[1].text.index("lambda my")
    assert FOUND_IN[1].span.start > 0
    assert quotes((2, "lambda my")) == [("1.md", start, start + 9, "lambda my")]


def test_wrong_number_is_put_right() -> None:
    """Words of another passage than the one named are cited where they stand; a number that is none does no harm."""
    assert quotes((1, "lambda my"))[0][0] == "1.md"
    assert quotes((-7, "lambda my"))[0][0] == "1.md"
    assert quotes((99, "Epsilon zeta"))[0][0] == "0.md"


def test_named_passage_comes_first() -> None:
    """Words that stand in several passages are cited from the one that was named."""
    assert quotes((1, "Alpha beta"))[0][0] == "0.md"
    assert quotes((2, "Alpha beta"))[0][0] == "1.md"


@pytest.mark.parametrize("gap", ["...", "…", " ... ", "[...]", " […] ", "(...)", "....."])
def test_ellipsis_leaves_words_out(gap: str) -> None:
    """Each part around an ellipsis is a citation of its own, if one passage has them all."""
    assert [found[3] for found in quotes((1, f"Alpha beta{gap}zeta eta"))] == ["Alpha beta", "zeta eta"]
    assert quotes((1, f"zeta eta{gap}lambda my")) == []
    assert quotes((1, f"Alpha beta{gap}invented")) == []


def test_invented_words_are_no_citation() -> None:
    """What stands nowhere is not cited, and does not harm the quotes beside it."""
    assert quotes((1, "Alpha gamma")) == []
    assert quotes((1, "")) == []
    assert quotes((1, "...")) == []
    assert [found[3] for found in quotes((1, "invented"), (1, "zeta eta"), (2, "my ny"))] == ["zeta eta", "my ny"]


def test_same_words_twice_are_one_citation() -> None:
    """A quote that is given twice is cited once; the sentence is put on one line."""
    assert len(quotes((1, "zeta eta"), (1, "zeta  eta"))) == 1
    assert claim(" A\n claim. ", FOUND_IN).text == "A claim."


def test_endless_white_space_takes_no_time() -> None:
    """What a broken model writes in a quote is looked up in a moment."""
    assert quotes((1, "Alpha beta" + " " * 90_000)) != []
    assert quotes((1, " " * 90_000)) == []
    assert quotes((1, "[" * 90_000)) == []
