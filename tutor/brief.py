"""The learner's brief: kept on record on this machine, in force from then on, and forgotten for good when asked."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from tutor.domain import Brief, Drawn
from tutor.errors import BadInput, ModelFailed, StoreFailed, wrong_fields
from tutor.learning.post import draw
from tutor.parts import Parts
from tutor.settings import Settings
from tutor.store.record import Kind, Record
from tutor.text.names import without_rivals
from tutor.writing.drawing import LONGEST, drawn_by

NONE = Brief()
LONGEST_POST = LONGEST


def current(record: Record) -> Brief:
    """The brief in force; an empty one where none is. Raises `StoreFailed`."""
    for entry in record.entries(Kind.BRIEF, limit=1):
        try:
            return Brief.model_validate(entry.body)
        except ValidationError as error:
            raise StoreFailed(
                f"The brief on record cannot be read: {wrong_fields(error)}.",
                "Another version of Groundwork wrote it: write it anew, or forget it with: tutor brief forget",
            ) from error
    return NONE


def leaning(brief: Brief, question: str) -> str:
    """The words of the brief that lead the search: none that speaks of an alternative to what the question names."""
    return "; ".join(without_rivals(brief.leanings, question))


def told(brief: Brief, settings: Settings) -> str:
    """What a model is told of the learner's project: what the settings say of it, and the brief."""
    return "\n".join(filter(None, (settings.project, brief.project)))


def versions(parts: Parts) -> str:
    """The tools that the learner works with, with their versions, by settings and brief. Raises `StoreFailed`."""
    return "; ".join(filter(None, (parts.settings.versions, in_force(parts).versions)))


def in_force(parts: Parts) -> Brief:
    """The brief that answers are fitted to; an empty one where the settings say that they are to none."""
    return current(parts.record) if parts.settings.brief else NONE


def drawn(text: str, parts: Parts) -> Drawn:
    """The brief that a job post or a client's message gives, to be corrected before use; nothing is kept.

    By the chat model where one is set, which is then sent the text; by rules where none is or it fails. Raises
    `BadInput` for a text that is empty or too long.
    """
    if not text.strip() or len(text) > LONGEST:
        raise BadInput(f"A text of 1 to {LONGEST:,} characters can be read.", "Paste the post and nothing else.")
    if parts.chat is None:
        return draw(text)
    try:
        return drawn_by(parts.chat, text)
    except ModelFailed as failure:
        return draw(text).model_copy(update={"notices": (f"{failure} It was read by rules instead.",)})


def keep(brief: Brief, parts: Parts, now: datetime) -> None:
    """Put the brief in force from `now` on. Raises `StoreFailed`."""
    if brief != current(parts.record):
        parts.record.add(Kind.BRIEF, brief, now)


def forget(parts: Parts) -> int:
    """Remove every brief there was from the record, for good; returns how many. Raises `StoreFailed`."""
    return parts.record.erase(Kind.BRIEF)
