"""`corpus.toml` says what a corpus is, and is refused where it cannot be right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tutor.corpus.manifest import read_manifest
from tutor.domain import Corpus, Source
from tutor.errors import BadManifest

FULL = """
title = "Rates"
description = "What to charge."
licence = "CC-BY-4.0"
language = "de"

[[sources]]
path = "deep/a.md"
title = "Day rates"
uri = "https://a.example"
author = "Somebody"
licence = "MIT"
version = "2"
reviewed_on = 2026-11-21
review_by = 2028-05-21
references = ["https://b.example"]

[[sources]]
path = "b.md"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two documents and no manifest."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.md").write_text("text")
    (tmp_path / "b.md").write_text("text")
    return tmp_path


def write(folder: Path, text: str) -> Path:
    """Write the manifest of the folder."""
    (folder / "corpus.toml").write_text(text, "utf-8")
    return folder


def test_everything_it_says_is_kept(folder: Path) -> None:
    """Corpus and sources are what the file says of them."""
    manifest = read_manifest(write(folder, FULL), "rates")
    assert manifest.corpus == Corpus(
        name="rates", title="Rates", description="What to charge.", licence="CC-BY-4.0", language="de"
    )
    assert manifest.source("deep/a.md", "title of the file", "00ff") == Source(
        title="Day rates",
        uri="https://a.example",
        author="Somebody",
        licence="MIT",
        version="2",
        reviewed_on=date(2026, 11, 21),
        review_by=date(2028, 5, 21),
        references=("https://b.example",),
        sha256="00ff",
    )


def test_source_that_says_little_has_the_defaults(folder: Path) -> None:
    """What is not said of a source, or of a file not named: its own title, the corpus's licence."""
    manifest = read_manifest(write(folder, FULL), "rates")
    expected = Source(title="own title", licence="CC-BY-4.0", sha256="1")
    assert manifest.source("b.md", "own title", "1") == expected
    assert manifest.source("not-named.md", "own title", "1") == expected


def test_folder_without_manifest(folder: Path) -> None:
    """Without a manifest a corpus is named after itself."""
    manifest = read_manifest(folder, "day-rates")
    assert manifest.corpus == Corpus(name="day-rates", title="Day rates")
    assert manifest.source("b.md", "own title", "1") == Source(title="own title", sha256="1")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("title = ", "Invalid value"),
        ("description = 'no title'", "title"),
        ("title = 'a'\ncolour = 'red'", "colour"),
        ("title = 'a'\n[[sources]]\npath = 'b.md'\nauthour = 'x'", "authour"),
        ("title = 'a'\n[[sources]]\ntitle = 'no path'", "path"),
        ("title = 'a'\n[[sources]]\npath = 'b.md'\nreview_by = 'soon'", "review_by"),
        ("title = 'a'\n[[sources]]\npath = 'gone.md'", "gone.md"),
        ("title = 7", "title"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, text: str, named: str) -> None:
    """Bad TOML, unknown keys, wrong types and absent files are refused, naming what is wrong."""
    with pytest.raises(BadManifest, match=named):
        read_manifest(write(folder, text), "rates")


def test_manifest_that_is_not_utf_8(folder: Path) -> None:
    """TOML is UTF-8; anything else is refused in words."""
    (folder / "corpus.toml").write_bytes("title = 'Größe'".encode("latin-1"))
    with pytest.raises(BadManifest, match="utf-8"):
        read_manifest(folder, "rates")
