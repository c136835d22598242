"""Whether the tutor declines what its sources do not answer, and answers what they do.

Recall and precision are means of answers, each over the answers it is about; F1 is made of the two by
evals/summary.py. False refusals stand beside them: recall alone is bought by refusing everything.
"""

from __future__ import annotations

from evals.scoring.outcome import Asked, Bench, Better, Evidence, Outcome, Scorer, one_by_one, unscored, valued

RECALL, PRECISION, FALSE = "refusal recall", "refusal precision", "false refusals"


def recall(asked: Asked, _: Bench) -> Outcome:
    """Of what is to be refused: whether it was."""
    if not asked.case.refuse:
        return unscored("the sources answer it")
    return valued(float(asked.answer.refused), [_told(asked)])


def precision(asked: Asked, _: Bench) -> Outcome:
    """Of what was refused: whether it was to be."""
    if not asked.answer.refused:
        return unscored("it was not refused")
    return valued(float(asked.case.refuse), [_told(asked)])


def false_refusal(asked: Asked, _: Bench) -> Outcome:
    """Of what the sources answer: whether it was refused."""
    if asked.case.refuse:
        return unscored("the sources do not answer it")
    return valued(float(asked.answer.refused), [_told(asked)])


def _told(asked: Asked) -> Evidence:
    said = asked.answer.refusal or " ".join(asked.said)
    return Evidence(about=said, why=asked.case.why or asked.case.gold_answer)


SCORERS = (
    Scorer(
        RECALL,
        "share of the questions that the sources do not answer which were refused",
        one_by_one(recall),
        yes_or_no=True,
    ),
    Scorer(
        PRECISION,
        "share of the refusals that were of questions which the sources do not answer",
        one_by_one(precision),
        margin=None,
        yes_or_no=True,
    ),
    Scorer(
        FALSE,
        "share of the questions that the sources answer which were refused",
        one_by_one(false_refusal),
        better=Better.LOWER,
        yes_or_no=True,
    ),
)
