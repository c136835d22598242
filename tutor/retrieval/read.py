"""Reading what was found: a passage may be near a question and not answer it."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Passage
from tutor.models.reader import Found, Reader


def read(question: str, passages: Sequence[Passage], reader: Reader) -> list[Passage]:
    """The passages with what a reader makes of them, in the same order."""
    found = reader.read(question, [passage.text for passage in passages]) if passages else []
    return [_with(passage, each) for passage, each in zip(passages, found, strict=True)]


def _with(passage: Passage, found: Found) -> Passage:
    start = passage.span.start
    sentences = tuple(
        sentence.model_copy(
            update={"telling": round(found.share(sentence.span.start - start, sentence.span.end - start), 4)}
        )
        for sentence in passage.sentences
    )
    return passage.model_copy(update={"answers": round(found.odds, 4), "sentences": sentences})
