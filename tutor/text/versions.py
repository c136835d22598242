"""Versions of tools as people write them, compared: does a source describe the version that a learner has?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_VERSION = re.compile(r"(?<![\w.])v?(\d{1,6}(?:\.\d{1,6})*)(?:\.[x*])?(?![\w]|\.\d)", re.IGNORECASE)
_ALSO = re.compile(r"\s*(?:,|/|&|\band\b|\bor\b|,\s*(?:and|or)\b)\s*", re.IGNORECASE)
_TO = re.compile(r"\s*(?:-|–|\bto\b|\bthrough\b|\buntil\b)\s*", re.IGNORECASE)
_LATER = re.compile(r"\s*(?:\+|,?\s*(?:and|or)\s+(?:later|newer|above|higher|up)\b|onwards?\b)", re.IGNORECASE)
_EARLIER = re.compile(r"\s*,?\s*(?:and|or)\s+(?:earlier|older|below|lower)\b", re.IGNORECASE)
_BEFORE_A_NAME = re.compile(r"[;,:()/&]|\b(?:and|or)\b", re.IGNORECASE)
_LAST_WORD = re.compile(r"\s+(?:version|release|from|since)\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Versions:
    """Versions of one tool: from `low` to `high`, either of them without an end where it is None; as they stand."""

    tool: str
    low: tuple[int, ...] | None
    high: tuple[int, ...] | None
    words: str

    def covers(self, other: Versions) -> bool:
        """Whether some of the other's are among these. What one of them leaves open is no difference: 14 is 14.2."""
        return _reaches(self.low, other.high) and _reaches(other.low, self.high)


def _reaches(low: tuple[int, ...] | None, high: tuple[int, ...] | None) -> bool:
    if low is None or high is None:
        return True
    common = min(len(low), len(high))
    return low[:common] <= high[:common]


def other_version(described: str, mine: str) -> str:
    """That a source which describes `described` is about another version than that of `mine`, in words; else empty.

    Both name tools with versions: "SQLite 3.40 and later; PostgreSQL 14 to 16". A tool that one of them does not name,
    or names without a version, says nothing.
    """
    told, own = list(versions(described)), list(versions(mine))
    for tool in dict.fromkeys(each.tool for each in own):
        of_source = [each for each in told if each.tool == tool]
        of_learner = [each for each in own if each.tool == tool]
        if of_source and not any(one.covers(other) for one in of_source for other in of_learner):
            return f"It describes {_listed(of_source)}; yours is {_listed(of_learner)}."
    return ""


def _listed(found: list[Versions]) -> str:
    return ", ".join(each.words for each in found)


def versions(text: str) -> Iterator[Versions]:
    """The versions that the text names, each with its tool, in order."""
    name, tool, end = "", "", 0
    held: Versions | None = None
    for found in _VERSION.finditer(text):
        number = tuple(int(part) for part in found[1].split("."))
        between = text[end : found.start()]
        if held is not None and _TO.fullmatch(between):
            held = Versions(held.tool, held.low, number, f"{held.words} to {found[0]}")
            end = found.end()
            continue
        if held is not None:
            yield held
            held = None
        if not (tool and _ALSO.fullmatch(between)):
            name = _name(between)
            tool = name.casefold()
        held, end = _bounded(text, found, name, number)
        if not tool:
            held = None
    if held is not None:
        yield held


def _bounded(text: str, found: re.Match[str], name: str, number: tuple[int, ...]) -> tuple[Versions, int]:
    """What is said at this number, and where that ends."""
    words = f"{name} {found[0]}"
    if later := _LATER.match(text, found.end()):
        return Versions(name.casefold(), number, None, words + later[0]), later.end()
    if earlier := _EARLIER.match(text, found.end()):
        return Versions(name.casefold(), None, number, words + earlier[0]), earlier.end()
    return Versions(name.casefold(), number, number, words), found.end()


def _name(between: str) -> str:
    """The words right before a number that name its tool."""
    name = _BEFORE_A_NAME.split(between)[-1]
    return " ".join(_LAST_WORD.sub("", name).split())
