"""Weighing: each claim against the words it cites, then against everything that was retrieved.

Each stage asks the judge once for all claims together. Most claims need the first one only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.checking.bearing import Told, carrying, cut, opposing, together, told
from tutor.checking.ground import ground, sentences_cited
from tutor.domain import BlockKind, Citation, Claim, Label, Passage, Span, Statement, Verdict
from tutor.models.judge import Judge

_DOUBTS = 2  # sentences that are asked whether they speak against a claim that is carried
_SURE = 0.75  # the least probability of support by words that the writer did not choose: several are tried


@dataclass(frozen=True)
class Evidence:
    """What claims are weighed by: all that was retrieved, what the learner wrote of a project, and a judge."""

    passages: Sequence[Passage]
    sentences: Sequence[Told]
    project: str
    judge: Judge

    def ground(self, choices: Sequence[Sequence[Claim]]) -> list[list[tuple[Claim, Verdict]]]:
        """Each claim of each group against just the words it cites, in one call of the judge."""
        flat = [claim for group in choices for claim in group]
        verdicts = iter(ground(flat, self.passages, self.judge, self.project))
        return [[(claim, next(verdicts)) for claim in group] for group in choices]


def weigh(claims: Sequence[Claim], passages: Sequence[Passage], judge: Judge, project: str = "") -> list[Statement]:
    """Each claim, in order, with the citations that hold and one verdict on its grounding.

    - What its citations do not carry and other words of the passages do gets those as its citations.
    - What a passage refutes is refuted, and the verdict has the words `against` it; unless its citations carry it:
      then it is supported, and the verdict has the words against it all the same.
    - Of several citations, those that add nothing are left out.
    """
    evidence = Evidence(passages, told(passages), project, judge)
    groups = evidence.ground([[_cited_once(claim, passages)] for claim in claims])
    cited = [_by_its_citations(claim, verdict, evidence) for ((claim, verdict),) in groups]
    return _precise(_by_all_passages(cited, evidence), evidence)


def _statement(claim: Claim, verdict: Verdict) -> Statement:
    return Statement(claim=claim, verdicts=(verdict,))


def _grounding(statement: Statement) -> Verdict:
    return statement.verdicts[0]


def _citing(claim: Claim, *citations: Citation) -> Claim:
    return claim.model_copy(update={"citations": citations})


def _cites(claim: Claim, span: Span) -> bool:
    """Whether any words of the span are cited."""
    return any(citation.span.overlaps(span) for citation in claim.citations)


# ------------------------------------------------------------------ the words it cites


def _cited_once(claim: Claim, passages: Sequence[Passage]) -> Claim:
    """The claim with citations of which no two share words: those that do become one."""
    kept: list[Citation] = []
    for citation in claim.citations:
        sharing = [each for each in kept if each.span.overlaps(citation.span)]
        spans = [each.span for each in (*sharing, citation)]
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        union = citation.span.model_copy(update={"start": start, "end": end})
        passage = next((each for each in passages if union.within(each.span)), None)
        if sharing and passage:
            kept = [*(each for each in kept if each not in sharing), cut(passage, start, end)]
        else:
            kept.append(citation)
    return _citing(claim, *kept)


def _by_its_citations(claim: Claim, verdict: Verdict, evidence: Evidence) -> Statement:
    """What the citations say of it; where one of their sentences clearly refutes it, with that sentence."""
    if verdict.label is Label.REFUTED and not claim.applies:
        cited = [each for each in evidence.sentences if _cites(claim, each.sentence.span)]
        verdict = verdict.model_copy(update={"against": next(iter(opposing(claim, cited, 1)), None)})
    return _statement(claim, verdict)


# ------------------------------------------------------------------ all that was retrieved


def _by_all_passages(statements: Sequence[Statement], evidence: Evidence) -> list[Statement]:
    doubts = [_doubts(each, evidence) for each in statements]
    choices = [_choices(each, evidence) for each in statements]
    asked = [[*carry, *refute] for carry, refute in zip(choices, doubts, strict=True)]
    found = evidence.ground(asked)
    return [
        _settled(each, tried[: len(carry)], tried[len(carry) :])
        for each, carry, tried in zip(statements, choices, found, strict=True)
    ]


def _choices(statement: Statement, evidence: Evidence) -> list[Claim]:
    """The claim with other citations, where its own neither carry nor clearly refute it."""
    claim, verdict = statement.claim, _grounding(statement)
    if verdict.label is Label.SUPPORTED or verdict.against:
        return []
    return [_citing(claim, *choice) for choice in carrying(claim, evidence.sentences, evidence.project)]


def _doubts(statement: Statement, evidence: Evidence) -> list[Claim]:
    """The claim with sentences that may refute it. No source speaks of the learner's project."""
    claim, verdict = statement.claim, _grounding(statement)
    if claim.applies or verdict.against:
        return []
    others = [each for each in evidence.sentences if not _cites(claim, each.sentence.span)]
    most = _DOUBTS if verdict.label is Label.SUPPORTED else 1
    return [_citing(claim, citation) for citation in opposing(claim, others, most)]


Tried = Sequence[tuple[Claim, Verdict]]


def _settled(statement: Statement, choices: Tried, doubts: Tried) -> Statement:
    """The first choice that carries a claim makes it supported; the first sentence that refutes it is kept beside."""
    claim, verdict = statement.claim, _grounding(statement)
    carried = next((each for each in choices if each[1].label is Label.SUPPORTED and each[1].score >= _SURE), None)
    if carried:
        how = "though not where it was cited" if claim.citations else "though nothing was cited for it"
        claim = carried[0]
        verdict = carried[1].model_copy(update={"reason": f"{carried[1].reason}, {how}"})
    for doubt, refuted in doubts:
        against = doubt.citations[0]
        if refuted.label is Label.REFUTED and not _cites(claim, against.span):
            return _statement(claim, _against(verdict, refuted, against))
    return _statement(claim, verdict)


def _against(verdict: Verdict, refuted: Verdict, against: Citation) -> Verdict:
    """The verdict on a claim that a passage refutes: refuted, unless its citations carry it."""
    if verdict.label is not Label.SUPPORTED:
        return refuted.model_copy(update={"against": against})
    reason = f"{verdict.reason}; elsewhere {refuted.reason}"
    return verdict.model_copy(update={"against": against, "reason": reason})


# ------------------------------------------------------------------ citations that add nothing


def _precise(statements: Sequence[Statement], evidence: Evidence) -> list[Statement]:
    """Without the citations that add nothing: those that do not carry the claim alone and are not needed beside others.

    Citation precision as in ALCE (Gao et al. 2023). Only a citation is asked about without which the others have all
    words of the claim that they have with it.
    """
    needed = [_needed(each, evidence) for each in statements]
    spare = [
        [
            _citing(each.claim, citation)
            for citation in each.claim.citations
            if some and citation not in some[0].citations
        ]
        for each, some in zip(statements, needed, strict=True)
    ]
    found = evidence.ground([[*some, *others] for some, others in zip(needed, spare, strict=True)])
    return [_without_spare(each, tried) if tried else each for each, tried in zip(statements, found, strict=True)]


def _needed(statement: Statement, evidence: Evidence) -> list[Claim]:
    """The claim with as few of its citations as have its words, where that is not all of them.

    Those in one table are one: a row is read under its header.
    """
    claim = statement.claim
    if _grounding(statement).label is not Label.SUPPORTED or len(claim.citations) < 2:
        return []
    parts: dict[object, list[Citation]] = {}
    for citation in claim.citations:
        parts.setdefault(_table(citation, evidence) or citation, []).append(citation)
    texts = [
        " ".join(each.text for each in sentences_cited(_citing(claim, *part), evidence.passages))
        for part in parts.values()
    ]
    chosen = [part for number, part in enumerate(parts.values()) if number in together(claim.text, texts)]
    return [_citing(claim, *(each for part in chosen for each in part))] if 0 < len(chosen) < len(parts) else []


def _table(citation: Citation, evidence: Evidence) -> Span | None:
    """The passage, where the citation stands in a table of it."""
    rows = (each for each in evidence.sentences if each.sentence.kind is BlockKind.TABLE)
    return next((row.passage.span for row in rows if row.sentence.span.overlaps(citation.span)), None)


def _without_spare(statement: Statement, tried: Tried) -> Statement:
    (needed, found), *alone = tried
    if found.label is not Label.SUPPORTED:
        return statement
    telling = [needed, *(claim for claim, verdict in alone if verdict.label is Label.SUPPORTED)]
    kept = {citation for claim in telling for citation in claim.citations}
    citations = [each for each in statement.claim.citations if each in kept]
    verdict = _grounding(statement).model_copy(update={"where": citations[0].span})
    return _statement(_citing(statement.claim, *citations), verdict)
