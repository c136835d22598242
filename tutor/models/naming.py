"""Whether a source has another name where a claim has one: "directed by Mike Binder" against "directed by Spike Lee".

That a name of the claim is missing says little by itself: 38 of 100 such claims that people judged were supported, as a
cited passage often calls its subject "it". So the other name has to stand in the same place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from tutor.text.calendar import MONTHS, WEEKDAYS
from tutor.text.sentences import sentence_spans
from tutor.text.words import STOPWORDS, content_stems, stem, stems, words

_SAME_POINT = 0.7  # share of the claim's other words in one sentence of the source that is about the same
_PART = r"[A-Z][\w'’-]*[a-z][\w'’-]*"
_NAME = re.compile(rf"(?<!^)(?<![.!?:] )\b{_PART}(?:\s+(?:of|de|van|von|the|la|del)?\s?{_PART})*")
_NO_NAMES = STOPWORDS | {name.lower() for name in (*MONTHS, *WEEKDAYS)}
_ARTICLES = frozenset({"a", "an", "the"})
_ENGLISH = {"the", "of", "by", "is", "and", "to", "for", "with", "from"}  # elsewhere nouns may have capitals
_SHORT = re.compile(r"\b(?:[A-Z]\.?){2,}")
_BEFORE = 80  # characters in which the word before a name is looked for
_KIN = 3  # letters at the end in which forms of a name differ: Italy, Italian
_ROOT = 4  # letters that they have in common at least
_TYPO = 0.8  # likeness of two names from which on they are one, misspelled


@dataclass(frozen=True)
class _Name:
    written: str
    parts: tuple[str, ...]
    start: int


def named_otherwise(premise: str, claim: str) -> tuple[str, str] | None:
    """A name of the premise, and the one that the claim has in its place, which the premise has in no form."""
    if not _ENGLISH.intersection(words(claim)):
        return None
    foreign = [each for each in _names(claim) if not _known(each, premise)]
    wanted = frozenset(content_stems(claim)) - {stem(part) for each in foreign for part in each.parts}
    if not foreign or len(wanted) < 2:
        return None
    places = {(_word_before(claim, each.start), len(each.parts)): each for each in foreign}
    for start, end in sentence_spans(premise):
        sentence = premise[start:end]
        if len(wanted.intersection(stems(sentence))) < _SAME_POINT * len(wanted):
            continue
        for other in _names(sentence):
            name = places.get((_word_before(sentence, other.start), len(other.parts)))
            if name and not _known(other, claim) and not _misspelled(name.written, other.written):
                return other.written, name.written
    return None


def _names(text: str) -> Iterator[_Name]:
    """Words with a capital within sentences; at their start any word has one."""
    for found in _NAME.finditer(text):
        parts = tuple(word for each in re.findall(_PART, found[0]) for word in words(each.replace("-", " ")))
        if not _NO_NAMES.intersection(parts):
            yield _Name(found[0], tuple(part.removesuffix("'s") for part in parts), found.start())


def _known(name: _Name, text: str) -> bool:
    """Whether the text has any part of it, in any form, or its initials."""
    there = _vocabulary(text)
    initials = "".join(part[0] for part in name.parts)
    if len(initials) > 1 and initials in {found.replace(".", "").lower() for found in _SHORT.findall(text)}:
        return True
    return any(part in there or stem(part) in there or any(_kin(part, word) for word in there) for part in name.parts)


@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    """Its words and their stems."""
    found = {word.removesuffix("'s") for word in words(text)}
    return frozenset(found | {stem(word) for word in found})


def _kin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _ROOT and long.startswith(short[: max(_ROOT, len(short) - _KIN)])


def _misspelled(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower().replace("œ", "oe"), other.lower().replace("œ", "oe")).ratio() >= _TYPO


def _word_before(text: str, start: int) -> str:
    before = [word for word in words(text[max(0, start - _BEFORE) : start]) if word not in _ARTICLES]
    return stem(before[-1]) if before else ""
