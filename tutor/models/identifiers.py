"""Names of code and of versions in a claim, and whether a source has them: whole, and in the same case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.models.quantities import is_unit
from tutor.text.words import STOPWORDS

_QUOTED = re.compile(r"`([^`\n]+)`")
_SPACED = re.compile(r"[\s,;:'\"()\[\]{}<>=*/|]+")
_FLAG = r"(?<![\w-])--[A-Za-z][\w-]*\w"
_DOTTED = r"(?<![\w.@/-])[A-Za-z_]\w+(?:\.[A-Za-z_]\w+)+(?![\w@])"
_CODE = re.compile(rf"{_FLAG}|{_DOTTED}|\b\w+_\w+|\b\w+(?=\(\))|\b[a-z]+[A-Z]\w*")
_CAMEL = re.compile(r"\b[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\b")
_HUMPS = re.compile(r"[A-Z]+[a-z0-9]*")
_SHORTEST_HUMP = (
    3  # letters of a part that makes names akin: DataFrame and DataSeries, not McCarthy and McMahon, nor two of SQL
)
_SITES = re.compile(r"\.(?:com|org|net|edu|gov)\b", re.IGNORECASE)  # of a company, as often as not

_BEFORE_FINAL = r"(?:[-.]?(?:rc|alpha|beta|dev|pre|preview|snapshot)[-.]?\d*|[ab]\d+)"
_VERSION = rf"\d+(?:\.\d+)*{_BEFORE_FINAL}?"
_ANY_VERSION = re.compile(rf"(?<![\w.])v?({_VERSION})(?![\w]|\.\d)", re.IGNORECASE)
_CLAIMED = re.compile(
    rf"(?<![\w.])(?P<marked>[vV]{_VERSION}|\d+(?:\.\d+){{2,}}{_BEFORE_FINAL}?|\d+(?:\.\d+)*{_BEFORE_FINAL})(?!\w|\.\d)"
    rf"|(?<![\w.])(?P<name>[A-Za-z][\w+#-]*)[ ](?P<bare>\d+\.\d+)(?![\w-]|\.\d)(?=[ ]?(?P<unit>[%€£$°]|[A-Za-z]+)?)"
)
_BEFORE_VERSIONS = frozenset({"version", "versions", "release", "releases", "section", "chapter"})


def missing_code(premise: str, claim: str) -> list[str]:
    """The names of code in the claim, in its order, that the premise has not."""
    return [each for each in dict.fromkeys([*_names(claim), *_akin(premise, claim)]) if not _has(premise, each)]


def missing_versions(premise: str, claim: str) -> list[str]:
    """Versions of the claim that the premise has not: 3.10 is not 3.1, but 3.0 is 3."""
    claimed = dict.fromkeys(_versions(claim))
    there = {_same(each) for each in _ANY_VERSION.findall(premise)} if claimed else set()
    return [each for each in claimed if _same(each) not in there]


def _names(text: str) -> Iterator[str]:
    """Words in backticks, and what looks like code outside them."""
    for quoted in _QUOTED.findall(text):
        yield from (word for each in _SPACED.split(quoted) if re.search(r"[^\W\d]", word := each.strip(".!?")))
    yield from (each for each in _CODE.findall(_QUOTED.sub(" ", text)) if not _SITES.search(each))


def _akin(premise: str, claim: str) -> Iterator[str]:
    """Names in CamelCase of which the premise has the like. Of others it may speak without them, as of a SpongeBob."""
    there = {hump for name in _CAMEL.findall(premise) for hump in _HUMPS.findall(name)}
    for name in _CAMEL.findall(claim):
        if any(len(hump) >= _SHORTEST_HUMP and hump in there - {hump.upper()} for hump in _HUMPS.findall(name)):
            yield name


def _has(premise: str, name: str) -> bool:
    """Whole, and in its case; what is all in one case may, as in SQL, be in the other. DataFrames are DataFrame."""
    one_case = name in (name.lower(), name.upper())
    hump = bool(_HUMPS.match(name)) and name.isalnum()
    ways = {name, name.removesuffix("s") if hump else name, " ".join(_HUMPS.findall(name)) if hump else name}
    pattern = rf"(?<![\w-])(?:{'|'.join(re.escape(way) for way in sorted(ways))}){'s?' if hump else ''}(?![\w]|-\w)"
    if not name.startswith("-"):
        pattern = pattern.replace(r"(?<![\w-])", r"(?<!\w)").replace(r"(?![\w]|-\w)", r"(?!\w)")
    return re.search(pattern, premise, re.IGNORECASE if one_case or hump else 0) is not None


def _versions(text: str) -> Iterator[str]:
    """What is marked as a version, and two numbers with a dot behind a name or the word itself."""
    for found in _CLAIMED.finditer(text):
        name = found["name"]
        if found["marked"]:
            yield found["marked"]
        elif is_unit(found["unit"] or ""):
            continue
        elif name.lower() in _BEFORE_VERSIONS or (name[0].isupper() and name.lower() not in STOPWORDS):
            yield found["bare"]


def _same(version: str) -> str:
    """In one spelling."""
    plain = re.sub(r"[-.](?=[a-z])|(?<=[a-z])[-.]", "", version.lower().removeprefix("v"))
    return re.sub(r"(?:\.0)+$", "", plain)
