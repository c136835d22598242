"""What a claim must not say that its source does not: numbers, units, dates, versions, code, other names, a denial.

A trained judge sees a paraphrase and overlooks a digit. This sees the digit and nothing else: it can only take support
away, and says which words are to blame.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp

from tutor.domain import Judgement, Label
from tutor.models.denial import denied
from tutor.models.identifiers import missing_code, missing_versions
from tutor.models.naming import named_otherwise
from tutor.models.quantities import Counted, counted, foreign_numbers, in_another_unit, months_named
from tutor.text.calendar import WEEKDAYS
from tutor.text.words import numbers, words

_DECADE = re.compile(r"(?<![\w.,])(\d{1,3}0)['’]?s\b")
_CENTURY = re.compile(r"(?<![\w.,])(\d{1,2})(?:st|nd|rd|th)[ -]century\b", re.IGNORECASE)


_SAME_SUBJECT = 0.5  # share of the claim's words that makes a foreign number a contradiction and not another subject
_AGAINST = 1.5  # log odds that this takes from the probability of a judge that has no figure of its own
_MOST = 0.2  # the highest probability of such a claim then, below every threshold


def vetoed(premise: str, claim: str, covered: float, score: float = 0.0) -> Judgement | None:
    """The judgement on a claim that something of this kind stands against, whatever `score` it has otherwise.

    It is refuted where the premise is about the same: where it has the share `covered` of the claim's words. It is
    never supported; how likely it is all the same, as where the source lets a number be worked out, can still be told.
    """
    against = unmet(premise, claim)
    if not against:
        return None
    label = Label.REFUTED if covered >= _SAME_SUBJECT else Label.NOT_ENOUGH_INFO
    return Judgement(label=label, score=lowered(score, _AGAINST, _MOST), reason=against)


def unnamed(names: Sequence[str], score: float) -> Judgement:
    """The judgement on a claim with names that nothing known of the source has, whatever `score` it has otherwise."""
    reason = f"the source does not name {' or '.join(names)}"
    return Judgement(label=Label.NOT_ENOUGH_INFO, score=lowered(score, _AGAINST, _MOST), reason=reason)


def lowered(score: float, against: float, most: float) -> float:
    """A probability with `against` taken from its log odds, at most `most`."""
    odds = score * exp(-against)
    return min(odds / (odds + 1 - score), most)


def unmet(premise: str, claim: str) -> str:
    """Why the premise cannot carry the claim, in words; empty where nothing of this kind stands against it.

    Both as a reader sees them, without marks of formatting; where code stands in backticks all the same, it is code.
    """
    counts = _counts_otherwise(premise, claim)
    if counts:
        return counts
    dates = _dates(premise, claim)
    if dates:
        return f"the source does not name {' or '.join(dates)}"
    missing = missing_versions(premise, claim) + missing_code(premise, claim)
    if missing:
        return f"the source does not have {', '.join(missing)}"
    names = named_otherwise(premise, claim)
    if names:
        return f"the source names {names[0]}, the statement {names[1]}"
    word = denied(premise, claim)
    return f"one of source and statement denies what the other affirms: {word}" if word else ""


def _counts_otherwise(premise: str, claim: str) -> str:
    said = counted(claim)
    if not said.numbers:
        return ""
    there = counted(premise)
    foreign = _foreign(there, said, claim)
    if foreign:
        return _number_reason(there, said, foreign)
    units = in_another_unit(there, said)
    if units is None:
        return ""
    given, wanted = units
    return f"the source gives {given}, the statement says {wanted}" if given else f"the source does not have {wanted}"


def _foreign(there: Counted, said: Counted, claim: str) -> list[str]:
    """Numbers of the claim that the premise does not have; its third is a 3, and its 2007 lies in the 2000s."""
    missing = foreign_numbers(there, said)
    if not missing:
        return []
    years = {int(each) for each in there.numbers if each.isdecimal()}
    met = {decade for decade in _DECADE.findall(claim) if years & set(range(int(decade), int(decade) + 10))}
    met |= {each for each in _CENTURY.findall(claim) if any((year - 1) // 100 + 1 == int(each) for year in years)}
    return sorted(missing - met)


def _number_reason(there: Counted, said: Counted, foreign: list[str]) -> str:
    """Both numbers side by side where source and claim count the same thing."""
    for each in said.quantities:
        if each.number in foreign and each.unit:
            for other in there.quantities:
                if each.measures_what(other):
                    return f"the source gives {other.shown}, the statement says {each.shown}"
    things = there.things
    for thing, (number, word) in said.things.items():
        if thing in things and numbers(number) & set(foreign):
            return f"the source gives {' '.join(things[thing])}, the statement says {number} {word}"
    return f"the source does not have the number {', '.join(foreign)}"


def _dates(premise: str, claim: str) -> list[str]:
    """Months and days of the week that the claim names and the premise does not."""
    months = months_named(counted(claim).text, beside_number=True)
    if months:
        months -= months_named(counted(premise).text, beside_number=False)
    named = set(words(claim)) - set(words(premise))
    days = {each for each in WEEKDAYS if each.lower() in named}
    return sorted(months | days)
