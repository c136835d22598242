"""Answers made by hand, for what shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from app.statements import Setting
from tutor.domain import (
    Answer,
    Block,
    BlockKind,
    Check,
    Citation,
    Claim,
    Document,
    Fingerprint,
    Label,
    Source,
    Statement,
    Verdict,
    Withheld,
)

TEXT = """\
# Paying

A deposit is paid first. The rest is paid within 30 days.

| What | When |
|---|---|
| rest | 30 days |
"""
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def document(text: str = TEXT, known: Mapping[str, object] | None = None) -> Document:
    """The one source of these answers: a heading, a paragraph and a table."""
    heading, prose, table = text.index("# Paying"), text.index("A deposit"), text.index("| What")
    blocks = (
        Block(kind=BlockKind.HEADING, start=heading, end=heading + len("# Paying"), level=1),
        Block(kind=BlockKind.PROSE, start=prose, end=text.index("\n", prose)),
        Block(kind=BlockKind.TABLE, start=table, end=len(text.rstrip())),
    )
    source = Source.model_validate({"title": "Paying", "licence": "CC-BY-4.0", **(known or {})})
    return Document(corpus="law", path="pay.md", source=source, text=text, markdown=True, blocks=blocks)


def setting(shown: Document | None = None) -> Setting:
    """Everything cited is cited from that document."""
    found = shown or document()
    return Setting(
        lambda _corpus, _path: found,
        {"law": "r1"},
        date(2026, 11, 25),
        7,
        {("law", "pay.md"): 1},
    )


def statement(text: str, *quotes: str, agreement: Verdict | None = None) -> Statement:
    """A grounded statement that cites those words."""
    spans = [(TEXT.index(quote), TEXT.index(quote) + len(quote)) for quote in quotes]
    citations = tuple(Citation.cut(TEXT, document().span(*span)) for span in spans)
    grounding = Verdict(check=Check.GROUNDING, label=Label.SUPPORTED, score=0.9, reason="the source says so")
    verdicts = (grounding, agreement) if agreement else (grounding,)
    return Statement(claim=Claim(text=text, citations=citations), verdicts=verdicts)


def agreement(label: Label, reason: str, dissent: int = 0, score: float = 0.5) -> Verdict:
    """What asking again found."""
    return Verdict(check=Check.AGREEMENT, label=label, score=score, reason=reason, dissent=dissent)


def made(stated: int, withheld: int, *, stopped: bool = False) -> Answer:
    """An answer with so many statements."""
    statements = [statement(f"Statement {number}.", "A deposit is paid first.") for number in range(stated + withheld)]
    return Answer(
        question="When is it paid?",
        refusal="" if stated else "These sources do not answer this.",
        stated=tuple(statements[:stated]),
        withheld=tuple(Withheld(statement=each, reason="It says more.") for each in statements[stated:]),
        stopped=stopped,
        fingerprint=Fingerprint(
            tutor="1", releases={"law": "r1", "other": "r2"}, embedder="e", judge="j", writer="a-model"
        ),
    )
