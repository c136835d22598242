"""Asking again."""

from __future__ import annotations

from tests.writing.test_write import REPLY, SENTENCES, Scripted
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.writing.redraw import redraw, resample


def test_each_redraw_is_a_sample_with_its_cost() -> None:
    """As many samples as asked for, each with what it states and what it cost."""
    drawn = redraw("q", (), Scripted([REPLY]), 3)
    assert [sample.statements for sample, _ in drawn] == [tuple(str(each["text"]) for each in SENTENCES)] * 3
    assert sum(usage.output_tokens for _, usage in drawn) == 15
    assert redraw("q", (), Scripted([REPLY]), 0) == []


def test_a_redraw_that_fails_says_why() -> None:
    """It is a sample without statements: missing, not agreement."""
    ((sample, _),) = redraw("q", (), Scripted(["no json"]), 1)
    assert sample.statements == ()
    assert sample.failure


def test_resampling_is_the_same_for_the_same_seed(parts: Parts) -> None:
    """A bootstrap draw depends on its seed alone, and other seeds give other draws."""
    passages = retrieve("What is a window function?", parts.releases(), parts.embedder, 8)
    assert resample(passages, 3, seed=7) == resample(passages, 3, seed=7)
    assert len({tuple(resample(passages, 3, seed=seed)) for seed in range(5)}) > 1
