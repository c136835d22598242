"""Numbers that are written out in English: "thirty-five", "two hundred and five", "eleven thousand"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

_ONES = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()  # noqa: SIM905 - a list of quoted words reads worse
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)  # noqa: SIM905
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
NUMBER_WORDS = frozenset({*_ONES, *_TENS, *SCALES})
_ORDINALS = {
    word: value
    for value, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split(),  # noqa: SIM905
        1,
    )
}


def spelled(words: Sequence[str]) -> Iterator[int]:
    """The numbers among lower-case `words`, each as large as its words go together. A bare "one" is a pronoun."""
    phrase: list[str] = []
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        joins = word == "and" and phrase and phrase[-1] in SCALES and _small(following)
        if joins:
            continue
        if phrase and not _goes_on(phrase[-1], word):
            yield from _value(phrase)
            phrase = []
        if _small(word) or word in SCALES:
            phrase.append(word)
    yield from _value(phrase)


def ordinals(words: Sequence[str]) -> set[str]:
    """What ordinal numbers among lower-case `words` count, as digits."""
    return {str(_ORDINALS[word]) for word in words if word in _ORDINALS}


def _small(word: str) -> bool:
    return word in _ONES or word in _TENS


def _goes_on(last: str, word: str) -> bool:
    """Whether `word` belongs to the number that `last` belongs to."""
    if word in SCALES:
        return last not in SCALES or SCALES[last] < SCALES[word]
    return (last in _TENS and 0 < _ONES.get(word, 0) < 10) or (last in SCALES and _small(word))


def _value(phrase: Sequence[str]) -> Iterator[int]:
    if not phrase or phrase == ["one"]:
        return
    total = current = 0
    for word in phrase:
        if word == "hundred":
            current = (current or 1) * 100
        elif word in SCALES:
            total, current = total + (current or 1) * SCALES[word], 0
        else:
            current += _ONES.get(word, 0) + _TENS.get(word, 0)
    yield total + current
