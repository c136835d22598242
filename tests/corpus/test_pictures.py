"""Pages that are pictures, read where the extra `ocr` is installed."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO

import pytest
from pypdfium2 import PdfDocument

from tests.corpus.making import pdf
from tutor.corpus import pictures
from tutor.corpus.parsers.pdf import parse_pdf
from tutor.errors import UnreadableFile

RULES = ("A boat under power gives way to a boat under sail.", "The harbour office opens at nine on working days.")


def scanned(raw: bytes) -> bytes:
    """The same pages as pictures, without a text layer."""
    shown = PdfDocument(raw)
    first, *others = [page.render(scale=2).to_pil() for page in shown]
    file = BytesIO()
    first.save(file, "PDF", resolution=144, save_all=True, append_images=others)
    return file.getvalue()


@pytest.mark.skipif(not pictures.can_read(), reason="the extra `ocr` is not installed")
def test_a_page_that_is_a_picture_is_read() -> None:
    """Its words are there in their order, with their page, and the report says where they come from."""
    found = parse_pdf(scanned(pdf([[(60, 700, 12, RULES[0])], [(60, 700, 12, RULES[1])]])))
    assert [words in found.text for words in RULES] == [True, True]
    assert [mark.start for mark in found.landmarks if mark.kind == "page"][1] <= found.text.index(RULES[1])
    assert found.notes == ("2 pages were read from pictures (OCR): letters and figures may be wrong there",)


@pytest.mark.skipif(find_spec("PIL") is None, reason="no library draws the pages")
def test_without_the_extra_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page stays a picture, and the file is none that could be cited."""
    monkeypatch.setattr(pictures, "can_read", lambda: False)
    with pytest.raises(UnreadableFile, match=r"no text layer.*the extra `ocr`"):
        parse_pdf(scanned(pdf([[(60, 700, 12, RULES[0])]])))
