"""Sentence boundaries with exact offsets."""

from __future__ import annotations

import re

from sentencex import get_sentence_boundaries

# No sentence ends inside these; what stands there would mislead: a quote mark in code, "P)" as the mark of a list item.
_WITHIN = re.compile(r"`[^`\n]+`|\((?:[^()\n.!?;]){1,80}\)")

_HALVES = re.compile("[\ud800-\udfff]")  # of a pair that is not whole: no encoding has them

# A sentence longer than this is cut at white space: an index needs bounded units, whatever a file holds.
LONGEST = 1000


def sentence_spans(text: str, start: int = 0, end: int | None = None, language: str = "en") -> list[tuple[int, int]]:
    """Sentences of `text[start:end]` as (start, end) code points of `text`, without surrounding white space.

    The spans are in order, do not overlap, and leave out nothing but white space.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    readable = _HALVES.sub("\ufffd", _WITHIN.sub(_veiled, text[start:end]))
    for found in get_sentence_boundaries(language, readable):
        trimmed = trim(text, start + found["start_index"], start + found["end_index"])
        spans.extend(bounded(text, *trimmed))
    return spans


def _veiled(within: re.Match[str]) -> str:
    """A word of the same length."""
    return "x" * len(within.group())


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Shrink (start, end) until it neither begins nor ends with white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut an overlong span at white space, or anywhere where there is none."""
    spans = []
    while end - start > LONGEST:
        space = max(text.rfind(" ", start + 1, start + LONGEST), text.rfind("\n", start + 1, start + LONGEST))
        cut = space if space > start else start + LONGEST
        spans.append(trim(text, start, cut))
        start, _ = trim(text, cut, end)
    if start < end:
        spans.append((start, end))
    return spans
