"""What a learner should know of a source before relying on it today: that it is overdue, or about another version."""

from __future__ import annotations

from datetime import date

from tutor.domain import Source
from tutor.text.versions import other_version

OVERDUE = "The date for its next review has passed: what it says may be out of date."


def cautions(source: Source, mine: str, today: date) -> tuple[str, ...]:
    """Each in a sentence; `mine` names the learner's tools with their versions, or is empty."""
    overdue = source.review_by is not None and source.review_by < today
    return tuple(filter(None, (OVERDUE if overdue else "", other_version(source.version, mine))))
