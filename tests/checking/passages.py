"""Passages made of texts by the real splitter, and claims on them."""

from __future__ import annotations

from tests.corpus.parsing import document
from tutor.checking.cite import cite
from tutor.corpus.split import split
from tutor.domain import AllegedQuote, Claim, DraftSentence, Passage, Sentence


def passages(*texts: str) -> list[Passage]:
    """The chunks of each Markdown text as passages, ranked in order; each text is a document of its own."""
    found: list[Passage] = []
    for number, text in enumerate(texts):
        for chunk in split(document(text)):
            span = chunk.span.model_copy(update={"document": f"{number}.md"})
            found.append(
                Passage(
                    span=span,
                    text=text[span.start : span.end],
                    title="Test",
                    heading=chunk.heading,
                    score=1.0,
                    rank=len(found) + 1,
                    similarity=0.5,
                    cover=0.5,
                    sentences=tuple(
                        Sentence(
                            span=span.model_copy(update={"start": each.start, "end": each.end}),
                            text=text[each.start : each.end],
                            kind=each.kind,
                            similarity=0.5,
                            cover=0.5,
                        )
                        for each in chunk.sentences
                    ),
                )
            )
    return found


def claim(text: str, found: list[Passage], *quotes: tuple[int, str]) -> Claim:
    """A claim with quotes, each the number of a passage and words."""
    alleged = tuple(AllegedQuote(passage=number, words=words) for number, words in quotes)
    return cite(DraftSentence(text=text, quotes=alleged), found)
