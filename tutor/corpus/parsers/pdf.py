"""PDF: the text layer in reading order, a landmark for each page, running heads and page numbers left out."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tutor.corpus import pictures
from tutor.corpus.layout import (
    HYPHEN,
    Line,
    Paragraph,
    Segment,
    heading_levels,
    joined,
    level,
    lines,
    paragraphs,
    vocabulary,
)
from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.written import Mark, Onward, Piece, heading, inline, item, paragraph, written
from tutor.errors import UnreadableFile

_PASSWORD = 4  # FPDF_ERR_PASSWORD of PDFium
_MOST = 5000  # pages
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|página|p\.?|s\.?)\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_SPECIAL = {0: " ", 0x02: HYPHEN, 0xFFFE: HYPHEN, 0x00A0: " "}  # codes of PDFium that stand for something else
_TURNED = (0.1, 6.18)  # angles of letters that do not stand upright
_FIGURES = re.compile(r"\d+|(?<!\S)[ivxlc]{1,6}(?!\S)")
_SCAN = "Save it with a text layer, or install what reads pictures: the extra `ocr`, see docs/curators.md."
_NOTHING = "Nothing could be read in its pictures either: scan it anew, upright and sharp."
_TOO_MANY = f"Split it: of one file {pictures.MOST_PAGES} pages are read from their pictures at most."


@dataclass(frozen=True)
class _Page:
    label: str
    lines: tuple[Line, ...]
    height: float


def parse_pdf(raw: bytes) -> Parsed:
    """The text of all pages; those without a text layer are read from their pictures, where the extra `ocr` is there.

    Raises `UnreadableFile`: a password is needed, it is damaged, or no page has text.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(raw)
    except PdfiumError as error:
        if getattr(error, "err_code", 0) == _PASSWORD:
            raise UnreadableFile("The PDF needs a password.", "Save a copy without a password.") from error
        raise UnreadableFile("The PDF is damaged or cut off.", "Copy or download it again.") from error
    if len(document) > _MOST:
        raise UnreadableFile(f"The PDF has {len(document):,} pages; {_MOST:,} are allowed.", "Split it.")
    pages = [_page(document, number) for number in range(len(document))]
    pages, read = _with_pictures_read(document, pages)
    if not any(page.lines for page in pages):
        which = "Its one page has" if len(pages) == 1 else f"None of its {len(pages)} pages has"
        raise UnreadableFile(f"{which} no text layer." if len(pages) == 1 else f"{which} a text layer.", _cure(pages))
    title = (document.get_metadata_dict().get("Title") or "").strip()
    parsed = written(_pieces(_without_margins(pages)), title=title if _names(title) else "")
    return replace(parsed, notes=(*parsed.notes, _read_from_pictures(read))) if read else parsed


def _cure(pages: Sequence[_Page]) -> str:
    if not pictures.can_read():
        return _SCAN
    return _TOO_MANY if len(pages) > pictures.MOST_PAGES else _NOTHING


def _with_pictures_read(document: Any, pages: Sequence[_Page]) -> tuple[list[_Page], int]:
    """The pages, those without a text layer with the lines of their pictures, and how many were read so."""
    empty = [number for number, page in enumerate(pages) if not page.lines]
    if not empty or len(empty) > pictures.MOST_PAGES or not pictures.can_read():
        return list(pages), 0
    found = {number: tuple(lines(pictures.segments(document[number]))) for number in empty}
    read = [replace(page, lines=found.get(number, page.lines)) for number, page in enumerate(pages)]
    return read, sum(bool(each) for each in found.values())


def _read_from_pictures(count: int) -> str:
    pages = "1 page was" if count == 1 else f"{count} pages were"
    return f"{pages} read from pictures (OCR): letters and figures may be wrong there"


def _names(title: str) -> bool:
    """Whether the title in the file's data is one: programs leave file names and numbers there."""
    made = re.search(r"\.\w{2,4}$|^Microsoft \w+ - |^untitled|^\(anonymous\)|^PowerPoint", title, re.IGNORECASE)
    return len(re.findall(r"[^\W\d_]{2,}", title)) >= 2 and not made and "\ufffd" not in title


def _page(document: Any, number: int) -> _Page:
    from pypdfium2 import PdfiumError

    label = document.get_page_label(number) or ""
    label = label if 0 < len(label) <= 10 else str(number + 1)
    try:
        page = document[number]
        text = page.get_textpage()
    except PdfiumError:  # one broken page of many: it counts as a page without text
        return _Page(label, (), 1.0)
    found = tuple(_turned(text) or lines(list(_segments(text))))
    height = page.get_height()
    text.close()
    page.close()
    return _Page(label, found, height)


def _turned(text: Any) -> list[Line]:
    """The lines of a page that is written sideways or upside down, in the order they were drawn; else none."""
    from pypdfium2 import raw as pdfium

    count = text.count_chars()
    sample = range(0, count, max(1, count // 200))
    turned = sum(_TURNED[0] < pdfium.FPDFText_GetCharAngle(text, index) < _TURNED[1] for index in sample)
    if turned * 2 <= len(sample):
        return []
    rows = [row.strip() for row in re.split(r"\r?\n", text.get_text_range())]
    return [Line(row, 0, 100, -12.0 * at, 10 - 12.0 * at, 10, False, False) for at, row in enumerate(rows) if row]


def _segments(text: Any) -> Iterator[Segment]:
    """Runs of letters on one line without a gap; PDFium tells where lines end and where words are apart."""
    from pypdfium2 import raw as pdfium

    handle, code_of, box_of = text.raw, pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    angle_of, here = pdfium.FPDFText_GetCharAngle, pdfium.FS_RECTF()
    run = _Run()
    sideways: list[str] = []
    for index in range(text.count_chars()):
        letter = _letter(code_of(handle, index))
        if _TURNED[0] < angle_of(handle, index) < _TURNED[1]:
            sideways.append(letter)
        elif letter in "\r\n" or (not letter.isspace() and letter != HYPHEN and box_of(handle, index, here)):
            if run.letters and (letter in "\r\n" or run.is_apart(here, letter)):
                yield run.segment(handle)
                run = _Run()
            if letter not in "\r\n":
                run.add(letter, index, here)
        elif run.letters:
            run.letters.append(letter)
    if run.letters:
        yield run.segment(handle)
    aside = " ".join("".join(sideways).split())
    if aside:
        yield Segment(aside, 0.0, 1.0, -99.0, -90.0, 9.0)


class _Run:
    """A segment in the making: its letters and the box around them."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.places: list[int] = []
        self.left = self.right = self.bottom = self.top = 0.0

    def is_apart(self, here: Any, letter: str) -> bool:
        """Whether a letter stands so far off that it belongs to another run."""
        size = self.top - self.bottom
        gap = here.left - self.right
        backwards = gap < -2 * size and unicodedata.bidirectional(letter) not in ("R", "AL", "NSM", "AN")
        return gap > max(0.8 * size, 4) or backwards or not self.bottom < (here.bottom + here.top) / 2 < self.top

    def add(self, letter: str, index: int, here: Any) -> None:
        """Take one more letter in."""
        first = not self.places
        self.left = here.left if first else min(self.left, here.left)
        self.right = here.right if first else max(self.right, here.right)
        self.bottom = here.bottom if first else min(self.bottom, here.bottom)
        self.top = here.top if first else max(self.top, here.top)
        self.letters.append(letter)
        self.places.append(index)

    def segment(self, handle: Any) -> Segment:
        """What the run is when it is over; size and weight are those of the letter in its middle."""
        from pypdfium2 import raw as pdfium

        middle = self.places[len(self.places) // 2]
        size = round(pdfium.FPDFText_GetFontSize(handle, middle) * _scale(handle, middle), 1)
        words = re.sub(r" +", " ", "".join(self.letters)).strip()
        size = size if size > 1 else max(self.top - self.bottom, 1.0)
        return Segment(words, self.left, self.right, self.bottom, self.top, size, _bold(handle, middle))


def _letter(code: int) -> str:
    """A character for a code of PDFium; half of a pair stands for one that cannot be told."""
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return _SPECIAL.get(code) or chr(code)


def _scale(handle: Any, index: int) -> float:
    """How much larger letters are drawn than their font says: some programs set all text in a font of size 1."""
    from pypdfium2 import raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(handle, index, matrix):
        return 1.0
    return float((matrix.c**2 + matrix.d**2) ** 0.5) or 1.0


def _bold(handle: Any, index: int) -> bool:
    from pypdfium2 import raw as pdfium

    name = ctypes.create_string_buffer(200)
    flags = ctypes.c_int()
    if not pdfium.FPDFText_GetFontInfo(handle, index, name, 200, flags):
        return False
    return any(mark in name.value.lower() for mark in (b"bold", b"black", b"heavy", b"medi", b"-bd"))


def _without_margins(pages: Sequence[_Page]) -> list[_Page]:
    """The pages without what stands at the same edge of many, and without page numbers."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for found in edges for key in set(found.values()))
    running = {key for key, count in seen.items() if count >= max(3, 0.25 * len(pages))}
    return [
        _Page(page.label, tuple(line for line in page.lines if not _is_margin(line, page, found, running)), page.height)
        if len(pages) > 1
        else page
        for page, found in zip(pages, edges, strict=True)
    ]


def _edges(page: _Page) -> dict[Line, tuple[str, str]]:
    """The two highest and the two lowest lines of a page, each with its edge and its words, any figures alike.

    Of a page with few lines fewer: most of what stands there is what it is about.
    """
    by_height = sorted(page.lines, key=lambda line: line.bottom)
    most = min(2, len(by_height) // 3)
    found = {line: ("bottom", _FIGURES.sub("#", line.text)) for line in by_height[:most]}
    return found | {line: ("top", _FIGURES.sub("#", line.text)) for line in by_height[len(by_height) - most :]}


def _is_margin(line: Line, page: _Page, edges: dict[Line, tuple[str, str]], running: set[tuple[str, str]]) -> bool:
    if line not in edges:
        return False
    outer = line.bottom > 0.87 * page.height or line.top < 0.13 * page.height
    return edges[line] in running or (outer and bool(_PAGE_NUMBER.fullmatch(line.text)))


def _pieces(pages: Sequence[_Page]) -> Iterator[Piece]:
    words = vocabulary(line.text for page in pages for line in page.lines)
    held = [(page.label, paragraphs(page.lines, words)) for page in pages]
    levels = heading_levels([each for _, page in held for each in page])
    before = ""
    for label, page in held:
        yield Mark("page", label)
        for position, each in enumerate(page):
            if position == 0 and _goes_over(before, each):
                yield Onward(inline(joined([each.text], words)))
            else:
                yield _piece(each, level(each, levels))
            before = each.text


def _goes_over(before: str, first: Paragraph) -> bool:
    """Whether a page begins in the midst of a sentence."""
    unfinished = bool(before) and before[-1].isalnum() | (before[-1] in ",-(")
    return unfinished and first.text[:1].islower() and not first.item and len(before) > 60


def _piece(each: Paragraph, deep: int) -> str:
    if deep:
        return heading(deep, each.text)
    return item(each.text) if each.item else paragraph(each.text)
