"""What is said where there is nothing to answer."""

from __future__ import annotations

import pytest

from tutor.writing.courtesy import courtesy


@pytest.mark.parametrize("words", ["", "  ", "?!", "hello", "Hi there!", "Good morning", "thanks"])
def test_no_question_gets_a_reply_that_names_what_is_at_hand(words: str) -> None:
    """Silence and greetings are met with what can be asked about."""
    assert "SQL for analytics" in courtesy(words, ["SQL for analytics"])


@pytest.mark.parametrize("words", ["hello world in SQL", "What is a test?", "hi, what is an invoice?", "中文"])
def test_a_question_is_taken_as_one(words: str) -> None:
    """A greeting in a question does not hide the question."""
    assert courtesy(words, ["SQL for analytics"]) == ""
