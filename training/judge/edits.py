"""One-fact edits of a sentence, by rule, after which it says something else; and rewordings that keep what it says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from training.judge import wordlists as lists
from training.judge.thesaurus import thesaurus

_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")
_NAME = re.compile(r"\b[A-Z][\w'’-]*[a-z][\w'’-]*(?: (?:of |the |de |van )?[A-Z][\w'’-]*[a-z][\w'’-]*)*")
_ONLY_OPENS = re.compile(
    r"^(?:The|A|An|In|On|At|It|He|She|They|This|That|These|Those|There|If|When|While|After|Before|For|To|As|And|But|Or|We|"
    r"You|I|His|Her|Its|Their|Our|By|From|With|However|Also|Then|Since|So|Not|One|Some|Many|Most|All|Each|Both|Another|"
    r"Although|Because|During|Under|Use|Using)\b ?"
)

_WORD = re.compile(r"(?<![\w'’-])[a-z]+(?![\w'’-])")
_BETWEEN = re.compile(r" (?:than|instead of|rather than|before|after|from|to|by|over|with|without|into|for|of) ")
_DATES = frozenset((*lists.MONTHS, *lists.DAYS))


@dataclass(frozen=True)
class Edit:
    """`old` words put out of a sentence and `new` ones put in; `kind` says what changed."""

    kind: str
    old: str
    new: str
    start: int

    def of(self, sentence: str) -> str:
        """The sentence with the edit."""
        return sentence[: self.start] + self.new + sentence[self.start + len(self.old) :]


@dataclass(frozen=True)
class Surroundings:
    """Numbers, names and nouns of the document, which make the hardest edits."""

    numbers: tuple[str, ...]
    names: tuple[str, ...]
    nouns: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Surroundings:
        """Those of `text`."""
        return cls(
            tuple(dict.fromkeys(number.rstrip(",") for number in _NUMBER.findall(text))),
            tuple(dict.fromkeys(names(text))),
            tuple(dict.fromkeys(word for word in _WORD.findall(text) if thesaurus().is_noun(word))),
        )


def names(text: str) -> list[str]:
    """What looks like a name: capitalised words, but for the ones that open sentences."""
    found = []
    for match in _NAME.finditer(text):
        name = _ONLY_OPENS.sub("", match.group())
        opens = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".!?:\n#*-|"
        if name and name not in _DATES and (not opens or " " in name):
            found.append(name)
    return found


def edits(sentence: str, around: Surroundings, random: Random) -> list[Edit]:
    """At most two edits of each kind, at random places."""
    found: list[Edit] = []
    for make in _KINDS:
        made = [edit for edit in make(sentence, around, random) if edit.new != edit.old]
        found.extend(random.sample(made, min(2, len(made))))
    return found


# ------------------------------------------------------------------ numbers, units, dates


def _number(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    for match in _NUMBER.finditer(sentence):
        old = match.group().rstrip(",")
        new = _other_number(old, around, random)
        if new != old:
            yield Edit("number", old, new, match.start())


def _other_number(old: str, around: Surroundings, random: Random) -> str:
    plain = old.replace(",", "")
    value = float(plain)
    if 1000 <= value <= 2100 and plain.isdigit() and "," not in old:  # a year, most likely
        near = [each for each in around.numbers if each != old and re.fullmatch(r"1\d{3}|20\d\d", each)]
        if near and random.random() < 0.4:
            return random.choice(near)
        return str(int(value) + random.choice([-10, -3, -2, -1, 1, 2, 3, 5, 10, 20]))
    others = [each for each in around.numbers if each.replace(",", "") != plain]
    near = [each for each in others if abs(len(each) - len(old)) <= 1]
    if near and random.random() < 0.4:
        return random.choice(near)
    digits = len(plain.partition(".")[2])
    factor = random.choice([0.1, 0.5, 0.8, 0.9, 1.1, 1.2, 1.5, 2, 3, 10])
    changed = round(value * factor, digits)
    if changed == value:
        changed = value + random.choice([1, 2, 3])
    if digits == 0 and random.random() < 0.3 and len(plain) > 1:  # one digit
        place = random.randrange(len(plain))
        digit = random.choice([each for each in "123456789" if each != plain[place]])
        changed = float(plain[:place] + digit + plain[place + 1 :])
    return f"{changed:,.{digits}f}" if "," in old else f"{changed:.{digits}f}"


def _from_list(kind: str, items: Sequence[str]) -> Callable[[str, Surroundings, Random], Iterator[Edit]]:
    pattern = re.compile(rf"\b(?:{'|'.join(items)})\b", re.IGNORECASE)

    def make(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
        for match in pattern.finditer(sentence):
            old = match.group()
            new = random.choice([item for item in items if item.lower() != old.lower()])
            yield Edit(kind, old, _cased(new, old), match.start())

    return make


def _unit(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    for family in lists.UNITS:
        for match in re.finditer(rf"(?<=[\d\w] )(?:{'|'.join(family)})\b", sentence):
            old = match.group()
            counted = sentence[: match.start()].rstrip()[-1:].isdigit()
            if old in ("s", "m", "h", "min", "g", "second", "points") and not counted:
                continue
            yield Edit("unit", old, random.choice([unit for unit in family if unit != old]), match.start())
    for match in re.finditer(rf"[{lists.SYMBOLS}](?=\d)", sentence):
        others = [symbol for symbol in lists.SYMBOLS if symbol != match.group()]
        yield Edit("unit", match.group(), random.choice(others), match.start())


# ------------------------------------------------------------------ names


def _name(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    own = dict.fromkeys(names(sentence))  # in order: that of a set is another one in every process
    others = [name for name in around.names if not any(name in each or each in name for each in own)]
    for old in own:
        alike = [name for name in others if name.count(" ") == old.count(" ")] or others
        if alike:
            yield Edit("name", old, random.choice(alike), sentence.index(old))


def _part_of_name(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    parts = [part for name in around.names for part in name.split() if part[0].isupper() and part not in sentence]
    for old in dict.fromkeys(names(sentence)):
        if " " in old and parts:
            part = random.choice(old.split())
            if part[0].isupper():
                yield Edit("name", part, random.choice(parts), sentence.index(old) + old.index(part))


def _swapped(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    own = [name for name in dict.fromkeys(names(sentence)) if sentence.count(name) == 1]
    for first, second in itertools.pairwise(own):
        start, end = sentence.index(first), sentence.index(second) + len(second)
        between = sentence[start + len(first) : end - len(second)]
        if re.fullmatch(r"[, ]*(?:and|or)?[, ]*", between):
            continue
        yield Edit("role", sentence[start:end], f"{second}{between}{first}", start)


# ------------------------------------------------------------------ words


def _opposite(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    for match in re.finditer(r"[A-Za-z]+", sentence):
        others = _OPPOSITE.get(match.group().lower())
        if others:
            yield Edit("direction", match.group(), _cased(random.choice(others), match.group()), match.start())


def _other_word(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    """What WordNet has beside a word, or against it."""
    for match in _WORD.finditer(sentence):
        others = [each for each in thesaurus().other(match.group()) if each not in sentence]
        if others:
            yield Edit("word", match.group(), random.choice(others), match.start())


def _other_noun(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    """Something else that the document speaks of, of the same number."""
    for match in _WORD.finditer(sentence):
        old = match.group()
        if thesaurus().is_noun(old):
            equal = thesaurus().equal(old)
            others = [
                each
                for each in around.nouns
                if each not in sentence and each not in equal and each.endswith("s") == old.endswith("s")
            ]
            if others:
                yield Edit("word", old, random.choice(others), match.start())


def _nouns_swapped(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    """The nouns on both sides of a "than", "before", "to" and the like in each other's place."""
    found = [match for match in _WORD.finditer(sentence) if thesaurus().is_noun(match.group())]
    for one, other in itertools.pairwise(found):
        first, second, between = one.group(), other.group(), sentence[one.end() : other.start()]
        if _BETWEEN.search(between) and first.rstrip("s") != second.rstrip("s"):
            yield Edit("role", sentence[one.start() : other.end()], f"{second}{between}{first}", one.start())


def _phrase(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    for pair in lists.PHRASES:
        for old, new in (pair, pair[::-1]):
            for match in re.finditer(rf"\b{old}\b", sentence, re.IGNORECASE):
                yield Edit("condition", match.group(), _cased(new, match.group()), match.start())


def _negation(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    taken = list(re.finditer(r" not\b| never\b|n't\b|n’t\b", sentence))
    for match in taken:
        if match.group().endswith("t") and "n" in match.group()[:2] and match.group()[0] == "n":
            verb = re.search(r"\w+$", sentence[: match.start()])
            if verb and verb.group().lower() in ("ca", "wo"):
                continue
        yield Edit("negation", match.group(), "", match.start())
    if not taken:
        for match in re.finditer(rf"\b(?:{'|'.join(lists.AUXILIARIES)})\b(?! not)", sentence):
            helps = re.match(r" (?:\w+ed|been|become|made)\b", sentence[match.end() :])
            if match.group() in ("do", "has", "have", "had") and not helps:
                continue
            new = f"{match.group()} {'not' if random.random() < 0.85 else 'never'}"
            yield Edit("negation", match.group(), new, match.start())


def _denied(sentence: str, around: Surroundings, random: Random) -> Iterator[Edit]:
    """A verb in the present, denied: "comes" becomes "does not come"."""
    if re.search(rf"\b(?:{'|'.join(lists.AUXILIARIES)}|not|never|no)\b|n't", sentence):
        return
    for match in _WORD.finditer(sentence):
        base = thesaurus().third_person_of(match.group())
        if base:
            yield Edit("negation", match.group(), f"does not {base}", match.start())
            return


def _pairs(words: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in words:
        one, other = (word.replace("-", " ") for word in pair.split("/"))
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return found


def _cased(new: str, old: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


_OPPOSITE = _pairs(lists.OPPOSITES)
_EQUAL = _pairs(lists.EQUALS)
_KINDS: tuple[Callable[[str, Surroundings, Random], Iterator[Edit]], ...] = (
    _number,
    _number,  # twice: numbers are what is most often wrong, and worst
    _from_list("number", lists.NUMBER_WORDS),
    _from_list("number", lists.ORDINALS),
    _from_list("number", lists.FRACTIONS),
    _from_list("date", lists.MONTHS),
    _from_list("date", lists.DAYS),
    _from_list("name", lists.NATIONS),
    _from_list("name", lists.COUNTRIES),
    _unit,
    _name,
    _part_of_name,
    _swapped,
    _opposite,
    _phrase,
    _negation,
    _negation,
    _denied,
    _other_word,
    _other_noun,
    _nouns_swapped,
)


# ------------------------------------------------------------------ the same in other words


def reworded(sentence: str, random: Random, times: int = 3) -> str:
    """The sentence after a few changes of words and order that keep what it says."""
    ways = [_equal_word, _same_word, _equal_phrase, _respelled_number, _moved_opening, _without_aside, _without_opening]
    for way in random.sample(ways, min(times, len(ways))):
        sentence = way(sentence, random)
    return sentence


def _equal_word(sentence: str, random: Random) -> str:
    matches = [match for match in re.finditer(r"[A-Za-z]+", sentence) if match.group().lower() in _EQUAL]
    for match in reversed(random.sample(matches, min(2, len(matches)))):
        if match.end() <= len(sentence) and sentence[match.start() : match.end()] == match.group():
            new = _cased(random.choice(_EQUAL[match.group().lower()]), match.group())
            sentence = sentence[: match.start()] + new + sentence[match.end() :]
            break
    return sentence


def _same_word(sentence: str, random: Random) -> str:
    """With one to three words that WordNet has the same sense for."""
    matches = [match for match in _WORD.finditer(sentence) if thesaurus().equal(match.group())]
    for match in sorted(random.sample(matches, min(3, len(matches))), key=lambda each: -each.start()):
        new = random.choice(thesaurus().equal(match.group()))
        sentence = sentence[: match.start()] + new + sentence[match.end() :]
    return sentence


def _equal_phrase(sentence: str, random: Random) -> str:
    for old, new in random.sample(lists.EQUAL_PHRASES, len(lists.EQUAL_PHRASES)):
        changed = re.sub(rf"\b{old}\b", new, sentence, count=1)
        if changed != sentence:
            return changed
    return sentence


def _respelled_number(sentence: str, random: Random) -> str:
    def respell(match: re.Match[str]) -> str:
        word = match.group()
        if word.isdigit() and int(word) <= 20:
            return lists.NUMBER_WORDS[int(word)]
        if word.lower() in lists.NUMBER_WORDS[2:21]:
            return str(lists.NUMBER_WORDS.index(word.lower()))
        return word.replace(",", "") if "," in word else f"{int(word):,}" if len(word) > 4 else word

    small = "|".join(lists.NUMBER_WORDS[2:21])
    return re.sub(rf"(?<![\w.,-])(?:\d{{1,3}}(?:,\d{{3}})+|\d+|{small})(?![\w.,-]*\w)", respell, sentence, count=1)


def _moved_opening(sentence: str, random: Random) -> str:
    openings = "In|On|At|After|Before|During|Since|For|By|When|If|Under|From"
    match = re.fullmatch(rf"((?:{openings}) [^,]{{3,60}}), ([^;:]+)\.", sentence)
    if match is None:
        return sentence
    opening, rest = match.groups()
    return f"{rest[:1].upper()}{rest[1:]} {opening[:1].lower()}{opening[1:]}."


def _without_aside(sentence: str, random: Random) -> str:
    shorter = re.sub(r" \([^()]{2,80}\)|, (?:which|who|where) [^,;]{3,90}(?=[,.])", "", sentence, count=1)
    return re.sub(r",(?=\.)", "", shorter)


def _without_opening(sentence: str, random: Random) -> str:
    openings = "However|Moreover|Furthermore|Additionally|In addition|Also|Therefore|Thus|Then|Finally|But|And|So"
    shorter = re.sub(rf"^(?:{openings}),? ", "", sentence)
    return shorter[:1].upper() + shorter[1:]
