"""Weighing: each claim against the words it cites, then against everything that was retrieved.

Each stage asks the judge once for all claims together. Most claims need the first one only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tutor.checking.bearing import Told, carrying, cut, denying, opposing, together, told
from tutor.checking.ground import ground, sentences_cited
from tutor.domain import BlockKind, Citation, Claim, Label, Passage, Span, Statement, Verdict
from tutor.models.judge import Judge

_DOUBTS = 2  # sentences that are asked whether they speak against a claim that is carried
_SURE = 0.75  # the least probability of support by words that the writer did not choose, over and above the judge's yes


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
    - What words of the passages refute is refuted, and the verdict has the words `against` it, be they its own citation
      or another passage; unless others carry it: then it is supported, and the verdict has the words against it all the
      same.
    - Of several citations, those that add nothing are left out.
    """
    evidence = Evidence(passages, told(passages), project, judge)
    groups = evidence.ground([[_cited_once(claim, passages)] for claim in claims])
    cited = [_by_its_citations(claim, verdict, evidence) for ((claim, verdict),) in groups]
    return [each.statement for each in _precise(_by_all_passages(cited, evidence), evidence)]


@dataclass(frozen=True)
class _Weighed:
    """A claim with the verdict on what it cites by now.

    `beside` is what else is to be said of it; `least` is how sure a judge has to be that its citations carry it.
    """

    claim: Claim
    verdict: Verdict
    beside: str = ""
    least: float = 0.0

    @property
    def is_carried(self) -> bool:
        return self.verdict.label is Label.SUPPORTED

    @property
    def statement(self) -> Statement:
        verdict = self.verdict.model_copy(update={"reason": self.verdict.reason + self.beside})
        return Statement(claim=self.claim, verdicts=(verdict,))


Tried = Sequence[tuple[Claim, Verdict]]


def _citing(claim: Claim, *citations: Citation) -> Claim:
    return claim.model_copy(update={"citations": citations})


def _cites(claim: Claim, span: Span) -> bool:
    """Whether any words of the span are cited."""
    return any(citation.span.overlaps(span) for citation in claim.citations)


def _carries(verdict: Verdict, least: float) -> bool:
    """Whether the judge says yes, however low the bar is beside its own, and is as sure as is asked."""
    return verdict.label is Label.SUPPORTED and verdict.score >= least


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


def _by_its_citations(claim: Claim, verdict: Verdict, evidence: Evidence) -> _Weighed:
    """What the citations say of it; where one of their sentences says otherwise, with that sentence."""
    if verdict.label is Label.REFUTED:
        verdict = _with(verdict, denying(claim, _cited(claim, evidence), evidence.project))
    return _Weighed(claim, verdict)


def _cited(claim: Claim, evidence: Evidence) -> list[Told]:
    return [each for each in evidence.sentences if _cites(claim, each.sentence.span)]


def _with(verdict: Verdict, against: Citation | None) -> Verdict:
    return verdict.model_copy(update={"against": against})


# ------------------------------------------------------------------ all that was retrieved


def _by_all_passages(cited: Sequence[_Weighed], evidence: Evidence) -> list[_Weighed]:
    doubts = [_doubts(each, evidence) for each in cited]
    choices = [_choices(each, evidence) for each in cited]
    asked = [[*carry, *refute] for carry, refute in zip(choices, doubts, strict=True)]
    found = evidence.ground(asked)
    return [
        _settled(each, tried[: len(carry)], tried[len(carry) :])
        for each, carry, tried in zip(cited, choices, found, strict=True)
    ]


def _choices(cited: _Weighed, evidence: Evidence) -> list[Claim]:
    """The claim with other citations, where its own do not carry it.

    Where its own deny it, one of them may carry it all the same, or another passage: joined to a sentence that denies
    it, another of the same passage lends it a number too easily.
    """
    claim, others = cited.claim, evidence.sentences
    if cited.is_carried:
        return []
    if cited.verdict.against:
        others = [each for each in others if not _cites(claim, each.passage.span)]
    found = [_citing(claim, *choice) for choice in carrying(claim, others, evidence.project)]
    return [*_each_alone(cited), *found]


def _each_alone(cited: _Weighed) -> list[Claim]:
    """Of a claim that its citations deny, each of several citations for itself."""
    several = cited.verdict.against and len(cited.claim.citations) > 1
    return [_citing(cited.claim, citation) for citation in cited.claim.citations] if several else []


def _doubts(cited: _Weighed, evidence: Evidence) -> list[Claim]:
    """The claim with sentences that may refute it. No other source speaks of the learner's project."""
    claim = cited.claim
    if cited.verdict.against:
        denials = [denying(claim, _cited(each, evidence), evidence.project) for each in _each_alone(cited)]
        return [_citing(claim, denial) for denial in denials if denial]
    if claim.applies:
        return []
    others = [each for each in evidence.sentences if not _cites(claim, each.sentence.span)]
    return [_citing(claim, citation) for citation in opposing(claim, others, _DOUBTS if cited.is_carried else 1)]


def _settled(cited: _Weighed, choices: Tried, doubts: Tried) -> _Weighed:
    """The first choice that carries a claim makes it supported; the first sentence that refutes it is kept beside."""
    carried = next((each for each in choices if _carries(each[1], _SURE)), None)
    settled = _carried_after_all(cited, *carried) if carried else cited
    refuting = [(doubt.citations[0], found) for doubt, found in doubts if found.label is Label.REFUTED]
    if cited.verdict.against:
        refuting.append((cited.verdict.against, cited.verdict))
    for against, refuted in refuting:
        if not _cites(settled.claim, against.span):
            return _refuted_elsewhere(settled, refuted, against)
    return settled


def _carried_after_all(cited: _Weighed, claim: Claim, verdict: Verdict) -> _Weighed:
    """By other words than those it cited, or by some of them."""
    if not cited.claim.citations:
        how = "though nothing was cited for it"
    elif set(claim.citations) < set(cited.claim.citations):
        how = "though not by all that was cited"
    else:
        how = "though not where it was cited"
    return _Weighed(claim, verdict, f", {how}", _SURE)


def _refuted_elsewhere(settled: _Weighed, refuted: Verdict, against: Citation) -> _Weighed:
    """Refuted by a passage, unless what it cites carries it: then both are told."""
    if not settled.is_carried:
        return replace(settled, verdict=_with(refuted, against))
    beside = f"{settled.beside}; elsewhere {refuted.reason}"
    return replace(settled, verdict=_with(settled.verdict, against), beside=beside)


# ------------------------------------------------------------------ citations that add nothing


def _precise(settled: Sequence[_Weighed], evidence: Evidence) -> list[_Weighed]:
    """Without the citations that add nothing: one that does not carry the claim alone, while the others do without it.

    Citation precision as in ALCE (Gao et al. 2023).
    """
    parts = [_parts(each, evidence) for each in settled]
    found = evidence.ground(
        [
            [_citing(each.claim, *some) for some in _subsets(each.claim, of, evidence)]
            for each, of in zip(settled, parts, strict=True)
        ]
    )
    return [_without_spare(each, of, tried, evidence) for each, of, tried in zip(settled, parts, found, strict=True)]


Part = tuple[Citation, ...]


def _parts(settled: _Weighed, evidence: Evidence) -> list[Part]:
    """The citations that carry a claim, each for itself; those in one table are one: a row is read under its header."""
    parts: dict[object, list[Citation]] = {}
    for citation in settled.claim.citations if settled.is_carried else ():
        parts.setdefault(_table(citation, evidence) or citation, []).append(citation)
    return [tuple(part) for part in parts.values()]


def _table(citation: Citation, evidence: Evidence) -> Span | None:
    """The passage, where the citation stands in a table of it."""
    rows = (each for each in evidence.sentences if each.sentence.kind is BlockKind.TABLE)
    return next((row.passage.span for row in rows if row.sentence.span.overlaps(citation.span)), None)


def _subsets(claim: Claim, parts: Sequence[Part], evidence: Evidence) -> list[Part]:
    """What is asked about of several parts: each alone, all but each, and as few as have the words of the claim."""
    if len(parts) < 2:
        return []
    texts = [
        " ".join(each.text for each in sentences_cited(_citing(claim, *part), evidence.passages)) for part in parts
    ]
    fewest = [parts[number] for number in together(claim.text, texts)]
    others = [_joined(parts, part) for part in parts]
    return [*parts, *others, *([_joined(fewest)] if 1 < len(fewest) < len(others) - 1 else [])]


def _joined(parts: Sequence[Part], without: Part = ()) -> Part:
    return tuple(citation for part in parts if part != without for citation in part)


def _without_spare(settled: _Weighed, parts: Sequence[Part], tried: Tried, evidence: Evidence) -> _Weighed:
    """With the fewest citations that are known to carry the claim, and each that does alone; as sure as they make it.

    Of two that can each be spared the claim may need one, so they go together only where the others were asked about.
    What says otherwise of those that go is not forgotten.
    """
    carry = {claim.citations: verdict for claim, verdict in tried if _carries(verdict, settled.least)}
    alone = {citation for part in parts if part in carry for citation in part}
    known = sorted(carry.items(), key=lambda each: (len(alone.union(each[0])), -each[1].score))
    if not known:
        return settled
    some, verdict = known[0]
    kept = [each for each in settled.claim.citations if each in alone.union(some)]
    found = verdict.model_copy(update={"where": kept[0].span, "against": settled.verdict.against})
    left = replace(settled, claim=_citing(settled.claim, *kept), verdict=found)
    for claim, refuted in tried:
        against = opposing(claim, _cited(claim, evidence), 1) if refuted.label is Label.REFUTED else []
        if against and not (found.against or claim.applies or set(kept) & set(claim.citations)):
            return _refuted_elsewhere(left, refuted, against[0])
    return left
