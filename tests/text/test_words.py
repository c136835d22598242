"""Words, stems and numbers mean the same however they are spelled."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import MARKED
from tutor.text.words import content_stems, numbers, stem, stems, words

NUMBERS = {
    "1,000.50 or 1000.5": {"1000.5"},
    "1 000 and 1\u00a0000 and 1\u202f000": {"1000"},
    "30 %, 30%, thirty percent": {"30"},
    "SQLite 3.40.1": {"3.40.1"},
    "5.0 and 5 and 5.00": {"5"},
    "-5 and −5": {"-5"},
    "a range 10-20": {"10", "20"},
    "a range 10–20 of 2026": {"10", "20", "2026"},
    "1000 1234 rows, 100 2345 more": {"1000", "1234", "100", "2345"},
    "1e-5 and 2.5E3": {"1e-5", "2.5E3"},
    "seven days, twelve months": {"7", "12"},
    "one of them, half of it": set(),
    "thirty-five, sixty one and twenty": {"35", "61", "20"},
    "two hundred and five; one hundred": {"205", "100"},
    "1.2 million, 40 thousand, a thousand": {"1200000", "40000", "1000"},
    "eleven thousand three hundred and twelve": {"11312"},
    "two million five hundred thousand": {"2500000"},
    "nineteen ninety": {"19", "90"},
    "rules one and two": {"2"},
    "no number": set(),
    "in 2024, 100 of 300": {"2024", "100", "300"},
    "items 1, 2, 3": {"1", "2", "3"},
    "utf8 and v2 are names": set(),
    "$1,250,000.00": {"1250000"},
    "It costs 40. Then 50.": {"40", "50"},
}


@pytest.mark.parametrize(("text", "found"), NUMBERS.items())
def test_numbers(text: str, found: set[str]) -> None:
    """A number is itself in every spelling, and no other."""
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    {
        "Don’t use SELECT *, client's x_y!": ["don't", "use", "select", "client's", "x", "y"],
        "Node.js 3.40 e.g. end.": ["node.js", "3.40", "e.g", "end"],
        "数据库 SQL": ["数", "据", "库", "sql"],
        "ภาษา": list("ภาษา"),
        "naïve Straße": ["naïve", "straße"],
        "": [],
    }.items(),
)
def test_words(text: str, found: list[str]) -> None:
    """Words are cut at spaces and marks, scripts without spaces character by character."""
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("window functions", "Window Function"),
        ("partitioned rows", "partitions the row"),
        ("café résumé", "cafe resume"),
        ("cafe\u0301s", "cafés"),
        ("the client's rate", "clients rate"),
        ("client’s", "client's"),
        ("ＳＱＬ", "sql"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    """Inflection, accents, apostrophes and widths do not hide a word."""
    assert content_stems(one) == content_stems(other)


def test_threads_do_not_mix_their_stems() -> None:
    """Stemmed side by side, with threads switched as often as can be, every word has the stem that it has alone."""
    suffixes = ("ing", "ational", "fulness", "ies", "ably", "ed")
    wanted = {f"{first}{second}{suffix}" for first in "bcdfgkmr" for second in "arelonitum" for suffix in suffixes}
    alone = {word: stem.__wrapped__(word) for word in wanted}
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda _: {word: stem.__wrapped__(word) for word in wanted}, range(8)))
    finally:
        sys.setswitchinterval(before)
    assert all(each == alone for each in together)


def test_content_leaves_out_stop_words() -> None:
    """Only words that carry meaning are content, unless asked for all."""
    assert content_stems("What is the grain of a table?") == [stem("grain"), stem("table")]
    assert len(stems("What is the grain of a table?")) == 7


@given(st.text() | MARKED)
def test_any_text_has_words_stems_and_numbers(text: str) -> None:
    """No text fails; a stem holds no white space, which separates stems in the index."""
    assert all(stem and not any(map(str.isspace, stem)) for stem in stems(text))
    assert all(any(character.isdigit() for character in number) for number in numbers(text))
    assert len(words(text)) == len(stems(text))
