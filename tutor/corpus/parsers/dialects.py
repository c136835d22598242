"""Dialects of Markdown that mix it with programs: Quarto and R Markdown, and MDX. What is left is Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tutor.corpus.parsed import Parsed, decode
from tutor.corpus.parsers.markdown import parse_markdown_text

_FENCE = re.compile(r"( *)(`{3,}|~{3,})(.*)$")
_CHUNK = re.compile(r"\{\.?([\w.+-]+)?[^}]*\}")
_OPTION = re.compile(r"\s*(?:#|//|--|%%)\|")
_DIV = re.compile(r" *:{3,}.*$")
_TITLE = re.compile(r"\b(?:title|caption)=\"([^\"]*)\"")
_CALLOUT = re.compile(r"\.callout-(\w+)")
_SHORTCODE = re.compile(r"\{\{[<%].{0,2000}?[>%]\}\}", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"(?<=[\])`}])\{(?:[#.=:!]|[\w-]+=)[^{}\n]{0,500}\}|[ \t]+\{(?:[#.-]|[\w-]+=)[^{}\n]{0,500}\}(?=\s*$)", re.MULTILINE
)
_SPAN = re.compile(r"(?<!!)\[([^\[\]\n]{1,500})\]\{[.#][^{}\n]{0,500}\}")
_EXPRESSION = re.compile(r"\{(?:/\*.{0,2000}?\*/|[^{}\n]{0,300})\}", re.DOTALL)
_VALUE = r"(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})"
_TAG = re.compile(rf"</?[A-Za-z][\w.:-]*(?:\s+[\w:.-]+(?:={_VALUE})?|\s+\{{[^{{}}]*\}})*\s*/?>|</?>")
_IMPORT = re.compile(r"(?:import\s.*(?:from\s|['\"])|export\s+(?:default|const|let|var|function|class|\{|\*))")
_CODE_SPAN = re.compile(r"(`+)(?!`).{1,1000}?(?<!`)\1(?!`)")
_LISTED = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_OPENING = re.compile(r"<[A-Za-z][^<>]*(?<!/)>")
_UNCLOSED = re.compile(r"\s*<[A-Za-z][\w.]*(?:\s[^>]*)?$")
_LONGEST_TAG = 50  # lines
_HIDDEN = re.compile(r"`\0(\d+)\0`")
_LABELS = ("title", "label", "summary", "header")


def parse_quarto(raw: bytes) -> Parsed:
    """Chunks that are run are code, callouts are text with their title, attributes and shortcodes are left out."""
    return parse_markdown_text("\n".join(_quarto(decode(raw).split("\n"))))


def parse_mdx(raw: bytes) -> Parsed:
    """Imports, exports, tags of components and expressions are left out; what stands between tags is text."""
    return parse_markdown_text("\n".join(_mdx(decode(raw).split("\n"))))


def _quarto(lines: list[str]) -> Iterator[str]:
    for fenced, line in _with_fences(lines):
        fence = _FENCE.match(line)
        if fenced and fence and _CHUNK.match(fence.group(3).strip()):
            language = (_CHUNK.match(fence.group(3).strip()) or [""] * 2)[1] or ""
            yield f"{fence.group(1)}{fence.group(2)}{language}"
        elif fenced:
            if not _OPTION.match(line):
                yield line
        elif _DIV.match(line):
            yield _callout(line)
        else:
            yield _outside_code(line, _plain_quarto)


def _plain_quarto(text: str) -> str:
    return _ATTRIBUTES.sub("", _SPAN.sub(r"\1", _SHORTCODE.sub("", text)))


def _callout(line: str) -> str:
    """The line that opens a callout, as the words a reader sees; nothing for other divisions."""
    kind, title = _CALLOUT.search(line), _TITLE.search(line)
    words = ": ".join(filter(None, (kind.group(1).capitalize() if kind else "", title.group(1) if title else "")))
    return f"\n**{words}**\n" if words else ""


def _with_fences(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """Each line, and whether it belongs to code between fences, the fences included."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            yield True, line
            if found and found.group(2).startswith(fence) and not found.group(3).strip():
                fence = ""
        else:
            opens = bool(found) and not ("`" in found.group(3) and found.group(2)[0] == "`") if found else False
            fence = found.group(2) if found and opens else ""
            yield opens, line


def _outside_code(line: str, change: Callable[[str], str]) -> str:
    """The line with everything changed but code within it."""
    spans: list[str] = []

    def hide(span: re.Match[str]) -> str:
        spans.append(span.group())
        return f"`\0{len(spans) - 1}\0`"

    return _HIDDEN.sub(lambda hidden: spans[int(hidden.group(1))], change(_CODE_SPAN.sub(hide, line)))


def _mdx(lines: list[str]) -> Iterator[str]:
    depth = 0  # of components around, whose content may be indented
    for fenced, line in _with_whole_tags(_without_modules(_with_fences(lines))):
        if fenced:
            yield line[min(len(line) - len(line.lstrip()), 2 * depth) :]
            continue
        alone = line.strip()
        most = 2 * depth if _LISTED.match(line) else len(line) * depth
        line_inside = line[min(len(line) - len(line.lstrip()), most) :]
        depth = max(0, depth + len(_OPENING.findall(alone)) - alone.count("</"))
        label = _label(alone)
        if label:
            yield f"\n**{label}**\n"
        yield _outside_code(line_inside, _plain_mdx)


def _without_modules(lines: Iterator[tuple[bool, str]]) -> Iterator[tuple[bool, str]]:
    """The lines without imports and exports, each of which goes on to an empty line."""
    module = False
    for fenced, line in lines:
        module = not fenced and bool(line.strip()) and (module or bool(_IMPORT.match(line)))
        if not module:
            yield fenced, line


def _with_whole_tags(lines: Iterator[tuple[bool, str]]) -> Iterator[tuple[bool, str]]:
    """The lines, those of a tag that goes over several put together; one that is never closed stays as it is."""
    held: list[str] = []
    for fenced, line in lines:
        if not fenced and (held or _UNCLOSED.match(line)):
            held.append(line)
            whole = " ".join(each.strip() for each in held)
            if _TAG.match(whole):
                yield False, whole
                held = []
            elif not line.strip() or len(held) > _LONGEST_TAG:
                yield from ((False, each) for each in held)
                held = []
            continue
        yield from ((False, each) for each in held)
        held = []
        yield fenced, line
    yield from ((False, each) for each in held)


def _plain_mdx(text: str) -> str:
    return _TAG.sub("", _EXPRESSION.sub("", _TAG.sub("", text)))


def _label(tag: str) -> str:
    """The words that a component shows above its content."""
    if not re.match(r"<[A-Z]", tag):
        return ""
    found = re.search(rf"\b(?:{'|'.join(_LABELS)})=(?:\"([^\"]+)\"|\{{['\"]([^'\"]+)['\"]\}})", tag)
    return (found.group(1) or found.group(2)) if found else ""
