"""Grounding: whether each claim is carried by the very words it cites."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Check, Claim, Label, Passage, Verdict
from tutor.models.judge import Judge, Pair


def ground(claims: Sequence[Claim], passages: Sequence[Passage], judge: Judge) -> list[Verdict]:
    """One verdict for each claim, in order, from one call of the judge.

    The premise is the cited words with the rest of the sentences they stand in. A claim without a citation is not
    carried by anything, however true it may be.
    """
    cited = [claim for claim in claims if claim.citations]
    judged = iter(judge.judge([Pair(_premise(claim, passages), claim.text) for claim in cited]))
    verdicts = []
    for claim in claims:
        if not claim.citations:
            reason = "no words of the sources were found for it"
            verdicts.append(Verdict(check=Check.GROUNDING, label=Label.NOT_ENOUGH_INFO, score=0.0, reason=reason))
            continue
        found = next(judged)
        where = claim.citations[0].span
        verdicts.append(
            Verdict(check=Check.GROUNDING, label=found.label, score=found.score, reason=found.reason, where=where)
        )
    return verdicts


def _premise(claim: Claim, passages: Sequence[Passage]) -> str:
    """The sentences that the cited words stand in, each once, in the order of the citations."""
    sentences = (
        sentence.text
        for citation in claim.citations
        for passage in passages
        if citation.span.within(passage.span)
        for sentence in passage.sentences
        if sentence.span.start < citation.span.end and citation.span.start < sentence.span.end
    )
    return " ".join(dict.fromkeys(sentences)) or " ".join(citation.quote for citation in claim.citations)
