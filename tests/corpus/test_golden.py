"""What a corpus must go on answering is read with clear errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tutor.corpus.golden import GoldenQuestion, read_questions
from tutor.errors import BadManifest


def test_questions_are_read(tmp_path: Path) -> None:
    """All three kinds; without a file there are none."""
    assert read_questions(tmp_path) == ()
    (tmp_path / "questions.toml").write_text(
        '[[question]]\nask = "A?"\nquote = "a b"\n\n[[question]]\nask = "B?"\ndocument = "b.md"\nwhy = "often"\n\n'
        '[[question]]\nask = "C?"\nrefuse = true\n',
        "utf-8",
    )
    assert read_questions(tmp_path) == (
        GoldenQuestion(ask="A?", quote="a b"),
        GoldenQuestion(ask="B?", document="b.md", why="often"),
        GoldenQuestion(ask="C?", refuse=True),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[question]]\nask = "A?"\n', "one of quote, document and refuse"),
        ('[[question]]\nask = "A?"\nquote = "a"\nrefuse = true\n', "one of quote, document and refuse"),
        ('[[question]]\nask = ""\nrefuse = true\n', "ask"),
        ('[[question]]\nask = "A?"\nanswer = "b"\n', "answer"),
        ("[[question]\n", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, told: str) -> None:
    """Of a question that expects nothing, or two things, and of a file that is no TOML."""
    (tmp_path / "questions.toml").write_text(text, "utf-8")
    with pytest.raises(BadManifest, match=told):
        read_questions(tmp_path)


@pytest.mark.parametrize("corpus", ["freelance-business", "llm-workflows", "sql-analytics"])
def test_each_starter_corpus_has_enough(corpus: str) -> None:
    """At least ten that are answered, and two that are refused."""
    questions = read_questions(ROOT / "corpora" / corpus)
    assert sum(each.refuse for each in questions) >= 2
    assert sum(not each.refuse for each in questions) >= 10
