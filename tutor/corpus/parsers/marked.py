"""HTML without surroundings, as in books and mail: all of it as Markdown, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tutor.corpus.parsers.written import Piece, code, heading, paragraph, table
from tutor.corpus.zipped import local

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tr", "ul", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe", "select",
    "button", "input",
})  # fmt: skip
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DEEPEST = 100


def html_pieces(text: str) -> Iterator[Piece]:
    """Headings, paragraphs, list items, tables and code of the page in order."""
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True)
        page = document_fromstring(_NOT_IN_XML.sub(" ", text).encode("utf-8", "replace"), parser=parser)
    except ParserError:  # nothing in it
        return
    yield from _blocks(page, 0, 0)


def html_title(text: str) -> str:
    """What the page calls itself; empty where it does not."""
    found = re.search(r"<title[^>]*>([^<]{1,300})</title>", text, re.IGNORECASE)
    return " ".join(found.group(1).split()) if found else ""


def _blocks(element: Any, depth: int, lists: int) -> Iterator[Piece]:
    """The blocks in an element; words between blocks are paragraphs of their own."""
    words = element.text or ""
    for inner in element:
        name = local(inner)
        if name in _BLOCKS or _holds_blocks(inner):
            yield paragraph(words)
            words = ""
            if depth < _DEEPEST:
                yield from _block(inner, name, depth + 1, lists)
        elif name not in _UNSEEN:
            words += " " if name == "br" else _words(inner)
        words += inner.tail or ""
    yield paragraph(words)


def _holds_blocks(element: Any) -> bool:
    return any(local(inner) in _BLOCKS for inner in element.iterdescendants()) and local(element) not in _UNSEEN


def _block(element: Any, name: str, depth: int, lists: int) -> Iterator[Piece]:
    if len(name) == 2 and name[0] == "h" and name[1].isdigit():
        yield heading(int(name[1]), _words(element))
    elif name == "pre":
        yield code("".join(element.itertext()))
    elif name == "table" and _is_data(element):
        yield table([list(_cells(row)) for row in element.iter("tr")])
    elif name in ("ul", "ol"):
        yield from _items(element, name == "ol", depth, lists)
    elif name not in _UNSEEN:
        yield from _blocks(element, depth, lists)


def _is_data(element: Any) -> bool:
    """Whether a table holds data: one with a table in it, or of a single column, is there for its looks."""
    nested = next(element.iterdescendants("table"), None) is not None
    return not nested and any(len(list(_cells(row))) > 1 for row in element.iter("tr"))


def _cells(row: Any) -> Iterator[str]:
    for cell in row:
        if local(cell) in ("td", "th"):
            span = cell.get("colspan", "1")
            yield from [_words(cell)] * (min(int(span), 50) if span.isdigit() and int(span) else 1)


def _items(element: Any, counted: bool, depth: int, lists: int) -> Iterator[Piece]:
    number = 0
    for inner in element:
        if local(inner) != "li":
            if depth < _DEEPEST and local(inner) in _BLOCKS:
                yield from _block(inner, local(inner), depth + 1, lists)
            continue
        number += 1
        first = True
        for piece in _blocks(inner, depth + 1, lists + 1):
            if first and isinstance(piece, str) and piece and not re.match(r" *(?:[-#|`]|\d+\. )", piece):
                yield f"{' ' * 4 * min(lists, 8)}{f'{number}.' if counted else '-'} {piece}"
                first = False
            else:
                yield piece


def _words(element: Any) -> str:
    """All words in an element."""
    if local(element) in _UNSEEN or not local(element):
        return ""
    words = element.text or ""
    for inner in element:
        words += (" " if local(inner) in _BLOCKS or local(inner) == "br" else "") + _words(inner) + (inner.tail or "")
    return words
