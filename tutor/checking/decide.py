"""The decision: which statements are shown and which are withheld, and why.

`TABLE` is all of it: its rows are read from above, and the first that fits decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tutor.domain import Check, Claim, Label, Statement, Verdict, Withheld


class Against(StrEnum):
    """Where the words of a source stand that refute a statement."""

    NOWHERE = "nowhere"
    CITED = "in the cited words"
    ELSEWHERE = "elsewhere"


class Again(StrEnum):
    """What the redraws say of a statement."""

    NOT_ASKED = "not asked"
    SAID = "most say it, none contradicts it"
    SILENT = "most are silent, none contradicts it"
    SPLIT = "some contradict it"
    CONTRADICTED = "more contradict it than say it, the first answer among these"
    OUTVOTED = "most agree on another answer, none says it or contradicts it"


class Standing(StrEnum):
    """What becomes of a statement."""

    HOLDS = "holds"
    SAID_ONCE = "said once"
    NOT_ASKED_AGAIN = "not asked again"
    DISPUTED = "disputed"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Row:
    """What decides, and what follows. None: whatever it is. `why` is said of what is withheld."""

    grounding: Label
    against: Against | None
    again: Again | None
    standing: Standing
    why: str = ""


_ANY = None
_NOT_CHECKED, _REFUTED, _TOO_LITTLE, _CARRIED = (
    Label.NOT_CHECKED, Label.REFUTED, Label.NOT_ENOUGH_INFO, Label.SUPPORTED
)  # fmt: skip
TABLE = (
    # a check that could not run never counts as passed
    Row(_NOT_CHECKED, _ANY, _ANY, Standing.WITHHELD, "It could not be checked against the sources."),
    Row(_REFUTED, Against.ELSEWHERE, _ANY, Standing.WITHHELD, "Another passage says otherwise: {grounding}."),
    Row(_REFUTED, _ANY, _ANY, Standing.WITHHELD, "The cited words say otherwise: {grounding}."),
    Row(_TOO_LITTLE, _ANY, _ANY, Standing.WITHHELD, "The cited words do not carry it: {grounding}."),
    Row(_CARRIED, _ANY, Again.CONTRADICTED, Standing.WITHHELD, "Asked again, the tutor contradicts it: {agreement}."),
    Row(_CARRIED, _ANY, Again.OUTVOTED, Standing.WITHHELD, "Asked again, the tutor answers otherwise: {agreement}."),
    Row(_CARRIED, _ANY, Again.SPLIT, Standing.DISPUTED),
    Row(_CARRIED, Against.NOWHERE, Again.SAID, Standing.HOLDS),
    Row(_CARRIED, Against.NOWHERE, Again.SILENT, Standing.SAID_ONCE),
    Row(_CARRIED, Against.NOWHERE, Again.NOT_ASKED, Standing.NOT_ASKED_AGAIN),
    Row(_CARRIED, _ANY, _ANY, Standing.DISPUTED),  # by the sources
)


def decide(claim: Claim, verdicts: Sequence[Verdict]) -> Statement | Withheld:
    """What becomes of a claim with these verdicts."""
    statement = Statement(claim=claim, verdicts=tuple(verdicts))
    row = _row(statement)
    if row.standing is not Standing.WITHHELD:
        return statement
    reasons = {verdict.check.value: verdict.reason for verdict in verdicts}
    return Withheld(statement=statement, reason=row.why.format(**reasons))


def standing(statement: Statement) -> Standing:
    """How a statement is to be shown."""
    return _row(statement).standing


def _row(statement: Statement) -> Row:
    grounding = statement.verdict(Check.GROUNDING)
    label = grounding.label if grounding else Label.NOT_CHECKED
    against, again = _against(statement), _again(statement)
    return next(
        row for row in TABLE if row.grounding is label and row.against in (None, against) and row.again in (None, again)
    )


def _against(statement: Statement) -> Against:
    against = statement.against
    if against is None:
        return Against.NOWHERE
    cited = any(each.span.overlaps(against.span) for each in statement.claim.citations)
    return Against.CITED if cited else Against.ELSEWHERE


def _again(statement: Statement) -> Again:
    agreement = statement.verdict(Check.AGREEMENT)
    if agreement is None or agreement.label is Label.NOT_CHECKED:
        return Again.NOT_ASKED
    if agreement.label is Label.REFUTED:
        return Again.CONTRADICTED if agreement.dissent else Again.OUTVOTED
    if agreement.dissent:
        return Again.SPLIT
    return Again.SAID if agreement.label is Label.SUPPORTED else Again.SILENT
