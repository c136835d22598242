"""A model that wavers in one fact of its answer, planned: what it is asked, and when it says which.

The facts are those of `evals/cases`: words of the starter corpora, and what is said of them, rightly or with one thing
changed: in other words, by hand, or in the source's own. The model says one of both beside up to two honest sentences.
A redraw is known by its seed, so an endpoint that makes several choices of one request says what one at a time does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from evals.injected import Case, cases, found_for
from tests.loopback import Reply, Request
from tests.loopback.answers import asked, quoting
from training.judge.edits import Surroundings, edits
from tutor.parts import Parts
from tutor.retrieval.answerable import answerable
from tutor.retrieval.retrieve import retrieve
from tutor.text.mapped import plain


@dataclass(frozen=True)
class Fact:
    """A question, words that answer it, what is said of them rightly and wrongly, and what was changed for that."""

    question: str
    quote: str
    right: str
    wrong: str
    kind: str


Asked = tuple[str, Case]


def askable(parts: Parts) -> list[Asked]:
    """A case for each question whose passages have its words, of what is published; the heading above them is asked."""
    releases = parts.releases()
    by_name = {each.release.corpus.name: each for each in releases}
    limit = parts.settings.passages
    found: dict[str, Case] = {}
    for case in cases():
        release = by_name.get(case.corpus)
        if release is None or release.texts.document(case.document) is None:
            continue
        own = found_for(case, release, parts.embedder, limit)
        place = next(each for each in own if case.quote in each.text)
        question = " ".join([place.title, *place.heading[-1:]])
        if question in found:
            continue
        passages = retrieve(question, releases, parts.embedder, limit)
        if answerable(question, passages, parts.reader) and any(case.quote in each.text for each in passages):
            found[question] = case
    return list(found.items())


def in_other_words(some: Sequence[Asked]) -> list[Fact]:
    """Statements and changed versions written by hand; the kinds of change take turns."""
    kinds = [list(case.changed.items()) for _, case in some]
    turned = [each[number % len(each)] for number, each in enumerate(kinds)]
    return [
        Fact(question, case.quote, case.statement, wrong, kind)
        for (question, case), (kind, wrong) in zip(some, turned, strict=True)
    ]


def in_its_words(some: Sequence[Asked], only: str = "") -> list[Fact]:
    """The source's own words, and the same with one thing changed by rule, of the kind `only` where that is named."""
    around = Surroundings.of(" ".join(case.quote for _, case in some))
    found: list[Fact] = []
    for question, case in some:
        right = plain(case.quote)
        made = [each for each in edits(right, around, Random(question)) if only in ("", each.kind)]
        if made:
            edit = made[len(found) % len(made)]
            found.append(Fact(question, case.quote, right, edit.of(right), edit.kind))
    return found


@dataclass(frozen=True)
class Pace:
    """Seconds before a reply begins, and before each of its pieces."""

    first: float = 0.0
    each: float = 0.0


class Wavering:
    """Answers questions of the facts. `errs` says of a fact and a redraw's number (0: the first answer) if it is wrong.

    The order of sentences differs from one redraw to the next.
    """

    def __init__(self, known: Sequence[Fact], errs: Callable[[Fact, int], bool], pace: Pace | None = None) -> None:
        self._known = {fact.question: fact for fact in known}
        self._errs = errs
        self._pace = pace or Pace()

    def __call__(self, request: Request) -> Reply:
        question = asked(request)
        fact = self._known[question.question]
        number = drawn(request)
        passage = next(each.number for each in question.passages if fact.quote in each.text)
        text = fact.wrong if self._errs(fact, number) else fact.right
        honest = [each for each in _honest(request) if not _overlap(each["quotes"][0]["words"], fact.quote)]
        sentences = [{"text": text, "quotes": [{"passage": passage, "words": fact.quote}]}, *honest]
        at = number % len(sentences)
        shifted = sentences[at:] + sentences[:at]
        reply = Reply(text=json.dumps({"sentences": shifted, "not_in_sources": ""}, ensure_ascii=False))
        return replace(reply, pause_first=self._pace.first, pause_each=self._pace.each)


def _honest(request: Request) -> list[dict[str, Any]]:
    sentences: list[dict[str, Any]] = json.loads(quoting(request).text)["sentences"]
    return sentences


def _overlap(words: str, quote: str) -> bool:
    """Whether a sentence stands on the words of the fact itself."""
    return words in quote or quote in words


def drawn(request: Request) -> int:
    """The number of the redraw, from 1; 0 of the first answer, which is asked for without a seed."""
    seed = request.body.get("seed")
    return 0 if seed is None else int(seed) + request.choice
