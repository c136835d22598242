"""Word documents (Office Open XML, ECMA-376): headings, lists, tables, notes; no headers, footers or deleted text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZipFile

from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.written import Mark, Piece, code, heading, item, paragraph, table, written
from tutor.corpus.zipped import attribute, local, opened, part, tree

_MAIN = "word/document.xml"
_LEVEL = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|index) \d")  # styles of lines that only say where what is
_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "annotation", "fldData"})
_DEEPEST = 8  # lists within lists


@dataclass(frozen=True)
class _Style:
    name: str
    parent: str
    level: int
    list: str
    depth: int


@dataclass(frozen=True)
class _Book:
    """What paragraphs refer to: styles, lists by number and depth (whether they count), notes by kind and number."""

    styles: Mapping[str, _Style]
    counting: Mapping[tuple[str, int], bool]
    notes: Mapping[tuple[str, str], str]
    paged: bool
    counts: dict[tuple[str, int], int] = field(default_factory=dict)


def parse_docx(raw: bytes) -> Parsed:
    """The body of the document in order, a note after the paragraph that refers to it. Raises `UnreadableFile`."""
    with opened(raw) as archive:
        body = tree(part(archive, _main(archive)))
        styles = _styles(archive)
        paged = next(body.iter("{*}lastRenderedPageBreak"), None) is not None
        book = _Book(styles, _lists(archive), _notes(archive), paged)
        return written(_pages(_blocks(body, book), book), title=core_title(archive))


def _main(archive: ZipFile) -> str:
    """Where the archive says that the document is."""
    for relation in tree(part(archive, "_rels/.rels") or b"<none/>").iter("{*}Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return str(relation.get("Target", _MAIN)).lstrip("/")
    return _MAIN


def core_title(archive: ZipFile) -> str:
    """The title in an Office file's own data; empty where there is none, or only what a program put there."""
    root = tree(part(archive, "docProps/core.xml") or b"<none/>")
    title = " ".join((next((each.text for each in root.iter("{*}title")), "") or "").split())
    made = re.fullmatch(r"(?:powerpoint|word|slide) .*|.*\.(?:docx?|pptx?|odt)|untitled.*", title, re.IGNORECASE)
    return "" if made else title


def _styles(archive: ZipFile) -> dict[str, _Style]:
    root = tree(part(archive, "word/styles.xml") or b"<none/>")
    return {attribute(each, "styleId"): _style(each) for each in root.iter("{*}style")}


def _style(each: Any) -> _Style:
    found = {local(inner): attribute(inner, "val") for inner in each.iter("{*}*")}
    name = found.get("name", "").lower()
    named = _LEVEL.match(name)
    outline = int(found["outlineLvl"]) + 1 if found.get("outlineLvl", "9") in "012345678" else 0
    level = 1 if name == "title" else int(named.group(1)) if named else outline
    return _Style(name, found.get("basedOn", ""), level, found.get("numId", ""), _number(found.get("ilvl", "")))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _lists(archive: ZipFile) -> dict[tuple[str, int], bool]:
    """Which levels of which lists count with figures or letters; the others have bullets."""
    root = tree(part(archive, "word/numbering.xml") or b"<none/>")
    formats = {
        (attribute(abstract, "abstractNumId"), _number(attribute(level, "ilvl"))): attribute(each, "val")
        for abstract in root.iter("{*}abstractNum")
        for level in abstract.iter("{*}lvl")
        for each in level.iter("{*}numFmt")
    }
    found = {}
    for number in root.iter("{*}num"):
        abstract = next((attribute(each, "val") for each in number.iter("{*}abstractNumId")), "")
        for (of, level), form in formats.items():
            if of == abstract:
                found[attribute(number, "numId"), level] = form not in ("bullet", "none", "")
    return found


def _notes(archive: ZipFile) -> dict[tuple[str, str], str]:
    found = {}
    for kind in ("footnote", "endnote"):
        root = tree(part(archive, f"word/{kind}s.xml") or b"<none/>")
        for note in root.iter(f"{{*}}{kind}"):
            if attribute(note, "type") in ("", "normal"):
                found[kind, attribute(note, "id")] = " ".join(_words(note).split())
    return found


def _pages(pieces: Iterator[Piece], book: _Book) -> Iterator[Piece]:
    """The pieces with the pages of the last printing counted; several that begin at one place are one mark."""
    if not book.paged:
        yield from (piece for piece in pieces if not isinstance(piece, Mark))
        return
    number, pending = 1, True
    for piece in pieces:
        if isinstance(piece, Mark):
            number, pending = number + 1, True
            continue
        if pending and piece:
            yield Mark("page", str(number))
            pending = False
        yield piece


def _blocks(container: Any, book: _Book) -> Iterator[Piece]:
    for element in container:
        name = local(element)
        if name == "p":
            yield from _paragraph(element, book)
        elif name == "tbl":
            yield from _table(element, book)
        elif name not in _SKIPPED and name != "sectPr":
            yield from _blocks(element, book)


def _paragraph(element: Any, book: _Book) -> Iterator[Piece]:
    words = _words(element)
    breaks = [Mark("page", "") for _ in element.iter("{*}lastRenderedPageBreak")]
    late = bool(breaks) and bool(_before_break(element).strip())
    if breaks and not late:
        yield from breaks
    yield _styled(words, element, book)
    for box in _boxes(element):
        yield from _blocks(box, book)
    for kind in ("footnote", "endnote"):
        for reference in element.iter(f"{{*}}{kind}Reference"):
            yield paragraph(f"Note: {note}") if (note := book.notes.get((kind, attribute(reference, "id")), "")) else ""
    if late:
        yield from breaks


def _before_break(element: Any) -> str:
    found = []
    for inner in element.iter("{*}t", "{*}lastRenderedPageBreak"):
        if local(inner) != "t":
            break
        found.append(inner.text or "")
    return "".join(found)


def _boxes(element: Any) -> Iterator[Any]:
    """Text boxes that hang on a paragraph, once each: what older programs read instead is left out."""
    for box in element.iter("{*}txbxContent"):
        if not any(local(above) == "Fallback" for above in box.iterancestors()):
            yield box


def _styled(words: str, element: Any, book: _Book) -> str:
    properties = next((each for each in element if local(each) == "pPr"), None)
    own = {} if properties is None else {local(each): attribute(each, "val") for each in properties.iter("{*}*")}
    styles = list(_chain(own.get("pStyle", ""), book))
    if styles and _CONTENTS.match(styles[0].name):
        return ""
    level = next((style.level for style in styles if style.level), 0)
    if own.get("outlineLvl", "9") in "012345678":
        level = int(own["outlineLvl"]) + 1
    if level and len(words) < 300:
        return heading(level, words)
    if any("preformatted" in style.name or style.name in ("code", "source code") for style in styles):
        return code(words)
    number = own.get("numId") or next((style.list for style in styles if style.list), "")
    listed = next((style for style in styles if style.name.startswith(("list bullet", "list number"))), None)
    if number not in ("", "0"):
        depth = _number(own["ilvl"]) if "ilvl" in own else next((style.depth for style in styles if style.list), 0)
        return item(words, min(depth, _DEEPEST), _counted(number, depth, book) if words.strip() else 0)
    return item(words) if listed else paragraph(words)


def _chain(name: str, book: _Book) -> Iterator[_Style]:
    for _ in range(12):
        if name not in book.styles:
            return
        yield book.styles[name]
        name = book.styles[name].parent


def _counted(number: str, depth: int, book: _Book) -> int:
    """The number of an item in a list that counts; 0 in one with bullets."""
    for deeper in [key for key in book.counts if key[0] == number and key[1] > depth]:
        del book.counts[deeper]
    if not book.counting.get((number, depth), False):
        return 0
    book.counts[number, depth] = book.counts.get((number, depth), 0) + 1
    return book.counts[number, depth]


def _words(element: Any) -> str:
    """The words of a paragraph or cell as they stand now: insertions are there, deletions are not."""
    return "".join(_runs(element))


def _runs(element: Any) -> Iterator[str]:
    for inner in element:
        name = local(inner)
        if name in _SKIPPED or name in ("txbxContent", ""):
            continue
        if name == "t":
            yield inner.text or ""
        elif name in ("tab", "br", "cr"):
            yield "\n" if name == "br" else " "
        elif name == "noBreakHyphen":
            yield "-"
        else:
            yield from _runs(inner)
            if name == "p":
                yield " "


def _table(element: Any, book: _Book) -> Iterator[Piece]:
    rows = [list(_cells(row)) for row in _rows(element)]
    if sum(len(cells) for cells in rows) <= 1 or max((len(cells) for cells in rows), default=0) == 1:
        for row in _rows(element):  # a frame around text
            for cell in row.iter("{*}tc"):
                yield from _blocks(cell, book)
                break
        return
    yield from (Mark("page", "") for _ in element.iter("{*}lastRenderedPageBreak"))
    yield table(_filled(rows))


def _rows(element: Any) -> Iterator[Any]:
    for inner in element:
        if local(inner) == "tr":
            yield inner
        elif local(inner) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(inner)


def _cells(row: Any) -> Iterator[tuple[str, int, bool]]:
    """Each cell's words, the columns it spans, and whether it goes on from the row above."""
    for inner in row:
        name = local(inner)
        if name == "trPr":
            before = next((_number(attribute(each, "val")) for each in inner.iter("{*}gridBefore")), 0)
            yield from [("", 1, False)] * min(before, 100)
        elif name == "tc":
            properties = next((each for each in inner if local(each) == "tcPr"), ())
            found = {local(each): attribute(each, "val") for each in properties}
            yield (
                _words(inner),
                min(max(_number(found.get("gridSpan", "")), 1), 100),
                found.get("vMerge") in ("", "continue"),
            )
        elif name in ("sdt", "sdtContent", "customXml"):
            yield from _cells(inner)


def _filled(rows: list[list[tuple[str, int, bool]]]) -> list[list[str]]:
    """Rows of words; what is merged across rows or some columns stands in each, so that every row reads alone."""
    width = max(sum(span for _, span, _ in cells) for cells in rows)
    filled: list[list[str]] = []
    for cells in rows:
        row: list[str] = []
        for words, span, onward in cells:
            above = filled[-1][len(row)] if onward and filled and len(row) < len(filled[-1]) else words
            row += [above] * span if span < width else [above]
        filled.append(row)
    return filled
