"""The sentences that an answer without a model consists of: do they hold the answer, and what does reading add?

Two kinds of material whose answers have a place: the cases of the starter corpora, and the questions of the two SQuAD
articles that nothing is learnt from. How much the reader counts was chosen on the cases of the starter corpora.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.case import CORPORA, STARTER, load_cases
from evals.quizzes import published
from evals.refusal import articles
from evals.suite import Figures, Order, Suite, contrast, contrasted, headed, watched
from tutor.domain import DraftSentence, Passage, Span
from tutor.parts import Parts
from tutor.retrieval.reading import read
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.store.release import OpenRelease
from tutor.writing.extract import extract

MEASURES = {
    "statements": "statements that hold the answer",
    "first": "first statement holds it",
    "any": "one of them holds it",
}


@dataclass(frozen=True)
class Sought:
    """A question, the places that answer it, and what its interval is drawn by."""

    question: str
    release: OpenRelease
    spans: tuple[Span, ...]
    group: str


def measure(order: Order) -> Figures:
    """Each measure without and with reading, and the difference."""
    parts = Parts(read_settings(home=order.home))
    material = {**_of_starter(order, parts), **_of_articles(order, parts)}
    return {
        "reader": parts.reader.fingerprint,
        "groups": {name: _beside(sought, name, parts, order.seed) for name, sought in material.items()},
    }


def _of_starter(order: Order, parts: Parts) -> Mapping[str, list[Sought]]:
    releases = published({path.stem: CORPORA / path.stem for path in STARTER}, parts)
    cases = {path.stem: [case for case in load_cases(path) if case.spans] for path in STARTER}
    return {
        name: [Sought(case.question, releases[name], case.spans, case.cluster) for case in order.some(found)]
        for name, found in cases.items()
    }


def _of_articles(order: Order, parts: Parts) -> Mapping[str, list[Sought]]:
    asked, releases = articles(order, parts)
    found = []
    for each in asked:
        if each.spans:
            release = releases[each.article]
            corpus = release.release.corpus.name
            spans = (
                Span(corpus=corpus, document=each.article, start=each.start + start, end=each.start + end)
                for start, end in each.spans
            )
            found.append(Sought(each.question, release, tuple(spans), f"{each.article}/{each.start}"))
    return {"squad": order.some(found)}


# ------------------------------------------------------------------ figures


def _beside(sought: Sequence[Sought], name: str, parts: Parts, seed: int) -> Figures:
    plain, told = [], []
    for each in watched(sought, name):
        found = retrieve(each.question, [each.release], parts.embedder, parts.settings.passages)
        plain.append(held(found, each.spans))
        told.append(held(read(each.question, found, parts.reader), each.spans))
    groups = [each.group for each in sought]
    return contrast(plain, told, groups, seed) | {"count": len(sought)}


def held(passages: Sequence[Passage], spans: Sequence[Span]) -> Mapping[str, float]:
    """What of the answer that these passages make stands where it should, by measure."""
    by_rank = {passage.rank: passage for passage in passages}
    holds = [_holds(each, by_rank, spans) for each in extract(passages).sentences]
    return {
        "statements": sum(holds) / len(holds) if holds else 0.0,
        "first": float(holds[:1] == [True]),
        "any": float(any(holds)),
    }


def _holds(sentence: DraftSentence, passages: Mapping[int, Passage], spans: Sequence[Span]) -> bool:
    return any(quotes(each.words, passages[each.passage], span) for each in sentence.quotes for span in spans)


def quotes(words: str, passage: Passage, span: Span) -> bool:
    """Whether words quoted from the passage stand where the span does."""
    at = passage.text.find(words)
    if at < 0 or (passage.span.corpus, passage.span.document) != (span.corpus, span.document):
        return False
    start = passage.span.start + at
    return start < span.end and span.start < start + len(words)


def page(figures: Figures) -> Iterator[str]:
    """Without and with reading, side by side."""
    yield from headed(
        "Sentences of an answer without a model",
        "Written by `python -m evals chosen DATA`; all figures are in [chosen.json](chosen.json). "
        f"{figures['measured_at']}, reader: {figures['reader']}. The same questions with sentences chosen by nearness "
        "alone and by nearness and reading, with 95 % intervals by bootstrap over documents or paragraphs. Each "
        "question is asked of its own corpus, whether it would be refused or not.",
    )
    for name, group in figures["groups"].items():
        yield from headed(f"{name} ({group['count']})", level=2)
        yield from contrasted(group, MEASURES)


SUITE = Suite(measure, page, "the folder with squad2-half/")
