"""Names of tools and places in a text, with their kind: of one kind they are alternatives to each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACE = "place"
_FILE = Path(__file__).with_name("names.toml")
_VERSION = re.compile(r"\s*(?:version\s+|v\.?\s?)?(\d{1,4}(?:\.\d{1,4}){0,3}(?:\+|\.x)?)(?![\w%]|\.\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """A name as it is usually written, its kind, the version beside it if there is one, and where both stand."""

    name: str
    kind: str
    version: str
    start: int
    end: int


def named(text: str) -> list[Named]:
    """The names in the text in order, a longer one rather than the shorter that it holds."""
    pattern, known = _known()
    found = []
    for match in pattern.finditer(text):
        written = known.get(match[0]) or known.get(match[0].casefold())
        if written is None:  # a common word, and not written as the name is
            continue
        name, kind = written
        version = _VERSION.match(text, match.end()) if kind != PLACE else None
        end = version.end() if version else match.end()
        found.append(Named(name, kind, version[1] if version else "", match.start(), end))
    return found


def without_rivals(phrases: Sequence[str], question: str) -> list[str]:
    """Those of `phrases` that name no alternative to what the question names itself: who asks about MySQL means it."""
    asked: dict[str, set[str]] = {}
    for each in named(question):
        asked.setdefault(each.kind, set()).add(each.name)

    def rival(phrase: str) -> bool:
        return any(each.kind in asked and each.name not in asked[each.kind] for each in named(phrase))

    return [phrase for phrase in phrases if not rival(phrase)]


@cache
def _known() -> tuple[re.Pattern[str], Mapping[str, tuple[str, str]]]:
    """A pattern that finds all names, longest first, and each as it is written or in lower case, with its kind."""
    known = dict(_written())
    longest = sorted(known, key=len, reverse=True)
    names = "|".join(map(re.escape, longest))
    return re.compile(rf"(?<![\w.+#])(?:{names})(?![\w+#&]|\s?&\s?D\b)", re.IGNORECASE), known


def _written() -> Iterator[tuple[str, tuple[str, str]]]:
    for kind, entries in tomllib.loads(_FILE.read_text("utf-8")).items():
        for entry in entries:
            ways = entry.split("|")
            shown = ways[0].removeprefix("=")
            for way in ways:
                exact = way.startswith("=")
                yield (way[1:] if exact else way.casefold()), (shown, kind)
