"""Answers made by hand: what they state is cited and supported, as it must be."""

from __future__ import annotations

from tutor.domain import Answer, Check, Citation, Claim, Fingerprint, Label, Passage, Span, Statement, Verdict, Withheld

RELEASE = "20261121-120000-abcdef"


def stated(text: str, quote: str = "", document: str = "joins.md") -> Statement:
    """A supported statement on the words `quote` of a document of the corpus `sql`; none given: on its own words."""
    words = quote or text
    span = Span(corpus="sql", document=document, start=10, end=10 + len(words))
    verdict = Verdict(check=Check.GROUNDING, label=Label.SUPPORTED, score=0.9, reason="the source says it")
    return Statement(claim=Claim(text=text, citations=(Citation(span=span, quote=words),)), verdicts=(verdict,))


def withheld(text: str, reason: str = "no words of a source carry it") -> Withheld:
    """A statement without a source."""
    return Withheld(statement=Statement(claim=Claim(text=text), verdicts=()), reason=reason)


def answered(question: str, *statements: Statement, **more: object) -> Answer:
    """An answer that states those, and refuses where there are none."""
    passages = [
        Passage(
            span=citation.span.model_copy(update={"start": 0, "end": citation.span.end + 10}),
            text=citation.quote,
            title="Joins",
            heading=("Row multiplication",),
            score=1.0,
            rank=1,
            similarity=0.5,
            cover=0.5,
        )
        for statement in statements
        for citation in statement.claim.citations
    ]
    made = {
        "question": question,
        "refusal": "" if statements else "These sources do not answer this.",
        "stated": statements,
        "passages": passages,
        "fingerprint": Fingerprint(
            tutor="0", releases={"sql": RELEASE}, embedder="none", judge="none", writer="extract"
        ),
    }
    return Answer.model_validate({**made, **more})
