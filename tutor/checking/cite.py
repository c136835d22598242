"""Finding alleged quotes in the source. What is not found is no citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import category

from tutor.checking.translated import kept
from tutor.domain import AllegedQuote, Citation, Claim, DraftSentence, Passage, Span
from tutor.text.mapped import folded_words

_ELLIPSIS = re.compile(r"\[ ?(?:\.{3}|…) ?\]|\( ?(?:\.{3}|…) ?\)|\.{3,}|…")
_EDGE = " \"'"


def cite(sentence: DraftSentence, passages: Sequence[Passage]) -> Claim:
    """The sentence as a claim with those of its quotes that really stand in the passages."""
    found = (citation for quote in sentence.quotes for citation in _find(quote, passages))
    text = " ".join(sentence.text.split())
    return Claim(
        text=text,
        citations=tuple(dict.fromkeys(found)),
        translation=kept(sentence.translation, text),
        applies=sentence.applies,
    )


def _find(quote: AllegedQuote, passages: Sequence[Passage]) -> Iterator[Citation]:
    """Citations for the quote: one, or where an ellipsis leaves words out one for each part, all of one passage.

    The passage the writer named is tried first: right words under a wrong number are still right words.
    """
    parts = [part for part in _ELLIPSIS.split(quote.words) if part.strip()]
    for passage in sorted(passages, key=lambda passage: passage.rank != quote.passage):
        whole = locate(quote.words, passage.text)  # the source itself may have an ellipsis
        spans = [whole] if whole else [locate(part, passage.text) for part in parts]
        if spans and all(spans):
            for start, end in filter(None, spans):
                yield _citation(passage, start, end)
            return


def _citation(passage: Passage, start: int, end: int) -> Citation:
    first = passage.span.start
    span = Span(corpus=passage.span.corpus, document=passage.span.document, start=first + start, end=first + end)
    return Citation(span=span, quote=passage.text[start:end])


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`, as (start, end) code points of `text`; None where it does not.

    First to the letter; then with white space, quote marks, dashes and Markdown marks made alike on both sides, and
    the offsets led back to the original words. Only whole words count.
    """
    needle = folded_words(quote).text.strip(_EDGE)
    if not any(character.isalnum() for character in needle):
        return None  # marks alone, such as a fence, are no words
    exact = _whole_words(quote.strip(), text)
    if exact is not None:
        return exact
    hay = folded_words(text)
    found = _whole_words(needle, hay.text)
    return hay.original(*found) if found else None


def _whole_words(needle: str, text: str) -> tuple[int, int] | None:
    start = text.find(needle)
    while start >= 0:
        end = start + len(needle)
        if not _splits_word(text, start) and not _splits_word(text, end):
            return start, end
        start = text.find(needle, start + 1)
    return None


def _splits_word(text: str, position: int) -> bool:
    """Whether a word goes on across `position`; scripts without spaces have no such edges."""
    if not 0 < position < len(text):
        return False
    return all(
        category(character)[0] in "LNM" and character < "\u2e80" for character in text[position - 1 : position + 1]
    )
