"""Whether the same is said again: to the same question, and to the same question in other words.

Answers mean the same where each entails the other; refusals mean the same (tutor/checking/meanings.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from evals.scoring.outcome import Asked, Bench, Better, Evidence, Outcome, Over, Scorer, unscored, valued
from tutor.checking.meanings import entropy, meanings

Measure = Callable[[Sequence[int]], float]  # of the numbers of the meanings of all answers


def all_agree(numbers: Sequence[int]) -> float:
    """1 where all answers mean the same, else 0."""
    return float(len(set(numbers)) == 1)


def largest(numbers: Sequence[int]) -> float:
    """The share of the answers that have the most frequent meaning."""
    return max(Counter(numbers).values()) / len(numbers)


def measured(measure: Measure) -> Callable[[Sequence[Asked], Bench], Outcome]:
    """What the measure says of the meanings of several answers."""

    def score(asked: Sequence[Asked], bench: Bench) -> Outcome:
        if len(asked) < 2:
            return unscored("it was asked once")
        numbers = meanings([each.said for each in asked], bench.judge)
        evidence = [_told(each, number) for each, number in zip(asked, numbers, strict=True)]
        return valued(measure(numbers), evidence)

    return score


def honesty(asked: Sequence[Asked], bench: Bench) -> Outcome:
    """How near what the tutor says of its own stability is to what asking anew finds.

    1 less the difference between the share of redraws that it found to mean the same as the answer, and the share of
    other epochs' answers that do. Redraws that are copies, or that no one drew, claim more than is found.
    """
    claims = [each.answer.stability for each in asked]
    claimed = [_share(each.meanings) for each in claims if each is not None and len(each.meanings) > 1]
    if len(asked) < 2 or not claimed:
        return unscored("it was asked once" if len(asked) < 2 else "no answer was asked again by the tutor")
    numbers = meanings([each.said for each in asked], bench.judge)
    found = sum((count * (count - 1) for count in Counter(numbers).values()), 0) / (len(asked) * (len(asked) - 1))
    mean = sum(claimed) / len(claimed)
    why = f"{mean:.2f} of the redraws agreed, {found:.2f} of the answers given anew"
    return valued(
        1 - abs(mean - found), [_told(each, number, why) for each, number in zip(asked, numbers, strict=True)]
    )


def _share(numbers: Sequence[int]) -> float:
    first, *others = numbers
    return others.count(first) / len(others)


def _told(asked: Asked, number: int, why: str = "") -> Evidence:
    words = f"{asked.case.question} → {' '.join(asked.said) or asked.answer.refusal}"
    return Evidence(about=words, why="; ".join(filter(None, (f"meaning {number + 1}", why))))


SCORERS = (
    Scorer("epochs agree", "whether all answers to the same question mean the same", measured(all_agree),
           over=Over.EPOCHS),
    Scorer("epochs entropy", "semantic entropy of the answers to the same question, in nats", measured(entropy),
           over=Over.EPOCHS, better=Better.LOWER, margin=None),
    Scorer("rewordings agree", "whether the answers to all rewordings of a question mean the same",
           measured(all_agree), over=Over.REWORDINGS, margin=0.1),
    Scorer("rewordings largest", "share of the rewordings whose answers have the most frequent meaning",
           measured(largest), over=Over.REWORDINGS, margin=0.1),
    Scorer("rewordings entropy", "semantic entropy of the answers to rewordings of a question, in nats",
           measured(entropy), over=Over.REWORDINGS, better=Better.LOWER, margin=None),
    Scorer("stability honesty", "how near the stability that an answer claims is to what asking anew finds",
           honesty, over=Over.EPOCHS),
)  # fmt: skip
