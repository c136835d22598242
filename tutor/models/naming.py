"""Whether a source has another name where a claim has one: "directed by Mike Binder" against "directed by Spike Lee".

That a name of the claim is missing says little by itself: 38 of 100 such claims that people judged were supported, as a
cited passage often calls its subject "it". So the other name has to stand in the same place; or the source has to be
all that is known of it, with title and headings, and then a name that is in none of these is the writer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from tutor.text.calendar import MONTHS, WEEKDAYS
from tutor.text.names import PLACE, named
from tutor.text.sentences import sentence_spans
from tutor.text.words import STOPWORDS, content_stems, stem, stems, words

_SAME_POINT = 0.7  # share of the claim's other words in one sentence of the source that is about the same
_PART = r"[A-Z][\w'’-]*[a-z][\w'’-]*"
_NAME = re.compile(rf"(?<!^)(?<![.!?:] )\b{_PART}(?:\s+(?:of|de|van|von|the|la|del)?\s?{_PART})*")
_NO_NAMES = STOPWORDS | {name.lower() for name in (*MONTHS, *WEEKDAYS)}
_ARTICLES = frozenset({"a", "an", "the"})
_ENGLISH = {"the", "of", "by", "is", "and", "to", "for", "with", "from"}  # elsewhere nouns may have capitals
_ACRONYM = re.compile(r"(?<![\w.,-])(?<!\d )[A-Z]{2,6}(?=s?\b)(?![\w-]| \d)")  # not EUR 20, nor 20 GB
_SHORT = re.compile(r"\b(?:[A-Z]\.?){2,}")
_BEFORE = 80  # characters in which the word before a name is looked for
_KIN = 3  # letters at the end in which forms of a name differ: Italy, Italian
_ROOT = 4  # letters that they have in common at least
_PEOPLES = """Britain/British/UK/English America/American/US/USA Netherlands/Dutch Holland/Dutch France/French
Spain/Spanish Poland/Polish Denmark/Danish Ireland/Irish Wales/Welsh Switzerland/Swiss Greece/Greek Europe/European/EU
Czechia/Czech Iceland/Icelandic Turkey/Turkish Philippines/Filipino Cyprus/Cypriot Thailand/Thai""".lower().split()
_UNIONS = {"United States": "us", "United Kingdom": "uk", "European Union": "eu"}
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


def names_lacking(source: str, claim: str) -> list[str]:
    """The names and short forms in capitals of the claim that the source has in no form at all."""
    if not _ENGLISH.intersection(words(claim)):
        return []
    names = [*_opening_place(claim), *_names(claim)]
    found = [each for each in names if not _known(each, source)]
    short = (match[0] for match in _ACRONYM.finditer(claim) if not _spelled_out(match[0].lower(), source))
    return [*(each.written for each in found), *short]


def _opening_place(text: str) -> Iterator[_Name]:
    """The country or people at the start of a text, where any word has a capital."""
    first = re.match(r"(?:The )?([A-Z]\w+(?: [A-Z]\w+)*)", text)
    if first:
        parts = tuple(words(first[1]))
        if _of_one_people(parts[0]) or any(each.kind == PLACE for each in named(first[1])):
            yield _Name(first[1], parts, first.start(1))


def _spelled_out(short: str, source: str) -> bool:
    """Whether the source has it as it is, or words that it stands for: an NDA is a non-disclosure agreement."""
    there = _vocabulary(source)
    if short in there or _of_one_people(short) & there:
        return True
    initials = "".join(word[0] for word in words(source.replace("-", " ")))
    return short in initials or short.removesuffix("s") in there


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
    return any(
        part in there or stem(part) in there or _of_one_people(part) & there or any(_kin(part, word) for word in there)
        for part in name.parts
    )


@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    """Its words and their stems."""
    found = {word.removesuffix("'s") for word in words(text)}
    found |= {short for long, short in _UNIONS.items() if long in text}
    return frozenset(found | {stem(word) for word in found})


@lru_cache(maxsize=256)
def _of_one_people(name: str) -> frozenset[str]:
    """What else a country and its people are called: Britain, British."""
    rows = (row.split("/") for row in _PEOPLES)
    return frozenset(each for row in rows if {name, name.removesuffix("s")} & set(row) for each in row) - {name}


def _kin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _ROOT and long.startswith(short[: max(_ROOT, len(short) - _KIN)])


def _misspelled(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower().replace("œ", "oe"), other.lower().replace("œ", "oe")).ratio() >= _TYPO


def _word_before(text: str, start: int) -> str:
    before = [word for word in words(text[max(0, start - _BEFORE) : start]) if word not in _ARTICLES]
    return stem(before[-1]) if before else ""
