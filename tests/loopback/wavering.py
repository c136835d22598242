"""Scripts of models that answer the same question differently each time, each difference planned.

The answer states one or two facts of the passages, sentences with a number. Redraws are known by their seed, so that a
script gives the same whether an endpoint makes several choices of a request or is asked for one at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from tests.loopback import answers
from tests.loopback.script import Reply, Request, Script

UNSEEN = 7  # what a wrong number is the right one times this, and one more

_FACT = re.compile(r"(?<![^\s(])[A-Z][^.|\n]*\b\d+ [a-z%][^.|\n]*\.")
_NUMBER = re.compile(r"\d+")
_MOST_FACTS = 2
_IN_GERMAN = (
    "Dazu sagen die Quellen, dass man sich vorher schriftlich einigen sollte.",
    "Alles Weitere regelt der Vertrag zwischen den Beteiligten.",
)

Statement = dict[str, Any]


class Kind(StrEnum):
    """In what an answer departs from the right one."""

    TEXT = "another number under the true words of the source"
    QUOTE = "another number, in the words it alleges too"
    OWN = "another number, and no two redraws the same one"
    SILENT = "nothing on the first fact"
    REFUSES = "that the sources do not say it"
    CUT = "its end missing, in the midst of the last fact"
    FOREIGN = "another language"
    FAILS = "an error in its place"


class NoFacts(ValueError):
    """The passages have no sentence with a number, so there is nothing to waver in."""


def steady(request: Request) -> Reply:
    """The right answer each time, letter by letter."""
    return _answer(_right(request))


def wavering(share: float, kind: Kind) -> Script:
    """A right first answer; that `share` of the redraws departs from it, evenly spread: of a quarter every fourth."""
    return _departing(lambda number: kind if number and int(number * share) > int((number - 1) * share) else None)


def one(kind: Kind, number: int = 2) -> Script:
    """Only the redraw of that number departs; 0 is the first answer."""
    return _departing(lambda each: kind if each == number else None)


def outlier(kind: Kind = Kind.TEXT) -> Script:
    """Only the first answer departs: all redraws are right."""
    return one(kind, 0)


def fuller(request: Request) -> Reply:
    """Every redraw has one fact more than the first answer, which the sources carry."""
    return _answer(_right(request)[: None if number_of(request) else 1])


def number_of(request: Request) -> int:
    """The number of the redraw that a request and its choice are for, from 1; 0 for the first answer."""
    seed = request.body.get("seed")
    return 0 if seed is None else int(seed) + request.choice


def facts(request: Request) -> list[tuple[int, str]]:
    """Sentences with a number, one of a passage, with the number of that passage. Raises `NoFacts`."""
    found = [
        (each.number, fact.group()) for each in answers.asked(request).passages for fact in _FACT.finditer(each.text)
    ]
    distinct = list({words: (number, words) for number, words in reversed(found)}.values())[::-1]
    if not distinct:
        raise NoFacts("no passage has a sentence with a number")
    return distinct


def _departing(departs: Callable[[int], Kind | None]) -> Script:
    def script(request: Request) -> Reply:
        number = number_of(request)
        kind = departs(number)
        right = _right(request)
        return _answer(_turned(right, number)) if kind is None else _departed(right, kind, number, request)

    return script


def _departed(right: Sequence[Statement], kind: Kind, number: int, request: Request) -> Reply:
    first, *others = right
    if kind is Kind.FAILS:
        return Reply(status=500)
    if kind is Kind.CUT:
        whole = _answer(right)
        return replace(whole, text=whole.text[: whole.text.index(right[-1]["text"]) + 20], finish_reason="length")
    if kind is Kind.REFUSES:
        return _answer([], f"The passages do not say: {answers.asked(request).question}")
    if kind is Kind.FOREIGN:
        return _answer([{**each, "text": text} for each, text in zip(right, _IN_GERMAN, strict=False)])
    if kind is Kind.SILENT:
        return _answer(others)
    return _answer(_turned([_wrong(first, kind, number), *others], number))


def _wrong(statement: Statement, kind: Kind, number: int) -> Statement:
    """The statement with another number in its first place, each time the same unless every redraw has its `OWN`."""
    unseen = UNSEEN + number if kind is Kind.OWN else UNSEEN

    def other(text: str) -> str:
        return _NUMBER.sub(lambda found: str(int(found.group()) * unseen + 1), text, count=1)

    quotes = [{**each, "words": other(each["words"])} for each in statement["quotes"]]
    return {"text": other(statement["text"]), "quotes": quotes if kind is Kind.QUOTE else statement["quotes"]}


def _turned(statements: Sequence[Statement], number: int) -> list[Statement]:
    """The last one first in every second redraw: a model that varies its words, not what they mean."""
    return [*statements[-1:], *statements[:-1]] if number % 2 else list(statements)


def _right(request: Request) -> list[Statement]:
    return [_stating(*each) for each in facts(request)[:_MOST_FACTS]]


def _stating(passage: int, words: str) -> Statement:
    return {"text": words, "quotes": [{"passage": passage, "words": words}]}


def _answer(statements: Sequence[Statement], gap: str = "") -> Reply:
    return Reply(json.dumps({"sentences": list(statements), "not_in_sources": gap}, ensure_ascii=False))
