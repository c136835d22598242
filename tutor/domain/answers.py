"""What is said and what was found out about it: drafts, citations, claims, verdicts, answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from tutor.domain.agreement import Echo, Label, Scalar, Sent, Stability
from tutor.domain.evidence import Passage, Span
from tutor.domain.memory import Before
from tutor.domain.noun import Noun


class AllegedQuote(Noun):
    """Words a writer says stand in the passage with this rank."""

    passage: int
    words: str


class DraftSentence(Noun):
    """One sentence as a writer put it, with the quotes it alleges."""

    text: str
    quotes: tuple[AllegedQuote, ...] = ()
    translation: str = ""  # the same in the learner's language, where that was asked for
    applies: bool = False  # whether it applies the sources to the learner's project


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
    """One checkable sentence with the citations that were found for it, possibly none.

    The checks are on `text`, in the language of its sources. A `translation` helps to read it and is not checked,
    save that it has the same numbers. One that `applies` the sources to the learner's project stands on what the
    learner wrote of it as well. One that is `redrawn` was written when the question was asked again.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    translation: str = ""
    applies: bool = False
    redrawn: bool = False


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
    """One finding on one claim: which check, what it found, why, and where it looked.

    Of grounding, `against` are words of a source that refute the claim. Of agreement, `echoes` are what the redraws
    say of it, one for each that could tell, and `dissent` is how many contradict it.
    """

    check: Check
    label: Label
    score: float = Field(ge=0, le=1)
    reason: str
    where: Span | None = None
    against: Citation | None = None
    dissent: int = 0
    echoes: tuple[Echo, ...] = ()


class Statement(Noun):
    """A claim with the verdicts on it."""

    claim: Claim
    verdicts: tuple[Verdict, ...]

    def verdict(self, check: Check) -> Verdict | None:
        """The verdict of that check, if it ran on this claim."""
        return next((verdict for verdict in self.verdicts if verdict.check == check), None)

    @property
    def against(self) -> Citation | None:
        """Words of a source that refute the claim; where it is supported all the same, the sources are at odds."""
        grounding = self.verdict(Check.GROUNDING)
        return grounding.against if grounding else None


class Withheld(Noun):
    """A statement that is not shown as true, and the reason in words."""

    statement: Statement
    reason: str


class Usage(Noun):
    """What an answer cost: tokens as the endpoint counted them, requests, and seconds by step.

    `first_checked` are the seconds from the question to the first statement that was checked and could be seen;
    `price` is in the currency that the prices of the settings are in. None: there was none, or it is not known.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    requests: int = 0
    seconds: dict[str, float] = Field(default_factory=dict)
    first_checked: float | None = None
    price: float | None = None


class Fingerprint(Noun):
    """All that decided an answer: same fingerprint and question, same evidence and same request."""

    tutor: str
    releases: dict[str, str]
    embedder: str
    judge: str
    writer: str
    endpoint: str = ""
    settings: dict[str, Scalar] = Field(default_factory=dict)
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
    stopped: bool = False  # by the learner, before it was complete: what was checked so far is there
    stability: Stability | None = None  # None: it was not asked again
    before: Before | None = None  # None: nothing like it was answered before, or it could not be compared
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
