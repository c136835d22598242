"""The road of the recorded answers: do their statements still stand on what is published now?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tutor.checking.decide import decide
from tutor.checking.ground import sentences_cited
from tutor.checking.remembered import Remembered
from tutor.checking.weigh import weigh
from tutor.domain import (
    Answer,
    Check,
    Citation,
    Claim,
    Document,
    Fallen,
    Held,
    Judgement,
    Label,
    Passage,
    Progress,
    Recheck,
    Rechecks,
    Span,
    Statement,
    Watch,
    unwatched,
)
from tutor.models.judge import Judge, Pair
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.store.rechecks import fallen, recorded
from tutor.store.record import Exchange, Kind
from tutor.store.release import OpenRelease

_NOTHING = "What it stood on changed or is gone, and nothing in the sources carries it now."
_OTHERWISE = "The sources say otherwise now: {}."


def recheck(corpora: Sequence[str], parts: Parts, now: datetime, watch: Watch = unwatched) -> Rechecks:
    """Hold every recorded answer that cites `corpora` (none named: any) against the releases published now.

    A statement stands where its citations are found word for word, in whole sentences. Any other is weighed by the
    newer sources, as if it had just been written. What was found goes on record answer by answer: one that was held
    against these releases already is not judged again. Raises `NoCorpus`, `OtherEmbedder`, `BrokenRelease` and
    `StoreFailed`.
    """
    published = {each.release.corpus.name: each for each in parts.releases()}
    wanted = {each.release.corpus.name for each in parts.releases(corpora)}
    behind, before = _behind(parts, published, wanted)
    judged = 0
    for number, exchange in enumerate(behind):
        watch(Progress(step="recheck", done=number, total=len(behind), note=exchange.question))
        found = _rechecked(exchange, published, parts)
        if found is not None:
            parts.record.add(Kind.RECHECK, found, now, about=exchange.answer_id)
            judged += 1
    watch(Progress(step="recheck", done=len(behind), total=len(behind)))
    return Rechecks(
        judged=judged,
        judged_before=before,
        not_checked=len(behind) - judged,
        fallen=tuple(each for each in fallen(parts.record) if wanted & set(each.recheck.releases)),
    )


def _behind(parts: Parts, published: Mapping[str, OpenRelease], wanted: set[str]) -> tuple[list[Exchange], int]:
    """The answers that cite something of the wanted corpora which another release has taken the place of.

    And how many others were held against what is published already.
    """
    current = {name: each.release.id for name, each in published.items()}
    behind, before = [], 0
    for each in recorded(parts.record):
        # a corpus that was off the shelf at the last recheck was not looked at: what is known of it is older
        known = {**each.releases, **(each.rechecked or {})}
        newer = {corpus for corpus, release in known.items() if current.get(corpus, release) != release}
        exchange = parts.record.exchange(each.question_id) if newer else None
        cited = _cited(exchange.answer) if exchange is not None and exchange.answer is not None else set()
        if exchange is not None and newer & cited:
            if wanted & cited:
                behind.append(exchange)
        else:
            before += each.rechecked is not None and bool(wanted & set(each.rechecked))
    return behind, before


def _cited(answer: Answer) -> set[str]:
    """The corpora that its statements stand on."""
    return {citation.span.corpus for statement in answer.stated for citation in statement.claim.citations}


def _rechecked(exchange: Exchange, published: Mapping[str, OpenRelease], parts: Parts) -> Recheck | None:
    """What became of the statements; None where one of them could not be checked."""
    answer = exchange.answer
    assert answer is not None
    newer = _Newer({name: published[name] for name in answer.fingerprint.releases if name in published}, parts)
    found: dict[str, Held | Fallen] = {}
    changed: list[Claim] = []
    for statement in answer.stated:
        held = _word_for_word(statement.claim, answer, newer)
        if held is None:
            changed.append(statement.claim)
        else:
            found[statement.claim.text] = held
    for claim, decided in zip(changed, _weighed(changed, answer, newer), strict=True):
        if decided is None:
            return None
        found[claim.text] = decided
    became = [found[statement.claim.text] for statement in answer.stated]
    return Recheck(
        releases={name: each.release.id for name, each in newer.releases.items() if name in _cited(answer)},
        held=tuple(each for each in became if isinstance(each, Held)),
        fallen=tuple(each for each in became if isinstance(each, Fallen)),
    )


@dataclass(frozen=True)
class _Newer:
    """The published releases of the corpora that an answer was asked of, and their documents once they were read."""

    releases: Mapping[str, OpenRelease]
    parts: Parts
    documents: dict[tuple[str, str], Document | None] = field(default_factory=dict)

    def document(self, corpus: str, path: str) -> Document | None:
        """The document of that path, if it is still there."""
        if (corpus, path) not in self.documents:
            self.documents[corpus, path] = self.releases[corpus].texts.document(path)
        return self.documents[corpus, path]

    def place(self, span: Span, words: str) -> Span | None:
        """Where those words of that document stand now, of several places the nearest to where they stood."""
        document = self.document(span.corpus, span.document)
        starts = _starts(document.text, words) if document else []
        start = min(starts, key=lambda each: abs(each - span.start), default=None)
        return None if document is None or start is None else document.span(start, start + len(words))

    def passages(self, questions: Sequence[str]) -> list[Passage]:
        """What is found for any of them, each passage once."""
        limit, embedder = self.parts.settings.passages, self.parts.embedder
        found = [each for question in questions
                 for each in retrieve(question, list(self.releases.values()), embedder, limit)]  # fmt: skip
        return list({each.span: each for each in found}.values())


def _starts(text: str, words: str) -> list[int]:
    found = []
    start = text.find(words)
    while start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def _word_for_word(claim: Claim, answer: Answer, newer: _Newer) -> Held | None:
    """The statement at its new place, where all that it cites stands there, each in the sentences it stood in.

    A part of a sentence is not enough: the rest of it may turn it round. What is cited of a corpus that is not
    published any more is left as it is: there is no other release to hold it against.
    """
    spans = []
    for citation in claim.citations:
        if citation.span.corpus not in newer.releases:
            spans.append(citation.span)
            continue
        around = sentences_cited(claim.model_copy(update={"citations": (citation,)}), answer.passages)
        place = newer.place(citation.span, citation.quote)
        if place is None or any(newer.place(each.span, each.text) is None for each in around):
            return None
        spans.append(place)
    return Held(text=claim.text, spans=tuple(spans))


def _weighed(claims: Sequence[Claim], answer: Answer, newer: _Newer) -> list[Held | Fallen | None]:
    """What the newer sources say of each claim; None where it could not be checked."""
    if not claims:
        return []
    passages = newer.passages([claim.text for claim in claims])
    moved = [claim.model_copy(update={"citations": tuple(_moved(claim, passages, newer))}) for claim in claims]
    project = str(answer.fingerprint.settings.get("project", ""))
    judge = _Attentive(Remembered(newer.parts.judge))
    became = [_became(each) for each in weigh(moved, passages, judge, project)]
    return [each if isinstance(each, Held) or not judge.failed else None for each in became]


class _Attentive:
    """A judge of whom it is known whether all could be judged: what was not might have carried a statement."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.failed = False

    @property
    def fingerprint(self) -> str:
        """The judge's."""
        return self._judge.fingerprint

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """What the judge says."""
        found = self._judge.judge(pairs)
        self.failed = self.failed or any(each.label is Label.NOT_CHECKED for each in found)
        return found


def _moved(claim: Claim, passages: Sequence[Passage], newer: _Newer) -> Iterator[Citation]:
    """Its citations at their new places, where the words are still there and were found with their sentences."""
    for citation in claim.citations:
        place = newer.place(citation.span, citation.quote) if citation.span.corpus in newer.releases else None
        if place is not None and any(place.within(passage.span) for passage in passages):
            yield Citation(span=place, quote=citation.quote)


def _became(weighed: Statement) -> Held | Fallen:
    claim, grounding = weighed.claim, weighed.verdict(Check.GROUNDING)
    if isinstance(decide(claim, weighed.verdicts), Statement):
        return Held(text=claim.text, spans=tuple(citation.span for citation in claim.citations))
    if grounding is None or grounding.label is not Label.REFUTED:
        return Fallen(text=claim.text, reason=_NOTHING)
    return Fallen(
        text=claim.text,
        reason=_OTHERWISE.format(grounding.reason),
        against=grounding.against.quote if grounding.against else "",
        where=grounding.against.span if grounding.against else None,
    )
