"""Real files with something nasty about each: they become documents with exact places, or a reason why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.parsing import check_blocks, check_chunks
from tutor.corpus.files import FoundFile, find_files, parse_file, read_file, refusal
from tutor.corpus.manifest import read_manifest
from tutor.domain import Document
from tutor.errors import UnreadableFile

FORMATS = Path(__file__).parents[3] / "shared" / "data" / "formats" / "files"
FILES = [found for found in find_files(FORMATS) if not refusal(found, FORMATS)] if FORMATS.is_dir() else []
UNREADABLE = {
    "derived/pdf-named.txt": "not text",
    "derived/zero-bytes.md": "no text",
    "txt/fake-text-all-whitespace.txt": "no text",
}
pytestmark = pytest.mark.skipif(not FILES, reason="../shared/data/formats is not here")


def parsed(found: FoundFile) -> Document:
    """The file as a document."""
    return parse_file(found, read_file(found), read_manifest(FORMATS, "formats"))


@pytest.mark.parametrize("found", FILES, ids=lambda found: found.path)
def test_file_is_a_document_or_says_why_not(found: FoundFile) -> None:
    """Whatever the encoding, script or size: exact places and no word lost, or words that say what is wrong."""
    if found.path in UNREADABLE:
        with pytest.raises(UnreadableFile, match=UNREADABLE[found.path]):
            parsed(found)
        return
    document = parsed(found)
    assert "\r" not in document.text
    assert "\0" not in document.text
    check_blocks(document)
    check_chunks(document)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("txt/fake-text-utf-16.txt", "This is a test document to use for unit tests."),
        ("txt/fake-text-utf-32.txt", "This is a test document to use for unit tests."),
        ("html/fake-html-cp1252.html", "Die schöne Frau"),
        ("md/ja-README.md", "IoT"),
    ],
)
def test_encoding_is_told(path: str, words: str) -> None:
    """The words are there, letter by letter."""
    (found,) = (found for found in FILES if found.path == path)
    assert words in parsed(found).text
