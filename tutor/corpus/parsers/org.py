"""Org mode: headlines, lists, tables, blocks and drawers of Emacs' outlines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.written import Piece, code, heading, item, paragraph, table, written

_HEADLINE = re.compile(
    r"(\*+)\s+(?:(?:TODO|DONE|NEXT|WAIT(?:ING)?|CANCELL?ED)\s+)?(?:\[#\w\]\s+)?(.*?)(?:\s+:[\w@:]+:)?$"
)
_BEGIN = re.compile(r"\s*#\+begin_(\w+)(?:\s+(\S+))?", re.IGNORECASE)
_KEYWORD = re.compile(r"\s*#\+([\w-]+)(?:\[[^\]]*\])?:\s*(.*)$")
_DRAWER = re.compile(r"\s*:([\w-]+):\s*$")
_ITEM = re.compile(r"(\s*)([-+]|\s\*|\d+[.)])\s+(?:\[@\d+\]\s*)?(?:\[[ X-]\]\s+)?(.*)$")
_PLANNING = re.compile(r"\s*(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):\s*[<\[]")
_ROW = re.compile(r"\s*\|")
_RULE = re.compile(r"\s*\|[-+|]+$")
_LINK = re.compile(r"\[\[([^\[\]]+)\](?:\[([^\[\]]+)\])?\]")
_MARKS = re.compile(r"(?<![\w*/_=~+])([*/_=~+])(?=\S)([^\n]{1,500}?)(?<=\S)\1(?![\w*/_=~+])")
_FOOTNOTE = re.compile(r"\[fn:[^\[\]:]*\]")
_PICTURE = re.compile(r"\[\[[^\[\]]+\.(?:png|jpe?g|gif|svg|webp)\]\]", re.IGNORECASE)


def parse_org(raw: bytes) -> Parsed:
    """The outline in order; properties, settings and comments are no text."""
    lines = decode(raw).split("\n")
    named = next(
        (found.group(2) for line in lines if (found := _KEYWORD.match(line)) and found[1].lower() == "title"), ""
    )
    return written(_blocks(lines), title=_inline(named).strip())


def _blocks(lines: list[str]) -> Iterator[Piece]:
    at = 0
    indents: list[int] = []  # of the items around, the outermost first
    while at < len(lines):
        line = lines[at]
        if found := _HEADLINE.match(line):
            yield heading(len(found.group(1)), _inline(found.group(2)))
            at += 1
            indents.clear()
        elif found := _BEGIN.match(line):
            at, inside = _until(lines, at + 1, f"#+end_{found.group(1).lower()}")
            yield from _block(found.group(1).lower(), found.group(2) or "", inside)
        elif (found := _DRAWER.match(line)) and found.group(1).lower() != "end":
            at, _ = _until(lines, at + 1, ":end:") if _is_closed(lines, at) else (at + 1, [])
        elif _KEYWORD.match(line) or _PLANNING.match(line) or line.startswith("# ") or line.strip() in ("", "#"):
            at += 1
        elif _ROW.match(line):
            at, rows = _while(lines, at, _ROW)
            cells = [row.strip().strip("|").split("|") for row in rows if not _RULE.match(row)]
            yield table([[_inline(cell).strip() for cell in row] for row in cells])
        elif line.lstrip().startswith(": "):
            at, inside = _while(lines, at, re.compile(r"\s*:(?: |$)"))
            yield code("\n".join(each.lstrip()[2:] for each in inside))
        else:
            at, words = _gathered(lines, at)
            yield _text(words, indents)


def _until(lines: list[str], at: int, end: str) -> tuple[int, list[str]]:
    for stop in range(at, len(lines)):
        if lines[stop].strip().lower() == end:
            return stop + 1, lines[at:stop]
    return len(lines), lines[at:]


def _is_closed(lines: list[str], at: int) -> bool:
    return any(line.strip().lower() == ":end:" for line in lines[at : at + 200])


def _while(lines: list[str], at: int, mark: re.Pattern[str]) -> tuple[int, list[str]]:
    stop = at
    while stop < len(lines) and mark.match(lines[stop]):
        stop += 1
    return stop, lines[at:stop]


def _block(kind: str, language: str, inside: list[str]) -> Iterator[Piece]:
    if kind in ("src", "example", "export"):
        indent = min((len(line) - len(line.lstrip()) for line in inside if line.strip()), default=0)
        text = "\n".join(re.sub(r"^(\s*),(?=[*#,])", r"\1", line[indent:]) for line in inside)
        yield code(text, language if kind == "src" and language.isalnum() else "") if kind != "export" else ""
    elif kind != "comment":
        yield from _blocks(inside)


def _gathered(lines: list[str], at: int) -> tuple[int, list[str]]:
    gathered = [lines[at]]
    ends = (_HEADLINE, _BEGIN, _KEYWORD, _ROW, _ITEM, _DRAWER)
    at += 1
    while at < len(lines) and lines[at].strip() and not any(end.match(lines[at]) for end in ends):
        gathered.append(lines[at])
        at += 1
    return at, gathered


def _text(gathered: list[str], indents: list[int]) -> str:
    found = _ITEM.match(gathered[0])
    if not found:
        if not gathered[0].startswith(" "):
            indents.clear()
        return paragraph(_inline(" ".join(gathered)))
    here = len(found.group(1))
    while indents and indents[-1] > here:
        indents.pop()
    if not indents or indents[-1] < here:
        indents.append(here)
    words = " ".join([found.group(3), *gathered[1:]]).replace(" :: ", ": ", 1)
    return item(_inline(words), len(indents) - 1, 1 if found.group(2)[0].isdigit() else 0)


def _inline(words: str) -> str:
    """The words of a line as they are read, without marks and targets."""
    words = _FOOTNOTE.sub("", _PICTURE.sub("", words))
    words = _LINK.sub(lambda m: m.group(2) or re.sub(r"^(?:file|id|info|help):", "", m.group(1)), words)
    for _ in range(2):  # marks within marks
        words = _MARKS.sub(r"\2", words)
    return words.removesuffix("\\\\")
