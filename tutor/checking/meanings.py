"""Which whole answers mean the same, and how far they are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from tutor.checking.agree import entailed
from tutor.domain import Label
from tutor.models.judge import Judge

Statements = Sequence[str]
_MOST = 0.5  # share of an answer's statements that another one has to say


def meanings(answers: Sequence[Statements], judge: Judge) -> list[int]:
    """A number for the meaning of each answer, in the order in which they come up; equal numbers mean the same.

    Answers mean the same where each entails the other (Kuhn et al. 2023): says most of its statements and contradicts
    none. Each is compared with the first answer of every meaning so far. Those that state nothing mean the same.
    """
    firsts: list[int] = []
    numbers: list[int] = []
    for answer in answers:
        number = next(
            (number for number, first in enumerate(firsts) if _same(answers[first], answer, judge)), len(firsts)
        )
        if number == len(firsts):
            firsts.append(len(numbers))
        numbers.append(number)
    return numbers


def entropy(numbers: Sequence[int]) -> float:
    """Discrete semantic entropy, in nats: that of the shares of the meanings (Farquhar et al. 2024)."""
    shares = [count / len(numbers) for count in Counter(numbers).values()]
    return max(0.0, -sum(share * log(share) for share in shares))


def _same(one: Statements, other: Statements, judge: Judge) -> bool:
    if not one or not other:
        return not one and not other
    return _entails(one, other, judge) and _entails(other, one, judge)


def _entails(answer: Statements, other: Statements, judge: Judge) -> bool:
    """Whether `answer` says most of what `other` does, and nothing against it."""
    pairs = [(" ".join(answer), statement) for statement in other]
    found = [each.label for each in entailed(pairs, judge, whole=len(other) == 1)]
    return Label.REFUTED not in found and found.count(Label.SUPPORTED) > _MOST * len(found)
