"""The road from a question to a checked answer: retrieve, write, cite, check, decide, record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tutor import __version__
from tutor.again import Redraws, asked_again
from tutor.before import compared
from tutor.brief import NONE, in_force
from tutor.checking.cite import cite
from tutor.checking.decide import decide
from tutor.checking.weigh import weigh
from tutor.domain import (
    Answer,
    Brief,
    Fingerprint,
    Noun,
    Passage,
    Progress,
    Sent,
    Statement,
    Stopped,
    Usage,
    Watch,
    Withheld,
    unstopped,
    unwatched,
)
from tutor.errand import BY_RULE, Errand, Stopwatch, Written
from tutor.errors import ModelFailed, ModelStopped
from tutor.models.chat import Chat
from tutor.models.stoppable import Stoppable
from tutor.parts import Parts
from tutor.retrieval.answerable import THRESHOLD, answerable
from tutor.retrieval.question import LONGEST_QUESTION, proper
from tutor.retrieval.reading import read
from tutor.retrieval.retrieve import retrieve
from tutor.settings import Settings
from tutor.store.conversations import earlier_questions, known
from tutor.store.record import Kind
from tutor.store.release import OpenRelease
from tutor.writing.courtesy import UNANSWERED, courtesy
from tutor.writing.extract import extract
from tutor.writing.prompt import request
from tutor.writing.redraw import cost
from tutor.writing.standalone import standalone
from tutor.writing.write import Finished, write

NOT_CARRIED = "Nothing that was written is carried by the words it cites."
STOPPED = "You stopped this answer. What was checked until then is shown; it was not asked again."
STOPPED_EARLY = "You stopped this answer before anything of it was checked."


class Asked(Noun):
    """A question on record: as it was typed, of which releases, and what was asked before it in its conversation."""

    id: int
    conversation: int
    question: str
    releases: dict[str, str]  # id of the release of each corpus: what is published meanwhile does not change the answer
    earlier: tuple[str, ...] = ()  # as each stood alone, oldest first


class Exchanged(Noun):
    """A question and its answer, and where they stand in the record."""

    question_id: int
    answer_id: int
    answer: Answer


def ask(question: str, corpora: Sequence[str], parts: Parts, now: datetime, watch: Watch = unwatched) -> Exchanged:
    """Answer `question` from the published releases of `corpora` (none named: all) and put both on record.

    The question is on record before anything can fail, the answer before it is returned. Raises `BadQuestion`,
    `NoCorpus`, `StoreFailed`, and `ModelFailed` where the settings say that a failing model ends the answer.
    """
    return answer(put(question, corpora, parts, now), parts, now, watch)


def put(question: str, corpora: Sequence[str], parts: Parts, now: datetime, conversation: int | None = None) -> Asked:
    """Put a question on record, as the next one of a `conversation` or the first of a new one.

    Raises `BadQuestion`, `NoCorpus`, `StoreFailed`, and `BadInput` where there is no such conversation.
    """
    question = proper(question)
    if conversation is not None:
        known(parts.record, conversation)
    releases = {each.release.corpus.name: each.release.id for each in parts.releases(corpora)}
    earlier = tuple(earlier_questions(parts.record, conversation)) if conversation is not None else ()
    body = {"question": question, "corpora": list(releases), "releases": releases}
    entry = parts.record.add(Kind.QUESTION, body, now, about=conversation)
    return Asked(id=entry, conversation=conversation or entry, question=question, releases=releases, earlier=earlier)


def answer(
    asked: Asked, parts: Parts, now: datetime, watch: Watch = unwatched, stopped: Stopped = unstopped
) -> Exchanged:
    """Answer a question that is on record.

    Each sentence of a model's answer is on record before it is seen through `watch`, and the answer before it is
    returned. Soon after `stopped` says so, what was checked so far is the answer.
    """

    def recorded(progress: Progress) -> None:
        if progress.decided is not None:
            kind = "stated" if isinstance(progress.decided, Statement) else "withheld"
            body = {kind: progress.decided.model_dump(mode="json")}
            parts.record.add(Kind.CHECKED, body, now, about=asked.id)
        watch(progress)

    stopwatch = Stopwatch()
    chat = Stoppable(parts.chat, stopped) if parts.chat is not None else None
    alone = standalone(asked.question, asked.earlier, chat, LONGEST_QUESTION)
    if alone.question != asked.question:
        stopwatch.lap("understand")
        watch(Progress(step="understand", note=alone.question))
    releases = [parts.release(corpus, release) for corpus, release in asked.releases.items()]
    errand = Errand(alone.question, releases, parts, chat, recorded, stopped, stopwatch, in_force(parts))
    found = _compared(_answered(errand, alone.usage), asked, errand)
    answer_id = parts.record.add(Kind.ANSWER, found, now, about=asked.id)
    return Exchanged(question_id=asked.id, answer_id=answer_id, answer=found)


def _compared(found: Answer, asked: Asked, errand: Errand) -> Answer:
    """The answer beside the one that the same question got before, if it did."""
    beside = compared(found, asked.id, errand)
    if beside is None:
        return found
    errand.stopwatch.lap("compare")
    update = {
        "before": beside.before,
        "notices": (*found.notices, *beside.notices),
        "usage": _priced(_total([found.usage, beside.usage]), errand),
    }
    return found.model_copy(update=update)


def answer_from(
    question: str, releases: Sequence[OpenRelease], parts: Parts, watch: Watch = unwatched, brief: Brief = NONE
) -> Answer:
    """The checked answer to `question` from `releases`, fitted to `brief`; puts nothing on record."""
    return _answered(Errand(question, releases, parts, parts.chat, watch, unstopped, brief=brief), Usage())


def _answered(errand: Errand, spent: Usage) -> Answer:
    """Walk the road; `spent` is what it cost to understand the question."""
    reply = courtesy(errand.question, [each.release.corpus.title for each in errand.releases])
    if reply:
        return _refused(errand, reply, (), Written("none", usage=spent))
    parts, stopwatch = errand.parts, errand.stopwatch
    limit = parts.settings.passages
    passages = tuple(retrieve(errand.question, errand.releases, parts.embedder, limit, errand.leaning))
    stopwatch.lap("search")
    errand.watch(Progress(step="search", done=len(passages), total=len(passages), note=_places(passages)))
    if not answerable(errand.question, passages, errand.reader):
        return _refused(errand, UNANSWERED, passages, Written("none", usage=spent))
    redraws = Redraws(errand, errand.chat, passages) if errand.chat is not None else None
    written = _written(errand, passages, redraws)
    written = replace(written, usage=_total([spent, written.usage]))
    stopwatch.lap("write")
    if written.stopped and not written.claims:
        return _refused(errand, STOPPED_EARLY, passages, written)
    found = asked_again(errand, passages, written, None if written.writer == BY_RULE else redraws)
    decisions = [decide(each.claim, each.verdicts) for each in found.statements]
    stopwatch.lap("check")
    errand.watch(Progress(step="check", done=len(decisions), total=len(decisions)))
    stated = tuple(decision for decision in decisions if isinstance(decision, Statement))
    stopped = written.stopped or errand.stopped()
    return Answer(
        question=errand.question,
        refusal="" if stated else _why_none(written),
        stated=stated,
        withheld=tuple(decision for decision in decisions if isinstance(decision, Withheld)),
        gap=written.gap if written.claims or not stated else "",
        passages=passages,
        notices=(*written.notices, *found.notices, *((STOPPED,) if stopped else ())),
        stopped=stopped,
        stability=found.stability,
        fingerprint=_fingerprint(errand, written),
        usage=_usage([written.usage, *found.usage], errand),
    )


def _why_none(written: Written) -> str:
    return f"{UNANSWERED} {written.gap}" if written.gap and not written.claims else NOT_CARRIED


def _places(passages: Sequence[Passage]) -> str:
    return "; ".join(dict.fromkeys(passage.title for passage in passages))


# ------------------------------------------------------------------ write


def _written(errand: Errand, passages: Sequence[Passage], redraws: Redraws | None) -> Written:
    """By the model, where there is one and it gives something that holds; else the sources' own sentences."""
    if redraws is None:
        return _extracted(errand, passages)
    try:
        written = _by_model(errand, redraws.answering, passages)
    except ModelStopped:
        return Written(redraws.answering.name, usage=Usage(requests=1), stopped=True)
    except ModelFailed as failure:
        redraws.leave()
        if errand.parts.settings.without_model == "fail":
            raise
        notice = f"{failure} These are the sources' own sentences instead."
        return replace(_extracted(errand, passages), notices=(notice,), usage=Usage(requests=1))
    return written


def _extracted(errand: Errand, passages: Sequence[Passage]) -> Written:
    sentences = extract(read(errand.question, passages, errand.reader)).sentences
    claims = tuple(cite(sentence, passages) for sentence in sentences)
    grounded = tuple(weigh(claims, passages, errand.judge))
    if any(isinstance(decide(each.claim, each.verdicts), Statement) for each in grounded):
        errand.stopwatch.checked()
    errand.watch(Progress(step="write", done=len(claims), total=len(claims)))
    return Written(BY_RULE, grounded)


def _by_model(errand: Errand, chat: Chat, passages: Sequence[Passage]) -> Written:
    """Each sentence is cited, grounded and seen the moment it is complete; unchecked text goes nowhere."""
    grounded: list[Statement] = []
    finished = Finished()
    for part in write(request(errand.question, passages, errand.learner), chat, errand.learner):
        if isinstance(part, Finished):
            finished = part
            continue
        (found,) = weigh([cite(part, passages)], passages, errand.judge, errand.learner.project)
        grounded.append(found)
        decided = decide(found.claim, found.verdicts)
        errand.watch(Progress(step="write", done=len(grounded), note=found.verdicts[0].label, decided=decided))
        if isinstance(decided, Statement):
            errand.stopwatch.checked()
    stopped = isinstance(finished.cut, ModelStopped)
    notices = (f"{finished.cut} What was complete is shown.",) if finished.cut and not stopped else ()
    sent = finished.ended.sent if finished.ended else Sent()
    return Written(chat.name, tuple(grounded), finished.gap, notices, sent, cost(finished.ended), stopped=stopped)


# ------------------------------------------------------------------ answer


def _refused(errand: Errand, why: str, passages: tuple[Passage, ...], written: Written | None = None) -> Answer:
    return Answer(
        question=errand.question,
        refusal=why,
        gap=written.gap if written else "",
        passages=passages,
        notices=written.notices if written else (),
        stopped=written.stopped if written else False,
        fingerprint=_fingerprint(errand, written),
        usage=_usage([written.usage] if written else [], errand),
    )


def _fingerprint(errand: Errand, written: Written | None) -> Fingerprint:
    parts, settings = errand.parts, errand.parts.settings
    by_model = parts.chat is not None and written is not None and written.writer == parts.chat.name
    fitted = errand.learner.model_dump(exclude_defaults=True) if by_model else {}
    fitted |= {"brief": errand.leaning} if errand.leaning else {}
    return Fingerprint(
        tutor=__version__,
        releases={each.release.corpus.name: each.release.id for each in errand.releases},
        embedder=parts.embedder.fingerprint,
        judge=parts.judge.fingerprint,
        writer=written.writer if written else "none",
        endpoint=parts.chat.endpoint if parts.chat and by_model else "",
        settings={**_counts(settings), "answerable_from": THRESHOLD, **fitted},
        sent=written.sent if written else Sent(),
    )


def _counts(settings: Settings) -> dict[str, int]:
    names = ("passages", "redraws", "most_redraws")
    return {name: getattr(settings, name) for name in names}


def _usage(parts: Sequence[Usage], errand: Errand) -> Usage:
    """What all requests together cost, in tokens, seconds, and money where the settings have prices."""
    judged = [errand.judging.usage] if errand.judging is not None else []
    return _priced(_total([*parts, *judged]), errand)


def _priced(whole: Usage, errand: Errand) -> Usage:
    settings = errand.parts.settings
    tokens_known = whole.input_tokens or whole.output_tokens
    priced = tokens_known and (settings.price_input or settings.price_output)
    price = (whole.input_tokens * settings.price_input + whole.output_tokens * settings.price_output) / 1e6
    return whole.model_copy(
        update={
            "seconds": errand.stopwatch.seconds,
            "first_checked": errand.stopwatch.first_checked,
            "price": price if priced else None,
        }
    )


def _total(parts: Sequence[Usage]) -> Usage:
    return Usage(
        input_tokens=sum(each.input_tokens for each in parts),
        output_tokens=sum(each.output_tokens for each in parts),
        requests=sum(each.requests for each in parts),
    )
