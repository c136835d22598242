"""What most redraws say and the first answer does not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tutor.checking.agree import entailed
from tutor.domain import Claim, Label
from tutor.models.judge import Judge

MOST_ADDED = 8  # statements: as many as an answer has. More would take longer to check than it helps


def lacking(
    claims: Sequence[Claim], redrawn: Sequence[Sequence[Claim]], judge: Judge, cut: Collection[int] = ()
) -> list[Claim]:
    """Of the claims of the redraws those that most redraws entail and `claims` do not, each once, most entailed first.

    Only those that cite something and speak of the sources: one that applies them to the learner's project is a choice.
    One that contradicts the first answer is among them: what most redraws say takes the place of an outlier. Redraws at
    the places `cut` lack their end: they are not silent on what they do not say, and have no vote on it.
    """
    said = " ".join(claim.text for claim in claims)
    new = _once([each for answer in redrawn for each in answer if each.citations and not each.applies], said, judge)
    answers = [" ".join(claim.text for claim in answer) for answer in redrawn]
    found = entailed([(answer, claim.text) for claim in new for answer in answers], judge)
    rows = [found[at * len(answers) : (at + 1) * len(answers)] for at in range(len(new))]
    votes = [sum(each.label is Label.SUPPORTED for each in row) for row in rows]
    silent = [sum(row[place].label is Label.NOT_ENOUGH_INFO for place in cut) for row in rows]
    order = sorted(range(len(new)), key=lambda at: -votes[at])
    most = [at for at in order if votes[at] > (len(answers) - silent[at]) / 2]
    return [new[at].model_copy(update={"redrawn": True}) for at in most]


def _once(claims: Sequence[Claim], said: str, judge: Judge) -> list[Claim]:
    """The claims that neither `said` nor an earlier one of them entails."""
    by_words = {" ".join(claim.text.casefold().split()): claim for claim in reversed(claims)}
    distinct = list(by_words.values())[::-1]
    if said:
        found = entailed([(said, claim.text) for claim in distinct], judge)
        distinct = [claim for claim, one in zip(distinct, found, strict=True) if one.label is not Label.SUPPORTED]
    kept: list[Claim] = []
    for claim in distinct:
        same = entailed([(other.text, claim.text) for other in kept], judge)
        if all(each.label is not Label.SUPPORTED for each in same):
            kept.append(claim)
    return kept
