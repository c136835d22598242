"""reStructuredText, read by docutils; directives and roles of other programs keep their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.written import Piece, code, heading, item, paragraph, table, written
from tutor.errors import UnreadableFile

_DIRECTIVE = re.compile(r"^[ \t]*\.\. (?:\|[^|\n]+\| )?([\w:+.-]+)::", re.MULTILINE)
_ROLE = re.compile(r":([\w:+.-]+):`")
_CODE = frozenset({
    "code-block", "sourcecode", "code", "prompt", "ipython", "doctest", "testcode", "parsed-literal", "console",
    "highlight",
})  # fmt: skip
_SILENT = frozenset({  # what stands for no words: tables of contents, settings of programs, pictures
    "toctree", "contents", "index", "image", "meta", "include", "literalinclude", "raw", "default-role", "only",
    "tabularcolumns", "currentmodule", "module", "automodule", "autoclass", "autofunction", "automethod",
    "highlight", "sectnum", "header", "footer", "graphviz", "mermaid", "plot", "role",
})  # fmt: skip
_LED = frozenset({  # what begins with a word for what it is
    "definition_list_item", "field", "option_list_item", "footnote", "citation", "admonition", "attention",
    "caution", "danger", "error", "hint", "important", "note", "tip", "warning", "sidebar", "topic",
})  # fmt: skip
_TARGET = re.compile(r"\s*<[^<>]*>$")
_SKIPPED = ("comment", "system_message", "substitution_definition", "target", "image", "raw", "pending", "docinfo",
            "decoration", "citation_reference", "problematic", "generated")  # fmt: skip


def parse_rst(raw: bytes) -> Parsed:
    """The document as docutils understands it; nothing is included, run or fetched."""
    from docutils.core import publish_doctree
    from docutils.utils import SystemMessage

    text = decode(raw)
    _make_known(text)
    settings = {
        "file_insertion_enabled": False, "raw_enabled": False, "report_level": 5, "halt_level": 5,
        "_disable_config": True, "warning_stream": False, "smart_quotes": False, "line_length_limit": 1_000_000,
    }  # fmt: skip
    try:
        tree = publish_doctree(text, settings_overrides=settings)
    except SystemMessage as error:
        raise UnreadableFile(f"The file is no reStructuredText ({error}).", "Name it .txt if it is text.") from error
    title = tree.get("title", "")
    return written(_blocks(tree, 1, 0), title=" ".join(title.split()))


def _make_known(text: str) -> None:
    """Give every directive and role in `text` that docutils does not know a meaning: its words."""
    from docutils.parsers.rst import directives, roles

    plain, code_block, silent = _directives()
    for name in set(_DIRECTIVE.findall(text)):
        short = name.rpartition(":")[2]
        if name in _SILENT or name in _CODE or name not in directives._directive_registry:  # noqa: SLF001
            kind = silent if short in _SILENT else code_block if short in _CODE else plain
            directives.register_directive(name, kind)
    for name in set(_ROLE.findall(text)):
        if name not in roles._role_registry and name != "math":  # noqa: SLF001
            roles.register_local_role(name, _role)


def _role(_name: str, raw: str, text: str, *_: Any) -> tuple[list[Any], list[Any]]:
    from docutils import nodes

    words = _TARGET.sub("", text.replace("\0", "\\")).lstrip("~!")
    return [nodes.inline(raw, words)], []


def _directives() -> tuple[type, type, type]:
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class Words(Directive):  # type: ignore[misc]  # docutils has no types
        """A directive whose content is text."""

        optional_arguments, final_argument_whitespace, has_content = 100, True, True
        option_spec = _Anything()

        def run(self) -> list[nodes.Node]:
            found = nodes.container()
            if self.arguments:
                named, _ = self.state.inline_text(" ".join(self.arguments), self.lineno)
                found += nodes.paragraph("", "", *named)
            self.state.nested_parse(self.content, self.content_offset, found)
            return [found]

    class Code(Words):
        """A directive whose content is code."""

        def run(self) -> list[nodes.Node]:
            return [nodes.literal_block("", "\n".join(self.content), classes=["code", *self.arguments[:1]])]

    class Silent(Words):
        """A directive without words for a reader."""

        def run(self) -> list[nodes.Node]:
            return []

    return Words, Code, Silent


class _Anything(dict[str, Any]):
    """Options of any name."""

    def __getitem__(self, _: str) -> Any:
        return lambda value: value

    def __contains__(self, _: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


def _blocks(node: Any, level: int, depth: int) -> Iterator[Piece]:
    for child in node.children:
        yield from _block(child, level, depth)


def _words(node: Any) -> str:
    """The words of a paragraph without the numbers of its notes."""
    within = ("footnote_reference", "citation_reference", "problematic", "system_message")
    texts = node.findall(lambda each: each.tagname == "#text")
    words = "".join(each.astext() for each in texts if each.parent.tagname not in within)
    return re.sub(r"\s+(?=[.,;:!?](?:\s|$))", "", words)


def _block(node: Any, level: int, depth: int) -> Iterator[Piece]:
    name = node.tagname
    if name in _SKIPPED or name == "#text":
        return
    if name == "title":
        yield heading(level, node.astext())
    elif name == "section":
        yield from _blocks(
            node, level + 1 if node.parent.tagname == "section" or node.parent.get("title") else 1, depth
        )
    elif name in ("literal_block", "doctest_block", "math_block"):
        classes = [each for each in node.get("classes", ()) if each != "code"]
        yield code(node.astext(), classes[0] if classes and classes[0].isalnum() else "")
    elif name == "table":
        yield from _table(node)
    elif name in ("bullet_list", "enumerated_list"):
        yield from _items(node, level, depth)
    elif name in _LED:
        lead, named = _lead(node)
        yield from _led(lead, node, level, depth, named)
    elif name in ("paragraph", "line", "attribution", "caption", "rubric"):
        words = _words(node)
        yield item(words, depth - 1) if depth and name != "line" else paragraph(words)
    else:
        yield from _blocks(node, level, depth)


def _lead(node: Any) -> tuple[str, tuple[str, ...]]:
    """What stands before a description, and the sorts of parts that it is made of."""
    if node.tagname == "definition_list_item":
        return ", ".join(each.astext() for each in node.children if each.tagname == "term") + ":", (
            "term",
            "classifier",
        )
    if node.tagname in ("field", "option_list_item"):
        return f"{node.children[0].astext()}:", (node.children[0].tagname,)
    if node.tagname in ("footnote", "citation"):
        return "Note:", ("label",)
    named = next((each.astext() for each in node.children if each.tagname == "title"), node.tagname.capitalize())
    return f"{named}:", ("title",)


def _led(lead: str, node: Any, level: int, depth: int, named: tuple[str, ...]) -> Iterator[Piece]:
    """What belongs to a term, the term before its first words."""
    pieces = (piece for child in node.children if child.tagname not in named for piece in _block(child, level, depth))
    for piece in pieces:
        if lead and isinstance(piece, str) and piece and piece[0] not in "#`|":
            yield f"{paragraph(lead)} {piece.lstrip('- ')}"
            lead = ""
        else:
            yield piece
    if lead.strip(": "):
        yield paragraph(lead)


def _items(node: Any, level: int, depth: int) -> Iterator[Piece]:
    start = node.get("start", 1) if node.tagname == "enumerated_list" else 0
    for number, child in enumerate(node.children):
        first = True
        for piece in _blocks(child, level, depth + 1):
            if first and start and isinstance(piece, str) and piece.lstrip().startswith("- "):
                space = len(piece) - len(piece.lstrip())
                yield f"{piece[:space]}{start + number}. {piece[space + 2 :]}"
            elif not first and isinstance(piece, str) and piece.startswith(f"{' ' * 4 * depth}- "):
                yield f"{' ' * 4 * (depth + 1)}{piece.strip()[2:]}"  # a further paragraph of the item
            else:
                yield piece
            first = False


def _table(node: Any) -> Iterator[Piece]:
    rows: list[list[str]] = []
    down: dict[int, tuple[int, str]] = {}  # by column: for how many rows a cell goes on, and its words
    yield from (paragraph(each.astext()) for each in node.children if each.tagname == "title")
    for row in node.findall(lambda each: each.tagname == "row"):
        cells: list[str] = []
        entries = list(row.children)
        while entries or len(cells) in down:
            more, words = down.pop(len(cells), (0, ""))
            if more:
                if more > 1:
                    down[len(cells)] = (more - 1, words)
                cells.append(words)
                continue
            entry = entries.pop(0)
            words = " ".join(entry.astext().split())
            for _ in range(1 + entry.get("morecols", 0)):
                if entry.get("morerows", 0):
                    down[len(cells)] = (entry["morerows"], words)
                cells.append(words)
        rows.append(cells)
    yield table(rows)
