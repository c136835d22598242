"""The decision: which statements are shown and which are withheld, and why. One rule for each row of the table.

grounding          words against it    agreement    decision
not checked        any                 any          withheld: a check that could not run never counts as passed
refuted            not cited           any          withheld: another passage says otherwise
refuted            any other           any          withheld: the cited words say otherwise
not enough info    any                 any          withheld: the source does not carry it
supported          any                 refuted      withheld: asked again, the tutor contradicts it
supported          some                any other    stated, as disputed by the sources
supported          none                any other    stated
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
        who = "Another passage says" if _is_by_another(statement) else "The cited words say"
        return f"{who} otherwise: {grounding.reason}."
    if grounding.label is Label.NOT_ENOUGH_INFO:
        return f"The cited words do not carry it: {grounding.reason}."
    if agreement is not None and agreement.label is Label.REFUTED:
        return f"Asked again, the tutor contradicts it: {agreement.reason}."
    return ""


def _is_by_another(statement: Statement) -> bool:
    """Whether the words against it are not among those it cites."""
    against = statement.against
    return against is not None and not any(each.span.overlaps(against.span) for each in statement.claim.citations)
