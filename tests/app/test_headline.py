"""The line above an answer, in words."""

from __future__ import annotations

from datetime import date

import pytest

from app.headline import announcement, checked, gap, spent, stands_on
from tests.app.answers import made
from tutor.ask import STOPPED, STOPPED_EARLY
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


@pytest.mark.parametrize(
    ("price", "words"),
    [(0.01234, "price 0.0123"), (0.00004, "price below 0.0001"), (0.0, "price 0.0000"), (None, "")],
)
def test_a_price_is_never_rounded_to_nothing(price: float | None, words: str) -> None:
    """What cost a little did not cost nothing."""
    assert spent(Usage(input_tokens=3, price=price)).removeprefix("3 tokens").removeprefix(" · ") == words


def test_a_gap_is_shown_unless_the_refusal_says_it() -> None:
    """Also where all that was written is withheld; the same words do not stand there twice."""
    held = made(0, 1).model_copy(update={"gap": "They name no price."})
    assert gap(held) == "They name no price."
    assert gap(held.model_copy(update={"refusal": "These sources do not answer this. They name no price."})) == ""
    assert gap(made(1, 0)) == ""


def test_a_stopped_answer_is_not_called_complete() -> None:
    """Stopped before, while and after something was checked; other notices are read out, for no box does."""
    early = made(0, 0, stopped=True).model_copy(update={"refusal": STOPPED_EARLY})
    assert announcement(early) == STOPPED_EARLY
    nothing = made(0, 1, stopped=True).model_copy(update={"notices": (STOPPED,)})
    assert announcement(nothing) == "Answer stopped. These sources do not answer this."
    some = made(1, 0, stopped=True).model_copy(update={"notices": ("The reply was cut.", STOPPED)})
    assert announcement(some) == "Answer stopped. The reply was cut. 1 statement, checked against its source."


def test_what_is_read_out() -> None:
    """One sentence for a finished, a stopped and a refused answer."""
    assert announcement(made(2, 0)) == "Answer complete. 2 statements, each checked against its source."
    assert announcement(made(1, 0, stopped=True)).startswith("Answer stopped. 1 statement")
    assert announcement(made(0, 0)) == "Answer complete. These sources do not answer this."
    again = made(2, 0).model_copy(update={"stability": Stability(samples=(Sample(statements=("a",)),), meanings=(0, 0),
                                                                 score=1, words="stable")})  # fmt: skip
    said = "Answer complete. 2 statements, each checked against its source. Asked once more: stable (100%)."
    assert announcement(again) == said
