"""Find the error: a sentence of the source in which one word or number was exchanged for one that turns it around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from tutor.domain import Exercise, ExerciseKind
from tutor.learning.items.fill_in import is_reference
from tutor.learning.items.parts import Material
from tutor.text.words import numbers, words

ARROW = " → "
QUESTION = "One word or number is not what the source says. Which one, and what stands there instead?"
# Each turns the sentence around, stands for one thing, and can be told by who knows the subject.
_PAIRS = (
    "before after|first last|always never|higher lower|outside inside|larger smaller"
    "|largest smallest|minimum maximum|ascending descending|longer shorter|cheaper dearer|WHERE HAVING|INNER LEFT"
    "|ON WHERE|ROWS RANGE|MIN MAX|numerators denominators|numerator denominator|precision recall|median mean"
    "|input output|client freelancer|controller processor|assignment licence|net gross|overwrite keep|cheap expensive"
    "|true false|include exclude|includes excludes|accept refuse|accepted refused|best worst|most least|high low"
    "|once twice|everything nothing|early late|earlier later|rises falls|sharpens flattens"
    "|system user|direct indirect|exact approximate|discrete continuous|permanent temporary|workflow agent"
    "|oldest newest|older newer|internal external|required optional|allowed forbidden"
    "|optimistic pessimistic|independent dependent|automatic manual|possible impossible|stable changing"
    "|unique repeated|sufficient insufficient|valid invalid|public private"
)
_WORD = re.compile(r"(?<![\w`.-])[A-Za-z][A-Za-z-]*(?![\w`]|\.\w)")
_DIGITS = re.compile(r"(?<![\w.,:/§-])\d[\d,]*(?:\.\d+)?(?![\w:/-]|[.,]\d)")


@cache
def _others() -> Mapping[str, str]:
    """The other word of each pair, both ways; a word of several pairs goes with the first."""
    found: dict[str, str] = {}
    for pair in _PAIRS.split("|"):
        one, two = pair.split()
        found.setdefault(one, two)
        found.setdefault(two, one)
    return found


def find_errors(material: Material) -> Iterator[Exercise]:
    """An exercise for each sentence in which a word or a number can be turned around."""
    for sentence in material.sentences:
        for start, end, wrong in _exchanges(sentence.text):
            right = sentence.text[start:end]
            said = sentence.text[:start] + wrong + sentence.text[end:]
            yield material.exercise(
                ExerciseKind.FIND_ERROR, f"{QUESTION}\n“{said}”", f"{wrong}{ARROW}{right}", sentence.cited
            )
            break


def _exchanges(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what to put there) of what can be exchanged: words that turn it around, then single numbers."""
    there = words(text)
    for match in _WORD.finditer(text):
        other = _fitting(text, match)
        if other and there.count(match.group().lower()) == 1 and other.lower() not in there:
            yield *match.span(), other
    found = [match for match in _DIGITS.finditer(text) if not is_reference(text, match)]
    if len(found) == 1 == len(numbers(text)):
        (match,) = found
        yield *match.span(), _doubled(match.group())


def _fitting(text: str, match: re.Match[str]) -> str:
    """The word that turns it around and reads as well there, so that one must know the subject to find it."""
    word, before = match.group(), text[: match.start()].lower()
    if word.lower() == "most" and not before.endswith(("the ", "at ")):
        return "few" if word.islower() else "Few"
    if word.lower() in ("always", "never") and "not even" in text:
        return ""
    return _other(word)


def _other(word: str) -> str:
    """The word that turns `word` around, written as it is; empty where there is none."""
    others = _others()
    if word in others:
        return others[word]
    other = others.get(word.lower(), "") if word[1:].islower() else ""
    return other.capitalize() if word[:1].isupper() else other


def _doubled(digits: str) -> str:
    places = len(digits.partition(".")[2])
    value = 2 * float(digits.replace(",", "")) or 10.0
    return f"{value:,.{places}f}" if "," in digits else f"{value:.{places}f}"
