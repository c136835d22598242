"""What was said before: an earlier answer to the same question, and what of it still stands on newer sources."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from tutor.domain.evidence import Span
from tutor.domain.noun import Noun


class ChangeKind(StrEnum):
    """What became of a statement from one answer to the next."""

    UNCHANGED = "unchanged"
    ADDED = "added"
    DROPPED = "dropped"
    CONTRADICTED = "contradicted"


class Change(Noun):
    """A statement as it is made now (`text`) and as it was made then (`earlier`).

    What was added was not said then, what was dropped is not said now: there the other text is empty. It is empty of
    what is unchanged too, where the other answer says it, but not in one statement that says just that.
    """

    kind: ChangeKind
    text: str = ""
    earlier: str = ""


class Before(Noun):
    """The answer that the same question got last, statement by statement, and why this one may be another.

    `at` is when it was asked, `question` as it was understood then, `question_id` and `conversation` where it stands.
    """

    question_id: int
    conversation: int
    at: datetime
    question: str
    changes: tuple[Change, ...] = ()
    why: tuple[str, ...] = ()

    def count(self, kind: ChangeKind) -> int:
        """How many statements had that become of them."""
        return sum(change.kind is kind for change in self.changes)


class Held(Noun):
    """A statement that stands on other releases too, and the words that carry it there, as spans of these."""

    text: str
    spans: tuple[Span, ...] = Field(min_length=1)


class Fallen(Noun):
    """A statement that does not stand any more, why, and the words of a source that refute it, where some do."""

    text: str
    reason: str
    against: str = ""
    where: Span | None = None


class Recheck(Noun):
    """What became of the statements of a recorded answer on these `releases`, by corpus."""

    releases: dict[str, str]
    held: tuple[Held, ...] = ()
    fallen: tuple[Fallen, ...] = ()


class Rechecked(Noun):
    """A recorded answer and what the last recheck found of it."""

    question_id: int
    conversation: int
    question: str
    asked_at: datetime
    recheck: Recheck


class Rechecks(Noun):
    """What a walk through the recorded answers found.

    So many answers were `judged` now, and so many were found on record as `judged_before`. `not_checked` could not be
    judged and will be tried again. `fallen` are all that do not stand as a whole on what is published now, the newest
    question first.
    """

    judged: int = 0
    judged_before: int = 0
    not_checked: int = 0
    fallen: tuple[Rechecked, ...] = ()
