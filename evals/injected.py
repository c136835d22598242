"""Unsupported statements put into otherwise good answers on the starter corpora: are they withheld, and only they?

`cases/injected.jsonl` has statements written by hand in other words than the source, each with the words that carry it
(corpus, document, quote) and with versions in which one number, name, negation or condition was changed. All are put
among the statements of an answer, under the same quote, and go the way of every answer: cited, weighed, decided.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.bench.material import CASES, STARTER, make_headings
from evals.metrics import auroc, estimated, flags, mean
from evals.quizzes import published
from evals.suite import Figures, Order, Suite, figure, headed, promised, rows, said, watched
from tutor.ask import answer_from
from tutor.checking.cite import cite
from tutor.checking.decide import decide
from tutor.checking.weigh import weigh
from tutor.domain import AllegedQuote, Check, DraftSentence, Passage, Statement, Withheld
from tutor.models.embedder import Embedder
from tutor.models.judge import Judge
from tutor.models.lexical_judge import LexicalJudge
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.store.release import OpenRelease

GOOD, EXTRACTED = "good, in other words", "good, the sources' own sentences"


@dataclass(frozen=True)
class Case:
    """Words of a source, a statement that they carry, and versions by what was changed in them, which they do not."""

    corpus: str
    document: str
    quote: str
    statement: str
    changed: Mapping[str, str]


@dataclass(frozen=True)
class Decided:
    """A statement put into an answer, what it is, and what became of it.

    `score` is the probability of support that decided; `withheld` says why it was, and is empty where it was shown.
    """

    statement: str
    kind: str
    group: str
    score: float
    withheld: str

    @classmethod
    def of(cls, decision: Statement | Withheld, kind: str, group: str) -> Decided:
        """What became of it."""
        statement = decision.statement if isinstance(decision, Withheld) else decision
        grounding = statement.verdict(Check.GROUNDING)
        score = grounding.score if grounding else 0.0
        return cls(statement.claim.text, kind, group, score, getattr(decision, "reason", ""))


def cases(path: Path = CASES) -> list[Case]:
    """The cases, one a line."""
    return [Case(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def measure(order: Order) -> Figures:
    """Shares withheld by what was changed, for the local and the lexical judge."""
    parts = Parts(read_settings(home=order.home, redraws=0, judge="local"))
    chosen = order.some(cases())
    releases = published({path.parent.name: path.parent for path in sorted(STARTER.glob("*/corpus.toml"))}, parts)
    evidence = [found_for(case, releases[case.corpus], parts.embedder, parts.settings.passages) for case in chosen]
    lexical = parts.under(parts.settings.model_copy(update={"judge": "lexical"}))
    found = {}
    for name, judge, own in (("local", parts.judge, parts), ("lexical", LexicalJudge(), lexical)):
        pairs = list(zip(chosen, evidence, strict=True))
        of_cases = [each for case, passages in watched(pairs, name) for each in of_case(case, passages, judge)]
        found[name] = [*of_cases, *_extracted(order, list(releases.values()), own)]
    return {
        "judge": parts.judge.fingerprint,
        "cases": len(chosen),
        "judges": {name: _figures(each, order.seed) for name, each in found.items()},
        "auroc": {
            name: {kind: ranked(each, kind, order.seed) for kind in _changes(each)} for name, each in found.items()
        },
        "wrongly_decided": [_told(each) for each in found["local"] if bool(each.withheld) is _is_good(each)],
    }


def found_for(case: Case, release: OpenRelease, embedder: Embedder, limit: int) -> list[Passage]:
    """What is retrieved for the heading above the quote; the passage with the quote is among it in any case.

    Raises `SystemExit` where the quote is not to the letter in the document as it was loaded, or in no passage.
    """
    document = release.texts.document(case.document)
    if document is None or case.quote not in document.text:
        raise SystemExit(f"{case.corpus}/{case.document} does not have these words: {case.quote}")
    near = retrieve(case.quote, [release], embedder, limit)
    own = next((each for each in near if each.span.document == case.document and case.quote in each.text), None)
    if own is None:
        raise SystemExit(f"No passage of {case.corpus}/{case.document} has these words: {case.quote}")
    found = retrieve(" ".join([own.title, *own.heading[-1:]]), [release], embedder, limit)
    if not any(own.span == each.span for each in found):
        found[-1:] = [own.model_copy(update={"rank": len(found)})]
    return found


def of_case(case: Case, passages: Sequence[Passage], judge: Judge) -> list[Decided]:
    """What becomes of the statement and of its changed versions in one answer."""
    statements = {GOOD: case.statement, **case.changed}
    group = f"{case.corpus}/{case.document}"
    decisions = decided([drafted(text, case, passages) for text in statements.values()], passages, judge)
    return [Decided.of(each, kind, group) for each, kind in zip(decisions, statements, strict=True)]


def drafted(text: str, case: Case, passages: Sequence[Passage]) -> DraftSentence:
    """A sentence as a writer puts it, under the words of the case."""
    rank = next(each.rank for each in passages if case.quote in each.text)
    return DraftSentence(text=text, quotes=(AllegedQuote(passage=rank, words=case.quote),))


def decided(
    sentences: Sequence[DraftSentence], passages: Sequence[Passage], judge: Judge
) -> list[Statement | Withheld]:
    """What becomes of each sentence of an answer."""
    weighed = weigh([cite(sentence, passages) for sentence in sentences], passages, judge)
    return [decide(each.claim, each.verdicts) for each in weighed]


def _extracted(order: Order, releases: Sequence[OpenRelease], parts: Parts) -> Iterator[Decided]:
    """What the tutor says without a model when it is asked the headings of its sources: all of it is good."""
    with tempfile.TemporaryDirectory() as folder:
        make_headings(Path(folder) / "headings.json")
        headings = order.some(json.loads((Path(folder) / "headings.json").read_text("utf-8")))
    for heading in watched(headings, "answers without a model"):
        answer = answer_from(heading, releases, parts)
        decisions: list[Statement | Withheld] = [*answer.stated, *answer.withheld]
        yield from (Decided.of(each, EXTRACTED, heading) for each in decisions)


# ------------------------------------------------------------------ figures


def _is_good(decided: Decided) -> bool:
    return decided.kind in (GOOD, EXTRACTED)


def _changes(found: Sequence[Decided]) -> list[str]:
    return sorted({each.kind for each in found if not _is_good(each)})


def _figures(found: Sequence[Decided], seed: int) -> Figures:
    groups = {
        "all changed": [each for each in found if not _is_good(each)],
        "all good": [each for each in found if _is_good(each)],
        **{kind: [each for each in found if each.kind == kind] for kind in (*_changes(found), GOOD, EXTRACTED)},
    }
    return {name: _share(chosen, seed) for name, chosen in groups.items() if chosen}


def _share(chosen: Sequence[Decided], seed: int) -> Figures:
    return figure(mean([float(bool(each.withheld)) for each in chosen], [each.group for each in chosen], seed))


def ranked(found: Sequence[Decided], kind: str, seed: int) -> Figures:
    """How well scores tell statements that were changed so from good ones in other words."""
    chosen = [each for each in found if each.kind in (GOOD, kind)]
    scores, good = np.array([each.score for each in chosen]), flags([each.kind == GOOD for each in chosen])
    groups = [each.group for each in chosen]
    return figure(estimated(lambda d: auroc(scores[d[good[d]]], scores[d[~good[d]]]), groups, seed))


def _told(decided: Decided) -> dict[str, Any]:
    return {"statement": decided.statement, "kind": decided.kind, "withheld": decided.withheld}


def page(found: Figures) -> Iterator[str]:
    """The aims, then the share withheld of each kind."""
    local = found["judges"]["local"]
    yield from headed(
        "Unsupported statements in otherwise good answers",
        "Written by `python -m evals injected`; all figures, and the statements that the local judge decided wrongly, "
        f"are in [injected.json](injected.json). {found['measured_at']}, {found['judge']}. Shares withheld of "
        "statements on the starter corpora, each under the words it was written from, with eight passages retrieved: "
        f"{found['cases']} statements written by hand in other words than the source, the same with one thing changed, "
        "and all that the tutor says without a model of the headings of its sources. In brackets 95 % intervals, by "
        "bootstrap over documents, or questions.",
    )
    yield from rows(
        ("what", "aim", "measured", "holds"),
        [
            promised("changed statements withheld", local["all changed"], 0.9),
            promised("good statements withheld", local["all good"], 0.05, at_least=False),
            promised("good statements in other words withheld", local[GOOD], 0.05, at_least=False),
        ],
    )
    judges = found["judges"]
    yield from rows(
        ("share withheld", "statements", *judges),
        [(kind, local[kind]["count"], *(said(each.get(kind)) for each in judges.values())) for kind in local],
    )
    yield from ("AUROC of the scores of changed statements against those of good ones in other words:", "")
    changes = next(iter(found["auroc"].values()))
    yield from rows(
        ("changed", *found["auroc"]),
        [(kind, *(said(each[kind]) for each in found["auroc"].values())) for kind in changes],
    )


SUITE = Suite(measure, page)
