"""Jupyter notebooks: Markdown and code cells with a landmark each; what the code printed is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.written import Mark, Piece, closed, code, heading, written
from tutor.errors import UnreadableFile

_LANGUAGE = re.compile(r"[\w+#-]{1,20}")
_AGAIN = "Open it in Jupyter and save it again, or copy it again."


def parse_notebook(raw: bytes) -> Parsed:
    """The cells in order. Raises `UnreadableFile` where it is no JSON, or JSON of something else."""
    try:
        notebook = json.loads(decode(raw))
    except ValueError as error:
        raise UnreadableFile(f"The notebook is damaged or cut off: it is no whole JSON ({error}).", _AGAIN) from error
    if not is_notebook(notebook):
        raise UnreadableFile("The file has no cells, so it is no notebook.", _AGAIN)
    return parse_cells(notebook)


def is_notebook(found: object) -> bool:
    """Whether what was read from JSON has the shape of a notebook, of format 3 or later."""
    if not isinstance(found, dict) or not ("nbformat" in found or "metadata" in found):
        return False
    return isinstance(found.get("cells"), list) or isinstance(found.get("worksheets"), list)


def parse_cells(notebook: Mapping[str, Any]) -> Parsed:
    """The same, for JSON that is read already."""
    metadata = notebook.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    info = metadata.get("language_info")
    name = str(info.get("name", "")) if isinstance(info, dict) else ""
    title = metadata.get("title")
    language = name if _LANGUAGE.fullmatch(name) else ""
    return written(_pieces(_cells(notebook), language), title=title if isinstance(title, str) else "")


def _cells(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    sheets = notebook.get("worksheets")
    holders = [notebook, *(sheet for sheet in (sheets if isinstance(sheets, list) else []) if isinstance(sheet, dict))]
    for holder in holders:
        cells = holder.get("cells")
        yield from (cell for cell in (cells if isinstance(cells, list) else []) if isinstance(cell, dict))


def _pieces(cells: Iterator[Mapping[str, Any]], language: str) -> Iterator[Piece]:
    for number, cell in enumerate(cells, start=1):
        yield Mark("cell", str(number))
        text = _source(cell.get("source", cell.get("input", "")))
        if cell.get("cell_type") == "code":
            yield code(text, language)
        elif cell.get("cell_type") == "heading":
            level = cell.get("level", 1)
            yield heading(level if isinstance(level, int) else 1, text)
        elif cell.get("cell_type") == "markdown":
            yield closed(text)


def _source(found: object) -> str:
    text = "".join(line for line in found if isinstance(line, str)) if isinstance(found, list) else found
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n") if isinstance(text, str) else ""
