"""What may be asked at all."""

from __future__ import annotations

from tutor.errors import BadQuestion

LONGEST_QUESTION = 4000  # characters


def proper(question: str) -> str:
    """The question on one line. Raises `BadQuestion` where it is too long or no text."""
    if len(question) > LONGEST_QUESTION:
        raise BadQuestion(
            f"The question has {len(question):,} characters; {LONGEST_QUESTION:,} are allowed.", "Ask it more briefly."
        )
    try:
        question.encode()
    except UnicodeEncodeError as error:  # half a character: bytes of another encoding on the command line
        raise BadQuestion("The question is not Unicode text.", "Write it in UTF-8.") from error
    return " ".join(question.split())
