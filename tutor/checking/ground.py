"""Grounding: whether each claim is carried by the very words it cites."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Check, Claim, Judgement, Label, Passage, Verdict
from tutor.models.judge import Judge, Pair

_UNCITED = Judgement(label=Label.NOT_ENOUGH_INFO, score=0.0, reason="no words of the sources were found for it")
_SAID_BY_THE_LEARNER = Judgement(
    label=Label.NOT_ENOUGH_INFO, score=0.0, reason="what you wrote of your project says it, and the source adds nothing"
)


def ground(claims: Sequence[Claim], passages: Sequence[Passage], judge: Judge, project: str = "") -> list[Verdict]:
    """One verdict for each claim, in order, from one call of the judge.

    The premise is the cited words with the rest of the sentences they stand in. A claim without a citation is not
    carried by anything, however true it may be. One that applies the sources to the learner's `project` has to follow
    from both together, and not from what the learner wrote alone: then the source would carry nothing.
    """
    cited = [claim for claim in claims if claim.citations]
    pairs = [_pairs(claim, passages, project) for claim in cited]
    judged = iter(judge.judge([pair for each in pairs for pair in each]))
    found = {id(claim): _found([next(judged) for _ in each]) for claim, each in zip(cited, pairs, strict=True)}
    return [_verdict(claim, found.get(id(claim), _UNCITED)) for claim in claims]


def _pairs(claim: Claim, passages: Sequence[Passage], project: str) -> list[Pair]:
    premise = _premise(claim, passages)
    if not claim.applies:
        return [Pair(premise, claim.text)]
    return [Pair(f"{premise} {project}", claim.text), Pair(project, claim.text)]


def _found(judged: Sequence[Judgement]) -> Judgement:
    """What holds of a claim: the first judgement, unless the second says that it needs no source."""
    return _SAID_BY_THE_LEARNER if any(each.label is Label.SUPPORTED for each in judged[1:]) else judged[0]


def _verdict(claim: Claim, found: Judgement) -> Verdict:
    where = claim.citations[0].span if claim.citations else None
    return Verdict(check=Check.GROUNDING, label=found.label, score=found.score, reason=found.reason, where=where)


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
