"""What a claim must not say that its source does not: numbers, dates, versions, names of code, and a denial.

A trained judge sees a paraphrase and overlooks a digit. This sees the digit and nothing else: it can only take support
away, and says which words are to blame.
"""

from __future__ import annotations

import re
from math import exp

from tutor.domain import Judgement, Label
from tutor.models.denial import denied
from tutor.text.spelled import ordinals
from tutor.text.words import numbers, stem, words

# without the two that are words of their own: "it may", "a march"
_DATES = frozenset(
    """january february april june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday""".split()  # noqa: SIM905 - a list of quoted words reads worse
)
_CODE = re.compile(r"\b(?:\w+_\w+|[a-z]+[A-Z]\w*|\w+\(\)|v?\d+\.\d+\.\d+\S*)")
_DECADE = re.compile(r"(?<![\w.,])(\d{1,3}0)['’]?s\b")
_CENTURY = re.compile(r"(?<![\w.,])(\d{1,2})(?:st|nd|rd|th)[ -]century\b", re.IGNORECASE)
_COUNTED = re.compile(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)\s*(%|€|£|[°A-Za-z]+)?")


_SAME_SUBJECT = 0.5  # share of the claim's words that makes a foreign number a contradiction and not another subject
_AGAINST = 1.5  # log odds: of claims held back from training that a number stood against, .4 as many were right
_MOST = 0.29  # the highest probability of a claim that something stands against, below every threshold


def vetoed(premise: str, claim: str, covered: float, score: float = 0.0) -> Judgement | None:
    """The judgement on a claim that something of this kind stands against, whatever `score` it has otherwise.

    It is refuted where the premise is about the same: where it has the share `covered` of the claim's words. It is
    never supported; how likely it is all the same, as where the source lets a number be worked out, can still be told.
    """
    against = unmet(premise, claim)
    if not against:
        return None
    label = Label.REFUTED if covered >= _SAME_SUBJECT else Label.NOT_ENOUGH_INFO
    return Judgement(label=label, score=min(_lowered(score), _MOST), reason=against)


def _lowered(score: float) -> float:
    odds = score * exp(-_AGAINST)
    return odds / (odds + 1 - score)


def unmet(premise: str, claim: str) -> str:
    """Why the premise cannot carry the claim, in words; empty where nothing of this kind stands against it.

    Both as a reader sees them, without marks of formatting.
    """
    foreign = _foreign(premise, claim)
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


def _foreign(premise: str, claim: str) -> list[str]:
    """Numbers of the claim that the premise does not have; its third is a 3, and its 2007 lies in the 2000s."""
    there = numbers(premise) | ordinals(words(premise))
    missing = numbers(claim) - there
    if not missing:
        return []
    counted = {int(each) for each in there if each.isdecimal()}
    met = {decade for decade in _DECADE.findall(claim) if counted & set(range(int(decade), int(decade) + 10))}
    met |= {each for each in _CENTURY.findall(claim) if any((year - 1) // 100 + 1 == int(each) for year in counted)}
    return sorted(missing - met)


def _number_reason(premise: str, claim: str, foreign: list[str]) -> str:
    """Both numbers side by side where source and claim count the same thing."""
    counted = {stem(unit.lower()): number for number, unit in _COUNTED.findall(premise) if unit}
    for number, unit in _COUNTED.findall(claim):
        if unit and numbers(number) & set(foreign) and stem(unit.lower()) in counted:
            return f"the source gives {counted[stem(unit.lower())]} {unit}, the statement says {number} {unit}"
    return f"the source does not have the number {', '.join(foreign)}"
