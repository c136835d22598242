"""A judge that is asked of each pair once: the checks of one answer ask much that an earlier one asked."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain import Judgement
from tutor.models.judge import Judge, Pair


class Remembered:
    """Holds what was judged for as long as one answer is checked."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._known: dict[Pair, Judgement] = {}

    @property
    def fingerprint(self) -> str:
        """The judge's."""
        return self._judge.fingerprint

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """One judgement for each pair, in order; only new pairs are asked."""
        new = list(dict.fromkeys(pair for pair in pairs if pair not in self._known))
        self._known.update(zip(new, self._judge.judge(new) if new else [], strict=True))
        return [self._known[pair] for pair in pairs]
