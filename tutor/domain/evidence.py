"""Where words come from: sources, spans, documents, chunks, passages."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from tutor.domain.noun import Noun


class Source(Noun):
    """Where a document comes from and under which terms; what a learner needs to trust it."""

    title: str
    uri: str = ""
    author: str = ""
    licence: str = ""
    version: str = ""
    reviewed_on: date | None = None
    review_by: date | None = None
    references: tuple[str, ...] = ()
    sha256: str = ""


class Span(Noun):
    """Code points `start` to `end` (exclusive) of the canonical text of one document of a corpus."""

    corpus: str
    document: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"a span cannot end ({self.end}) before it starts ({self.start})")
        return self

    def within(self, other: Span) -> bool:
        """Whether every code point of this span is also one of the other's."""
        same = (self.corpus, self.document) == (other.corpus, other.document)
        return same and other.start <= self.start and self.end <= other.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        same = (self.corpus, self.document) == (other.corpus, other.document)
        return same and self.start < other.end and other.start < self.end


class BlockKind(StrEnum):
    """What a stretch of canonical text is, which decides how it is split and shown."""

    HEADING = "heading"
    PROSE = "prose"
    ITEM = "item"
    TABLE = "table"
    CODE = "code"


class Block(Noun):
    """A stretch of a document's canonical text of one kind; text between blocks carries no content."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading: 1 is the highest


class Landmark(Noun):
    """A named place in a document that readers know it by: a page, a slide, a cell."""

    kind: str
    label: str
    start: int


class Document(Noun):
    """A source and its canonical text; `markdown` says whether marks in the text are formatting."""

    corpus: str
    path: str
    source: Source
    text: str
    markdown: bool
    blocks: tuple[Block, ...]
    landmarks: tuple[Landmark, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The span from `start` to `end` of this document."""
        return Span(corpus=self.corpus, document=self.path, start=start, end=end)


class Chunk(Noun):
    """The unit of indexing: a span of about 150 words, its heading path, and its sentences.

    A sentence is what can be quoted: of prose a sentence, of a table a row, of code a few lines. Sentences are in
    order, inside the span, and leave out nothing but marks and white space.
    """

    span: Span
    heading: tuple[str, ...]
    sentences: tuple[Block, ...]


class Sentence(Noun):
    """One sentence of a passage: its words, its similarity and cover for the question, and how it suits the learner.

    `tells` is the probability that it holds the answer, from who read the passage for the question; 0 unread.
    """

    span: Span
    text: str
    kind: BlockKind
    similarity: float
    cover: float
    suits: float = 0.0
    tells: float = 0.0


class Passage(Noun):
    """A chunk as it was found for one question: its words, its place, and its score and rank (from 1).

    `similarity` is the cosine of question and chunk; `cover` the share of the question's words that the
    chunk or its headings hold, weighed by their rarity in the corpus. Both do not depend on other passages.
    """

    span: Span
    text: str
    title: str
    heading: tuple[str, ...]
    score: float
    rank: int
    similarity: float
    cover: float
    sentences: tuple[Sentence, ...] = ()
