"""What was answered to the same question before, and what is different now that may have made another answer of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter

from tutor.checking.compare import compare
from tutor.checking.remembered import Remembered
from tutor.domain import Answer, Before, Change, ChangeKind, Document, Fingerprint, Noun, Usage
from tutor.errand import BY_RULE, Errand
from tutor.errors import BrokenRelease, GroundworkError, NoCorpus
from tutor.models.counted import Counted
from tutor.models.embedder import Text, Vectors
from tutor.models.model_judge import ModelJudge
from tutor.models.stoppable import Stoppable
from tutor.parts import Parts
from tutor.store.record import Exchange
from tutor.store.said_before import said_before, same_words

NOT_COMPARED = "You asked this before. What changed since could not be told: the comparison of the two answers failed."
_PATIENCE = 20.0  # seconds that a model may compare two answers; the learner waits for it
_UNWRITTEN = "none"
_SEED = frozenset(("seed", "n"))  # of what was sent: another one each time


class Compared(Noun):
    """What the comparison with an earlier answer found, what it cost, and what did not go as planned."""

    before: Before | None = None
    notices: tuple[str, ...] = ()
    usage: Usage = Usage()


def compared(answer: Answer, question_id: int, errand: Errand) -> Compared | None:
    """`answer` beside the newest earlier one to its question; None where there is none on record.

    A stopped answer is part of one and is compared with nothing. What fails is told in a notice, and raises nothing.
    """
    if answer.stopped or not answer.passages:
        return None
    try:
        earlier = _earlier(answer, question_id, errand.parts)
    except GroundworkError:
        return None  # whether it was asked before is not known
    if earlier is None or earlier.answer is None:
        return None
    chat = _patient(errand)
    try:
        judge = ModelJudge(chat) if chat is not None else errand.judge
        changes = compare(_said(answer), _said(earlier.answer), Remembered(judge))
        before = Before(
            question_id=earlier.id,
            conversation=earlier.conversation,
            at=earlier.at,
            question=earlier.answer.question,
            changes=changes,
            why=_why(answer, earlier.answer, changes, errand.parts),
        )
    except GroundworkError:
        return Compared(notices=(NOT_COMPARED,), usage=chat.usage if chat is not None else Usage())
    return Compared(before=before, usage=chat.usage if chat is not None else Usage())


def _earlier(answer: Answer, question_id: int, parts: Parts) -> Exchange | None:
    def embed(questions: Sequence[str]) -> list[Vectors]:
        return [each.whole for each in parts.embedder.embed([Text(question) for question in questions])]

    return said_before(parts.record, answer.question, question_id, answer.fingerprint.releases, embed)


def _patient(errand: Errand) -> Counted | None:
    """The chat model as a judge of this comparison, where that is the judge: it is left when it takes too long."""
    if errand.judging is None or errand.parts.chat is None:
        return None
    until = perf_counter() + _PATIENCE
    return Counted(Stoppable(errand.parts.chat, lambda: errand.stopped() or perf_counter() > until))


def _said(answer: Answer) -> list[str]:
    return [statement.claim.text for statement in answer.stated]


# ------------------------------------------------------------------ what is different


def _why(answer: Answer, earlier: Answer, changes: Sequence[Change], parts: Parts) -> tuple[str, ...]:
    """All that is different and decides an answer, each in a sentence."""
    now, then = answer.fingerprint, earlier.fingerprint
    found = [
        *_wording(answer, earlier),
        *_sources(answer, earlier, parts),
        *_writers(now, then),
        *_settings(now, then),
        *_machines(now, then),
    ]
    if not found and any(change.kind is not ChangeKind.UNCHANGED for change in changes):
        found = ["Nothing that decides the answer is different: a model does not always put it the same way."]
    return tuple(found)


def _wording(answer: Answer, earlier: Answer) -> Iterator[str]:
    if not same_words(answer.question, earlier.question):
        yield f"You asked it in other words: {earlier.question}"


def _sources(answer: Answer, earlier: Answer, parts: Parts) -> Iterator[str]:
    """Of each corpus that has another release, which of the documents changed that either answer was found in."""
    then = earlier.fingerprint.releases
    places = {(each.span.corpus, each.span.document) for each in (*answer.passages, *earlier.passages)}
    for corpus, release in answer.fingerprint.releases.items():
        if then.get(corpus, release) == release:
            continue
        paths = sorted(path for name, path in places if name == corpus)
        try:
            was, is_now = parts.release(corpus, then[corpus]), parts.release(corpus, release)
            title = is_now.release.corpus.title
            changed = [_changed(was.texts.document(path), is_now.texts.document(path)) for path in paths]
        except (NoCorpus, BrokenRelease):
            yield f"There is another release of {corpus}, and that of then cannot be read any more."
            continue
        named = ", ".join(filter(None, changed)) or "what the two answers were found in is the same in both"
        yield f"There is another release of {title}: {named}."


def _changed(was: Document | None, is_now: Document | None) -> str:
    if was is None:
        return f"{is_now.source.title} is new" if is_now else ""
    if is_now is None:
        return f"{was.source.title} is gone"
    return f"{is_now.source.title} changed" if was.text != is_now.text else ""


def _writers(now: Fingerprint, then: Fingerprint) -> Iterator[str]:
    if _UNWRITTEN in (now.writer, then.writer):  # nothing was near enough to write of
        return
    if now.writer != then.writer:
        yield f"Then it was {_written(then.writer)}, now it is {_written(now.writer)}."
    elif now.endpoint != then.endpoint:
        yield f"The model is asked at {now.endpoint}, then at {then.endpoint}."


def _written(writer: str) -> str:
    return "in the sources' own words" if writer == BY_RULE else f"written by {writer}"


def _settings(now: Fingerprint, then: Fingerprint) -> Iterator[str]:
    """Other settings, and what was sent to the same model otherwise."""
    different = list(_different(now.settings, then.settings))
    if now.writer == then.writer and now.endpoint == then.endpoint:
        different += _different(now.sent.parameters, then.sent.parameters)
    if different:
        yield f"Other settings: {', '.join(dict.fromkeys(different))}."


def _different(now: Mapping[str, object], then: Mapping[str, object]) -> Iterator[str]:
    for name in sorted((set(now) | set(then)) - _SEED):
        if now.get(name) == then.get(name):
            continue
        shown = name.replace("_", " ")
        was, is_now = _shown(then.get(name)), _shown(now.get(name))
        yield f"{shown} {is_now} instead of {was}" if was and is_now else f"another {shown}"


def _shown(value: object) -> str:
    """A value that fits into a line: of what a learner wrote of a project only that it is another one is said."""
    text = str(value) if value is not None else "not set"
    return text if len(text) <= 40 else ""


def _machines(now: Fingerprint, then: Fingerprint) -> Iterator[str]:
    if now.judge != then.judge:
        yield f"Statements are checked by another judge: {now.judge} instead of {then.judge}."
    if now.embedder != then.embedder:
        yield f"Passages are found with another embedder: {now.embedder} instead of {then.embedder}."
    if now.tutor != then.tutor:
        yield f"Groundwork is version {now.tutor}, then {then.tutor}."
