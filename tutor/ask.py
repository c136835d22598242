"""The road from a question to a checked answer: retrieve, write, cite, check, decide, record."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter

from tutor import __version__
from tutor.checking.agree import agree
from tutor.checking.cite import cite
from tutor.checking.decide import decide
from tutor.checking.ground import ground
from tutor.domain import (
    Answer,
    Claim,
    Fingerprint,
    Noun,
    Passage,
    Progress,
    Sample,
    Sent,
    Statement,
    Usage,
    Verdict,
    Watch,
    Withheld,
    unwatched,
)
from tutor.errors import ModelFailed
from tutor.parts import Parts
from tutor.retrieval.answerable import THRESHOLD, answerable
from tutor.retrieval.question import proper
from tutor.retrieval.retrieve import retrieve
from tutor.store.record import Kind
from tutor.store.release import OpenRelease
from tutor.writing.courtesy import courtesy, unanswered
from tutor.writing.extract import extract
from tutor.writing.redraw import cost, redraw, resample
from tutor.writing.write import Finished, write

NOT_CARRIED = "Nothing that was written is carried by the words it cites."


class Exchanged(Noun):
    """A question and its answer, and where they stand in the record."""

    question_id: int
    answer_id: int
    answer: Answer


@dataclass(frozen=True)
class Written:
    """A draft whose quotes were looked for and whose claims were grounded."""

    writer: str
    claims: tuple[Claim, ...]
    grounding: tuple[Verdict, ...]
    gap: str = ""
    notices: tuple[str, ...] = ()
    sent: Sent = field(default_factory=Sent)
    usage: Usage = field(default_factory=Usage)


@dataclass
class Stopwatch:
    """Seconds spent in each step, by name."""

    started: float = field(default_factory=perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def lap(self, step: str) -> None:
        """Book the time since the last lap on `step`."""
        now = perf_counter()
        self.seconds[step] = round(now - self.started, 4)
        self.started = now


def ask(question: str, corpora: Sequence[str], parts: Parts, now: datetime, watch: Watch = unwatched) -> Exchanged:
    """Answer `question` from the published releases of `corpora` (none named: all) and put both on record.

    The question is on record before anything can fail, the answer before it is returned. Raises `BadQuestion`,
    `NoCorpus`, `StoreFailed`, and `ModelFailed` where the settings say that a failing model ends the answer.
    """
    question = proper(question)
    releases = parts.releases(corpora)
    names = [each.release.corpus.name for each in releases]
    question_id = parts.record.add(Kind.QUESTION, {"question": question, "corpora": names}, now)
    answer = answer_from(question, releases, parts, watch)
    answer_id = parts.record.add(Kind.ANSWER, answer, now, about=question_id)
    return Exchanged(question_id=question_id, answer_id=answer_id, answer=answer)


def answer_from(question: str, releases: Sequence[OpenRelease], parts: Parts, watch: Watch = unwatched) -> Answer:
    """The checked answer to `question` from `releases`; puts nothing on record."""
    reply = courtesy(question, [each.release.corpus.title for each in releases])
    if reply:
        return _refused(reply, question, (), releases, parts)
    stopwatch = Stopwatch()
    passages = tuple(retrieve(question, releases, parts.embedder, parts.settings.passages))
    stopwatch.lap("search")
    watch(Progress(step="search", done=len(passages), total=len(passages), note=_places(passages)))
    if not answerable(passages):
        return _refused(unanswered(passages), question, passages, releases, parts)
    written = _written(question, passages, parts, watch)
    stopwatch.lap("write")
    if written.gap and not written.claims:
        return _refused(f"{unanswered(passages)} {written.gap}", question, passages, releases, parts, written)
    samples, redrawn = _redrawn(question, passages, parts, written)
    decisions = _decided(written, samples, parts)
    stopwatch.lap("check")
    watch(Progress(step="check", done=len(decisions), total=len(decisions)))
    stated = tuple(decision for decision in decisions if isinstance(decision, Statement))
    return Answer(
        question=question,
        refusal="" if stated else NOT_CARRIED,
        stated=stated,
        withheld=tuple(decision for decision in decisions if isinstance(decision, Withheld)),
        gap=written.gap,
        passages=passages,
        notices=written.notices,
        fingerprint=_fingerprint(releases, parts, written),
        usage=_sum([written.usage, *redrawn], stopwatch),
    )


def _places(passages: Sequence[Passage]) -> str:
    return "; ".join(dict.fromkeys(passage.title for passage in passages))


# ------------------------------------------------------------------ write


def _written(question: str, passages: Sequence[Passage], parts: Parts, watch: Watch) -> Written:
    """By the model, where there is one and it gives something that holds; else the sources' own sentences."""
    if parts.chat is None:
        return _extracted(passages, parts, watch)
    try:
        written = _by_model(question, passages, parts, watch)
    except ModelFailed as failure:
        if parts.settings.without_model == "fail":
            raise
        notice = f"{failure} These are the sources' own sentences instead."
        return replace(_extracted(passages, parts, watch), notices=(notice,), usage=Usage(requests=1))
    return written


def _extracted(passages: Sequence[Passage], parts: Parts, watch: Watch) -> Written:
    claims = tuple(cite(sentence, passages) for sentence in extract(passages).sentences)
    watch(Progress(step="write", done=len(claims), total=len(claims)))
    return Written("extract", claims, tuple(ground(claims, passages, parts.judge)))


def _by_model(question: str, passages: Sequence[Passage], parts: Parts, watch: Watch) -> Written:
    """Each sentence is cited and grounded the moment it is complete; unchecked text goes nowhere."""
    chat = parts.chat
    assert chat is not None
    claims: list[Claim] = []
    grounding: list[Verdict] = []
    finished = Finished()
    for part in write(question, passages, chat):
        if isinstance(part, Finished):
            finished = part
            continue
        claim = cite(part, passages)
        claims.append(claim)
        grounding.extend(ground([claim], passages, parts.judge))
        watch(Progress(step="write", done=len(claims), note=grounding[-1].label))
    notices = (f"{finished.cut} What was complete is shown.",) if finished.cut else ()
    sent = finished.ended.sent if finished.ended else Sent()
    return Written(chat.name, tuple(claims), tuple(grounding), finished.gap, notices, sent, cost(finished))


# ------------------------------------------------------------------ check


def _redrawn(
    question: str, passages: Sequence[Passage], parts: Parts, written: Written
) -> tuple[list[Sample], list[Usage]]:
    """The answer asked again by the one who wrote it."""
    times = parts.settings.redraws
    if parts.chat is None or written.writer == "extract":
        return resample(passages, times, seed=zlib.crc32(question.encode())), []
    drawn = redraw(question, passages, parts.chat, times)
    return [sample for sample, _ in drawn], [usage for _, usage in drawn]


def _decided(written: Written, samples: Sequence[Sample], parts: Parts) -> list[Statement | Withheld]:
    agreement = agree(written.claims, samples, parts.judge)
    rows = zip(written.claims, written.grounding, agreement, strict=True)
    return [decide(claim, (grounded, agreed)) for claim, grounded, agreed in rows]


# ------------------------------------------------------------------ answer


def _refused(
    why: str,
    question: str,
    passages: tuple[Passage, ...],
    releases: Sequence[OpenRelease],
    parts: Parts,
    written: Written | None = None,
) -> Answer:
    return Answer(
        question=question,
        refusal=why,
        gap=written.gap if written else "",
        passages=passages,
        notices=written.notices if written else (),
        fingerprint=_fingerprint(releases, parts, written),
        usage=written.usage if written else Usage(),
    )


def _fingerprint(releases: Sequence[OpenRelease], parts: Parts, written: Written | None) -> Fingerprint:
    settings = parts.settings
    by_model = parts.chat is not None and written is not None and written.writer == parts.chat.name
    return Fingerprint(
        tutor=__version__,
        releases={each.release.corpus.name: each.release.id for each in releases},
        embedder=parts.embedder.fingerprint,
        judge=parts.judge.fingerprint,
        writer=written.writer if written else "none",
        endpoint=parts.chat.endpoint if parts.chat and by_model else "",
        settings={"passages": settings.passages, "redraws": settings.redraws, "answerable_from": THRESHOLD},
        sent=written.sent if written else Sent(),
    )


def _sum(parts: Sequence[Usage], stopwatch: Stopwatch) -> Usage:
    return Usage(
        input_tokens=sum(each.input_tokens for each in parts),
        output_tokens=sum(each.output_tokens for each in parts),
        requests=sum(each.requests for each in parts),
        seconds=stopwatch.seconds,
    )
