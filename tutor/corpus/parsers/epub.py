"""EPUB: the chapters in the order of the spine, each with a landmark; nothing leaves the archive."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from zipfile import ZipFile

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.marked import html_pieces, html_title
from tutor.corpus.parsers.written import Mark, Piece, written
from tutor.corpus.zipped import opened, part, tree
from tutor.errors import UnreadableFile

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def parse_epub(raw: bytes) -> Parsed:
    """All chapters. Raises `UnreadableFile`, also where a shop has locked the book."""
    with opened(raw) as archive:
        roots = tree(part(archive, "META-INF/container.xml")).iter("{*}rootfile")
        name = next((each.get("full-path", "") for each in roots), "")
        package = tree(part(archive, name))
        title = " ".join((next((each.text for each in package.iter("{*}title")), "") or "").split())
        files = {
            each.get("id", ""): posixpath.normpath(
                posixpath.join(posixpath.dirname(name), unquote(each.get("href", "")))
            )
            for each in package.iter("{*}item")
            if each.get("media-type") in _PAGES and "nav" not in each.get("properties", "").split()
        }
        spine = [files[each.get("idref")] for each in package.iter("{*}itemref") if each.get("idref") in files]
        if _locked(archive, set(spine)):
            raise UnreadableFile("The book is locked by the shop that sold it (DRM).", "Ask for a copy without a lock.")
        return written(_chapters(archive, spine), title=title)


def _locked(archive: ZipFile, chapters: set[str]) -> bool:
    listed = part(archive, "META-INF/encryption.xml")
    locked = {unquote(each.get("URI", "")) for each in tree(listed).iter("{*}CipherReference")} if listed else set()
    return bool(locked & chapters)


def _chapters(archive: ZipFile, spine: list[str]) -> Iterator[Piece]:
    for number, name in enumerate(spine, start=1):
        content = part(archive, name)
        if content is None:
            continue
        text = decode(content)
        pieces = list(html_pieces(text))
        first = next((piece for piece in pieces if isinstance(piece, str) and piece.startswith("#")), "")
        yield Mark("chapter", first.lstrip("# ").replace("\\", "")[:80] or html_title(text)[:80] or str(number))
        yield from pieces
