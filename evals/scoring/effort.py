"""What it takes to check a statement: words to read, and clicks to see them."""

from __future__ import annotations

from collections.abc import Callable

from evals.bench.effort import count
from evals.scoring.outcome import Asked, Bench, Better, Evidence, Outcome, Scorer, averaged, one_by_one
from tutor.domain import Claim


def words_to_read(claim: Claim) -> float:
    """Words of the source that a statement is shown with."""
    return float(sum(count(citation.quote) for citation in claim.citations))


def clicks(claim: Claim) -> float:
    """Citations to open: a click shows the words of one in their place."""
    return float(len(claim.citations))


def per_statement(measure: Callable[[Claim], float]) -> Callable[[Asked, Bench], Outcome]:
    """The mean of the measure over the statements shown."""

    def score(asked: Asked, _: Bench) -> Outcome:
        claims = [statement.claim for statement in asked.answer.stated]
        return averaged([Evidence(about=each.text, value=measure(each)) for each in claims], "nothing is stated")

    return score


SCORERS = (
    Scorer(
        "words to check",
        "words of sources to read to check one statement",
        one_by_one(per_statement(words_to_read)),
        better=Better.LOWER,
        margin=5.0,
    ),
    Scorer(
        "clicks to check",
        "citations to open to check one statement",
        one_by_one(per_statement(clicks)),
        better=Better.LOWER,
        margin=0.3,
    ),
)
