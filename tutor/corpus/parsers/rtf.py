"""Rich Text Format: its words, paragraph by paragraph, and its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.corpus.parsed import Parsed, valid
from tutor.corpus.parsers.written import Piece, plain_pieces, table, written
from tutor.errors import UnreadableFile

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_TITLE = re.compile(rb"\{\\title ([^{}\\]{1,200})\}")


def parse_rtf(raw: bytes) -> Parsed:
    """The words of the document; pictures and looks are left out. Raises `UnreadableFile`."""
    from striprtf.striprtf import rtf_to_text

    page = _CODE_PAGE.search(raw[:4096])
    encoding = f"cp{page.group(1).decode()}" if page else "cp1252"
    try:
        text = rtf_to_text(raw.decode("latin-1"), encoding=_known(encoding), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError) as error:
        raise UnreadableFile("The RTF file is damaged.", "Save it as .docx.") from error
    title = _TITLE.search(raw)
    return written(_pieces(valid(text)), title=title.group(1).decode("latin-1") if title else "")


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError:
        return "cp1252"
    return encoding


def _pieces(text: str) -> Iterator[Piece]:
    """Each line is a paragraph; lines with bars between cells that follow one another are a table."""
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if line.rstrip().endswith("|") and line.count("|") > 1:
            rows.append([cell.strip() for cell in line.rstrip()[:-1].split("|")])
            continue
        yield table(rows)
        rows = []
        yield from plain_pieces(line)
    yield table(rows)
