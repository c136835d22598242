"""The nouns of Groundwork: frozen values that pass between the steps of every road.

One coordinate runs through all of them. A `Span` counts Unicode code points in the canonical text
that a document was given at ingest, so `text[span.start:span.end]` is always the words it names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Noun(BaseModel):
    """A value: compared by content, never changed, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Progress(Noun):
    """How far a step of a road has come; `note` says what was found, in words. `total` 0: unknown."""

    step: str
    done: int = 0
    total: int = 0
    note: str = ""


Watch = Callable[[Progress], None]


def unwatched(_: Progress) -> None:
    """Nobody looks."""


# ---------------------------------------------------------------------------- evidence


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
    """One sentence of a passage: its words, and its similarity and cover for the question."""

    span: Span
    text: str
    kind: BlockKind
    similarity: float
    cover: float


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


# ---------------------------------------------------------------------------- answers


class AllegedQuote(Noun):
    """Words a writer says stand in the passage with this rank."""

    passage: int
    words: str


class DraftSentence(Noun):
    """One sentence as a writer put it, with the quotes it alleges."""

    text: str
    quotes: tuple[AllegedQuote, ...] = ()


class Draft(Noun):
    """What a writer wrote, unchecked: never shown."""

    sentences: tuple[DraftSentence, ...]
    gap: str = ""  # what the writer found the passages not to say


class Citation(Noun):
    """A span and the words that stand there. Made by `cut`, so the words are really there."""

    span: Span
    quote: str = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.quote) != self.span.end - self.span.start:
            raise ValueError("the quote is not as long as its span")
        return self

    @classmethod
    def cut(cls, text: str, span: Span) -> Self:
        """Cut the words of `span` out of the canonical `text` of its document."""
        return cls(span=span, quote=text[span.start : span.end])


class Claim(Noun):
    """One checkable sentence with the citations that were found for it, possibly none."""

    text: str
    citations: tuple[Citation, ...] = ()


class Label(StrEnum):
    """What a check found: the labels of FEVER (Thorne et al. 2018), and one for a check that could not run."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    NOT_ENOUGH_INFO = "not enough info"
    NOT_CHECKED = "not checked"


class Check(StrEnum):
    """Which question a verdict answers."""

    GROUNDING = "grounding"
    AGREEMENT = "agreement"


class Judgement(Noun):
    """What a judge says of one (premise, claim) pair; `score` is the probability of full support."""

    label: Label
    score: float = Field(ge=0, le=1)
    reason: str


class Verdict(Noun):
    """One finding on one claim: which check, what it found, why, and where it looked."""

    check: Check
    label: Label
    score: float = Field(ge=0, le=1)
    reason: str
    where: Span | None = None


class Statement(Noun):
    """A claim with the verdicts on it."""

    claim: Claim
    verdicts: tuple[Verdict, ...]

    def verdict(self, check: Check) -> Verdict | None:
        """The verdict of that check, if it ran on this claim."""
        return next((verdict for verdict in self.verdicts if verdict.check == check), None)


class Withheld(Noun):
    """A statement that is not shown as true, and the reason in words."""

    statement: Statement
    reason: str


class Sample(Noun):
    """One redrawn answer to the same question: what it states, or why there is none."""

    statements: tuple[str, ...]
    failure: str = ""


class Usage(Noun):
    """What an answer cost: tokens as the endpoint counted them, requests, and seconds by step."""

    input_tokens: int = 0
    output_tokens: int = 0
    requests: int = 0
    seconds: dict[str, float] = {}


class Sent(Noun):
    """What really went to a model: parameters as sent, and what was left out after a refusal."""

    parameters: dict[str, str | int | float | bool] = {}
    dropped: tuple[str, ...] = ()


class Fingerprint(Noun):
    """All that decided an answer: same fingerprint and question, same evidence and same request."""

    tutor: str
    releases: dict[str, str]
    embedder: str
    judge: str
    writer: str
    endpoint: str = ""
    settings: dict[str, str | int | float | bool] = {}
    sent: Sent = Sent()


class Answer(Noun):
    """A checked answer. It cannot exist unchecked: what it states is cited and was found supported."""

    question: str
    refusal: str = ""  # why nothing is stated, in words for the learner; empty where something is
    stated: tuple[Statement, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    gap: str = ""
    passages: tuple[Passage, ...] = ()
    notices: tuple[str, ...] = ()  # what did not go as planned, in words for the learner
    fingerprint: Fingerprint
    usage: Usage = Usage()

    @property
    def refused(self) -> bool:
        """Whether the tutor declined to state anything."""
        return bool(self.refusal)

    @model_validator(mode="after")
    def _is_checked(self) -> Self:
        if self.refused == bool(self.stated):
            raise ValueError("an answer either states something or says why it does not")
        for statement in self.stated:
            grounding = statement.verdict(Check.GROUNDING)
            if not statement.claim.citations or grounding is None or grounding.label != Label.SUPPORTED:
                raise ValueError(f"stated without support: {statement.claim.text!r}")
        return self


# ---------------------------------------------------------------------------- curation


class Corpus(Noun):
    """A named, curated set of sources."""

    name: str
    title: str
    description: str = ""
    licence: str = ""
    language: str = "en"


class Release(Noun):
    """One published, immutable index of a corpus: what it holds and what it was made with."""

    id: str
    corpus: Corpus
    created_at: datetime
    documents: int
    chunks: int
    embedder: str
    splitter: str
    parts: dict[str, str] = {}  # sha256 of each part, by path inside the release folder


class FileStatus(StrEnum):
    """What became of one file of a load."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


class FileReport(Noun):
    """What became of one file, and why, in words a curator can act on."""

    path: str
    status: FileStatus
    reason: str = ""
    chunks: int = 0
    characters: int = 0


class IngestReport(Noun):
    """What became of every file of a load, and the release that came of it."""

    corpus: str
    release: str
    files: tuple[FileReport, ...]


# ---------------------------------------------------------------------------- learning


class Exercise(Noun):
    """A question whose answer stands in a span: the learner fills the gap in the sentence."""

    id: str
    prompt: str
    answer: str
    evidence: Citation


class Attempt(Noun):
    """What a learner answered to an exercise, and how it was graded."""

    exercise: Exercise
    words: str
    verdict: Judgement
