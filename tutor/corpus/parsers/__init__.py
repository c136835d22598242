"""One file per media type; each turns bytes into canonical text and its blocks.

A parser is a function `bytes -> Parsed`. It raises `UnreadableFile` with words a curator can act on.
A new media type is one new file here and one line in `PARSERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.html import parse_html
from tutor.corpus.parsers.markdown import parse_markdown
from tutor.corpus.parsers.plain_text import parse_plain_text

PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {
    ".md": parse_markdown,
    ".markdown": parse_markdown,
    ".txt": parse_plain_text,
    ".text": parse_plain_text,
    ".html": parse_html,
    ".htm": parse_html,
}
