"""Files that are known for what they are and yet cannot be opened: each says what to do about it."""

from __future__ import annotations

from tutor.corpus.parsed import Parsed
from tutor.errors import UnreadableFile


def refuse_locked(_: bytes) -> Parsed:
    """An office file under a password."""
    raise UnreadableFile("The file is protected with a password.", "Save a copy without a password.")


def refuse_damaged(_: bytes) -> Parsed:
    """A file whose content is nothing that its name says."""
    raise UnreadableFile(
        "The file is damaged, or is not what its name says.", "Copy or download it again, or open it and save it anew."
    )
