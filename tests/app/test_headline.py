"""The line above an answer, in words."""

from __future__ import annotations

from datetime import date

import pytest

from app.headline import announcement, checked, spent, stands_on
from tests.app.answers import made
from tutor.domain import Sample, Source, Stability, Usage

TITLES = {"law": "Contract law"}


@pytest.mark.parametrize(
    ("stated", "withheld", "words"),
    [
        (0, 0, "Nothing stated"),
        (1, 0, "1 statement, checked against its source"),
        (3, 2, "3 statements, each checked against its source · 2 withheld"),
        (0, 2, "Nothing stated · 2 withheld"),
    ],
)
def test_how_many_were_checked(stated: int, withheld: int, words: str) -> None:
    """What is stated and what was withheld are counted apart."""
    assert checked(made(stated, withheld)) == words


def test_what_it_stands_on() -> None:
    """Writer, dates of the sources, and the cited corpora only, each with its release."""
    sources = [Source(title="a", reviewed_on=date(2026, 1, 2)), Source(title="b", reviewed_on=date(2026, 3, 4)),
               Source(title="c")]  # fmt: skip
    line = stands_on(made(1, 0), sources, TITLES)
    assert line == "written by a-model · sources reviewed 2026-01-02 to 2026-03-04 · from Contract law (r1)"


def test_what_it_cost() -> None:
    """Seconds, the first statement where that is news, tokens and price; what is not known is not said."""
    whole = Usage(input_tokens=1200, output_tokens=34, seconds={"search": 0.1, "write": 2.4}, first_checked=0.91,
                  price=0.0123)  # fmt: skip
    assert spent(whole) == "2.5 s, the first statement after 0.9 s · 1,234 tokens · price 0.0123"
    assert spent(Usage()) == ""
    assert spent(Usage(seconds={"write": 0.05}, first_checked=0.04)) == "0.1 s"


def test_what_is_read_out() -> None:
    """One sentence for a finished, a stopped and a refused answer."""
    assert announcement(made(2, 0)) == "Answer complete. 2 statements, each checked against its source."
    assert announcement(made(1, 0, stopped=True)).startswith("Answer stopped. 1 statement")
    assert announcement(made(0, 0)) == "Answer complete. These sources do not answer this."
    again = made(2, 0).model_copy(update={"stability": Stability(samples=(Sample(statements=("a",)),), meanings=(0, 0),
                                                                 score=1, words="stable")})  # fmt: skip
    said = "Answer complete. 2 statements, each checked against its source. Asked once more: stable (100%)."
    assert announcement(again) == said
