"""Asking again: the same request to the model, or without one the same choice from resampled passages."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace

from tutor.domain import DraftSentence, Learner, Passage, Sample, Sent, Usage
from tutor.errors import ModelFailed
from tutor.models.chat import Chat, Choice, Ended, Request, sent_by
from tutor.writing.extract import extract
from tutor.writing.prompt import NOBODY, request
from tutor.writing.write import Finished, read, write

_AT_ONCE = 4  # calls to the model side by side


@dataclass(frozen=True)
class Drawn:
    """One redraw, its sentences with their alleged quotes, and what it cost: the first of a request the whole of it."""

    sample: Sample
    sentences: tuple[DraftSentence, ...] = ()
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Again:
    """What is asked again: the very request that was answered."""

    question: str
    passages: Sequence[Passage]
    chat: Chat
    learner: Learner = NOBODY


def redraw(again: Again, times: int, first: int = 1) -> Iterator[Drawn]:
    """The answer drawn again `times` times, each as it comes.

    In one request where the endpoint has that, else in calls side by side. The seeds that are sent count from `first`.
    A redraw that fails is a sample that says why.
    """
    together, tried = _together(again, times, first) if times > 1 else ([], 0)
    yield from together
    left = range(first + len(together), first + times)
    if not left:
        return
    with ThreadPoolExecutor(min(len(left), _AT_ONCE), thread_name_prefix="redraw") as pool:
        for drawn in as_completed([pool.submit(_alone, again, seed) for seed in left]):
            yield _after(drawn.result(), tried)
            tried = 0


def _together(again: Again, times: int, seed: int) -> tuple[list[Drawn], int]:
    """The redraws of one request; none where the endpoint gives one reply at a time, and what it took to find out."""
    asked = _request(again, seed)
    try:
        choices, ended = again.chat.several(asked, times)
    except ModelFailed as error:
        failed = _failed(error, _several(sent_by(again.chat, asked), times), Usage())
        return [replace(failed, usage=Usage(requests=1)), *[failed] * (times - 1)], 0
    drawn = [_read(again, choice, ended) for choice in choices]
    return [replace(each, usage=cost(ended)) for each in drawn[:1]] + drawn[1:], 0 if drawn else ended.requests


def _several(sent: Sent, times: int) -> Sent:
    return sent.model_copy(update={"parameters": {**sent.parameters, "n": times}}) if sent.parameters else sent


def _after(drawn: Drawn, requests: int) -> Drawn:
    """With what was asked in vain before it."""
    usage = drawn.usage.model_copy(update={"requests": drawn.usage.requests + requests})
    return replace(drawn, usage=usage) if requests else drawn


def _failed(error: ModelFailed, sent: Sent, usage: Usage) -> Drawn:
    return Drawn(Sample(statements=(), failure=error.message, sent=sent), usage=usage)


def _alone(again: Again, seed: int) -> Drawn:
    sentences: list[DraftSentence] = []
    finished = Finished()
    asked = _request(again, seed)
    try:
        for part in write(asked, again.chat, again.learner):
            if isinstance(part, DraftSentence):
                sentences.append(part)
            else:
                finished = part
    except ModelFailed as error:
        return _failed(error, sent_by(again.chat, asked), Usage(requests=1))
    sent = finished.ended.sent if finished.ended else sent_by(again.chat, asked)
    return _drawn(sentences, sent, cost(finished.ended), cut=finished.cut is not None)


def _read(again: Again, choice: Choice, ended: Ended) -> Drawn:
    try:
        sentences, whole = read(choice.text, again.learner)
    except ModelFailed as error:
        return _failed(error, ended.sent, Usage())
    return _drawn(sentences, ended.sent, Usage(), cut=choice.cut or not whole)


def _drawn(sentences: Sequence[DraftSentence], sent: Sent, usage: Usage, *, cut: bool) -> Drawn:
    said = tuple(" ".join(each.text.split()) for each in sentences)
    return Drawn(Sample(statements=said, cut=cut, sent=sent), tuple(sentences), usage)


def _request(again: Again, seed: int) -> Request:
    return replace(request(again.question, again.passages, again.learner), seed=seed)


def cost(ended: Ended | None) -> Usage:
    """What a reply cost, as far as the endpoint told."""
    if ended is None:
        return Usage(requests=1)
    return Usage(input_tokens=ended.input_tokens, output_tokens=ended.output_tokens, requests=ended.requests)


def resample(evidence: Sequence[Sequence[Passage]], seed: int) -> list[Drawn]:
    """What `extract` says of passages drawn with replacement (bootstrap, Efron 1979), once for each evidence."""
    source = random.Random(seed)  # noqa: S311 - statistics, not secrets
    redraws = []
    for passages in evidence:
        drawn = {passage.rank: passage for passage in source.choices(passages, k=len(passages))} if passages else {}
        sentences = extract([drawn[rank] for rank in sorted(drawn)]).sentences
        redraws.append(Drawn(Sample(statements=tuple(each.text for each in sentences)), sentences))
    return redraws
