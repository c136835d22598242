"""What the tutor says when there is nothing to answer: no question, a greeting, or no source that answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNANSWERED = "These sources do not answer this."

_GREETING = re.compile(
    r"(?:hello|hi|hey|hallo|hola|salut|bonjour|ciao|good (?:morning|afternoon|evening|day)|thanks|thank you|bye|test)"
    r"(?: there| all| everyone| tutor| you)?[\s!.,?]*",
    re.IGNORECASE,
)


def courtesy(question: str, titles: Sequence[str]) -> str:
    """A reply to what is no question; empty where it may be one. `titles` are those of the corpora at hand."""
    topics = ", ".join(titles)
    if not any(character.isalnum() for character in question):
        return f"There is no question yet. Ask about: {topics}."
    if _GREETING.fullmatch(question.strip()):
        return f"Hello. Ask a question and every statement of the answer comes with its source. At hand: {topics}."
    return ""
