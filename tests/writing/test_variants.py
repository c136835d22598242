"""A question in other words, by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.text.words import words
from tutor.writing.variants import variants


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is a window function?", "Explain a window function."),
        ("What is the difference between WHERE and HAVING?", "How do WHERE and HAVING differ?"),
        ("How do I number invoices?", "What is the way to number invoices?"),
        ("Do I need to register for VAT?", "Does one need to register for VAT?"),
        ("Can I deduct a laptop?", "Is it possible to deduct a laptop?"),
        ("May I deduct a laptop?", "Is it allowed to deduct a laptop?"),
        ("Must I keep receipts?", "Is it necessary to keep receipts?"),
        ("Should I keep receipts?", "Is one to keep receipts?"),
        ("NULL and empty strings?", "I would like to know: NULL and empty strings?"),
        ("Joins that multiply rows", "I would like to know: joins that multiply rows?"),
    ],
)
def test_the_form_of_a_question_is_changed(question: str, first: str) -> None:
    """By its form where a rule knows it; names and abbreviations keep their capitals."""
    assert variants(question, 1) == [first]


@given(st.text(max_size=80), st.integers(0, 6))
def test_any_text_has_variants_that_keep_its_telling_words(text: str, count: int) -> None:
    """No more than asked for, all different, on one line, and the last words of the question are in each."""
    found = variants(text, count)
    assert len(found) <= count
    assert len(set(found)) == len(found)
    last = words(text)[-1:]
    assert all("\n" not in each and set(last) <= set(words(each)) for each in found)
