"""What a learner's brief does: the same questions with and without it, where the right words depend on it.

The corpora are asked together, as a learner asks. Beside them questions whose answer does not depend on a brief are
asked with one, since a brief must not lead away from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any

from evals.case import CORPORA, STARTER, Case, Kind, load_cases
from evals.chosen import quotes
from evals.quizzes import published
from evals.suite import Figures, Order, Suite, contrast, contrasted, headed, watched
from tutor.brief import leaning
from tutor.domain import Brief, Passage, Span
from tutor.parts import Parts
from tutor.retrieval.answerable import answerable
from tutor.retrieval.reading import read
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.store.release import OpenRelease
from tutor.text.names import named
from tutor.writing.extract import extract

CASES = Path(__file__).parent / "cases" / "briefs.jsonl"
CHOSEN_ON = "sql-analytics"  # what a brief counts was chosen on its cases; all others are what it is reported on
_PLAIN = (Kind.ANSWERABLE, Kind.NUMBER, Kind.CODE)
_MEASURES = {
    "first": "the first passage has the words",
    "third": "one of the first three has them",
    "quoted": "the answer without a model quotes them",
    "refused": "refused",
}


@dataclass(frozen=True)
class Sought:
    """A question, a brief, and the places that carry the right answer."""

    question: str
    brief: Brief
    spans: tuple[Span, ...]
    corpus: str


def measure(order: Order) -> Figures:
    """With a brief and without it, for the cases it was chosen on, for others, and for those it has no part in."""
    parts = Parts(read_settings(home=order.home))
    releases = list(published({path.stem: CORPORA / path.stem for path in STARTER}, parts).values())
    cases = order.some(list(_cases(releases)))
    kinds = {
        "chosen on": [case for case in cases if case.corpus == CHOSEN_ON],
        "others": [case for case in cases if case.corpus != CHOSEN_ON],
        "rivals": list(_rivals(cases)),
        "brief has no part in": order.some(list(_plain([case.brief for case in cases]))),
    }
    return {"groups": {name: _beside(found, name, releases, parts) for name, found in kinds.items()}}


def _beside(cases: Sequence[Sought], name: str, releases: Sequence[OpenRelease], parts: Parts) -> Figures:
    plain = [_row(case, "", releases, parts) for case in watched(cases, f"{name}, without")]
    fitted = [
        _row(case, leaning(case.brief, case.question), releases, parts) for case in watched(cases, f"{name}, with")
    ]
    groups = [f"{case.corpus}/{case.spans[0].document}" for case in cases]
    return contrast(plain, fitted, groups) | {"count": len(cases)}


def _row(case: Sought, led: str, releases: Sequence[OpenRelease], parts: Parts) -> Mapping[str, float]:
    """Whether what was looked for came first, among three, and into the answer; and whether that would be refused."""
    near = retrieve(case.question, releases, parts.embedder, parts.settings.passages, led)
    sentences = extract(read(case.question, near, parts.reader)).sentences
    quoted = [quote.words for sentence in sentences for quote in sentence.quotes]
    found = {
        "first": _holds(near[:1], case.spans),
        "third": _holds(near[:3], case.spans),
        "quoted": any(quotes(words, passage, span) for passage in near for words in quoted for span in case.spans),
        "refused": not answerable(case.question, near, parts.reader),
    }
    return {measure: float(each) for measure, each in found.items()}


def _holds(passages: Sequence[Passage], spans: Sequence[Span]) -> bool:
    return any(passage.span.overlaps(span) for passage in passages for span in spans)


def _cases(releases: Sequence[OpenRelease]) -> Iterator[Sought]:
    """The cases of the file, with the place where their words stand once."""
    by_name = {release.release.corpus.name: release for release in releases}
    for line in CASES.read_text("utf-8").splitlines():
        raw: Mapping[str, Any] = json.loads(line)
        texts = by_name[raw["corpus"]].texts
        documents = [found for path in texts.paths if (found := texts.document(path)) and raw["words"] in found.text]
        if len(documents) != 1 or documents[0].text.count(raw["words"]) != 1:
            raise ValueError(f"{raw['corpus']} does not have {raw['words']!r} exactly once.")
        start = documents[0].text.index(raw["words"])
        span = documents[0].span(start, start + len(raw["words"]))
        yield Sought(raw["question"], Brief.model_validate(raw["brief"]), (span,), raw["corpus"])


def _rivals(cases: Sequence[Sought]) -> Iterator[Sought]:
    """Each question asked for what another case is about, by name, with the brief of its own."""
    for own, other in permutations(cases, 2):
        wanted = [each.name for phrase in other.brief.leanings for each in named(phrase)]
        if own.question == other.question and wanted:
            yield replace(other, question=f"{own.question.rstrip('?')} in {wanted[0]}?", brief=own.brief)


def _plain(briefs: Sequence[Brief]) -> Iterator[Sought]:
    """Questions whose answer depends on no brief, each with the next of them."""
    cases: list[Case] = [case for file in STARTER for case in load_cases(file) if case.kind in _PLAIN]
    for number, case in enumerate(cases):
        if case.spans:
            yield Sought(case.question, briefs[number % len(briefs)], case.spans, case.corpus)


def page(figures: Figures) -> Iterator[str]:
    """With and without, side by side."""
    yield from headed("What a brief does", f"Measured on {figures['measured_at']}.")
    yield (
        "The same questions with and without a brief, asked of the three starter corpora together, with 95 % intervals "
        f"by document. How much a brief counts was chosen on the cases of {CHOSEN_ON} alone."
    )
    yield ""
    names = {
        "chosen on": f"Right words depend on the brief: {CHOSEN_ON}",
        "others": "Right words depend on the brief: the other corpora",
        "rivals": "The question itself names another tool or place than the brief",
        "brief has no part in": "Questions of the eval cases that need no brief, each with one of those briefs",
    }
    for key, words in names.items():
        group = figures["groups"][key]
        yield from headed(f"{words} ({group['count']})", level=2)
        yield from contrasted(group, _MEASURES)


SUITE = Suite(measure, page)
