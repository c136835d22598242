"""Text that was rewritten for reading or matching, and still knows where each character came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Quantifiers are possessive or bounded, so that no text, however hostile, takes more than a fixed time a character.
#
# Formulas: dollars as in Pandoc's tex_math_dollars, brackets with a backslash where their content is no plain words.
_ON = r"\n(?!\s*\n|[ \t]*(?:[-*+>#|~]|\d+[.)]))"  # a line end within a paragraph
_IN_DOLLARS = (  # money and paths are none: "$5 and $10", "US$5, 6$", "$HOME/$PATH"
    rf"\$(?:[^$\\\n]|\\.|{_ON}){{1,2000}}+\$\$"
    rf"|(?<![a-zA-Z]\$)(?![\s$])(?:[^$`\\\n]|\\.|{_ON}){{1,1000}}+(?<![\s/:;=,(-])\$(?![\d$])"
)
_SIGNS = r"[^\\]{0,300}(?:[\^_={]|\\[a-zA-Z])"
_IN_BRACKETS = (
    rf"\((?:(?={_SIGNS})|(?![^\\]{{0,300}}?[^\W\d_]{{3}}))(?:[^`\\\n]|\\[^()]|{_ON}){{1,1000}}+\\\)"
    rf"|\[(?={_SIGNS})(?:[^`\\\n]|\\[^\[\]]|{_ON}){{1,2000}}+\\\]"
)
_FORMULA = rf"[$\\](?:(?<=\$)(?:{_IN_DOLLARS})|(?<=\\)(?:{_IN_BRACKETS}))"
_NESTED = r"\[[^\[\]]*+\]"  # brackets in a label
_TO = r"\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)"  # an address, with brackets in it
_ESCAPE = r"\\(?P<escaped>[!-/:-@\[-`{-~])|\\$"
_FENCED = r"^[ \t]*(?P<fence>`{3,}|~{3,})[^`\n]*(?:\n(?P<fenced>.*?)(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)|$)"
_TICKS = r"(?<!`)(?P<ticks>`++)(?P<code>.{1,1000}?)(?<!`)(?P=ticks)(?!`)"
_IMAGE = rf"!\[(?P<alt>[^\[\]]*+(?:{_NESTED}[^\[\]]*+)*+)\]{_TO}"
_LINK = rf"\[(?P<label>(?:[^\[\]\\]|\\.|!?{_NESTED}(?:{_TO})?+)++)\](?:{_TO}|{_NESTED})"
_WITHIN = rf"(?>`[^`\n]*+`|{_FORMULA}|\\.|\*\*[^*\n]++\*\*|.){{1,1000}}?"  # none of these ends outer emphasis
_STRONG = rf"(?<!\w)(?P<stars>\*{{1,3}}(?!\*)|_{{1,3}}(?!_)|~~)(?=\S)(?P<strong>{_WITHIN})(?<![\s*])(?P=stars)(?![\w*])"
_INWORD = r"(?P<inner>\*{1,3})(?=\w)(?P<inword>[^*$\n]+?)(?<=\w)(?P=inner)"
_ITEM = r"(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?"
_CELL_RULE = r"(?::-*+:?|--+:?|-:)"
_GONE = (
    r"<!--(?:(?!<!--|-->).)*+-->|</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|\[\^[^\[\]]++\]"  # comments, tags, footnote marks
    rf"|^[ \t]*(?:>[ \t]?)+(?:\[![A-Z]+\]|{_ITEM})?"  # quotation marks at line starts
    rf"|^[ \t]*#{{1,6}}[ \t]+|^[ \t]*{_ITEM}"  # headings, list items
    rf"|^[ \t]*+\|?(?:[ \t]*+{_CELL_RULE}[ \t]*+\|)++(?:[ \t]*+{_CELL_RULE})?[ \t]*$"  # the rule under a table's header
    r"|^[ \t]*\|[ \t]*|(?:(?<![ \t])[ \t]++)?\|[ \t]*$"  # outer bars of table rows
)
_MARKS = re.compile(
    f"{_FENCED}|{_FORMULA}(?P<formula>)|{_ESCAPE}|{_TICKS}|<(?P<address>[a-z]+:[^\\s<>]*+)>"
    f"|{_IMAGE}|{_LINK}|{_STRONG}|{_INWORD}|{_GONE}",
    re.DOTALL | re.MULTILINE,
)
_MARKED = ("label", "strong", "inword")  # with marks of their own
_KEPT = ("fenced", "escaped", "code", "address", "alt", *_MARKED)
_DEEPEST = 8  # marks within marks

SAME_SIGNS = str.maketrans(  # signs that are written in several ways, and one way of each
    {
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "…": "...",
    }
)


@dataclass(frozen=True)
class MappedText:
    """`text`, whose character i came from position `offsets[i]` of the original."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` (not empty) stands in the original."""
        return self.offsets[start], self.offsets[end - 1] + 1


def without_marks(text: str) -> MappedText:
    """Markdown as a reader sees it: link labels without addresses, no emphasis, list or quotation marks, no tags."""
    pieces = list(_visible(text, 0, len(text)))
    offsets = tuple(position for start, end, _ in pieces for position in range(start, end))
    return MappedText("".join(text[start:end] for start, end, _ in pieces), offsets)


def plain(text: str) -> str:
    """Markdown as one line of plain words."""
    return " ".join("".join(text[start:end] for start, end, _ in _visible(text, 0, len(text))).split())


def shaped(text: str) -> list[tuple[int, int, str]]:
    r"""Where Markdown has `code` and LaTeX (`formula`) within lines, as (start, end, which), in order.

    All of such a stretch is visible as it is: code without its backticks, a formula with its `$`, `$$`, `\(` or `\[`.
    """
    return [stretch for stretch in _visible(text, 0, len(text)) if stretch[2] in ("code", "formula")]


def folded(mapped: MappedText) -> MappedText:
    """The same words for matching: white space runs as one space, one kind of quote mark and dash, no bars.

    Compatibility forms and accents are unified (Unicode NFKD, character by character), case is kept.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for character, offset in zip(mapped.text, mapped.offsets, strict=True):
        for same in _same(character):
            if same == " " and characters and characters[-1] == " ":
                continue
            characters.append(same)
            offsets.append(offset)
    return MappedText("".join(characters), tuple(offsets))


def folded_words(text: str) -> MappedText:
    """`text` without marks and folded: what quotes are compared by."""
    return folded(without_marks(text))


def _same(character: str) -> str:
    if character.isspace() or character == "|":
        return " "
    if character.isascii() and character != "`":
        return character
    # accents as characters of their own, as some files have them; syllables of Hangul stay one
    same = character.translate(SAME_SIGNS)
    return unicodedata.normalize("NFKD", same) if character < "\u2e80" else unicodedata.normalize("NFKC", same)


def _visible(text: str, start: int, end: int, depth: int = 0) -> Iterator[tuple[int, int, str]]:
    """The stretches of `text[start:end]` that a reader sees, in order, and what mark each was in."""
    position = start
    while match := _MARKS.search(text, position, end):
        yield position, match.start(), ""
        kept = match.lastgroup or ""
        if kept in _MARKED and depth < _DEEPEST:
            yield from _visible(text, *match.span(kept), depth + 1)
        elif kept in _KEPT:
            yield *match.span(kept), kept
        elif kept == "formula":
            yield *match.span(), kept
        position = match.end()
    yield position, end, ""
