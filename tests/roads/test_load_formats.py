"""A load takes files of every format, and no file of whatever sort stops it."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.corpus.making import docx, para, pdf, run, zipped
from tests.roads.conftest import NOTES, Curating
from tutor.corpus.apart import Bounds
from tutor.domain import FileReport, FileStatus, IngestReport
from tutor.load import Loader, load

SCAN = "Its one page has no text layer."


def loaded(curating: Curating, bounds: Bounds) -> IngestReport:
    """The report of a load with those bounds."""
    loader = Loader(curating.shelf, curating.embedder, curating.cache, bounds=bounds)
    return load(curating.folder, "notes", loader, curating.now)


def of(report: IngestReport, path: str) -> FileReport:
    """What became of that file."""
    return next(file for file in report.files if file.path == path)


def test_pages_are_counted_also_when_nothing_changed(curating: Curating) -> None:
    """The report says how many pages a file has and how many of them without text; the document knows its pages."""
    words = "The moon pulls the water of the oceans and makes the tides."
    (curating.folder / "moon.pdf").write_bytes(pdf([[(72, 700, 11, words)], [], [(72, 700, 11, "The sun pulls too.")]]))
    for status in (FileStatus.INDEXED, FileStatus.UNCHANGED):
        file = of(curating.load(), "moon.pdf")
        assert (file.status, file.pages, file.pages_without_text) == (status, 3, 1)
    assert curating.found("What pulls the water of the oceans?")[0] == "moon.pdf"
    document = curating.parts().releases()[0].texts.document("moon.pdf")
    assert document is not None
    assert [(mark.kind, mark.label) for mark in document.landmarks] == [("page", "1"), ("page", "2"), ("page", "3")]


def test_what_was_cut_is_told(curating: Curating) -> None:
    """A table that is too long is indexed as far as it goes, and the report says how far."""
    curating.write("long.csv", "day,words\n" + "".join(f"{at},word {at}\n" for at in range(5100)))
    file = of(curating.load(), "long.csv")
    assert file.status is FileStatus.INDEXED
    assert file.notes == ("the first 5,000 of 5,101 rows were taken; split the file to have all",)


def bomb(parts: int) -> bytes:
    """A Word document of some kilobytes that unpacks to so many times ten million letters."""
    body = f"<w:p>{run('x' * 10_000_000)}</w:p>" * parts
    return docx(body)


@pytest.mark.timeout(200)
def test_files_that_mean_harm_end_with_a_reason(curating: Curating) -> None:
    """Zip bombs, entity bombs, files too deep or too long to read: each fails alone, and the notes are loaded."""
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    laughs = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a9;</x>'
    harmful = {
        "bomb.docx": bomb(25),
        "laughs.docx": zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": laughs}),
        "deep.json": b"[" * 200_000,
        "deep.html": b"<div>" * 200_000 + b"words",
        "deep.ipynb": b'{"cells": ' * 100_000,
        "cut.pdf": pdf([[(72, 700, 11, "Words.")]])[:200],
        "scan.pdf": pdf([[]]),
        "long.md": b"*a " * 3_000_000,
    }
    for name, raw in harmful.items():
        (curating.folder / name).write_bytes(raw)
    (curating.folder / "good.docx").write_bytes(docx(para("A honey bee visits a hundred flowers on one flight.")))
    report = loaded(curating, Bounds(seconds=8, memory=400_000_000))
    for name in harmful:
        file = of(report, name)
        assert file.status in (FileStatus.FAILED, FileStatus.SKIPPED), name
        assert len(file.reason) > 15, name
    assert of(report, "scan.pdf").reason.startswith(SCAN)
    assert "longer than 8 seconds" in of(report, "long.md").reason
    assert all(of(report, name).status is FileStatus.INDEXED for name in (*NOTES, "good.docx"))
    assert report.release
    assert json.loads(report.model_dump_json())["files"]


def test_an_archive_of_endless_parts(curating: Curating) -> None:
    """A part that unpacks without end is not unpacked to its end."""
    raw = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": b" " * 250_000_000}, zipfile.ZIP_DEFLATED)
    (curating.folder / "endless.docx").write_bytes(raw)
    file = of(curating.load(), "endless.docx")
    assert (file.status, "unpacks to more than" in file.reason) == (FileStatus.FAILED, True)
