"""Words that mean the same and words that do not, from WordNet (Fellbaum 1998; Debian's package wordnet-base).

Only what holds without knowing the sense: words of one part of speech, in the sense that is theirs most often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

FOLDER = Path("/usr/share/wordnet")
_SPEECH = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_SHORTEST = 4  # letters: most shorter words have many senses
_MOST_SIBLINGS = 60  # below a word with more, what is beside each other has little in common
Inflection = Callable[[str], str]
_Pointers = list[tuple[str, int, tuple[int, int]]]  # kind, target, and the numbers of the two words meant (0: all)
_Sets = dict[int, tuple[list[str], _Pointers]]  # words and pointers


@dataclass(frozen=True)
class Thesaurus:
    """Base forms: `equals` can stand for a word, and `others` say something else in its place."""

    equals: dict[str, tuple[str, ...]]
    others: dict[str, tuple[str, ...]]
    speech: dict[str, str]

    def equal(self, word: str) -> list[str]:
        """Words that mean the same, in the same form."""
        return self._inflected(self.equals, word)

    def other(self, word: str) -> list[str]:
        """Words that mean something else, or the opposite, in the same form."""
        return self._inflected(self.others, word)

    def is_noun(self, word: str) -> bool:
        """Whether it is a noun, and can be nothing else."""
        return any(speech == "n" == self.speech.get(base) for speech, base, _ in _bases(word.lower()))

    def third_person_of(self, word: str) -> str:
        """The verb that this is the third person of, and can be nothing else; else nothing."""
        forms = ((speech, base) for speech, base, _ in _bases(word) if base != word)
        found = (base for speech, base in forms if speech == "v" == self.speech.get(base))
        return next(found, "") if word.endswith("s") else ""

    def _inflected(self, found: dict[str, tuple[str, ...]], word: str) -> list[str]:
        for speech, base, inflect in _bases(word.lower()):
            if self.speech.get(base) == speech:
                return [inflect(each) for each in found[base]]
        return []


@cache
def thesaurus() -> Thesaurus:
    """Read once. Raises `SystemExit` where the package is not installed."""
    if not (FOLDER / "data.noun").exists():
        raise SystemExit("WordNet is not there: apt-get install wordnet-base.")
    senses = _first_senses()
    equals: dict[str, tuple[str, ...]] = {}
    others: dict[str, tuple[str, ...]] = {}
    for name, letter in _SPEECH.items():
        part = _Part.of(name, {word: offset for word, (speech, offset) in senses.items() if speech == letter})
        for word in part.own:
            same = tuple(each for each in part.words(part.own[word]) if each != word)
            beside = part.opposites(word) + (part.siblings(word) if name == "noun" else [])
            equals[word] = same
            others[word] = tuple(dict.fromkeys(each for each in beside if each not in same))
    return Thesaurus(equals, others, {word: speech for word, (speech, _) in senses.items()})


@dataclass(frozen=True)
class _Part:
    """A part of speech: its synsets, the most frequent one of each word, and what is below each."""

    sets: _Sets
    own: dict[str, int]
    below: dict[int, list[int]]

    @classmethod
    def of(cls, name: str, own: dict[str, int]) -> _Part:
        sets = dict(_synsets(name))
        below: dict[int, list[int]] = {}
        for offset, (_, pointers) in sets.items():
            for kind, target, _ in pointers:
                if kind == "@":
                    below.setdefault(target, []).append(offset)
        return cls(sets, own, below)

    def words(self, offset: int) -> list[str]:
        """Those that mean this most often."""
        return [word for word in self.sets[offset][0] if self.own.get(word) == offset]

    def siblings(self, word: str) -> list[str]:
        """Words for other things of the same kind."""
        own = self.own[word]
        above = [target for kind, target, _ in self.sets[own][1] if kind == "@"]
        beside = [each for target in above for each in self.below[target] if each != own]
        return [found for each in beside for found in self.words(each)] if len(beside) <= _MOST_SIBLINGS else []

    def opposites(self, word: str) -> list[str]:
        """Its antonyms."""
        words, pointers = self.sets[self.own[word]]
        found = [
            (target, theirs) for kind, target, (mine, theirs) in pointers if kind == "!" and words[mine - 1] == word
        ]
        opposites = (self.sets[target][0][theirs - 1] for target, theirs in found)
        return [each for each in opposites if each.isalpha()]


def _first_senses() -> dict[str, tuple[str, int]]:
    """The synset of each word that texts were tagged with in one part of speech alone."""
    found: dict[str, tuple[str, int]] = {}
    twice: set[str] = set()
    for name, letter in _SPEECH.items():
        for fields in _lines(f"index.{name}"):
            word, pointers = fields[0], int(fields[3])
            tagged, first = int(fields[5 + pointers]), int(fields[6 + pointers])
            if not tagged or len(word) < _SHORTEST or not word.isalpha():
                continue
            twice |= {word} & found.keys()
            found[word] = (letter, first)
    return {word: sense for word, sense in found.items() if word not in twice}


def _synsets(name: str) -> Iterator[tuple[int, tuple[list[str], _Pointers]]]:
    """The words and the pointers of each synset."""
    for fields in _lines(f"data.{name}"):
        count = int(fields[3], 16)
        words = [fields[4 + 2 * number].partition("(")[0].lower() for number in range(count)]
        start = 5 + 2 * count
        pointers: _Pointers = []
        for place in range(start, start + 4 * int(fields[start - 1]), 4):
            kind, target, speech, meant = fields[place : place + 4]
            if speech == _SPEECH[name]:
                mine, theirs = divmod(int(meant, 16), 256)
                pointers.append((kind, int(target), (mine, theirs)))
        yield int(fields[0]), (words, pointers)


def _lines(name: str) -> Iterator[list[str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith("  "):  # the licence
                yield line.partition(" | ")[0].split()


def _bases(word: str) -> Iterator[tuple[str, str, Inflection]]:
    """What a word may be a form of: part of speech, base form, and what makes the form of another base."""
    for speech in "arnv":
        yield speech, word, lambda base: base
    if word.endswith("ies"):
        yield from ((speech, word[:-3] + "y", _plural) for speech in "nv")
    if word.endswith("es"):
        yield from ((speech, word[:-2], _plural) for speech in "nv")
    if word.endswith("s") and not word.endswith("ss"):
        yield from ((speech, word[:-1], _plural) for speech in "nv")
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            for base in (stem, stem + "e"):
                yield "v", base, partial(_with, ending=ending)


def _plural(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _with(base: str, ending: str) -> str:
    if base.endswith("e"):
        base = base[:-1]
    elif ending == "ed" and base.endswith("y") and base[-2:-1] not in "aeiou":
        base = base[:-1] + "i"
    return base + ending
