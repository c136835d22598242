"""HTML: the canonical text is the page's main content as Markdown, without navigation."""

from __future__ import annotations

import re
from typing import Any

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.markdown import parse_markdown_text
from tutor.errors import UnreadableFile

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # Char in XML 1.0; a reference can smuggle them in
_NOTHING = "The page has no main content."
_CURE = "Check that it holds text and not only scripts or links."


def parse_html(raw: bytes) -> Parsed:
    """The main content as trafilatura finds it (Barbaresi 2021): headings, lists, tables and code as Markdown.

    Raises `UnreadableFile` where a page has no main content.
    """
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring  # slow to import, and only pages need it
    from trafilatura import extract, extract_metadata
    from trafilatura.settings import use_config

    if not raw.strip():
        return Parsed(text="", markdown=True, blocks=())
    try:
        page = document_fromstring(decode(raw, _declared(raw)).encode(), parser=HTMLParser(encoding="utf-8"))
    except ParserError as error:
        raise UnreadableFile(_NOTHING, _CURE) from error
    _clean(page)
    config = use_config()
    for floor in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):  # a short page is a page: keep its structure
        config.set("DEFAULT", floor, "1")
    text = extract(page, output_format="markdown", include_comments=False, favor_recall=True, config=config)
    if not text or not text.strip():
        raise UnreadableFile(_NOTHING, _CURE)
    parsed = parse_markdown_text(text)
    metadata = extract_metadata(page)
    title = metadata.title if metadata and metadata.title else parsed.title
    return Parsed(text=parsed.text, markdown=True, blocks=parsed.blocks, title=title)


def _clean(page: Any) -> None:
    """Put spaces for what lxml reads but refuses to write: trafilatura would stumble over it."""
    for element in page.iter():
        element.text, element.tail = (
            _NOT_IN_XML.sub(" ", words) if words else words for words in (element.text, element.tail)
        )
        for name, value in element.items():
            if _NOT_IN_XML.search(value):
                element.set(name, _NOT_IN_XML.sub(" ", value))


def _declared(raw: bytes) -> str:
    """The encoding a page declares for itself; pages that say Latin-1 mean Windows-1252 (WHATWG Encoding)."""
    named = _CHARSET.search(raw, 0, 1024)
    label = named.group(1).decode("ascii").lower() if named else ""
    return "cp1252" if label in ("iso-8859-1", "latin1", "us-ascii", "ascii") else label
