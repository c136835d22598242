"""The decision: which statements are shown and which are withheld, and why. One rule for each row of the table.

grounding          agreement      decision
not checked        any            withheld: a check that could not run never counts as passed
refuted            any            withheld: the source says otherwise
not enough info    any            withheld: the source does not carry it
supported          refuted        withheld: asked again, the tutor contradicts it
supported          any other      stated
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Check, Claim, Label, Statement, Verdict, Withheld


def decide(claim: Claim, verdicts: Sequence[Verdict]) -> Statement | Withheld:
    """What becomes of a claim with these verdicts."""
    statement = Statement(claim=claim, verdicts=tuple(verdicts))
    reason = _objection(statement)
    return Withheld(statement=statement, reason=reason) if reason else statement


def _objection(statement: Statement) -> str:
    grounding, agreement = statement.verdict(Check.GROUNDING), statement.verdict(Check.AGREEMENT)
    if grounding is None or grounding.label is Label.NOT_CHECKED:
        return "It could not be checked against the sources."
    if grounding.label is Label.REFUTED:
        return f"The cited words say otherwise: {grounding.reason}."
    if grounding.label is Label.NOT_ENOUGH_INFO:
        return f"The cited words do not carry it: {grounding.reason}."
    if agreement is not None and agreement.label is Label.REFUTED:
        return f"Asked again, the tutor contradicts it: {agreement.reason}."
    return ""
