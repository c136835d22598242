"""The reader's interface, and the reader on this machine: whether a passage answers a question, and with which words.

Scores of retrieval tell how near a passage is to a question. A passage can be on the very topic and lack the answer:
that is seen only by who reads both together (Rajpurkar et al. 2018, SQuAD 2.0).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Protocol

import numpy as np

from tutor.models.pair_model import PairModel, Reading
from tutor.text.mapped import without_marks

_NONE = -20.0  # log-odds where there is nothing to read


@dataclass(frozen=True)
class Found:
    """What reading one passage for a question found.

    `odds` are the log-odds that the passage answers. `telling` are (start, end, share) of its code points: the words
    that would answer, each with its share of all that the passage has for an answer; shares add up to 1.
    """

    odds: float
    telling: tuple[tuple[int, int, float], ...] = ()

    def share(self, start: int, end: int) -> float:
        """How much of the answer stands between those code points, from 0 to 1."""
        return sum(share for first, last, share in self.telling if start <= first < end)


class Reader(Protocol):
    """What reads passages for a question. Same `fingerprint`, same findings. Deterministic."""

    @property
    def fingerprint(self) -> str:
        """Names the reader and its version."""

    def read(self, question: str, passages: Sequence[str]) -> list[Found]:
        """What each passage has for an answer, in order."""


class LocalReader:
    """Reads with the judge's network, by its second head. Safe to use from several threads."""

    def __init__(self, model: PairModel) -> None:
        self._model = model
        self.fingerprint = model.fingerprint

    def read(self, question: str, passages: Sequence[str]) -> list[Found]:
        """What each passage has for an answer, in order."""
        seen = [without_marks(passage) for passage in passages]
        readings = self._model.read([(each.text, question) for each in seen])
        return [_found(reading, each.original) for reading, each in zip(readings, seen, strict=True)]


class ReadOnce:
    """A reader that reads a passage once for a question: searching again finds much that was read before."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str], Found] = {}

    @property
    def fingerprint(self) -> str:
        """The reader's."""
        return self._reader.fingerprint

    def read(self, question: str, passages: Sequence[str]) -> list[Found]:
        """What each passage has for an answer, in order; only those not read yet are read."""
        new = [each for each in dict.fromkeys(passages) if (question, each) not in self._known]
        for passage, found in zip(new, self._reader.read(question, new) if new else [], strict=True):
            self._known[question, passage] = found
        return [self._known[question, passage] for passage in passages]


def _found(reading: Reading, original: Callable[[int, int], tuple[int, int]]) -> Found:
    if not len(reading.answers):
        return Found(_NONE)
    highest = float(reading.answers.max())
    likely = np.exp(reading.answers - highest)
    odds = highest + log(float(likely.sum())) - reading.none
    shares = (likely / likely.sum()).tolist()
    telling = ((*original(start, end), share) for (start, end), share in zip(reading.tokens, shares, strict=True))
    return Found(odds, tuple(telling))
