"""Whether the words that answer a question were found, and whether they are cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.case import GoldSpan
from evals.scoring.outcome import Asked, Bench, Evidence, Outcome, Scorer, averaged, one_by_one, unscored, valued
from tutor.domain import Span

_NO_GOLD = "no gold words are known"
_NOT_ANSWERED = "the sources do not answer it"
RANK = "rank"  # the `about` of the evidence that has the rank of the first passage with gold in it; 0: none has


def retrieved(asked: Asked, _: Bench) -> Outcome:
    """The share of gold that stands in what was retrieved, whatever was answered."""
    passages = asked.answer.passages
    if asked.case.refuse:
        return unscored(_NOT_ANSWERED)
    if not asked.case.gold_spans:
        found = {passage.span.document for passage in passages}
        evidence = [Evidence(about=name, value=float(name in found)) for name in asked.case.gold_documents]
        return averaged([*evidence, _rank(asked)], _NO_GOLD)
    return averaged([*_found(asked, [passage.span for passage in passages]), _rank(asked)], _NO_GOLD)


def cited(asked: Asked, _: Bench) -> Outcome:
    """The share of gold that a citation shown touches; none where the question was refused."""
    if not asked.case.gold_spans:
        return unscored(_NOT_ANSWERED if asked.case.refuse else _NO_GOLD)
    return averaged(_found(asked, _cited(asked)), _NO_GOLD)


def overlap(asked: Asked, _: Bench) -> Outcome:
    """How far the words cited are those of the gold: F1 over code points, of spans in documents with gold.

    Other places that say the same as the gold are as good: what is cited of them counts on both sides.
    """
    if not asked.case.gold_spans:
        return unscored(_NOT_ANSWERED if asked.case.refuse else _NO_GOLD)
    spans = _cited(asked)
    if not spans:
        return unscored("nothing is cited")
    shown, gold = _points(spans), _gold_points(asked.case.gold_spans)
    also = _gold_points(asked.case.also_spans)
    right = shown & (gold | also)
    wanted = len(gold) if right <= gold else max(len(right), min(len(gold), len(also)))
    value = 2 * len(right) / (len(shown) + wanted)
    return valued(min(1.0, value), [Evidence(about=each.words, why=each.document) for each in asked.case.gold_spans])


def _cited(asked: Asked) -> list[Span]:
    return [citation.span for statement in asked.answer.stated for citation in statement.claim.citations]


def _found(asked: Asked, spans: Sequence[Span]) -> list[Evidence]:
    """Each gold span, and whether one of the `spans` touches it; another place that says the same stands in for one."""
    evidence = [_touched(gold, spans) for gold in asked.case.gold_spans]
    spare = sum(bool(_touched(also, spans).value) for also in asked.case.also_spans)
    for number, each in enumerate(evidence):
        if not each.value and spare:
            spare -= 1
            evidence[number] = each.model_copy(update={"value": 1.0, "why": "said in another place"})
    return evidence


def _touched(gold: GoldSpan, spans: Iterable[Span]) -> Evidence:
    touched = any(span.document == gold.document and span.start < gold.end and gold.start < span.end for span in spans)
    return Evidence(about=gold.words, value=float(touched), why=gold.document)


def _rank(asked: Asked) -> Evidence:
    """The rank of the first passage with gold in it. Without a value: it has no part in the share."""
    case = asked.case
    spans = (*case.gold_spans, *case.also_spans)
    for passage in asked.answer.passages:
        touched = any(_touched(gold, [passage.span]).value for gold in spans)
        if touched or (not spans and passage.span.document in case.gold_documents):
            return Evidence(about=RANK, why=str(passage.rank))
    return Evidence(about=RANK, why="0")


def _points(spans: Iterable[Span]) -> set[tuple[str, int]]:
    return {(span.document, place) for span in spans for place in range(span.start, span.end)}


def _gold_points(spans: Iterable[GoldSpan]) -> set[tuple[str, int]]:
    return {(span.document, place) for span in spans for place in range(span.start, span.end)}


SCORERS = (
    Scorer(
        "gold retrieved",
        "share of the words that answer the question which stand in a passage that was retrieved",
        one_by_one(retrieved),
    ),
    Scorer(
        "gold cited",
        "share of the words that answer the question which a citation touches",
        one_by_one(cited),
    ),
    Scorer(
        "gold overlap",
        "how far the words cited are those that answer the question: F1 over characters",
        one_by_one(overlap),
    ),
)
