"""Whether a text says a statement in its very words."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Judgement, Label
from tutor.models.judge import Pair
from tutor.text.words import words


class Verbatim:
    """The judge of agreement for answers that are made of the sources' own sentences. Holds nothing open."""

    fingerprint = "verbatim-1"

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """Supported where the words stand there, else not enough info: leaving a sentence out is no contradiction."""
        return [self._judge(pair) for pair in pairs]

    @staticmethod
    def _judge(pair: Pair) -> Judgement:
        says = " ".join(words(pair.claim)) in " ".join(words(pair.premise))
        reason = "in these words" if says else "another sentence was chosen"
        return Judgement(label=Label.SUPPORTED if says else Label.NOT_ENOUGH_INFO, score=float(says), reason=reason)
