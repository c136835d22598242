"""Sentence spans are exact, in order and bounded, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import MARKED, PARAGRAPH
from tutor.text.sentences import LONGEST, sentence_spans, trim


def cut(text: str) -> list[str]:
    """The sentences of `text`."""
    return [text[start:end] for start, end in sentence_spans(text)]


@given(st.text() | MARKED | PARAGRAPH, st.sampled_from(["en", "de", "zh", "xx"]))
def test_spans_cover_all_but_white_space(text: str, language: str) -> None:
    """Spans are in order, apart, trimmed, not longer than the bound, and only white space lies between them."""
    position = 0
    for start, end in sentence_spans(text, language=language):
        assert position <= start < end <= start + LONGEST
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@given(MARKED, MARKED, MARKED)
def test_part_of_a_text_is_cut_as_if_it_stood_alone(before: str, text: str, after: str) -> None:
    """`start` and `end` limit what is read, and the spans still count in the whole text."""
    whole = before + text + after
    spans = sentence_spans(whole, len(before), len(before) + len(text))
    assert [whole[start:end] for start, end in spans] == cut(text)


def test_boundaries_are_those_a_reader_sees() -> None:
    """Abbreviations, versions and decimal numbers end no sentence."""
    assert cut("Use SQLite 3.40.1, e.g. on Linux. It costs $1,000.50 a month! Is it fast? Yes.") == [
        "Use SQLite 3.40.1, e.g. on Linux.",
        "It costs $1,000.50 a month!",
        "Is it fast?",
        "Yes.",
    ]


def test_code_and_brackets_neither_end_a_sentence_nor_hide_an_end() -> None:
    """A quote mark inside code pairs with nothing, and a letter before a bracket is no mark of a list."""
    code = ["`date(ts, 'weekday 1')` is Monday.", "For Sunday use `'weekday 0'`."]
    formulas = ["The effort is (O + 4M + P) / 6.", "Its deviation is (P - O) / 6.", "Last."]
    for sentences in (code, formulas):
        assert cut(" ".join(sentences)) == sentences


def test_text_without_any_boundary_is_cut_at_spaces_where_there_are_some() -> None:
    """A sentence beyond the bound is cut between words, and anywhere only where there is no space."""
    spaced = "word " * 1000
    assert all(piece.split() == ["word"] * len(piece.split()) for piece in cut(spaced))
    assert [len(piece) for piece in cut("x" * (LONGEST + 1))] == [LONGEST, 1]
    assert "".join(cut("x" * (3 * LONGEST + 1))) == "x" * (3 * LONGEST + 1)


def test_trim_of_nothing_but_space_is_empty() -> None:
    """Trimming white space leaves an empty span inside the one given."""
    start, end = trim("a \n\t b", 1, 5)
    assert start == end
    assert 1 <= start <= 5
