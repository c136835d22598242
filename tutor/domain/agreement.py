"""What asking again found: redrawn answers, what each says of a statement, and how far the answer is stable."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from tutor.domain.noun import Noun

Scalar = str | int | float | bool


class Label(StrEnum):
    """What a check found: the labels of FEVER (Thorne et al. 2018), and one for a check that could not run."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    NOT_ENOUGH_INFO = "not enough info"
    NOT_CHECKED = "not checked"


class Sent(Noun):
    """What really went to a model: parameters as sent, and what was left out after a refusal."""

    parameters: dict[str, Scalar] = Field(default_factory=dict)
    dropped: tuple[str, ...] = ()


class Sample(Noun):
    """One redrawn answer to the same question: what it states, or why there is none.

    `cut`: its end is missing, so that its silence tells nothing. Without statements and without a `failure` it says
    that the sources do not answer.
    """

    statements: tuple[str, ...]
    failure: str = ""
    cut: bool = False
    sent: Sent = Sent()

    @property
    def text(self) -> str:
        """All that it states."""
        return " ".join(self.statements)


class Echo(Noun):
    """What one redraw says of a statement: it again, something against it (in these `words`), or nothing.

    `redraw` is its number, from 1; `score` the probability that it says the statement.
    """

    redraw: int = Field(ge=1)
    label: Label
    score: float = Field(ge=0, le=1)
    words: str = ""


class Stability(Noun):
    """What asking again found of an answer as a whole.

    `meanings` are the number of the meaning of the answer (always 0) and of each redraw that came, in order: equal
    numbers mean the same. `entropy` is the discrete semantic entropy over them, in nats (Farquhar et al. 2024).
    `score` is the mean share of redraws that say a statement again, `words` the same in words.
    """

    samples: tuple[Sample, ...] = ()
    meanings: tuple[int, ...] = ()
    entropy: float = Field(0.0, ge=0)
    score: float = Field(0.0, ge=0, le=1)
    words: str = ""
