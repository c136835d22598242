"""Whether the passages found for a question can answer it at all: decided by code, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Passage

# The value that 5 % of the questions of three curricula fall below on their own lessons, and 70 % do that were
# asked of another curriculum (some of which it can answer): docs/decisions/refusal.md.
THRESHOLD = 1.05


def closeness(passages: Sequence[Passage]) -> float:
    """How near the nearest passage comes to the question, from -2 to 2.5.

    Its similarity, that of its best sentence, and half its cover: no single one of them tells as well whether a
    corpus answers a question (area under the ROC curve .94 together, .92 at best alone).
    """
    return max((_closeness(passage) for passage in passages), default=-2.0)


def answerable(passages: Sequence[Passage]) -> bool:
    """Whether the question is near enough to some passage to be answered from these."""
    return closeness(passages) >= THRESHOLD


def _closeness(passage: Passage) -> float:
    sentence = max((sentence.similarity for sentence in passage.sentences), default=-1.0)
    return passage.similarity + sentence + passage.cover / 2
