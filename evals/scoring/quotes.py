"""Whether the words that are shown as a source's stand in it, letter by letter, at their place."""

from __future__ import annotations

from evals.scoring.outcome import Asked, Bench, Evidence, Outcome, Scorer, averaged, one_by_one
from tutor.domain import Citation


def exactness(asked: Asked, bench: Bench) -> Outcome:
    """The share of the citations shown that are the canonical text at their place."""
    shown = [citation for statement in asked.answer.stated for citation in statement.claim.citations]
    return averaged([_exact(citation, bench) for citation in shown], "nothing is cited")


def _exact(citation: Citation, bench: Bench) -> Evidence:
    span = citation.span
    text = bench.texts.get((span.corpus, span.document))
    place = f"{span.document} {span.start}-{span.end}"
    if text is None:
        return Evidence(about=citation.quote, value=0.0, why=f"there is no document {span.document}")
    stands = text.text[span.start : span.end]
    why = place if stands == citation.quote else f"{place} has {stands!r}"
    return Evidence(about=citation.quote, value=float(stands == citation.quote), why=why)


SCORERS = (
    Scorer(
        "quote exactness",
        "share of the citations shown whose words stand in the source at their place, letter by letter",
        one_by_one(exactness),
        margin=0.0,
    ),
)
