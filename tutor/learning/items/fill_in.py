"""Fill-in: a sentence with one number, piece of code or name in capitals left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.domain import Exercise, ExerciseKind
from tutor.learning.items.parts import GAP, Material
from tutor.text.calendar import MONTHS
from tutor.text.mapped import shaped
from tutor.text.words import numbers, words

# Only what can be written in one way: a gap for an ordinary word has many right answers.
_TERM = re.compile(
    r"(?<![\w.,:/%+§(-])(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w(:/–-]|[.,]\d)|(?<![\w-])[A-Z]{2,}[A-Z_]*[A-Z](?![\w(:/-])"
)
_REFERS = re.compile(r"(?:articles?|sections?|recital|pages?|directive|regulation|\[\d+\]|LLM)\s*$", re.IGNORECASE)
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_OF_A_DATE = (re.compile(rf"\s*{_MONTH}\b"), re.compile(rf"\b{_MONTH}\s*$"))  # after a number, and before it
_YEAR = re.compile(r"(?:19|20)\d\d$")
_CURRENCIES = frozenset(("EUR", "GBP", "USD"))  # which one it is stands all over a page
_MOST_NUMBERS = 3  # more is a worked example, in which each follows from the others


def fill_ins(material: Material) -> Iterator[Exercise]:
    """An exercise for each sentence with something that can be left out, the first that stands there only once."""
    for sentence in material.sentences:
        if len(numbers(sentence.text)) > _MOST_NUMBERS:
            continue
        place = next(
            (each for each in terms(sentence.text, sentence.cited.quote) if _alone(sentence.text, *each)), None
        )
        if place is not None:
            start, end = place
            yield material.exercise(
                ExerciseKind.FILL_IN,
                sentence.text[:start] + GAP + sentence.text[end:],
                sentence.text[start:end],
                sentence.cited,
            )


def terms(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Where `text` has what can be left out: short code of the quote it was made from, then numbers and capitals."""
    for start, end, kind in shaped(quote):
        code = quote[start:end]
        if kind == "code" and words(code) and 2 <= len(code) <= 24 and text.count(code) == 1:
            yield text.index(code), text.index(code) + len(code)
    for match in _TERM.finditer(text):
        if match.group() in _CURRENCIES:
            continue
        if not is_reference(text, match):
            yield match.span()


def is_reference(text: str, number: re.Match[str]) -> bool:
    """Whether a number only names a date, an article or a page: what nobody knows by heart for a reason."""
    before, after = text[: number.start()], text[number.end() :]
    dated = _OF_A_DATE[0].match(after) or _OF_A_DATE[1].search(before)
    return bool(dated or _YEAR.match(number.group()) or _REFERS.search(before))


def _alone(text: str, start: int, end: int) -> bool:
    return text.casefold().count(text[start:end].casefold()) == 1
