"""How hard the English of a document is to read: the reading ease of Flesch (1948).

R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32(3): 206.835 less 1.015 times the words of a
sentence and 84.6 times the syllables of a word. Below 30 it reads like a scientific journal. Nothing is known of a text
that is not English, or that is short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.corpus.vetting.material import Fault, Material, of_file
from tutor.corpus.vetting.prose import sentences
from tutor.domain import Finding, FindingKind, Weight

_HARD = 30.0  # "very difficult" in the paper's table
_LONG = 30.0  # words of a sentence on average
_SHORTEST = 8.0  # words: what is shorter on average is data and no sentences
_ENOUGH = 150  # words; the paper's own samples have a hundred
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouy]les|[^aeiouytd]ed|(?<![sxzcgh])es|[aeiouy][^aeiouy]+ely)$")


def readability(material: Material) -> Iterator[Finding]:
    """Documents that are hard to read for everyone."""
    if not material.manifest.corpus.language.lower().startswith("en"):
        return
    for taken in material.taken:
        said = [found for _, text in sentences(taken) if len(found := _WORD.findall(text)) > 2]
        total = sum(map(len, said))
        if total < _ENOUGH:
            continue
        length = total / len(said)
        if length < _SHORTEST:
            continue
        ease = 206.835 - 1.015 * length - 84.6 * sum(syllables(word) for each in said for word in each) / total
        if ease < _HARD or length > _LONG:
            says = f"Its reading ease is {ease:.0f} of 100, with {length:.0f} words to a sentence: hard to read."
            cure = "Shorter sentences and plainer words also make better quotes."
            yield of_file(Fault(FindingKind.READABILITY, Weight.NOTE, says, cure), taken.document.path, "hard to read")


def syllables(word: str) -> int:
    """The syllables of an English word, nearly: groups of vowels, without a silent ending."""
    lower = word.lower()
    silent = 1 if len(lower) > 3 and _SILENT.search(lower) else 0
    return max(1, len(_VOWELS.findall(lower)) - silent)
