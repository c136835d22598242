"""Reading order of a page that knows only where its letters stand: lines, columns, paragraphs, headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_END = re.compile(r"[.!?:;…。!?][\"'”’)\]]*$")
_BULLET = re.compile(r"^(?:[•▪‣◦●○■□–·∙\uf0b7\uf0a7]|[-*o](?=\s)|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)](?=\s))\s*")
_DOT = re.compile(r"^(?:[•▪‣◦●○■□–·∙\uf0b7\uf0a7]|[-*o](?=\s))\s*")
_FIGURE = re.compile(r"\d")
HYPHEN = "\ufffe"  # what PDFium puts where a line ends within a word


@dataclass(frozen=True)
class Segment:
    """Letters that stand together in one line, and their box; `y` grows upwards. `wide`: a column's gap before it."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


@dataclass(frozen=True)
class Line:
    """Segments that are read one after the other in one line; `row` where they stand apart like cells."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    row: bool


@dataclass(frozen=True)
class Paragraph:
    """Lines that are read as one; an item where a bullet stands before it."""

    text: str
    size: float
    bold: bool
    lines: int
    item: bool = False


def lines(segments: Sequence[Segment]) -> list[Line]:
    """The lines of a page in reading order: as they were drawn, columns one after the other where there are columns."""
    return [_line(row) for region in _regions(list(segments)) for row in _rows(region)]


def _regions(segments: list[Segment], depth: int = 0) -> Iterator[list[Segment]]:
    """Parts of the page that are read one after the other: bands above one another, in each the columns."""
    gutter = _gutter(segments) if depth < 4 else None
    if gutter is None:
        yield segments
        return
    for band in _bands(segments, gutter):
        sides = [each for each in band if each.right <= gutter], [each for each in band if each.left >= gutter]
        if sum(map(len, sides)) < len(band):  # what reaches across
            yield band
            continue
        for side in sides:
            yield from _regions(side, depth + 1)


def _bands(segments: list[Segment], gutter: float) -> Iterator[list[Segment]]:
    """The page cut where something reaches across the gutter, from top to bottom."""
    across = sorted((s for s in segments if s.left < gutter < s.right), key=lambda each: -each.top)
    beside = [s for s in segments if not s.left < gutter < s.right]
    place = float("inf")
    while across:
        group = [across.pop(0)]
        while across and not any(across[0].middle < s.middle < group[-1].middle for s in beside):
            group.append(across.pop(0))
        above = [s for s in beside if group[0].middle <= s.middle < place]
        if above:
            yield above
        low = group[-1].middle
        # what stands beside the end of a line that reaches across is read with it
        with_it = [s for s in beside if low < s.middle < group[0].middle]
        yield [s for s in segments if s in group or s in with_it]
        place = low
        beside = [s for s in beside if s.middle < group[0].middle and s not in with_it]
    if beside:
        yield beside


def _gutter(segments: Sequence[Segment]) -> float | None:
    """Where a page of running text in two columns or more is empty from top to bottom, but for what reaches across."""
    prose = [s for s in segments if len(s.text) > 15]
    if len(prose) < 12:
        return None
    size = median(s.size for s in prose)
    left, right = min(s.left for s in segments), max(s.right for s in segments)
    edges = sorted({round(s.right, 1) for s in prose})
    candidates = []
    for edge in edges:
        if not left + (right - left) * 0.15 < edge < right - (right - left) * 0.15:
            continue
        following = [s.left for s in segments if s.left > edge]
        if not following or min(following) - edge < 0.6 * size:
            continue
        middle = (edge + min(following)) / 2
        candidates.append((_crossing(segments, middle), -(min(following) - edge), middle))
    good = [each for each in candidates if each[0] <= 0.25 * len(segments) and _columns(prose, each[2])]
    return min(good)[2] if good else None


def _crossing(segments: Sequence[Segment], place: float) -> int:
    return sum(s.left < place < s.right for s in segments)


def _columns(prose: Sequence[Segment], gutter: float) -> bool:
    """Whether both sides hold running text: lines that mostly fill their side, and side by side."""
    sides = [s for s in prose if s.right <= gutter], [s for s in prose if s.left >= gutter]
    if min(map(len, sides)) < 6:
        return False
    for side in sides:
        width = max(s.right for s in side) - min(s.left for s in side)
        if sum(s.right - s.left > 0.7 * width for s in side) < 0.5 * len(side) or width < 12 * side[0].size:
            return False
    (low, high), (bottom, top) = ((min(s.bottom for s in side), max(s.top for s in side)) for side in sides)
    return min(high, top) - max(low, bottom) > 0.3 * max(high - low, top - bottom)


def _rows(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Segments of one line together, in the order in which they were drawn."""
    row: list[Segment] = []
    for segment in segments:
        level = abs(segment.middle - row[-1].middle) < 0.45 * max(row[-1].size, segment.size) if row else False
        onward = segment.left >= row[-1].right - segment.size if row else False
        if row and not (level and onward):
            yield row
            row = []
        row.append(segment)
    if row:
        yield row


def _line(row: Sequence[Segment]) -> Line:
    largest = max(row, key=lambda each: len(each.text))
    gaps = [second.left - first.right for first, second in pairwise(row)]
    return Line(
        text=" ".join(each.text for each in row),
        left=row[0].left,
        right=max(each.right for each in row),
        bottom=min(each.bottom for each in row),
        top=max(each.top for each in row),
        size=largest.size,
        bold=all(each.bold for each in row),
        row=any(gap > 1.8 * largest.size for gap in gaps),
    )


def paragraphs(page: Sequence[Line], words: Counter[str]) -> list[Paragraph]:
    """Lines put together to paragraphs; `words` of the whole document tell which hyphens are real."""
    leading = _leading(page)
    groups: list[list[Line]] = []
    for line in page:
        if groups and _goes_on(groups[-1], line, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group, words) for group in groups]


def _leading(page: Sequence[Line]) -> float:
    """The usual step from line to line, in letter heights."""
    steps = [
        (first.bottom - second.bottom) / second.size
        for first, second in pairwise(page)
        if 0.8 < (first.bottom - second.bottom) / second.size < 2.5
    ]
    return median(steps) if steps else 1.2


def _goes_on(group: Sequence[Line], line: Line, leading: float) -> bool:
    """Whether `line` is the next line of the paragraph."""
    last = group[-1]
    if line.row or last.row or _BULLET.match(line.text):
        return False
    amid = line.text[:1].islower() and not _END.search(last.text)
    if abs(line.size - last.size) > 0.12 * last.size or (line.bold != last.bold and not amid):
        return False
    step = (last.bottom - line.bottom) / line.size
    if last.text.endswith(HYPHEN) and (step < 0 or step < 2.5):
        return True
    if not 0.3 < step < min(leading, 2.0) * 1.35 + 0.1:
        # the top of the next column goes on where the last line did not end
        return step < 0 and amid
    full = max(each.right for each in group) if len(group) > 1 else max(line.right, last.right)
    short = last.right < full - 6 * last.size
    indented = line.left > last.left + 0.8 * line.size and not _BULLET.match(group[0].text) and len(group) > 1
    return not ((short or indented) and _END.search(last.text))


def _paragraph(group: Sequence[Line], words: Counter[str]) -> Paragraph:
    text = joined((line.text for line in group), words)
    bullet = _DOT.match(text)
    return Paragraph(
        text=text[bullet.end() :] if bullet else text,
        size=max(line.size for line in group),
        bold=all(line.bold for line in group),
        lines=len(group),
        item=bool(bullet),
    )


def joined(texts: Iterable[str], words: Counter[str]) -> str:
    """Lines as running text; a word that was divided at a line's end is whole again."""
    whole = ""
    for text in texts:
        stripped = whole.rstrip()
        if stripped and stripped[-1] in f"{HYPHEN}\u00ad-" and len(stripped) > 1 and stripped[-2].isalpha():
            whole = stripped[:-1] + _seam(stripped[:-1], stripped[-1], text, words) + text.lstrip()
        else:
            whole = f"{stripped} {text.lstrip()}" if stripped else text
    return _within(whole, words).strip()


def _within(text: str, words: Counter[str]) -> str:
    """The same for marks of division within a line."""
    parts = text.split(HYPHEN)
    whole = parts[0]
    for part in parts[1:]:
        whole += _seam(whole, HYPHEN, part, words) + part
    return whole


def _seam(before: str, mark: str, after: str, words: Counter[str]) -> str:
    """The hyphen between two halves, where it belongs there whatever the line."""
    if not after[:1].isalpha() or not before[-1:].isalpha():
        return "-"
    first = re.split(r"\W", before)[-1]
    second = re.split(r"\W", after.lstrip(), maxsplit=1)[0]
    whole, compound = words[(first + second).lower()], words[f"{first}-{second}".lower()]
    if whole or compound:
        return "-" if compound > whole else ""
    return "" if second[:1].islower() or mark == "\u00ad" else "-"


def vocabulary(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands whole within a line."""
    return Counter(word.lower() for text in texts for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!\S)", text))


def heading_levels(found: Sequence[Paragraph]) -> dict[float, int]:
    """Sizes of letters that headings of the document have, the largest first, and the level of each."""
    weights: Counter[float] = Counter()
    for each in found:
        weights[each.size] += len(each.text)
    if not weights:
        return {}
    body = weights.most_common(1)[0][0]
    larger = [size for size in sorted(weights, reverse=True) if size >= body * 1.15]
    return {size: min(level, 4) for level, size in enumerate(larger, start=1)}


def level(each: Paragraph, levels: dict[float, int]) -> int:
    """The level of the heading that a paragraph is; 0 where it is none."""
    letters = sum(character.isalpha() for character in each.text)
    if each.item or each.lines > 3 or len(each.text) > 160 or letters < max(3, 0.5 * len(each.text)):
        return 0
    if each.size in levels:
        return 0 if each.text.endswith((".", ",", ";")) and len(each.text) > 60 else levels[each.size]
    words = re.sub(r"^[\dIVX.]+\s+", "", each.text)
    plain = not _FIGURE.search(words) and not _END.search(each.text) and not each.text.endswith(",")
    return max(levels.values(), default=0) + 1 if each.bold and each.lines == 1 and plain and len(words) > 3 else 0
