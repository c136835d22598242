"""Files that are made of several: what AsciiDoc, reStructuredText and Quarto include is put in its place.

Only files inside the folder are followed; what is not there, or leads out, stays away. The bytes are joined before
anything is parsed, so that a change in an included file is a change of the file that includes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tutor.corpus.parsed import decode
from tutor.errors import UnreadableFile

_MOST = 20_000_000  # bytes of all together
_COST = 1000  # bytes that each included file counts besides its own: a million empty ones are too many
_DEEPEST = 10
_ADOC = re.compile(rb"^include::([^\[\n]+)\[([^\]\n]*)\][ \t]*\r?$", re.MULTILINE)
_RST = re.compile(
    rb"^([ \t]*)\.\. (include|literalinclude):: +(\S[^\n]*?)[ \t]*\r?$((?:\n[ \t]+:[^\n]*)*)", re.MULTILINE
)
_QUARTO = re.compile(rb"^[ \t]*\{\{< +include +(\S+) +>\}\}[ \t]*\r?$", re.MULTILINE)
_MARKS: Mapping[str, re.Pattern[bytes]] = {
    ".adoc": _ADOC, ".asciidoc": _ADOC, ".asc": _ADOC, ".rst": _RST, ".rest": _RST, ".qmd": _QUARTO, ".rmd": _QUARTO,
}  # fmt: skip
_LINES = re.compile(r"\blines?(?:=|: *)\"?([\d.;,-]+)")
_TAGS = re.compile(r"\btags?=\"?([\w;,*-]+)")
_OFFSET = re.compile(r"\bleveloffset=\"?\+?(\d)")
_TAG = re.compile(r".*\b(tag|end)::([\w-]+)\[\]")


@dataclass
class _Budget:
    """How many bytes may still be included."""

    left: int


def with_includes(raw: bytes, file: Path, folder: Path) -> bytes:
    """The bytes of `file` with what they include from inside `folder`, as far as its format includes at all."""
    marks = _MARKS.get(file.suffix.lower())
    if marks is None or not marks.search(raw):
        return raw
    return _joined(raw, (file,), folder.resolve(), _Budget(_MOST))


def _joined(raw: bytes, above: tuple[Path, ...], folder: Path, budget: _Budget) -> bytes:
    marks = _MARKS.get(above[-1].suffix.lower()) or _MARKS[above[0].suffix.lower()]

    def put(found: re.Match[bytes]) -> bytes:
        name, options, indent, verbatim = _named(found, marks)
        included = _read(name, above, folder, budget)
        if included is None:
            return b""
        deeper, content = included
        text = content.decode("utf-8", "replace").replace("\r\n", "\n")
        text = "\n".join(_chosen(text.split("\n"), options))
        if not verbatim:
            text = _joined(text.encode(), (*above, deeper), folder, budget).decode("utf-8", "replace")
        offset = _OFFSET.search(options)
        if offset:
            text = re.sub(r"^(=+ )", "=" * int(offset.group(1)) + r"\1", text, flags=re.MULTILINE)
        if verbatim:
            text = "::\n\n" + "\n".join(f"    {line}" for line in text.split("\n")) + "\n"
        return "\n".join(indent + line if line else "" for line in text.split("\n")).encode()

    return marks.sub(put, raw)


def _named(found: re.Match[bytes], marks: re.Pattern[bytes]) -> tuple[str, str, str, bool]:
    """The path, the options, the indent, and whether what is included is code."""
    groups = [(group or b"").decode("utf-8", "replace") for group in found.groups()]
    if marks is _ADOC:
        return groups[0], groups[1], "", False
    if marks is _RST:
        return groups[2], groups[3], groups[0], groups[1] == "literalinclude"
    return groups[0], "", "", False


def _read(name: str, above: tuple[Path, ...], folder: Path, budget: _Budget) -> tuple[Path, bytes] | None:
    """The file that is meant and its bytes as UTF-8; none where it is not there, not inside, or goes in circles."""
    inside = folder / name.lstrip("/") if name.startswith("/") else above[-1].parent / name
    try:
        target = inside.resolve()
        reached = {each.resolve() for each in above}
        if not target.is_relative_to(folder) or target in reached or len(above) > _DEEPEST or not target.is_file():
            return None
        if target.stat().st_size > budget.left:
            raise UnreadableFile(f"With what it includes the file has more than {_MOST:,} bytes.", "Split it.")
        content = target.read_bytes()
    except (OSError, ValueError):
        return None
    budget.left -= len(content) + _COST
    try:
        return inside, decode(content).encode()
    except UnreadableFile:
        return None


def _chosen(lines: list[str], options: str) -> Iterator[str]:
    """The lines that the options ask for, without the marks of tags."""
    numbers, tags = _LINES.search(options), _TAGS.search(options)
    wanted = set(re.split(r"[;,]", tags.group(1))) if tags else set()
    ranges = list(_ranges(numbers.group(1))) if numbers else []
    within: list[str] = []
    for number, line in enumerate(lines, start=1):
        tag = _TAG.match(line)
        if tag:
            if tag.group(1) == "tag":
                within.append(tag.group(2))
            elif tag.group(2) in within:
                within.remove(tag.group(2))
            continue
        if wanted and not wanted & {*within, "*", "**"}:
            continue
        if not ranges or any(first <= number <= last for first, last in ranges):
            yield line


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    for part in re.split(r"[;,]", text):
        first, _, last = part.partition(".." if ".." in part else "-")
        if first.isdigit():
            yield int(first), int(last) if last.isdigit() else (int(first) if last == "" and part.isdigit() else 10**9)
