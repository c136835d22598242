"""The passages found, read for the question: each sentence with how likely it answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp

from tutor.domain import Passage, Sentence
from tutor.models.reader import Found, Reader

# "when is it due, and what does a late one cost?": what opens a question, with two words at least of its own
_NEXT_PART = re.compile(
    r"(?:\?\s+|,?\s+(?:and|or)\s+)"
    r"(?:what|when|where|which|who|whom|whose|why|how|is|are|does|do|did|can|may|must|should|will)\s+\w+\s+\w",
    re.IGNORECASE,
)


def read(question: str, passages: Sequence[Passage], reader: Reader) -> tuple[Passage, ...]:
    """The passages in their order, their sentences with what the reader found there.

    It finds one answer to a question, so of one in several parts no sentence tells anything, and nothing is read.
    """
    if _NEXT_PART.search(question):
        return tuple(passages)
    found = reader.read(question, [each.text for each in passages])
    return tuple(
        passage.model_copy(update={"sentences": _told(passage, each)})
        for passage, each in zip(passages, found, strict=True)
    )


def _told(passage: Passage, found: Found) -> tuple[Sentence, ...]:
    """Each sentence with the probability that the passage answers, by the share of the answer that stands in it."""
    answers, first = 1 / (1 + exp(-found.odds)), passage.span.start
    return tuple(
        each.model_copy(update={"tells": answers * found.share(each.span.start - first, each.span.end - first)})
        for each in passage.sentences
    )
