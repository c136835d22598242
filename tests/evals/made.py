"""Answers, cases and scored runs made by hand, small enough to see what a scorer should say of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from evals.case import Case, GoldSpan, Kind
from evals.scored import Judged, Scored, Unit
from evals.scoring.outcome import Asked, Bench, Over
from evals.stored import Header, Row, Text
from tutor.domain import (
    Answer,
    BlockKind,
    Check,
    Citation,
    Claim,
    Fingerprint,
    Judgement,
    Label,
    Passage,
    Sentence,
    Span,
    Stability,
    Statement,
    Usage,
    Verdict,
    Withheld,
)
from tutor.models.judge import Pair

CORPUS, DOCUMENT = "sql", "joins.md"
SENTENCES = ("A join repeats rows.", "Sums grow with the rows.", "Count distinct keys to be sure.")
TEXT = " ".join(SENTENCES)
TEXTS = {(CORPUS, DOCUMENT): Text(corpus=CORPUS, document=DOCUMENT, title="Joins", text=TEXT)}


class Containing:
    """A judge for whom words carry a statement where every word of it is among them."""

    fingerprint = "containing"

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        return [self._judged(pair) for pair in pairs]

    def _judged(self, pair: Pair) -> Judgement:
        carried = _words(pair.claim) <= _words(pair.premise)
        label = Label.SUPPORTED if carried else Label.NOT_ENOUGH_INFO
        return Judgement(label=label, score=float(carried), reason="all words" if carried else "not all words")


class Silent(Containing):
    """A judge that cannot say anything."""

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        return [Judgement(label=Label.NOT_CHECKED, score=0.0, reason="the model is busy")] * len(pairs)


def _words(text: str) -> set[str]:
    return set(text.lower().replace(".", "").split())


BENCH = Bench(Containing(), TEXTS)


def span(number: int, moved: int = 0) -> Span:
    """Where a sentence of the document stands."""
    start = TEXT.index(SENTENCES[number]) + moved
    return Span(corpus=CORPUS, document=DOCUMENT, start=start, end=start + len(SENTENCES[number]))


def citing(*numbers: int, moved: int = 0) -> tuple[Citation, ...]:
    """Citations of these sentences, said to stand `moved` characters further on."""
    return tuple(Citation(span=span(number, moved), quote=SENTENCES[number]) for number in numbers)


def statement(text: str, citations: Sequence[Citation], label: Label = Label.SUPPORTED) -> Statement:
    """A statement that the tutor's judge found so."""
    verdict = Verdict(check=Check.GROUNDING, label=label, score=0.9, reason="so it is")
    return Statement(claim=Claim(text=text, citations=tuple(citations)), verdicts=(verdict,))


def answered(
    *stated: Statement, withheld: Sequence[Statement] = (), meanings: tuple[int, ...] = (), passages: int = 3
) -> Answer:
    """An answer of these statements, from one passage for each of the first sentences; of none a refusal."""
    found = [
        Passage(
            span=span(number), text=SENTENCES[number], title="Joins", heading=(), score=1.0, rank=number + 1,
            similarity=0.5, cover=0.5,
            sentences=(Sentence(span=span(number), text=SENTENCES[number], kind=BlockKind.PROSE,
                                similarity=0.5, cover=0.5),),
        )
        for number in range(passages)
    ]  # fmt: skip
    return Answer(
        question="Why does the sum grow?",
        refusal="" if stated else "Not in these sources.",
        stated=stated,
        withheld=tuple(Withheld(statement=each, reason="not carried") for each in withheld),
        passages=tuple(found),
        stability=Stability(meanings=meanings, score=0.5) if meanings else None,
        fingerprint=Fingerprint(tutor="0", releases={CORPUS: "1"}, embedder="e", judge="j", writer="extract"),
        usage=Usage(first_checked=0.1),
    )


def case(**changed: object) -> Case:
    """A case of the first two sentences, with what is `changed`."""
    gold = tuple(
        GoldSpan(document=DOCUMENT, start=span(number).start, end=span(number).end, words=SENTENCES[number])
        for number in (0, 1)
    )
    fields = {"id": "one", "corpus": CORPUS, "kind": Kind.ANSWERABLE, "question": "Why does the sum grow?",
              "gold_spans": gold, "gold_answer": "A join repeats rows."}  # fmt: skip
    return Case.model_validate(fields | changed)


def to_refuse(**changed: object) -> Case:
    """A case that the sources do not answer."""
    fields = {"id": "none", "corpus": CORPUS, "kind": Kind.NEAR, "question": "Who made it?", "refuse": True,
              "why": "nobody is named"}  # fmt: skip
    return Case.model_validate(fields | changed)


def asked(answer: Answer, of: Case | None = None, epoch: int = 0) -> Asked:
    """The case with that answer."""
    of = of or case()
    return Asked(of, Row(case=of.id, epoch=epoch, corpus=CORPUS, answer=answer))


def header(**changed: object) -> Header:
    """The header of a run that never was."""
    fields = {"suite": "made", "started_at": datetime(2026, 11, 21, tzinfo=UTC), "revision": "r", "changed": False,
              "code": "c", "cases": "c", "epochs": 1, "releases": {}, "prompts": {}, "settings": {},
              "settings_sha256": "s", "embedder": "e", "judge": "j", "packages": {}, "prices": {}}  # fmt: skip
    return Header.model_validate(fields | changed)


def unit(name: str, values: dict[str, float], cluster: str = "", **changed: Any) -> Unit:
    """A case of that name with these values."""
    fields = {"id": name, "epoch": 0, "over": Over.ANSWER, "corpus": CORPUS, "kind": "answerable", "release": "1",
              "cluster": cluster or name, "question": f"{name}?", "said": (f"{name}.",), "values": values}  # fmt: skip
    return Unit.model_validate(fields | changed)


def scored(*units: Unit, judge: str = "j", **changed: Any) -> Scored:
    """A run of these units."""
    return Scored(header=header(**changed), judged=Judged(judge=judge), units=units)
