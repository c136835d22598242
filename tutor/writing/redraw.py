"""Asking again: the same request to the model, or without one the same choice from resampled passages."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tutor.domain import DraftSentence, Learner, Passage, Sample, Usage
from tutor.errors import ModelFailed
from tutor.models.chat import Chat
from tutor.writing.extract import extract
from tutor.writing.prompt import NOBODY
from tutor.writing.write import Finished, write

_AT_ONCE = 4  # calls to the model side by side


def redraw(
    question: str, passages: Sequence[Passage], chat: Chat, times: int, learner: Learner = NOBODY
) -> list[tuple[Sample, Usage]]:
    """The answer drawn again `times` times, calls side by side. One that fails is a sample that says why."""
    if not times:
        return []
    with ThreadPoolExecutor(min(times, _AT_ONCE), thread_name_prefix="redraw") as pool:
        return list(pool.map(lambda _: _drawn(question, passages, chat, learner), range(times)))


def _drawn(question: str, passages: Sequence[Passage], chat: Chat, learner: Learner) -> tuple[Sample, Usage]:
    statements = []
    usage = Usage(requests=1)
    try:
        for part in write(question, passages, chat, learner):
            if isinstance(part, DraftSentence):
                statements.append(part.text)
            else:
                usage = cost(part)
    except ModelFailed as error:
        return Sample(statements=(), failure=error.message), usage
    return Sample(statements=tuple(statements)), usage


def cost(finished: Finished) -> Usage:
    """What a draft cost, as far as the endpoint told."""
    if finished.ended is None:
        return Usage(requests=1)
    ended = finished.ended
    return Usage(input_tokens=ended.input_tokens, output_tokens=ended.output_tokens, requests=ended.requests)


def resample(passages: Sequence[Passage], times: int, seed: int) -> list[Sample]:
    """What `extract` says of passages drawn with replacement, `times` times (bootstrap, Efron 1979)."""
    source = random.Random(seed)  # noqa: S311 - statistics, not secrets
    samples = []
    for _ in range(times):
        drawn = {passage.rank: passage for passage in source.choices(passages, k=len(passages))}
        draft = extract([drawn[rank] for rank in sorted(drawn)])
        samples.append(Sample(statements=tuple(sentence.text for sentence in draft.sentences)))
    return samples
