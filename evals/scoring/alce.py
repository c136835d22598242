"""Citation recall and precision as in ALCE (Gao et al. 2023), with a judge in the place of their NLI model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.scoring.outcome import Asked, Bench, Evidence, Outcome, Scorer, averaged, broken, one_by_one
from tutor.checking.ground import ground
from tutor.domain import Claim, Label, Verdict

_NONE = "nothing is stated"


@dataclass(frozen=True)
class _Weighed:
    """A statement under all its citations, under each alone, and under all but that one."""

    claim: Claim
    whole: Verdict
    alone: tuple[Verdict, ...]
    others: tuple[Verdict, ...]


def recall(asked: Asked, bench: Bench) -> Outcome:
    """The share of statements that follow from all words they cite together."""
    claims = [statement.claim for statement in asked.answer.stated]
    found = ground(claims, asked.answer.passages, bench.judge, bench.project)
    if fault := _fault(found):
        return broken(fault)
    return averaged([_of_statement(claim, verdict) for claim, verdict in zip(claims, found, strict=True)], _NONE)


def _of_statement(claim: Claim, verdict: Verdict) -> Evidence:
    why = f"{verdict.label}: {verdict.reason}"
    return Evidence(about=claim.text, value=float(verdict.label is Label.SUPPORTED), why=why)


def precision(asked: Asked, bench: Bench) -> Outcome:
    """The share of citations that their statement needs.

    A citation counts where its statement is carried, and it carries that statement alone or the others do not.
    """
    weighed = list(_weighed(asked, bench))
    if fault := _fault([verdict for each in weighed for verdict in (each.whole, *each.alone, *each.others)]):
        return broken(fault)
    return averaged([evidence for each in weighed for evidence in _of_citations(each)], _NONE)


def _of_citations(weighed: _Weighed) -> Iterator[Evidence]:
    carried = weighed.whole.label is Label.SUPPORTED
    for number, citation in enumerate(weighed.claim.citations):
        if not carried:
            why = "the statement is not carried by all its citations"
        elif not weighed.alone or _is_needed(weighed.alone[number], weighed.others[number]):
            why = ""
        else:
            why = "it does not carry the statement alone, and the others do without it"
        yield Evidence(about=citation.quote, value=float(not why), why=why or weighed.claim.text)


def _is_needed(alone: Verdict, others: Verdict) -> bool:
    return alone.label is Label.SUPPORTED or others.label is not Label.SUPPORTED


def _weighed(asked: Asked, bench: Bench) -> Iterator[_Weighed]:
    """All statements, from one call of the judge."""
    claims = [statement.claim for statement in asked.answer.stated]
    tried = [[claim, *_subsets(claim)] for claim in claims]
    flat = [claim for each in tried for claim in each]
    verdicts = iter(ground(flat, asked.answer.passages, bench.judge, bench.project))
    for claim in claims:
        count = len(claim.citations) if len(claim.citations) > 1 else 0
        whole, *parts = (next(verdicts) for _ in range(1 + 2 * count))
        yield _Weighed(claim, whole, tuple(parts[:count]), tuple(parts[count:]))


def _subsets(claim: Claim) -> Iterator[Claim]:
    """The claim with each of its citations alone, then with all but each; nothing where there is only one."""
    if len(claim.citations) < 2:
        return
    for citation in claim.citations:
        yield claim.model_copy(update={"citations": (citation,)})
    for number in range(len(claim.citations)):
        rest = claim.citations[:number] + claim.citations[number + 1 :]
        yield claim.model_copy(update={"citations": rest})


def _fault(verdicts: Sequence[Verdict]) -> str:
    """Why the judge could not say something; empty: it could."""
    return next((f"the judge could not say: {each.reason}" for each in verdicts if each.label is Label.NOT_CHECKED), "")


SCORERS = (
    Scorer(
        "citation recall",
        "share of the statements shown that follow from the words they cite (ALCE), by the judge of the scoring",
        one_by_one(recall),
        margin=0.02,
    ),
    Scorer(
        "citation precision",
        "share of the citations shown that their statement needs (ALCE), by the judge of the scoring",
        one_by_one(precision),
        margin=0.02,
    ),
)
