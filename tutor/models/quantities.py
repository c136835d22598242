"""Numbers of a text with their units, as far as one text can be held against another: 5 min are 5 minutes and 300 s.

Of a number without a unit, or with a word that is none, nothing is told here: it may count anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain

from tutor.models.units import KNOWN, MONEY, SORTS, Meaning
from tutor.text.calendar import MONTHS
from tutor.text.spelled import NUMBER_WORDS, ordinals, spelled
from tutor.text.words import STOPWORDS, in_one_spelling, numbers, scaled, stem, words

_SCALES = {
    **dict.fromkeys(("k", "K", "thousand"), 10**3),
    **dict.fromkeys(("m", "M", "mn", "million"), 10**6),
    **dict.fromkeys(("b", "B", "bn", "billion"), 10**9),
    **dict.fromkeys(("tn", "trillion"), 10**12),
}
_SHORT = {name[:3]: name for name in MONTHS} | {"Sept": "September"}
# "per cent" and others of two words, each as one
_PHRASES = (
    (re.compile(r"\bper cent\b", re.IGNORECASE), "percent"),
    (re.compile(r" ?(?:%|\bpercent(?:age)?)[ -]points?\b", re.IGNORECASE), " pp"),
    (re.compile(r"\bbasis points?\b", re.IGNORECASE), "bp"),
    (re.compile(r"(?:°|\bdegrees?) ?(C|F)(?:elsius|ahrenheit)?\b"), r"°\1"),
    (re.compile(r"\b(?:US|U\.S\.|American) (?=dollars?\b)"), ""),
)
_IN_PARTS = {"half": "50 %", "a quarter": "25 %", "one quarter": "25 %", "three quarters": "75 %", "dozen": "12"}


def _any(ways: set[str]) -> str:
    return "|".join(
        f"{'(?<![A-Za-z])' if way[0].isalpha() else ''}{re.escape(way)}" for way in sorted(ways, key=len, reverse=True)
    )


_DIGITS = r"(?:\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:\.\d+)*"
_CURRENCY = _any(MONEY)
_WORD = rf"(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_SPELLED = re.compile(
    rf"\b(?=[{''.join(sorted({word[0] for word in NUMBER_WORDS}))}]){_WORD}\b(?:(?:[ -]+and)?[ -]+{_WORD}\b)*",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?=\d)")  # EUR500
_SCALED = re.compile(
    r"(?<![\w.,])(?P<digits>\d[\d,]*(?:\.\d+)?)"
    r"(?:\s?(?P<word>thousand|million|billion|trillion|bn)|(?P<sign>[kKM])|\s?(?P<of_money>k|K|m|M|mn|b|B|tn))(?!\w)"
)
_MONEY_BEFORE = re.compile(rf"({_CURRENCY})[ ]?$")
_MONEY_BEHIND = re.compile(rf"[ ]?(?:{_CURRENCY})")
_ISO = re.compile(r"(?<![\w.-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_DOTTED = re.compile(r"(?<![\w.])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?![\w]|\.\d)")
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(_SHORT)})\b\.?)"
_DAY = re.compile(
    rf"(?<![\w.,:])(?=[\dJFMASOND])(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?[ ]+(?:of[ ]+)?(?P<month>{_MONTH})(?!\w)"
    rf"|(?P<named>{_MONTH})[ ]+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:.,]*\d|[ ]*[-–][ ]*\d|\w))"
)
_QUANTITY = re.compile(
    rf"(?<![\w.])(?P<number>[-+−]?{_DIGITS})"
    r"(?P<gap>[ \u00a0\u202f-]?)"
    r"(?:(?:calendar|working|business|full|whole|consecutive|more|further|additional|extra)[ -])?"
    r"(?P<after>km/h|%|[A-Z]{0,2}\$|[€£¥₹°]|°?[A-Za-zµμł]+)?"
)
_LONGEST_BEFORE = 6  # characters of a currency and its space
_LISTED = re.compile(r"[ ]*(?:(?P<range>[-–]|to\b)|—|/|and\b|or\b|,)[ ]*(?=\d)")
_ONE = re.compile(r"\b(?:one|(?:an?|each|every|per)(?! second\b))[ -]([a-z]+)", re.IGNORECASE)
_COUNTED = re.compile(rf"(?<![\w.,])({_DIGITS})[ -]([A-Za-z]+)")


@dataclass(frozen=True)
class Quantity:
    """A number, in the spelling of `numbers`; what its unit may mean, nothing where it has none; and as it stands."""

    number: str
    unit: frozenset[Meaning]
    shown: str

    def is_met_by(self, other: Quantity) -> bool:
        """Whether both can be the same amount of the same."""
        here, there = _amount(self.number), _amount(other.number)
        if here is None or there is None:
            return self.number == other.number and bool(self.unit & other.unit)
        return any(
            kind == other_kind and here * size == there * other_size
            for kind, size in self.unit
            for other_kind, other_size in other.unit
        )

    def measures_what(self, other: Quantity) -> bool:
        """Whether the other is of the same kind, if in another unit: both times, or both money."""
        return bool({_sort(kind) for kind, _ in self.unit} & {_sort(kind) for kind, _ in other.unit})


@dataclass(frozen=True)
class Counted:
    """What a text counts, each part of it found when it is first asked for; `text` has its numbers in digits."""

    text: str

    @cached_property
    def numbers(self) -> frozenset[str]:
        """All its numbers."""
        return frozenset(numbers(self.text))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its numbers with what stands beside them, in order."""
        return tuple(_quantities(self.text))

    @cached_property
    def implied(self) -> tuple[Quantity, ...]:
        """What it says without digits: half of it, a day, the third."""
        return tuple(_implied(self.text))

    @property
    def things(self) -> dict[str, tuple[str, str]]:
        """Stems of words that carry meaning behind numbers, each with the last of these and the word as it stands."""
        return {stem(word.lower()): (number, word) for number, word in _COUNTED.findall(self.text) if _is_thing(word)}


@lru_cache(maxsize=256)
def counted(text: str) -> Counted:
    """Read the text once; a claim is held against many."""
    return Counted(_digits(text))


def is_unit(word: str) -> bool:
    """Whether a number may be one of so many of these; a million is as good as one."""
    return bool(_unit(word)) or word.lower() in _SCALES


def in_another_unit(source: Counted, claim: Counted) -> tuple[str, str] | None:
    """A number that the source has with other units only, as it stands there (if of the same sort) and in the claim."""
    there = (*source.quantities, *source.implied)
    for each in claim.quantities:
        same = [other for other in there if other.number == each.number]
        if each.unit and same and all(other.unit for other in same) and not _met(each, there):
            return next((other.shown for other in same if each.measures_what(other)), ""), each.shown
    return None


def foreign_numbers(source: Counted, claim: Counted) -> frozenset[str]:
    """Numbers of the claim that the source has not, in no unit either."""
    missing = claim.numbers - source.numbers - {each.number for each in source.implied if not each.unit}
    there = (*source.quantities, *source.implied)
    return missing - {each.number for each in claim.quantities if each.number in missing and _met(each, there)}


def _met(each: Quantity, among: tuple[Quantity, ...]) -> bool:
    return any(each.is_met_by(other) for other in among)


def _amount(number: str) -> Decimal | None:
    return Decimal(number) if re.fullmatch(r"-?\d{1,30}(?:\.\d{1,30})?", number) else None


def _sort(kind: str) -> str:
    return SORTS.get(kind, "date" if kind in MONTHS else kind)


def _is_thing(word: str) -> bool:
    return len(word) > 2 and word.lower() not in STOPWORDS and word.title() not in MONTHS


# ------------------------------------------------------------------ one spelling


def _digits(text: str) -> str:
    """The text with its numbers in digits, its dates as 3 May 2024 and each unit as one word."""
    text = _ISO.sub(lambda found: _date(found, found[3], found[2], found[1]), text)
    text = _DOTTED.sub(lambda found: _date(found, *found.groups()), text)
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    text = _JOINED.sub(lambda found: f"{found[1]} " if found[1] in MONEY else found[1], text)
    return _SPELLED.sub(_spelled, _SCALED.sub(_scaled, text))


def _date(found: re.Match[str], day: str, month: str, year: str) -> str:
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}" if 1 <= int(month) <= len(MONTHS) else found[0]


def _scaled(found: re.Match[str]) -> str:
    of_money = found["of_money"] and (_money_before(found) or _MONEY_BEHIND.match(found.string, found.end()))
    if found["of_money"] and not of_money:
        return found[0]
    scale = found["word"] or found["sign"] or found["of_money"]
    return scaled(found["digits"], _SCALES[scale.lower() if found["word"] else scale])


def _money_before(found: re.Match[str]) -> str:
    before = _MONEY_BEFORE.search(found.string[max(0, found.start() - _LONGEST_BEFORE) : found.start()])
    return before[0] if before else ""


def _spelled(found: re.Match[str]) -> str:
    values = [str(value) for value in spelled(words(found[0]))]
    return " and ".join(values) if values else found[0]


# ------------------------------------------------------------------ what stands beside a number


def _quantities(text: str) -> Iterator[Quantity]:
    """Every number of the text, a day of a month with its month as unit."""
    after = {found.start("number"): found for found in _QUANTITY.finditer(text)}
    days = {found.start("before") if found["before"] else found.start("after"): found for found in _DAY.finditer(text)}
    for found in _QUANTITY.finditer(text):
        number = in_one_spelling(found["number"])
        day = days.get(found.start("number"))
        if day:
            month = _month(day["month"] or day["named"])
            yield Quantity(number, frozenset({(month, Decimal(1))}), day[0])
            continue
        before = _money_before(found)
        bearing = None if before else _with_unit(found, after)
        unit = _unit(before.strip()) if before else _unit(bearing["after"]) if bearing else frozenset()
        shown = text[found.start() - len(before) : (bearing or found).end("number" if bearing is None else 0)]
        yield Quantity(number, unit, shown.replace("-", " ") if unit and bearing is found else shown)


def _with_unit(found: re.Match[str], numbered: dict[int, re.Match[str]]) -> re.Match[str] | None:
    """Where its unit stands, none in the 1980s, and none of an area. In 10 to 20 days it stands at the other number."""
    if (listed := _LISTED.match(found.string, found.end("number"))) is not None:
        following = numbered.get(listed.end()) if listed["range"] else None
        if following is None or _LISTED.match(following.string, following.end("number")):
            return None
        found = following
    decade = found["after"] == "s" and not found["gap"] and found["number"].endswith("0")
    area = found.string[found.end() : found.end() + 1] in ("²", "³", "^")
    return None if decade or area or not _unit(found["after"] or "") else found


def _unit(written: str) -> frozenset[Meaning]:
    known = KNOWN.get(written)
    if known is None and len(written) > 3:
        known = KNOWN.get(written.lower())
    return known or frozenset()


def _month(written: str) -> str:
    return _SHORT.get(written.rstrip("."), written)


def _implied(text: str) -> Iterator[Quantity]:
    for word in _ONE.findall(text):
        if unit := _unit(word):
            yield Quantity("1", unit, f"1 {word}")
    lower = f" {' '.join(words(text))} "
    for said, amount in _IN_PARTS.items():
        if f" {said} " in lower:
            number, _, share = amount.partition(" ")
            yield Quantity(number, _unit(share), said)
    for number in ordinals(words(text)):
        yield Quantity(number, frozenset(), number)
    for found in re.finditer(r"(?<![\w.])[vV](\d+(?:\.\d+)*)", text):
        yield Quantity(in_one_spelling(found[1]), frozenset(), found[0])
    for found in re.finditer(r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)m\b", text):  # metres, minutes or a million
        yield Quantity(scaled(found[1], _SCALES["m"]), frozenset(), found[0])


# ------------------------------------------------------------------ months

_MAY_BE_WORDS = ("March", "May")  # "a march", "it may"
_DATED = re.compile(
    r"(?<![\w.,:])\d{1,2}(?:st|nd|rd|th)?[ ]+(?:of[ ]+)?(?P<month>March|May)\b"
    r"|\b(?P<named>March|May)[ ]+\d|\b(?P<year>march|may)[ ]+(?:19|20)\d\d\b"
)


def months_named(text: str, beside_number: bool) -> set[str]:
    """Months that a text names in full or shortened; March and May perhaps only `beside_number`, else in capitals."""
    said = set(words(text))
    found = {month for month in MONTHS if month.lower() in said and month not in _MAY_BE_WORDS}
    found |= {_month(each["month"] or each["named"]) for each in _DAY.finditer(text)}
    found |= {(each["month"] or each["named"] or each["year"]).title() for each in _DATED.finditer(text)}
    if not beside_number:
        found |= {month for month in MONTHS for way in chain([month], [month[:3]]) if re.search(rf"\b{way}\b", text)}
    return found
