"""OpenDocument (ISO 26300): text with headings, lists, tables and notes; sheets; slides with a landmark each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.sheets import ROWS, Cut, sheet
from tutor.corpus.parsers.written import Mark, Piece, code, heading, item, paragraph, table, written
from tutor.corpus.zipped import attribute, local, opened, part, tree
from tutor.errors import UnreadableFile

_SKIPPED = frozenset({  # what is no text of the document, or is made of it
    "tracked-changes", "annotation", "forms", "sequence-decls", "table-of-content", "alphabetical-index", "date-time",
    "page-number", "page-count", "bookmark", "shapes",
})  # fmt: skip
_MOST = 1000  # columns that one cell may stand for


def parse_odt(raw: bytes) -> Parsed:
    """The body in order: of text, of a workbook or of a presentation. Raises `UnreadableFile`."""
    with opened(raw) as archive:
        listed = part(archive, "META-INF/manifest.xml") or b""
        if b"encryption-data" in listed:
            raise UnreadableFile("The file is protected with a password.", "Save a copy without a password.")
        content = tree(part(archive, "content.xml"))
        meta = tree(part(archive, "meta.xml") or b"<none/>")
    title = " ".join((next((each.text for each in meta.iter("{*}title")), "") or "").split())
    body = next(content.iter("{*}body"), content)
    cut = Cut()
    pieces = _sheets(body, cut) if next((local(each) for each in body), "") == "spreadsheet" else _blocks(body, 0)
    return written(list(pieces), title=title, notes=tuple(cut.notes))


def _sheets(body: Any, cut: Cut) -> Iterator[Piece]:
    for each in body.iter("{*}table"):
        name = attribute(each, "name")
        yield Mark("sheet", name)
        yield heading(2, name)
        yield from sheet(name, _rows(each), cut)


def _blocks(element: Any, depth: int) -> Iterator[Piece]:
    slides = 0
    for inner in element:
        name = local(inner)
        if name in _SKIPPED or not name:
            continue
        if name == "page":
            slides += 1
            yield Mark("slide", str(slides))
            yield from _blocks(inner, depth)
        elif name == "h":
            level = attribute(inner, "outline-level")
            yield heading(int(level) if level.isdigit() else 1, _words(inner))
            yield from _beside(inner)
        elif name == "p":
            yield _paragraph(inner, depth)
            yield from _beside(inner)
        elif name == "list":
            yield from _items(inner, depth + 1)
        elif name == "table":
            yield from _table(inner, depth)
        elif name == "notes":
            yield from (paragraph(f"Notes: {words}") for each in inner.iter("{*}p") if (words := _words(each).strip()))
        else:
            yield from _blocks(inner, depth)


def _paragraph(element: Any, depth: int) -> str:
    style = attribute(element, "style-name").lower()
    if style.startswith("preformatted"):
        return code(_words(element))
    if style in ("title", "subtitle"):
        return heading(1 if style == "title" else 2, _words(element))
    return item(_words(element), min(depth, 8) - 1) if depth else paragraph(_words(element))


def _beside(element: Any) -> Iterator[Piece]:
    """Notes and boxes that hang on a paragraph."""
    for inner in element.iter("{*}note-body", "{*}text-box"):
        if local(inner) == "text-box":
            yield from _blocks(inner, 0)
        else:
            yield paragraph(f"Note: {words}") if (words := " ".join(map(_words, inner))).strip() else ""


def _items(element: Any, depth: int) -> Iterator[Piece]:
    for inner in element:
        if local(inner) in ("list-item", "list-header"):
            yield from _blocks(inner, depth)


def _table(element: Any, depth: int) -> Iterator[Piece]:
    rows = list(_rows(element))
    if max((len(row) for row in rows), default=0) > 1:
        yield table(rows)
        return
    for cell in element.iter("{*}table-cell"):  # a frame around text
        yield from _blocks(cell, depth)


def _rows(element: Any) -> Iterator[list[str]]:
    """Rows of words; rows and cells that are said to be repeated are, as far as there are words in them."""
    for row in element.iter("{*}table-row"):
        cells: list[str] = []
        for cell in row:
            if local(cell) in ("table-cell", "covered-table-cell"):
                words = " ".join(_words(each) for each in cell if local(each) in ("p", "h", "list")).strip()
                cells += [words] * _times(cell, "number-columns-repeated", _MOST)
        while cells and not cells[-1]:
            cells.pop()
        yield from [cells] * (_times(row, "number-rows-repeated", ROWS) if cells else 1)


def _times(element: Any, name: str, most: int) -> int:
    value = attribute(element, name)
    return min(max(int(value), 1), most) if value.isdigit() else 1


def _words(element: Any) -> str:
    words = element.text or ""
    for inner in element:
        name = local(inner)
        if name == "s":
            words += " " * _times(inner, "c", 1000)
        elif name in ("tab", "line-break"):
            words += "\n" if name == "line-break" else " "
        elif name and name not in _SKIPPED and name not in ("note", "text-box"):
            words += _words(inner)
            words += " " if name in ("p", "list-item") else ""
        words += inner.tail or ""
    return words
