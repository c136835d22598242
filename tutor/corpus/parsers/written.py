"""Writing Markdown: what parsers of files with structure make their canonical text of, with landmarks on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tutor.corpus.parsed import Parsed, valid
from tutor.corpus.parsers.markdown import parse_markdown_text
from tutor.domain import Landmark
from tutor.errors import UnreadableFile

LONGEST = 10_000_000  # characters of one document: several thousand pages
_ACTIVE = re.compile(  # what would be a mark of Markdown; anything else is left as it is, so that text stays readable
    r"\\(?=[!-/:-@\[-`{-~])|`|\*(?=\S)|(?<=\S)\*|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|~(?=~)|(?<=~)~|<(?=[a-zA-Z/!?])"
    r"|\[(?=\^|[^\[\]\n]{0,300}\][(\[:])|(?<=\w )#+$"
)
_ACTIVE_FIRST = re.compile(r"#{1,6}(?=\s|$)|[>|]|[-+*](?=\s|$)|=+$|-+$|(?<=\d)[.)](?=\s|$)")
_NUMBER = re.compile(r"\d{1,9}(?=[.)])")
_ITEM = re.compile(r"( *)([-*]|\d+\.) ")
_CODE = re.compile(r"`+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_OPENED = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<pre", "</pre>"))
_BULLET = re.compile(r"\s*[-*•·‣▪]\s+(?=\S)")


@dataclass(frozen=True)
class Mark:
    """A landmark that stands where the next piece begins."""

    kind: str
    label: str


@dataclass(frozen=True)
class Onward:
    """Words that continue the paragraph of the piece before."""

    words: str


Piece = str | Mark | Onward


def written(pieces: Iterable[Piece], title: str = "", notes: tuple[str, ...] = ()) -> Parsed:
    """The pieces as one document with blank lines between; list items close together. Raises `UnreadableFile`."""
    text: list[str] = []
    landmarks: list[Landmark] = []
    before, length = "", 0
    pending: list[Mark] = []
    for piece in pieces:
        if isinstance(piece, Mark):
            pending.append(piece)
            continue
        words = valid(piece.words if isinstance(piece, Onward) else _under(before, piece))
        if not words.strip():
            continue
        gap = " " if isinstance(piece, Onward) else _gap(before, words)
        gap = gap if before else ""
        landmarks += [Landmark(kind=mark.kind, label=mark.label, start=length + len(gap)) for mark in pending]
        pending = []
        text += [gap, words]
        length += len(gap) + len(words)
        before = words
        if length > LONGEST:
            raise UnreadableFile(f"The file has more than {LONGEST:,} characters of text.", "Split it.")
    landmarks += [Landmark(kind=mark.kind, label=mark.label, start=length) for mark in pending]
    parsed = parse_markdown_text("".join(text))
    return replace(parsed, title=title or parsed.title, landmarks=tuple(landmarks), notes=notes)


def _under(before: str, piece: str) -> str:
    """The piece; an item that is indented under no item would be code, so it is not indented."""
    item = _ITEM.match(piece)
    above = _ITEM.match(before)
    if not item:
        return piece
    deepest = len(above.group(1)) + 4 if above else 0
    return " " * min(len(item.group(1)), deepest) + piece[item.end(1) :]


def _gap(before: str, words: str) -> str:
    item, above = _ITEM.match(words), _ITEM.match(before)
    alike = (
        item
        and above
        and "\n" not in before
        and (item.group(1), item.group(2)[-1]) == (above.group(1), above.group(2)[-1])
    )
    return "\n" if alike else "\n\n"


def inline(words: str) -> str:
    """Words in a line of Markdown that say what they say: no mark in them works."""
    return _ACTIVE.sub(r"\\\g<0>", " ".join(words.split()))


def paragraph(words: str) -> str:
    """A paragraph of those words."""
    line = inline(words)
    number = _NUMBER.match(line)
    at = number.end() if number else 0
    return f"{line[:at]}\\{line[at:]}" if _ACTIVE_FIRST.match(line, at) else line


def heading(level: int, words: str) -> str:
    """A heading; empty where there are no words."""
    line = inline(words)
    return f"{'#' * min(max(level, 1), 6)} {line}" if line else ""


def item(words: str, depth: int = 0, number: int = 0) -> str:
    """A list item `depth` lists deep, numbered where there is a number; empty where there are no words."""
    line = paragraph(words)
    return f"{' ' * 4 * depth}{f'{number}.' if number else '-'} {line}" if line else ""


def code(text: str, language: str = "") -> str:
    """Code as it is; empty where there is none."""
    lines = text.expandtabs(4).strip("\n").rstrip()
    fence = "`" * max(3, 1 + max((len(run) for run in _CODE.findall(lines)), default=0))
    return f"{fence}{language}\n{lines}\n{fence}" if lines.strip() else ""


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row names its columns; rows are filled up to the longest, empty ones left out."""
    cells = [[inline(cell).replace("|", "\\|") for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return ""
    width = max(len(row) for row in cells)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells]
    return "\n".join((lines[0], f"|{' --- |' * width}", *lines[1:]))


def headed(pieces: Iterable[Piece], deeper: int) -> Iterator[Piece]:
    """The same pieces with their headings so many levels deeper."""
    for piece in pieces:
        yield "#" * deeper + piece if isinstance(piece, str) and piece.startswith("#") else piece


def closed(text: str) -> str:
    """Markdown of others with what it leaves open closed, so that it does not swallow what follows."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark.group(1)
        elif mark and mark.group(1).startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    text += f"\n{fence}" if fence else ""
    for start, end in _OPENED:
        if text.count(start) > text.count(end):
            text += f"\n{end}"
    return text


def plain_pieces(text: str) -> Iterator[Piece]:
    """Text that people typed: paragraphs apart by blank lines, lines with a bullet before them as items."""
    for block in re.split(r"\n[ \t]*\n", text):
        gathered: list[str] = []
        for line in block.split("\n"):
            bullet = _BULLET.match(line)
            if bullet:
                yield _typed(gathered)
                gathered = []
            gathered.append(line)
        yield _typed(gathered)


def _typed(gathered: Sequence[str]) -> str:
    words = " ".join(gathered)
    bullet = _BULLET.match(words)
    return item(words[bullet.end() :]) if bullet else paragraph(words)
