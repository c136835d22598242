"""The reader that travels with the package."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import MARKED, SENTENCE
from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.pair_model import PairModel
from tutor.models.reader import Found, LocalReader, ReadOnce

PASSAGE = (
    "The library was opened in **1912**. It was paid for by [the town](https://town.example). "
    "Its reading room has 40 seats, and it is closed on Mondays."
)


@pytest.fixture(scope="module")
def reader() -> LocalReader:
    return LocalReader(PairModel(open_folder(WEIGHTS / "judge")))


def test_the_telling_sentence_is_found(reader: LocalReader) -> None:
    """Most of what a passage has for an answer stands in the sentence that answers, under its marks."""
    (found,) = reader.read("When was the library opened?", [PASSAGE])
    end = PASSAGE.index(" It was")
    assert found.share(0, end) > 0.5
    assert sum(share for _, _, share in found.telling) == pytest.approx(1, abs=1e-3)


def test_a_passage_that_answers_goes_before_one_that_does_not(reader: LocalReader) -> None:
    """The log-odds tell the two apart, in whatever company they are read."""
    question = "How many seats does the reading room of the library have?"
    other = "The library lends books, maps and music. Readers pay a small fee each year."
    answers, lacks = reader.read(question, [PASSAGE, other])
    assert answers.odds > lacks.odds
    assert reader.read(question, [other, PASSAGE]) == [lacks, answers]
    assert reader.read(question, [other]) == [lacks]


class Counting:
    """A reader that finds the more the longer a passage is, and remembers what it was asked."""

    fingerprint = "counting@1"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def read(self, question: str, passages: Sequence[str]) -> list[Found]:
        self.asked += [(question, each) for each in passages]
        return [Found(float(len(each))) for each in passages]


def test_a_passage_is_read_once_for_a_question() -> None:
    """What is found again is not read again, each passage gets its own finding, and another question reads anew."""
    counting = Counting()
    once = ReadOnce(counting)
    assert [each.odds for each in once.read("Why?", ["a", "bcd", "a"])] == [1, 3, 1]
    assert [each.odds for each in once.read("Why?", ["ef", "bcd"])] == [2, 3]
    assert [each.odds for each in once.read("How?", ["a"])] == [1]
    assert counting.asked == [("Why?", "a"), ("Why?", "bcd"), ("Why?", "ef"), ("How?", "a")]
    assert once.fingerprint == counting.fingerprint


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300) | MARKED | SENTENCE, st.text(max_size=80) | SENTENCE)
def test_anything_may_be_read(reader: LocalReader, passage: str, question: str) -> None:
    """Whatever the passage, what is found are places in it."""
    (found,) = reader.read(question, [passage])
    assert all(0 <= start < end <= len(passage) and 0 <= share <= 1 for start, end, share in found.telling)
    assert found.share(0, len(passage)) <= 1.001
