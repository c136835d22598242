"""Words, stems and numbers of a text, for lexical search and lexical checks."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from unicodedata import combining, normalize

from snowballstemmer import stemmer

from tutor.text.spelled import SCALES, spelled

# Scripts written without spaces are read character by character.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:[.'’][^\W_{_UNSPACED}]+)*")
_NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?!\d)|\d+)(?:\.\d+)*(?:[eE][-+]?\d+)?")
_SCALED = re.compile(rf"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)\s+({'|'.join(SCALES)})\b", re.IGNORECASE)

STOPWORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further get had has have having he her here hers him his
    how i if in into is it its itself just let me more most my no nor not of off on once one only or other our out over
    own per same she should so some such than that the their them then there these they this those through to too under
    until up us use used using very was way we were what when where which while who whom why will with would you your
    yours don't doesn't isn't aren't can't it's i'm what's""".split()  # noqa: SIM905 - a list of quoted words reads worse
)

_stemmer = stemmer("english")
_stemming = Lock()  # a stemmer keeps the word it is at: two threads would mix theirs


def words(text: str) -> list[str]:
    """The words of `text` in lower case, in order; the same word however its characters are composed (NFKC)."""
    composed = text if text.isascii() else normalize("NFKC", text)
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(composed)]


def stems(text: str) -> list[str]:
    """Stems (Porter2) of all words of `text`, in order."""
    return [stem(word) for word in words(text)]


def content_stems(text: str) -> list[str]:
    """Stems of the words of `text` that carry meaning, in order."""
    return [stem(word) for word in words(text) if word not in STOPWORDS]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Porter2 stem of a lower-case word, without accents."""
    bare = "".join(c for c in normalize("NFD", word) if not combining(c)) if not word.isascii() else word
    with _stemming:
        return str(_stemmer.stemWord(bare))


def numbers(text: str) -> set[str]:
    """The numbers in `text`, in digits or in English words, in one spelling: `1,000.50` is `1000.5`."""
    large = {scaled(digits, SCALES[scale.lower()]) for digits, scale in _SCALED.findall(text)}
    rest = _SCALED.sub(" ", text) if large else text
    return (
        large | {in_one_spelling(match.group()) for match in _NUMBER.finditer(rest)} | {*map(str, spelled(words(rest)))}
    )


def scaled(digits: str, scale: int) -> str:
    """`1.2` millions as `1200000`."""
    return f"{Decimal(digits.replace(',', '')) * scale:f}".partition(".")[0]


def in_one_spelling(digits: str) -> str:
    """A number in digits as `numbers` has it."""
    compact = re.sub(r"[ ,\u00a0\u202f]", "", digits).replace("−", "-").lstrip("+")
    if compact.count(".") == 1 and "e" not in compact.lower():
        compact = compact.rstrip("0").rstrip(".")
    return compact
