"""Markdown (CommonMark with tables): the canonical text is the file's own, marks included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tutor.corpus.parsed import Parsed, decode
from tutor.domain import Block, BlockKind
from tutor.text.mapped import plain
from tutor.text.sentences import trim

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?=[\w\"'-]+[\w \"'-]*:).*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_LINE_MARKS = re.compile(r"[ \t]*(?:(?:>[ \t]?)|(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_UNSEEN = re.compile(r"<(?:script|style)\b", re.IGNORECASE)


def parse_markdown(raw: bytes) -> Parsed:
    """Markdown text and its blocks; front matter is text that is not indexed."""
    return parse_markdown_text(decode(raw))


def parse_markdown_text(text: str) -> Parsed:
    """The same, for text that is decoded already."""
    front = _FRONT_MATTER.match(text)
    body = front.end() if front else 0
    blocks = tuple(_blocks(text, body))
    named = _FRONT_TITLE.search(front.group()) if front else None
    title = named.group(1).strip("\"'") if named else _first_heading(text, blocks)
    return Parsed(text=text, markdown=True, blocks=blocks, title=title)


def _first_heading(text: str, blocks: tuple[Block, ...]) -> str:
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    top = next((block for block in headings if block.level == 1), headings[0] if headings else None)
    return plain(text[top.start : top.end]) if top else ""


def _blocks(text: str, body: int) -> Iterator[Block]:
    line_starts = [body, *accumulate((len(line) + 1 for line in text[body:].split("\n")), initial=body)][1:]
    depth = 0
    before: Token | None = None
    blocks_only = MarkdownIt("commonmark").enable("table").disable("inline")  # a third of the time; marks: text.mapped
    for token in blocks_only.parse(text[body:]):
        depth += (token.type == "list_item_open") - (token.type == "list_item_close")
        kind = _kind(token, before, in_list=depth > 0)
        if kind is not None and token.map is not None:
            first, last = (min(line_starts[line], len(text)) for line in token.map)
            start, end = trim(text, first, last)
            if token.type not in ("code_block", "html_block"):
                start, end = trim(text, _after_marks(text, start, end), end)
            if start < end and _says_something(text[start:end], token):
                level = int(before.tag[1:]) if before is not None and kind is BlockKind.HEADING else 0
                yield Block(kind=kind, start=start, end=end, level=level)
        before = token


def _kind(token: Token, before: Token | None, in_list: bool) -> BlockKind | None:
    """What block a token stands for; containers and closing tokens stand for none."""
    if token.type in ("fence", "code_block"):
        return BlockKind.CODE
    if token.type == "table_open":
        return BlockKind.TABLE
    if token.type == "html_block":
        return BlockKind.PROSE
    if token.type == "inline" and before is not None and before.type == "heading_open":
        return BlockKind.HEADING
    if token.type == "inline" and before is not None and before.type == "paragraph_open":
        return BlockKind.ITEM if in_list else BlockKind.PROSE
    return None


def _after_marks(text: str, start: int, end: int) -> int:
    marks = _LINE_MARKS.match(text, start, end)
    return marks.end() if marks else start


def _says_something(words: str, token: Token) -> bool:
    """Whether a block has words for a reader; pictures, comments, scripts, rules and empty code have none."""
    if token.type == "html_block" and _UNSEEN.match(words):
        return False
    if token.type in ("fence", "code_block"):
        return bool(token.content.strip())
    return any(character.isalnum() for character in plain(words))
