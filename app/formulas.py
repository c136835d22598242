r"""LaTeX formulas as MathML: a tree of known elements and attributes, or nothing where none can be made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Tree = tuple[str, dict[str, str], str | Sequence["Tree"]]  # an element, its attributes, its text or children

_LONGEST = 2000  # characters of a formula
_DEEPEST = 40  # elements within elements
_DEFINES = re.compile(r"\\(?:def|let|(?:new|renew|provide)command|DeclareMathOperator)(?![a-zA-Z])")
_PROSE = re.compile(r"[^\\^_={}<>+*/]*[^\W\d_]{2}\s[^\\^_={}<>+*/]*")  # sums of money with words between them
_NAMED = {"{aligned}": "{split}", "{alignedat}": "{split}", "{gathered}": "{matrix}"}  # the same, as the library has it
# Colours, links, classes and styles are not among these: a formula looks like the text it stands in.
_KNOWN = re.compile(
    r"math|m(?:enclose|frac|i|multiscripts|n|o|over|padded|phantom|prescripts|root|row|s|space|sqrt|style|sub|subsup"
    r"|sup|table|td|text|tr|under|underover)|none"
)
_ATTRIBUTE = re.compile(
    r"accent|column(?:align|lines|spacing)|depth|displaystyle|fence|form|height|largeop|linethickness|lspace"
    r"|mathvariant|maxsize|minsize|movablelimits|notation|row(?:lines|spacing)|rspace|scriptlevel|separator|stretchy"
    r"|voffset|width"
)
_LENGTH = r"(?:\+?\d|[+-]?0?\.\d{1,4}|\+?\d\.\d{1,4})(?:em|ex|px|pt)?"  # nothing that would reach over other words
_VALUE = re.compile(rf"[a-z][a-z -]{{1,60}}|{_LENGTH}(?: {_LENGTH}){{0,40}}")


@lru_cache(maxsize=4096)
def formula(written: str) -> Tree | None:
    r"""What stands between `$`, `$$`, `\(` or `\[`; None where it is too long, too deep, or not all of it is known."""
    edge = 1 if written[0] == "$" != written[1] else 2
    latex = written[edge:-edge].strip()
    if not latex or len(latex) > _LONGEST or _DEFINES.search(latex) or _PROSE.fullmatch(latex):
        return None
    display = "block" if written[:2] in ("$$", r"\[") else "inline"
    root = _converted(latex, display)
    content = None if root is None else _content(root, _DEEPEST)
    return None if content is None else ("math", {"display": display, "alttext": latex}, content)


def _converted(latex: str, display: str) -> Element | None:
    from latex2mathml import exceptions  # slow to import, and only sources with formulas need it
    from latex2mathml.converter import convert_to_element

    for named, known_as in _NAMED.items():
        latex = latex.replace(named, known_as)
    # Of half a formula it raises its own errors, and those of looking up, unpacking, recursing and asking for more.
    own = (kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception))
    failures: tuple[type[Exception], ...] = (
        *own,
        AttributeError,
        LookupError,
        RuntimeError,
        StopIteration,
        TypeError,
        ValueError,
    )
    try:
        return convert_to_element(latex, display=display)
    except failures:
        return None


def _content(element: Element, depth: int) -> Sequence[Tree] | None:
    """The children, or None where one is not known; a text of the library has its signs as HTML entities."""
    children = []
    for child in element:
        text = unescape(child.text or "")
        if not _KNOWN.fullmatch(child.tag) or depth == 0 or text == "&" or re.match(r"\\.", text):
            return None
        content = text if len(child) == 0 else _content(child, depth - 1)
        if content is None:
            return None
        children.append((child.tag, _attributes(child), content))
    return children


def _attributes(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.items() if _ATTRIBUTE.fullmatch(name) and _VALUE.fullmatch(value)}
