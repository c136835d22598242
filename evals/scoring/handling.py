"""Whether a learner is told what is wrong with the sources: that they are overdue, or at odds."""

from __future__ import annotations

from evals.case import Kind
from evals.scoring.outcome import Asked, Bench, Evidence, Outcome, Scorer, one_by_one, unscored, valued


def stale_told(asked: Asked, _: Bench) -> Outcome:
    """Of a question whose sources are overdue for review: whether each document cited is marked."""
    if asked.case.kind is not Kind.STALE:
        return unscored("no source is overdue")
    cited = list(dict.fromkeys(
        citation.span.document for statement in asked.answer.stated for citation in statement.claim.citations
    ))  # fmt: skip
    overdue = [name for name in cited if name in asked.case.documents] or cited
    if not overdue:
        return unscored("nothing is cited")
    told = [Evidence(about=name, value=float(bool(asked.row.cautions.get(name))),
                     why="; ".join(asked.row.cautions.get(name, ()))) for name in overdue]  # fmt: skip
    return valued(min(each.value or 0.0 for each in told), told)


def conflict_told(asked: Asked, _: Bench) -> Outcome:
    """Of a question on which sources differ: whether words of all of them are shown, for or against."""
    if asked.case.kind is not Kind.CONTRADICTORY:
        return unscored("the sources do not differ")
    answer = asked.answer
    shown = [*answer.stated, *(each.statement for each in answer.withheld)]
    documents = {
        citation.span.document
        for statement in shown
        for citation in (*statement.claim.citations, statement.against)
        if citation
    }
    told = [Evidence(about=name, value=float(name in documents)) for name in asked.case.documents]
    return valued(min(each.value or 0.0 for each in told), told)


SCORERS = (
    Scorer(
        "stale told",
        "whether every overdue source that is cited is marked as such, on the day of the question",
        one_by_one(stale_told),
        yes_or_no=True,
    ),
    Scorer(
        "conflict told",
        "whether words of all sources that differ are shown",
        one_by_one(conflict_told),
        margin=0.1,
        yes_or_no=True,
    ),
)
