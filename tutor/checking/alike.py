"""Short answers compared by their words: for a name or a number that is as good as a judge, and costs nothing."""

from __future__ import annotations

from tutor.text.words import STOPWORDS, numbers, words

_LONGEST = 5  # words of a phrase; longer ones are sentences
_SAME = 0.5


def are_phrases(one: str, other: str) -> bool:
    """Whether both are names, numbers or phrases rather than sentences."""
    return 0 < len(words(one)) <= _LONGEST and 0 < len(words(other)) <= _LONGEST


def overlap(one: str, other: str) -> float:
    """Share of the words of both that are words of each (Jaccard), small words left out where there are others."""
    first, second = _telling(one), _telling(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def same(one: str, other: str) -> bool:
    """Whether two short answers are the same: all numbers, and most words shared or one all in the other."""
    first, second = _telling(one), _telling(other)
    if not first or not second or numbers(one) != numbers(other):
        return False
    return first <= second or second <= first or overlap(one, other) >= _SAME


def _telling(text: str) -> frozenset[str]:
    found = frozenset(words(text))
    return found - STOPWORDS or found
