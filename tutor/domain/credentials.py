"""What is shown of a skill, by whom, and what a check of it found."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from tutor.domain.agreement import Label
from tutor.domain.noun import Noun

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
WebAddress = Annotated[
    str, StringConstraints(pattern=r"^https://[^\s/?#@]+\.[^\s/?#@]+(?:[/?#]\S*)?$", max_length=2000)
]


class CitedWords(Noun):
    """Words of a source that an answer was held against: where they stand and in which release of the corpus."""

    words: Text
    source: Line
    release: Line
    uri: str = Field("", max_length=2000)


class ShownItem(Noun):
    """A question, what was answered, what was found of it, and the words of the sources it was held against."""

    question: Text
    answer: Text
    verdict: Label
    cited: tuple[CitedWords, ...] = Field(min_length=1)
    at: AwareDatetime
    reason: str = Field("", max_length=2000)


class WorkSample(Noun):
    """A piece of work, known by the SHA-256 of its bytes; the work itself is not in the credential."""

    name: Line
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    note: str = Field("", max_length=2000)


class Alignment(Noun):
    """The same skill in a framework that others use, such as ESCO."""

    name: Line
    url: WebAddress
    framework: str = Field("", max_length=300)


class Evidence(Noun):
    """What a learner did that shows a skill: the items in the order they were asked.

    `rule` says in words what had to be reached. `circumstances` says how it was asked: open or closed book, with which
    judge, supervised or not. `needed` is how many items had to be right; None where no rule was set. Items may be
    empty only where work samples are shown.
    """

    skill: Line
    description: Text
    rule: Text
    circumstances: Text
    items: tuple[ShownItem, ...] = Field((), max_length=200)
    samples: tuple[WorkSample, ...] = Field((), max_length=50)
    alignments: tuple[Alignment, ...] = Field((), max_length=20)
    needed: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _shows_something(self) -> Evidence:
        if not self.items and not self.samples:
            raise ValueError("there is neither an item nor a work sample")
        if self.needed is not None and self.needed > len(self.items):
            raise ValueError("more items are needed than were asked")
        return self

    @property
    def right(self) -> int:
        """How many answers the sources carry."""
        return sum(item.verdict is Label.SUPPORTED for item in self.items)


class Earner(Noun):
    """Whose skill it is. Of the email only a salted hash goes into a credential."""

    name: Line
    email: str = Field("", max_length=254, pattern=r"^(?:[^@\s]+@[^@\s]+)?$")


class Party(Noun):
    """Who signs: a decentralised identifier, the key in its document, and what people call them."""

    id: str
    method: str
    name: Line
    url: WebAddress | None = None


class Outcome(StrEnum):
    """What became of one check. A check that could not be made never counts as passed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


class Checked(Noun):
    """One check of a credential: what was looked at, what came out, and what that means in a sentence."""

    check: str
    outcome: Outcome
    words: str


class Verified(Noun):
    """All that was checked of a credential, and what it says of itself.

    `holds` is passed where nothing failed, a signature holds and its key is the issuer's; failed where anything failed;
    else not checked.
    """

    holds: Outcome
    checks: tuple[Checked, ...]
    kind: str
    id: str
    name: str
    issuer: str
    issuer_name: str
    subject: str
    valid_from: datetime | None
