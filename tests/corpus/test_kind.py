"""What a file is is told by its bytes; its name decides among kinds of text."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.making import docx, epub, odf, ole, para, pdf, pptx, shape, zipped
from tutor.corpus.kind import Foreign, kind_of
from tutor.corpus.parsers import PARSERS

PAGE = b"<!doctype html><html><body><p>Words.</p></body></html>"
MAIL = b"Date: today\nSubject: x\n y\nMIME-Version: 1.0\n\nWords."


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (pdf([[(72, 700, 11, "x")]]), "pdf"),
        (docx(para("x")), "docx"),
        (pptx([shape("x")]), "pptx"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "xlsx"),
        (odf("<text:p>x</text:p>"), "odt"),
        (epub({"a": "<p>x</p>"}, ["a"]), "epub"),
        (b"{\\rtf1 x}", "rtf"),
        (ole("Workbook"), "xls"),
        (ole("__properties_version1.0"), "msg"),
        (ole("EncryptionInfo", "EncryptedPackage"), "locked"),
    ],
)
@pytest.mark.parametrize("ending", [".docx", ".txt", ".pdf", ".md", ".jpg", "", ".xyz"])
def test_content_decides(raw: bytes, kind: str, ending: str) -> None:
    """A PDF named .txt is a PDF, a .docx named .doc a .docx, and so on for all that has a form of its own."""
    assert kind_of(raw, ending) == kind


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"BM\0\0\0\0", "picture"),
        (b"<svg xmlns='x'></svg>", "picture"),
        (b"\0\0\0\x20ftypisom", "sound or film"),
        (b"RIFF\0\0\0\0WAVEfmt ", "sound or film"),
        (b"\x1f\x8b\x08", "archive"),
        (zipped({"a.md": "x"}), "archive: unpack it"),
        (b"MZ\x90\0\x03", "program"),
        (ole("WordDocument"), "Word document from before 2007: save it as .docx"),
        (ole("PowerPoint Document"), "presentation from before 2007"),
        (ole("Other"), "old Office file"),
        (b"%!PS-Adobe", "PostScript"),
    ],
)
def test_what_nothing_can_read_says_what_to_do(raw: bytes, what: str) -> None:
    """Pictures, sounds, archives and old formats are named, with a cure, whatever their own name."""
    for ending in (".svg" if raw.startswith(b"<svg") else ".docx", ".txt", ""):
        kind = kind_of(raw, ending)
        assert isinstance(kind, Foreign)
        assert what in str(kind)


def test_databases_and_tar_files(tmp_path: Path) -> None:
    """They are told as well."""
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE a (b)")
    connection.close()
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("a.txt"))
    assert "database" in str(kind_of((tmp_path / "a.db").read_bytes(), ".txt"))
    assert "archive" in str(kind_of(raw.getvalue(), ".txt"))


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        (".md", "markdown"),
        (".MDX", "mdx"),
        (".qmd", "quarto"),
        (".txt", "text"),
        (".htm", "html"),
        (".rst", "rst"),
        (".asc", "asciidoc"),
        (".org", "org"),
        (".tsv", "csv"),
        (".ndjson", "json"),
        (".ipynb", "notebook"),
        (".eml", "mail"),
    ],
)
def test_endings_decide_among_texts(ending: str, kind: str) -> None:
    """What a text means is what its name says; also where it is empty."""
    assert kind_of(b"# Words", ending) == kind_of(b"", ending) == kind


@pytest.mark.parametrize(
    ("raw", "ending", "kind"),
    [
        (PAGE, ".doc", "html"),
        (PAGE, ".txt", "html"),
        (PAGE, ".md", "markdown"),
        (b"<?xml version='1.0'?>\n<!-- x --><html xmlns='y'>", ".xml", "html"),
        (MAIL, ".msg", "mail"),
        (MAIL, ".txt", "text"),
        (b"a\tb\n1\t2\n", ".xls", "csv"),
        (b"Just words.", ".docx", "text"),
        ("Größe 数".encode(), "", "text"),
        (b"junk before %PDF-1.4", ".pdf", "pdf"),
        (b"no text \0\0\0", ".docx", "damaged"),
        (b"PK\x03\x04 cut off [Content_Types].xml", ".docx", "docx"),
        (b"PK\x03\x04 cut off word/document.xml", ".bin", "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", ".xls", "damaged"),
    ],
)
def test_misnamed_files(raw: bytes, ending: str, kind: str) -> None:
    """Programs save pages as .doc and tables as .xls; what is broken is what its name says."""
    assert kind_of(raw, ending) == kind


def test_bytes_without_an_ending_may_be_no_text() -> None:
    """What has no name to go by and does not read as UTF-8 is not tried."""
    for raw in (b"", "Größe".encode("latin-1"), b"a\0b"):
        assert "no text in UTF-8" in str(kind_of(raw, ""))


def test_parts_must_be_what_they_are_called() -> None:
    """A folder named `word` in an archive makes no Word document of it."""
    assert "archive" in str(kind_of(zipped({"word/notes.md": "x"}), ".zip"))


@given(st.binary(max_size=600), st.sampled_from([".md", ".docx", ".pdf", "", ".xyz", ".xls"]))
def test_any_bytes_have_a_kind(raw: bytes, ending: str) -> None:
    """Whatever the bytes, there is a parser or a reason."""
    for bytes_ in (raw, b"PK\x03\x04" + raw, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + raw):
        kind = kind_of(bytes_, ending)
        assert isinstance(kind, Foreign) or kind in PARSERS


def test_stored_parts_do_not_mislead() -> None:
    """What stands in the bytes of a part is not looked at where the archive is whole."""
    assert "archive" in str(kind_of(zipped({"a.txt": "word/ [Content_Types].xml"}, zipfile.ZIP_STORED), ".txt"))
