"""Stability: what asking again found of an answer as a whole, in a number and in words."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.checking.meanings import entropy, meanings
from tutor.domain import Label, Sample, Stability, Verdict
from tutor.models.judge import Judge

_STABLE, _MOSTLY = 0.8, 0.5  # shares of redraws that say a statement again
_A_PHRASE = 12  # words: a shorter answer may well be the same each time


def stability(
    statements: Sequence[str], agreement: Sequence[Verdict], samples: Sequence[Sample], judge: Judge
) -> Stability:
    """Of an answer of these statements, each with the verdict on whether it was said again.

    The score is the mean share of redraws that say a statement; of an answer without statements the share that have
    none either. Redraws that failed or were cut off have no meaning as a whole.
    """
    whole = [sample for sample in samples if not sample.failure and not sample.cut]
    told = [each.score for each in agreement if each.label is not Label.NOT_CHECKED]
    if not statements:
        told = [float(not sample.statements) for sample in whole]
    if not told:
        return Stability(samples=tuple(samples), words="not known: no redraw came")
    numbers = meanings([statements, *(sample.statements for sample in whole)], judge)
    score = sum(told) / len(told)
    return Stability(
        samples=tuple(samples), meanings=tuple(numbers), entropy=entropy(numbers), score=score,
        words=_in_words(score, agreement),
    )  # fmt: skip


def alike_to_the_letter(samples: Sequence[Sample]) -> bool:
    """Whether all redraws are one letter by letter: the model cannot vary, or its server repeats a reply.

    The first answer may be another one: it came without a seed, and a server may repeat one choice of several.
    """
    came = [sample for sample in samples if not sample.failure]
    several = len(came) > 1 and len(came[0].text.split()) > _A_PHRASE
    return several and all(sample.statements == came[0].statements for sample in came)


def _in_words(score: float, agreement: Sequence[Verdict]) -> str:
    """One statement that is contradicted keeps an answer from being stable, one that is outvoted makes it unstable."""
    if score < _MOSTLY or any(each.label is Label.REFUTED for each in agreement):
        return "unstable"
    return "stable" if score >= _STABLE and not any(each.dissent for each in agreement) else "mostly stable"
