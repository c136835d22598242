"""What reading the last candidates does to them."""

from __future__ import annotations

import pytest

from tutor.parts import Parts
from tutor.retrieval.reading import read
from tutor.retrieval.retrieve import retrieve

QUESTIONS = ("Why does LAST_VALUE return the current row?", "How do I set a day rate?")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_passages_each_told_apart(parts: Parts, question: str) -> None:
    """Reading loses and adds no passage, keeps their order, and tells at most one answer in each of them."""
    found = retrieve(question, parts.releases(), parts.embedder, 8)
    told = read(question, found, parts.reader)
    assert [(each.span, each.rank, each.score) for each in told] == [(e.span, e.rank, e.score) for e in found]
    assert all(0 < sum(each.tells for each in passage.sentences) <= 1.001 for passage in told)


@pytest.mark.parametrize(
    "question",
    [
        "When does the client pay an invoice, and what does a late one cost?",
        "What is a frame? How does LAST_VALUE use it?",
        "Is a deposit usual or should I ask for the whole fee?",
    ],
)
def test_of_a_question_in_parts_no_sentence_is_told_apart(parts: Parts, question: str) -> None:
    """The reader finds one answer: a sentence that has another part's would look as if it had none."""
    told = read(question, retrieve(question, parts.releases(), parts.embedder, 8), parts.reader)
    assert not any(each.tells for passage in told for each in passage.sentences)


def test_the_sentence_that_answers_tells_most(parts: Parts) -> None:
    """Of all sentences found for a question the reader points at the one with the answer."""
    question = "Why does LAST_VALUE return the current row?"
    told = read(question, retrieve(question, parts.releases(), parts.embedder, 8), parts.reader)
    best = max((each for passage in told for each in passage.sentences), key=lambda each: each.tells)
    assert "frame" in best.text
