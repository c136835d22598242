"""What of an answer is shown and what is withheld."""

from __future__ import annotations

from evals.scoring.outcome import Asked, Bench, Better, Evidence, Outcome, Scorer, averaged, one_by_one
from tutor.domain import Check, Label, Statement


def grounded(asked: Asked, _: Bench) -> Outcome:
    """The share of all that was written which the tutor's own judge found carried by its citations."""
    answer = asked.answer
    written = [*answer.stated, *(each.statement for each in answer.withheld)]
    return averaged([_grounded(each) for each in written], "nothing was written")


def _grounded(statement: Statement) -> Evidence:
    verdict = statement.verdict(Check.GROUNDING)
    label = verdict.label if verdict else Label.NOT_CHECKED
    why = f"{label}: {verdict.reason}" if verdict else label.value
    return Evidence(about=statement.claim.text, value=float(label is Label.SUPPORTED), why=why)


def withheld(asked: Asked, _: Bench) -> Outcome:
    """The share of all that was written which is not shown as true."""
    answer = asked.answer
    shown = [Evidence(about=each.claim.text, value=0.0) for each in answer.stated]
    kept = [Evidence(about=each.statement.claim.text, value=1.0, why=each.reason) for each in answer.withheld]
    return averaged([*shown, *kept], "nothing was written")


SCORERS = (
    Scorer(
        "grounded share",
        "share of all statements written that the tutor's judge found carried",
        one_by_one(grounded),
        margin=None,
    ),
    Scorer(
        "withheld share",
        "share of all statements written that were withheld: a figure to know, better or worse by what was written",
        one_by_one(withheld),
        better=Better.LOWER,
        margin=None,
    ),
)
