"""Real files with something nasty about each: every one becomes a document with exact places, or a reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus.parsing import check_blocks, check_chunks
from tutor.corpus.apart import Apart
from tutor.corpus.files import FoundFile, Taken, find_files, read_file, refusal, taken
from tutor.corpus.manifest import read_manifest
from tutor.errors import UnreadableFile
from tutor.text.mapped import plain

FORMATS = Path(__file__).parents[3] / "shared" / "data" / "formats" / "files"
FILES = {found.path: found for found in find_files(FORMATS)} if FORMATS.is_dir() else {}
SAYS: dict[str, str] = {  # words that must be there, as a reader sees them
    "asc/submodules.asc": "Since the URL in the .gitmodules file is what other people will first try",
    "csv/csv-with-long-lines.csv": "SpearmanCorrelationCoefficient",
    "csv/stanley-cups-utf-16.csv": "Maple Leafs | TOR | 13",
    "derived/null-bytes.md": "HTML Example",
    "derived/pdf-named.txt": "The ones who see things differently.",
    "doc/eng_spa_mult.doc": "Todos los seres humanos nacen libres e iguales en dignidad y derechos",
    "docx/contains-pictures.docx": "A floating picture that appears on top of the text, partially obscuring it.",
    "docx/docx-hdrftr.docx": "Main document",
    "docx/dummy_jap.docx": "従来のベクトル検索",
    "docx/grid_offset_error.docx": "Merged B1-B3",
    "docx/handbook-872p.docx": "The standing trustee",
    "docx/tables-with-incomplete-rows.docx": "one or more rows is missing cells from the end.",
    "eml/fake-email-malformed-encoding.eml": "This is a test email to use for unit tests.",
    "epub/eng_spa_mult.epub": "Todos los seres humanos nacen libres e iguales en dignidad y derechos",
    "htm/fake-html-pre.htm": "UNITED STATES",
    "html/fake-html-cp1252.html": "Die schöne Frau",
    "html/wikipedia_tardigrades.html": "eight-legged",
    "md/codeblock.md": "XML Example",
    "md/emr-release-5x.md": "Amazon EMR 5.x Release Versions",
    "md/he-README.md": "IoT",
    "md/ja-README.md": "IoT",
    "md/zh-README.md": "物联网",
    "msg/fake-email.msg": "This is a test email to use for unit tests.",
    "ndjson/simple.ndjson": "text: This is my first thought. This is my second thought.",
    "odt/fake.odt": "Header row | Mon | Wed | Fri",
    "org/README.org": "layout-parser-paper.pdf - A PDF copy of the layout parser paper",
    "pdf/2023 Q3 AAPL.pdf": "Total net sales 81,797 82,959 293,787 304,182",
    "pdf/GeoBase_NHNC1_Data_Model_UML_EN.pdf": "The Linear Reference System (LRS) is considered",
    "pdf/Seige_of_Vicksburg_Sample_OCR.pdf": "it became too conspicuous and dangerous for use.",
    "pdf/a1977-backus-p21.pdf": "merely by defining new functions. It also permits one to write recursive functions",
    "pdf/copy-protected.pdf": "A Unified Toolkit for Deep Learning Based Document Image Analysis",
    "pdf/embedded-cmap-cidfont.pdf": "This text uses an embedded CMap and should be extractable",
    "pdf/fake-memo-with-duplicate-page.pdf": "There were 20,000 bottles of water, 10,000 blankets, and 200 laptops",
    "pdf/form.pdf": "foo",
    "pdf/invalid-pdf-structure-pdfminer-one-page.pdf": "In March 2023, the White House issued",
    "pdf/korean-text-with-tables.pdf": "발급월+1개월까지는 전월 이용금액 40만원 미만 시에도 제공",
    "pdf/multi-column-2p.pdf": "reading comprehension models suggest a much simplified two-stage",
    "pdf/multilang.pdf": "مرحبا بالعالم",
    "pdf/owner_protected.pdf": "Hello World",
    "pdf/r6-empty-password.pdf": "pdf encryption test",
    "pdf/reliance.pdf": "the highest valued company",
    "pdf/test Orient.pdf": "This is box text at bottom from bottom up written",
    "pptx/fake-power-point-table.pptx": "Tangerine | Pink | Aqua",
    "pptx/sample_pptx.pptx": "This is another bullet point",
    "pptx/science-exploration-1p.pptx": "Code 605: Science Proposal Support Office",
    "qmd/eval-logs.qmd": "an evaluation log is written for each task evaluated",
    "rtf/eng_spa_mult.rtf": "dotados como están de razón y conciencia",
    "txt/UDHR_first_article_all.txt": "All human beings are born free and equal in dignity and rights.",
    "txt/fake-text-utf-16.txt": "This is a test document to use for unit tests.",
    "txt/fake-text-utf-32.txt": "This is a test document to use for unit tests.",
    "xls/tests-example.xls": "Bagpipes are awesome.",
}
FAILS = {
    "derived/truncated-40pct.pdf": "damaged or cut off",
    "derived/truncated.docx": "damaged or cut off",
    "derived/truncated.ipynb": "damaged or cut off",
    "derived/zero-bytes.md": "no text",
    "pdf/NCT06155240_Prot_SAP_000.pdf": "one page has no text layer",
    "pdf/SurfSense-empty.pdf": "no text",
    "pdf/encrypted-file.pdf": "needs a password",
    "pdf/non_text_searchable.pdf": "one page has no text layer",
    "pdf/r4-aes-user-password.pdf": "needs a password",
    "pdf/shredded_strips.pdf": "one page has no text layer",
    "txt/fake-text-all-whitespace.txt": "no text",
    "xlsx/password_protected.xlsx": "protected with a password",
}
SKIPPED = {"jpg/double-column-A.jpg": "it is a picture"}
ONLY_HEADINGS = ["derived/deep-headings.md"]
LEFT_OUT = {  # what would be there if a margin, an option or a mark were taken for text
    "docx/docx-hdrftr.docx": "header",
    "asc/submodules.asc": "(((",
    "org/README.org": "BEGIN_SRC",
    "qmd/eval-logs.qmd": ":::",
    "pdf/2023 Q3 AAPL.pdf": "Form 10-Q |",
    "html/wikipedia_tardigrades.html": "Toggle the table of contents",
}
NAMED = {  # the last landmark
    "pdf/2023 Q3 AAPL.pdf": ("page", "29"),
    "pdf/GeoBase_NHNC1_Data_Model_UML_EN.pdf": ("page", "19"),
    "pptx/sample_pptx.pptx": ("slide", "2"),
    "xls/tests-example.xls": ("sheet", "Readme"),
    "ndjson/simple.ndjson": ("record", "8"),
}
pytestmark = pytest.mark.skipif(not FILES, reason="../shared/data/formats is not here")


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    """The process that files are read in."""
    with Apart() as apart:
        yield apart


def read(found: FoundFile, apart: Apart) -> Taken:
    """What a load takes of the file."""
    return taken(found, read_file(found), read_manifest(FORMATS, "formats"), apart)


def test_every_file_is_spoken_for() -> None:
    """No file is without an expected outcome."""
    assert set(FILES) == {*SAYS, *FAILS, *SKIPPED, *ONLY_HEADINGS}


@pytest.mark.parametrize("path", SAYS)
def test_file_is_a_document(path: str, apart: Apart) -> None:
    """Whatever the format, script or size: its words are there, places are exact, and no word of a block is lost."""
    found = FILES[path]
    assert refusal(found, FORMATS) == ""
    document, chunks = read(found, apart).document, read(found, apart).chunks
    words = plain(document.text) if document.markdown else " ".join(document.text.split())
    assert SAYS[path] in words
    assert LEFT_OUT.get(path, "\0") not in words
    assert "\r" not in document.text
    assert chunks
    check_blocks(document)
    check_chunks(document)
    if path in NAMED:
        assert (document.landmarks[-1].kind, document.landmarks[-1].label) == NAMED[path]


@pytest.mark.parametrize("path", FAILS)
def test_file_says_why_not(path: str, apart: Apart) -> None:
    """What cannot be read has a reason in words."""
    assert refusal(FILES[path], FORMATS) == ""
    with pytest.raises(UnreadableFile, match=FAILS[path]):
        read(FILES[path], apart)


@pytest.mark.parametrize("path", SKIPPED)
def test_file_is_not_tried(path: str) -> None:
    """What nothing here can read is told before it is read."""
    assert SKIPPED[path] in refusal(FILES[path], FORMATS)


@pytest.mark.parametrize("path", ONLY_HEADINGS)
def test_headings_alone_give_nothing_to_index(path: str, apart: Apart) -> None:
    """A file of headings is a document without chunks, which a load reports."""
    assert read(FILES[path], apart).chunks == ()
