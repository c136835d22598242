"""What a claim must not say that its source does not: numbers, dates, versions, names of code, and a denial.

A trained judge sees a paraphrase and overlooks a digit. This sees the digit and nothing else: it can only take support
away, and says which words are to blame.
"""

from __future__ import annotations

import re

from tutor.domain import Judgement, Label
from tutor.models.denial import denied
from tutor.text.words import numbers, stem, words

# without the two that are words of their own: "it may", "a march"
_DATES = frozenset(
    """january february april june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday""".split()  # noqa: SIM905 - a list of quoted words reads worse
)
_CODE = re.compile(r"\b(?:\w+_\w+|[a-z]+[A-Z]\w*|\w+\(\)|v?\d+\.\d+\.\d+\S*)")
_COUNTED = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)\s*(%|€|£|[°A-Za-z]+)?")


_SAME_SUBJECT = 0.5  # share of the claim's words that makes a foreign number a contradiction and not another subject
_MOST = 0.1  # what is left of a probability that a digit stands against


def vetoed(premise: str, claim: str, covered: float, score: float = 0.0) -> Judgement | None:
    """The judgement on a claim that something of this kind stands against, whatever `score` it has otherwise.

    It is refuted where the premise is about the same: where it has the share `covered` of the claim's words.
    """
    against = unmet(premise, claim)
    if not against:
        return None
    label = Label.REFUTED if covered >= _SAME_SUBJECT else Label.NOT_ENOUGH_INFO
    return Judgement(label=label, score=min(score, _MOST), reason=against)


def unmet(premise: str, claim: str) -> str:
    """Why the premise cannot carry the claim, in words; empty where nothing of this kind stands against it.

    Both as a reader sees them, without marks of formatting.
    """
    foreign = sorted(numbers(claim) - numbers(premise))
    if foreign:
        return _number_reason(premise, claim, foreign)
    dates = sorted(_DATES & set(words(claim)) - set(words(premise)))
    if dates:
        return f"the source does not name {' or '.join(each.title() for each in dates)}"
    code = sorted(set(_CODE.findall(claim)))
    missing = [each for each in code if each.strip("()").lower() not in premise.lower()]
    if missing:
        return f"the source does not have {', '.join(missing)}"
    word = denied(premise, claim)
    return f"one of source and statement denies what the other affirms: {word}" if word else ""


def _number_reason(premise: str, claim: str, foreign: list[str]) -> str:
    """Both numbers side by side where source and claim count the same thing."""
    counted = {stem(unit.lower()): number for number, unit in _COUNTED.findall(premise) if unit}
    for number, unit in _COUNTED.findall(claim):
        if unit and numbers(number) & set(foreign) and stem(unit.lower()) in counted:
            return f"the source gives {counted[stem(unit.lower())]} {unit}, the statement says {number} {unit}"
    return f"the source does not have the number {', '.join(foreign)}"
