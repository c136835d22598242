"""Whether a source and a claim that share next to no words are about the same: the embedder's vectors tell."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import name

from tutor.models.embedder import Embedder, Text

SAME, UNKNOWN = 1.0, -1.0  # instead of a cosine: where the words tell enough, and where vectors tell nothing


def cosines(
    embedder: Embedder, pairs: Sequence[tuple[str, str]], shared: Sequence[float], enough: float
) -> list[float]:
    """The cosine of source and claim of each pair, where these share no more than `enough` of the claim's words.

    `shared` has that share for each pair. Where it is more, `SAME`. In a script that the embedder does not know all is
    near to all: `UNKNOWN`.
    """
    found = [SAME if share > enough else UNKNOWN for share in shared]
    asked = [place for place, each in enumerate(found) if each == UNKNOWN and all(map(_latin, pairs[place]))]
    vectors = embedder.embed([Text(text) for place in asked for text in pairs[place]])
    for place, source, claim in zip(asked, vectors[::2], vectors[1::2], strict=True):
        found[place] = float(source.whole @ claim.whole)
    return found


def _latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum("LATIN" in name(letter, "") for letter in letters) > len(letters) / 2
