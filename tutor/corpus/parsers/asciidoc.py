"""AsciiDoc: its blocks as Markdown; index marks, attributes and conditions are no text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.written import Piece, code, heading, item, paragraph, table, written

_HEADING = re.compile(r"(={1,6}|#{1,6})\s+(.+?)(?:\s+\1)?$")
_ATTRIBUTE = re.compile(r":(!?[\w-]+!?):(?:\s+(.*))?$")
_BLOCK_ATTRIBUTES = re.compile(r"\[[^\]]*\]{1,2}$")
_DELIMITER = re.compile(r"(-{4,}|={4,}|\.{4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|\|={3,}|,={3,}|:={3,}|--|`{3,}\w*)\s*$")
_ITEM = re.compile(r"\s*(\*{1,6}|-|\.{1,6}|\d+\.|[a-z]\.)\s+(?=\S)(.*)$")
_TERM = re.compile(r"(?!//)(\S.*?)(:{2,4}|;;)(?:\s+(.*))?$")
_ADMONITION = re.compile(r"(NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(.*)$")
_ADMONITIONS = ("note", "tip", "important", "warning", "caution")
_DIRECTIVE = re.compile(r"(?:include|ifdef|ifndef|ifeval|endif|image|toc|video|audio)::.*$")
_PARAGRAPH_ENDS = (_DELIMITER, _BLOCK_ATTRIBUTES, _DIRECTIVE)
_INDEX = re.compile(r"\(\(\(.*?\)\)\)|indexterm:\[.*?\]")
_SHOWN_INDEX = re.compile(r"indexterm2:\[(.*?)\]|\(\(([^()]+)\)\)")
_ANCHOR = re.compile(r"\[\[[\w:-]+(?:,[^\]]*)?\]\]|anchor:[\w:-]+\[[^\]]*\]")
_CROSS = re.compile(r"<<([^,<>]+)(?:,\s*([^<>]*))?>>")
_LINK = re.compile(r"(?:link:|xref:|mailto:|(?=https?://))(\S+?)\[([^\]]*)\]")
_FOOTNOTE = re.compile(r"footnote:[\w-]*\[([^\]]*)\]")
_MACRO = re.compile(r"(?:image|kbd|btn|menu|icon|pass|stem|xref):([^\s\[]*)\[([^\]]*)\]")
_QUOTED = re.compile(r'"`(.+?)`"|(?<!\w)\'`(.+?)`\'')
_MARKS = re.compile(r"(?<!\w)([*_`#])\1?(?=\S)(.+?)(?<=\S)\1\1?(?!\w)|`\+(.+?)\+`|\+\+(.+?)\+\+")
_REFERENCE = re.compile(r"\{([\w-]+)\}")
_SHOWN = {"nbsp": " ", "zwsp": "", "apos": "'", "quot": '"', "lt": "<", "gt": ">", "amp": "&", "plus": "+", "vbar": "|",
          "startsb": "[", "endsb": "]", "caret": "^", "asterisk": "*", "tilde": "~", "backslash": "\\", "backtick": "`",
          "two-colons": "::", "empty": "", "sp": " ", "blank": ""}  # fmt: skip


class _Reading(NamedTuple):
    lines: list[str]
    attributes: dict[str, str]


def parse_asciidoc(raw: bytes) -> Parsed:
    """The blocks of the document in order; what conditions would leave out is kept."""
    lines = [line.rstrip() for line in decode(raw).split("\n")]
    return written(_blocks(_Reading(list(_without_header(lines)), dict(_SHOWN)), 0))


def _without_header(lines: list[str]) -> Iterator[str]:
    """The lines without author and revision, which stand below the title up to the first empty line."""
    header = False
    titled = False
    for line in lines:
        header = bool(line) and (header or (not titled and line.startswith("= ")))
        if not header or line.startswith(("= ", ":", "//")):
            yield line
        titled = titled or bool(_HEADING.match(line))


def _blocks(reading: _Reading, depth: int) -> Iterator[Piece]:
    at, style = 0, ""
    lists: list[str] = []  # the marks of the lists around, the outermost first
    while at < len(reading.lines):
        line = reading.lines[at]
        delimiter = _DELIMITER.match(line)
        if not line or line == "+" or (line.startswith("//") and not delimiter):
            at += 1
        elif found := _ATTRIBUTE.match(line):
            reading.attributes[found.group(1).strip("!")] = found.group(2) or ""
            at += 1
        elif delimiter:
            at, inside = _inside(reading.lines, at)
            yield from _delimited(delimiter.group(1), inside, style, reading.attributes, depth)
            style = ""
        elif (found := _HEADING.match(line)) and not style.startswith("source"):
            yield heading(len(found.group(1)), _inline(found.group(2), reading.attributes))
            at, style = at + 1, ""
            lists.clear()
        elif _BLOCK_ATTRIBUTES.match(line):
            style = line.strip("[]").lower() if not line.startswith("[[") else style
            at += 1
        elif _DIRECTIVE.match(line):
            at += 1
        elif line.startswith(".") and len(line) > 1 and line[1] not in ". \t":
            yield paragraph(_inline(line[1:], reading.attributes))
            at += 1
        else:
            at, gathered = _gathered(reading.lines, at)
            yield from _text(gathered, style, lists, reading.attributes)
            style = ""


def _inside(lines: list[str], at: int) -> tuple[int, list[str]]:
    """The lines up to the same delimiter again, and the place after it; without an end, all that is left."""
    mark = lines[at]
    end = "```" if mark.startswith("```") else mark
    for stop in range(at + 1, len(lines)):
        if lines[stop] == end:
            return stop + 1, lines[at + 1 : stop]
    return len(lines), lines[at + 1 :]


def _delimited(mark: str, inside: list[str], style: str, attributes: dict[str, str], depth: int) -> Iterator[Piece]:
    if mark[0] == "/" or style.startswith("comment"):
        return
    if mark[0] in "|,:":
        yield table(list(_rows(mark[0], inside, attributes)))
    elif (mark[0] in "-.`+" and mark != "--") or style.startswith(("source", "listing", "literal")):
        language = (
            style.split(",")[1].strip() if style.startswith("source,") else mark.strip("`") if mark[0] == "`" else ""
        )
        yield code("\n".join(inside), language if language.isalnum() else "")
    elif depth < 20:
        lead = f"{style.capitalize()}: " if style in _ADMONITIONS else ""
        for piece in _blocks(_Reading(inside, attributes), depth + 1):
            led = lead and isinstance(piece, str) and piece[:1].isalnum()
            yield f"{lead}{piece}" if led else piece
            lead = "" if led else lead


def _rows(mark: str, inside: list[str], attributes: dict[str, str]) -> Iterator[list[str]]:
    """Rows of a table: the first line tells how many cells one has, unless each stands on a line of its own."""
    if mark in ",:":
        yield from ([cell.strip() for cell in line.split(mark)] for line in inside if line)
        return
    by_line = [_cells(line) for line in inside if line]
    width = max((len(cells) for cells in by_line), default=0)
    if width > 1:
        row: list[str] = []
        for line in inside:
            cells = [_inline(cell, attributes) for cell in _cells(line)]
            if not line.startswith("|") and not cells and row and line:
                row[-1] += f" {_inline(line, attributes)}"
            row += cells
            if len(row) >= width:
                yield row
                row = []
        yield row
        return
    group: list[str] = []  # one cell a line, an empty line between rows
    for line in [*inside, ""]:
        if line:
            group += [_inline(cell, attributes) for cell in _cells(line)]
        elif group:
            yield group
            group = []


def _cells(line: str) -> list[str]:
    parts = re.split(r"(?<!\\)(?:(?<=\s)|^)?(?:\d*[.]?\d*\+)?[<^>]*[.]?[<^>]*[aehlmsd]?\|", line)
    return [part.strip().replace("\\|", "|") for part in parts[1:]] if "|" in line else []


def _gathered(lines: list[str], at: int) -> tuple[int, list[str]]:
    """The lines of one paragraph or item."""
    gathered = [lines[at]]
    at += 1
    while at < len(lines) and lines[at] and lines[at] != "+":
        if any(end.match(lines[at]) for end in _PARAGRAPH_ENDS) or _ITEM.match(lines[at]):
            break
        if not lines[at].startswith("//"):
            gathered.append(lines[at])
        at += 1
    return at, gathered


def _text(gathered: list[str], style: str, lists: list[str], attributes: Mapping[str, str]) -> Iterator[Piece]:
    if style.startswith(("source", "listing", "literal")):
        yield code("\n".join(gathered))
        return
    found = _ITEM.match(gathered[0])
    if found:
        mark = re.sub(r"\w+", "1", found.group(1))
        del lists[lists.index(mark) + 1 if mark in lists else len(lists) :]
        lists += [] if mark in lists else [mark]
        words = re.sub(r"^\[[ x*]\]\s+", "", " ".join([found.group(2), *map(str.strip, gathered[1:])]))
        yield item(_inline(words, attributes), len(lists) - 1, 1 if mark[0] in ".1" else 0)
        return
    if gathered[0].startswith(" ") and all(line.startswith(" ") for line in gathered):
        yield code("\n".join(gathered))
        return
    term = _TERM.match(gathered[0])
    if term:
        words = " ".join(filter(None, (term.group(3), *map(str.strip, gathered[1:]))))
        yield item(
            f"{_inline(term.group(1), attributes)}: {_inline(words, attributes)}".strip(": ") + ("" if words else ":")
        )
        return
    words = " ".join(line.removesuffix(" +") for line in gathered)
    words = f"{style.upper()}: {words}" if style in _ADMONITIONS else words
    noted = _ADMONITION.match(words)
    words = f"{noted.group(1).capitalize()}: {noted.group(2)}" if noted else words
    yield paragraph(_inline(words, attributes))


def _inline(words: str, attributes: Mapping[str, str]) -> str:
    """The words of a line as they are read, without marks and targets."""
    words = _ANCHOR.sub("", _INDEX.sub("", words))
    words = _SHOWN_INDEX.sub(lambda m: m.group(1) or m.group(2), words)
    words = _REFERENCE.sub(lambda m: attributes.get(m.group(1), m.group()), words)
    words = _CROSS.sub(lambda m: m.group(2) or m.group(1).lstrip("#_").replace("_", " "), words)
    words = _FOOTNOTE.sub(lambda m: f" ({m.group(1)})" if m.group(1) else "", words)
    words = _MACRO.sub(lambda m: m.group(2) or m.group(1), words)
    words = _LINK.sub(lambda m: m.group(2).split(",")[0].rstrip("^") or m.group(1), words)
    words = _QUOTED.sub(lambda m: f"“{m.group(1)}”" if m.group(1) else f"‘{m.group(2)}’", words)
    for _ in range(2):  # marks within marks
        words = _MARKS.sub(lambda m: next(filter(None, m.groups()[1:])), words)
    return words.replace("`'", "’")
