"""Translations of statements: shown beside what was checked, and never in its place."""

from __future__ import annotations

import re
from collections import Counter

_NUMBER = re.compile(r"\d(?:[\d.,'’\u00a0\u202f]*\d)?")


def kept(translation: str, text: str) -> str:
    """The translation on one line, where it has the very numbers of `text`; else nothing.

    No judge here reads two languages. Numbers are what a translation can be held to: their digits, in any order, since
    languages group and order them differently.
    """
    line = " ".join(translation.split())
    return line if _digits(line) == _digits(text) else ""


def _digits(text: str) -> Counter[str]:
    found = ("".join(filter(str.isdecimal, number)) for number in _NUMBER.findall(text))
    return Counter(str(int(digits)) for digits in found)
