"""One question on its way along the road, and what was written for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter

from tutor.brief import NONE, leaning, told
from tutor.domain import Brief, Claim, Learner, Sent, Statement, Stopped, Usage, Watch
from tutor.models.chat import Chat
from tutor.models.counted import Counted
from tutor.models.judge import Judge
from tutor.models.model_judge import ModelJudge
from tutor.models.reader import Reader, ReadOnce
from tutor.parts import Parts
from tutor.store.release import OpenRelease

BY_RULE = "extract"  # who wrote what consists of the sources' own sentences


@dataclass
class Stopwatch:
    """Seconds spent in each step, by name, and until the first statement could be seen."""

    began: float = field(default_factory=perf_counter)
    lapped: float = field(default_factory=perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)
    first_checked: float | None = None

    def lap(self, step: str) -> None:
        """Book the time since the last lap on `step`."""
        now = perf_counter()
        self.seconds[step] = round(now - self.lapped, 4)
        self.lapped = now

    def checked(self) -> None:
        """A statement can be seen."""
        if self.first_checked is None:
            self.first_checked = round(perf_counter() - self.began, 4)


@dataclass(frozen=True)
class Errand:
    """What is asked of which releases, by whom it is written, who looks on and may stop it."""

    question: str
    releases: Sequence[OpenRelease]
    parts: Parts
    chat: Chat | None
    watch: Watch
    stopped: Stopped
    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    brief: Brief = NONE

    @cached_property
    def judging(self) -> Counted | None:
        """The chat model as a judge asks it, where that is the judge: it stops with the errand, and is counted."""
        return Counted(self.chat) if self.chat is not None and self.parts.settings.judge == "model" else None

    @cached_property
    def judge(self) -> Judge:
        """The judge of the settings."""
        return ModelJudge(self.judging) if self.judging is not None else self.parts.judge

    @cached_property
    def reader(self) -> Reader:
        """Reads each passage once, however often it is found."""
        return ReadOnce(self.parts.reader)

    @property
    def learner(self) -> Learner:
        """What settings and brief tell of the learner."""
        settings = self.parts.settings
        return Learner(language=settings.language, project=told(self.brief, settings))

    @property
    def leaning(self) -> str:
        """The words of the brief that lead the search for this question."""
        return leaning(self.brief, self.question)


@dataclass(frozen=True)
class Written:
    """A draft whose quotes were looked for and whose claims were grounded."""

    writer: str
    grounded: tuple[Statement, ...] = ()
    gap: str = ""
    notices: tuple[str, ...] = ()
    sent: Sent = field(default_factory=Sent)
    usage: Usage = field(default_factory=Usage)
    stopped: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims with the citations that hold."""
        return tuple(each.claim for each in self.grounded)
