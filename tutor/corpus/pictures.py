"""Reading the letters in pictures (OCR), where the extra `ocr` is installed; without it pictures stay pictures.

PP-OCR as RapidOCR runs it: text lines are found, then read, by networks that travel with that package (Apache-2.0).
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Any

from tutor.corpus.layout import Segment

MOST_PAGES = 20  # of one file: a page takes about five seconds, and a file has two minutes
_SCALE = 2.0  # pixels a point: 144 a inch, at which letters of eight points are read well
_SURE = 0.6  # how sure of a line the network must be


def can_read() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None


def segments(page: Any) -> list[Segment]:
    """The lines in the picture of a page of PDFium, with their places in points from the page's lower left."""
    found = _reader()(page.render(scale=_SCALE).to_numpy())
    if found.boxes is None:
        return []
    height = page.get_height()
    return [
        _segment(words, [(float(x) / _SCALE, height - float(y) / _SCALE) for x, y in box])
        for box, words, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= _SURE and words.strip()
    ]


def _segment(words: str, corners: list[tuple[float, float]]) -> Segment:
    across, up = [x for x, _ in corners], [y for _, y in corners]
    bottom, top = min(up), max(up)
    return Segment(words.strip(), min(across), max(across), bottom, top, round((top - bottom) * 0.8, 1))


@cache
def _reader() -> Any:
    """The networks, opened once in a process."""
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]

    return RapidOCR(params={"Global.log_level": "critical"})
