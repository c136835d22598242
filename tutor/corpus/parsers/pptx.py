"""Presentations (Office Open XML): a landmark and a heading for each slide, then its text, tables and notes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.docx import core_title
from tutor.corpus.parsers.written import Mark, Piece, heading, item, paragraph, table, written
from tutor.corpus.zipped import attribute, local, opened, part, tree

_MAIN = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_MARGINS = ("dt", "ftr", "sldNum", "hdr")


def parse_pptx(raw: bytes) -> Parsed:
    """All slides in the order they are shown. Raises `UnreadableFile`."""
    with opened(raw) as archive:
        shown = tree(part(archive, _MAIN))
        targets = _relations(archive, _MAIN)
        names = [
            targets[number][1]
            for slide in shown.iter("{*}sldId")
            for key, number in slide.items()
            if key.startswith("{") and number in targets
        ]
        return written(_slides(archive, names), title=core_title(archive))


def _relations(archive: ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """The sort and the name of each part that a part refers to, by the number it refers with."""
    folder, file = posixpath.split(name)
    root = tree(part(archive, f"{folder}/_rels/{file}.rels") or b"<none/>")
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/"),
        )
        for each in root.iter("{*}Relationship")
        if each.get("TargetMode") != "External"
    }


def _slides(archive: ZipFile, names: list[str]) -> Iterator[Piece]:
    for number, name in enumerate(names, start=1):
        yield Mark("slide", str(number))
        content = part(archive, name)
        if content is None:
            continue
        yield from _slide(tree(content))
        for sort, target in _relations(archive, name).values():
            inner = part(archive, target) if sort in ("diagramData", "notesSlide") else None
            if inner is not None:
                yield from _diagram(tree(inner)) if sort == "diagramData" else _notes(tree(inner))


def _slide(root: Any) -> Iterator[Piece]:
    shapes = [shape for tree_ in root.iter("{*}spTree") for shape in _shapes(tree_)]
    titles = [shape for shape in shapes if _place(shape) in _TITLES]
    for shape in titles:
        yield heading(2, " ".join(words for words, _ in _paragraphs(shape)))
    for shape in shapes:
        if local(shape) == "graphicFrame":
            yield from (table(_rows(each)) for each in shape.iter("{*}tbl"))
        elif shape not in titles and _place(shape) not in _MARGINS:
            yield from _text(shape)


def _shapes(group: Any) -> Iterator[Any]:
    for shape in group:
        name = local(shape)
        if name in ("grpSp", "AlternateContent", "Choice"):
            yield from _shapes(shape)
        elif name in ("sp", "graphicFrame", "cxnSp"):
            yield shape


def _place(shape: Any) -> str:
    """What the shape is a placeholder for; empty where it is a box of its own."""
    found = next(shape.iter("{*}ph"), None)
    return "" if found is None else found.get("type", "body")


def _text(shape: Any) -> Iterator[Piece]:
    found = [(words, depth) for words, depth in _paragraphs(shape) if words]
    listed = len(found) > 1 and _place(shape) in ("body", "obj")
    for words, depth in found:
        yield item(words, depth) if listed or depth else paragraph(words)


def _paragraphs(shape: Any) -> Iterator[tuple[str, int]]:
    for each in shape.iter("{*}p"):
        level = next((attribute(inner, "lvl") for inner in each if local(inner) == "pPr"), "")
        yield " ".join(_words(each).split()), min(int(level), 8) if level.isdigit() else 0


def _words(each: Any) -> str:
    return "".join((inner.text or "") if local(inner) == "t" else " " for inner in each.iter("{*}t", "{*}br", "{*}tab"))


def _rows(element: Any) -> list[list[str]]:
    """Rows of words; what is merged across rows or columns stands in each."""
    rows: list[list[str]] = []
    for line in element.iter("{*}tr"):
        row: list[str] = []
        for cell in (inner for inner in line if local(inner) == "tc"):
            words = " ".join(words for words, _ in _paragraphs(cell))
            if cell.get("hMerge") in ("1", "true") and row:
                words = row[-1]
            elif cell.get("vMerge") in ("1", "true") and rows and len(row) < len(rows[-1]):
                words = rows[-1][len(row)]
            row.append(words)
        rows.append(row)
    return rows


def _diagram(root: Any) -> Iterator[Piece]:
    for point in root.iter("{*}pt"):
        yield item(" ".join(words for words, _ in _paragraphs(point)))


def _notes(root: Any) -> Iterator[Piece]:
    for shape in root.iter("{*}sp"):
        if _place(shape) == "body":
            words = [words for words, _ in _paragraphs(shape) if words]
            yield from (paragraph(f"Notes: {each}" if at == 0 else each) for at, each in enumerate(words))
