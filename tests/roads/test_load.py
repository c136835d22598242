"""The road of a folder to a published release: what becomes of each file, and what is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.making import ole
from tests.roads.conftest import NOTES, Curating
from tutor.domain import FileReport, FileStatus, IngestReport, Progress
from tutor.errors import BadInput, BadManifest, NoCorpus
from tutor.load import Loader, load
from tutor.retrieval.retrieve import retrieve

BEES, BREAD, TIDES = NOTES
MANIFEST = 'title = "Notes"\nlicence = "CC-BY-4.0"\n\n[[sources]]\npath = "bees.md"\ntitle = "Of bees"\n'


def statuses(report: IngestReport) -> dict[str, FileStatus]:
    """What became of each file, by path."""
    return {file.path: file.status for file in report.files}


def reason(report: IngestReport, path: str) -> str:
    """Why that file is not in the release."""
    return next(file.reason for file in report.files if file.path == path)


def test_a_new_corpus(curating: Curating) -> None:
    """Every file is indexed and counted, and what was loaded is found."""
    report = curating.load()
    assert statuses(report) == dict.fromkeys(NOTES, FileStatus.INDEXED)
    assert report.files[0] == FileReport(path=BEES, status=FileStatus.INDEXED, chunks=1, characters=len(NOTES[BEES]))
    (release,) = curating.shelf.published()
    assert (release.id, release.documents, release.chunks) == (report.release, 3, 3)
    assert curating.found("How warm is a brood nest?")[0] == BEES
    assert curating.left_over() == []


def test_nothing_changed(curating: Curating) -> None:
    """A second load of the same folder publishes nothing, embeds nothing and says so of every file."""
    first, second = curating.load(), curating.load()
    assert statuses(second) == dict.fromkeys(NOTES, FileStatus.UNCHANGED)
    assert second.release == first.release
    assert curating.embedder.embedded == 0
    assert [file.chunks for file in second.files] == [file.chunks for file in first.files]


def test_one_file_changed(curating: Curating) -> None:
    """Only the changed file is read and embedded anew; the rest goes into the new release as it was."""
    first = curating.load()
    curating.write(BREAD, NOTES[BREAD].replace("twelve hours", "a whole day"))
    second = curating.load()
    assert statuses(second) == {BEES: FileStatus.UNCHANGED, BREAD: FileStatus.INDEXED, TIDES: FileStatus.UNCHANGED}
    assert second.release != first.release
    assert curating.embedder.embedded == 1
    parts = curating.parts()
    assert "a whole day" in retrieve("How long does bread rise?", parts.releases(), parts.embedder, 1)[0].text


def test_a_file_removed(curating: Curating) -> None:
    """What is gone from the folder is gone from the new release, and still in the old one."""
    old = curating.load().release
    (curating.folder / BREAD).unlink()
    report = curating.load()
    assert list(statuses(report)) == [BEES, TIDES]
    assert BREAD not in curating.found("How long does sourdough bread rise?")
    assert curating.parts().release("notes", old).texts.document(BREAD) is not None


def test_the_same_text_twice(curating: Curating) -> None:
    """A copy is skipped, by name of what it copies: cited twice, one source would look like two."""
    curating.write("copy.md", NOTES[BREAD])
    report = curating.load()
    assert statuses(report)["copy.md"] is FileStatus.SKIPPED
    assert reason(report, "copy.md") == "it has the same text as bread.md"


def test_files_that_hold_no_text(curating: Curating, tmp_path: Path) -> None:
    """Each file that cannot be a source is reported with its reason, and the others are loaded all the same."""
    (tmp_path / "outside.md").write_text("# Secret\n\nNot for this corpus at all.\n")
    (curating.folder / "image.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (curating.folder / "link.md").symlink_to(tmp_path / "outside.md")
    curating.write("empty.md", "\n\n")
    curating.write("headings.md", "# One\n\n## Two\n")
    curating.write("notes.xyz", "no parser")
    (curating.folder / "slides.ppt").write_bytes(ole("PowerPoint Document"))
    curating.write(".hidden.md", "# Hidden\n\nNot a source and not reported.\n")
    report = curating.load()
    assert {path: status for path, status in statuses(report).items() if path not in NOTES} == {
        "empty.md": FileStatus.FAILED,
        "headings.md": FileStatus.SKIPPED,
        "image.md": FileStatus.SKIPPED,
        "link.md": FileStatus.SKIPPED,
        "notes.xyz": FileStatus.SKIPPED,
        "slides.ppt": FileStatus.SKIPPED,
    }
    assert reason(report, "image.md") == "it is a picture: put it into a PDF, whose pages the extra `ocr` reads"
    assert reason(report, "empty.md") == "The file holds no text."
    assert reason(report, "headings.md") == "it has headings but no text"
    assert reason(report, "link.md") == "it is a link to a place outside the folder"
    assert reason(report, "notes.xyz").startswith("there is no parser for .xyz")
    assert reason(report, "slides.ppt") == "it is a presentation from before 2007: save it as .pptx"
    assert all(statuses(report)[path] is FileStatus.INDEXED for path in NOTES)


def test_a_file_name_that_is_not_utf_8(curating: Curating) -> None:
    """The name is spelled out in the report and in citations, and the text is found."""
    odd = bytes(curating.folder) + b"/caf\xe9.md"
    Path(odd.decode("utf-8", "surrogateescape")).write_text("# Coffee\n\nAn espresso takes about 25 seconds.\n")
    report = curating.load()
    assert statuses(report)["caf\\udce9.md"] is FileStatus.INDEXED
    assert report.model_dump_json()
    assert curating.found("How long does an espresso take?")[0] == "caf\\udce9.md"


@pytest.mark.parametrize("left", [[], ["empty.md"]], ids=["an-empty-folder", "nothing-that-can-be-indexed"])
def test_nothing_to_index_keeps_the_old_release(curating: Curating, left: list[str]) -> None:
    """A folder that lost its content by accident does not take the corpus from the learners."""
    old = curating.load().release
    for name in NOTES:
        (curating.folder / name).unlink()
    for name in left:
        curating.write(name, "")
    report = curating.load()
    assert report.release == old
    assert [file.status for file in report.files] == [FileStatus.FAILED] * len(left)
    assert curating.found("How warm is a brood nest?")[0] == BEES


def test_nothing_to_index_publishes_nothing(curating: Curating) -> None:
    """An empty folder that was never loaded becomes no corpus."""
    for name in NOTES:
        (curating.folder / name).unlink()
    assert curating.load().release == ""
    assert curating.shelf.corpora() == []


def test_metadata_changed(curating: Curating) -> None:
    """A new title or licence makes a new release that says so, without embedding a word again."""
    first = curating.load()
    curating.write("corpus.toml", MANIFEST)
    second = curating.load()
    assert second.release != first.release
    assert curating.embedder.embedded == 0
    (release,) = curating.shelf.published()
    assert (release.corpus.title, release.corpus.licence) == ("Notes", "CC-BY-4.0")
    bees = curating.parts().releases()[0].texts.document(BEES)
    assert bees is not None
    assert (bees.source.title, bees.source.licence) == ("Of bees", "CC-BY-4.0")
    assert set(statuses(curating.load()).values()) == {FileStatus.UNCHANGED}


def test_the_description_of_the_corpus_changed(curating: Curating) -> None:
    """What concerns no single file is published too, with every file unchanged."""
    curating.write("corpus.toml", MANIFEST)
    first = curating.load()
    curating.write("corpus.toml", f'description = "New."\n{MANIFEST}')
    second = curating.load()
    assert second.release != first.release
    assert set(statuses(second).values()) == {FileStatus.UNCHANGED}
    assert curating.shelf.published()[0].corpus.description == "New."


def test_a_manifest_that_cannot_be_used(curating: Curating) -> None:
    """A mistake in corpus.toml stops the load before anything is changed."""
    old = curating.load().release
    curating.write("corpus.toml", MANIFEST.replace("bees.md", "wasps.md"))
    with pytest.raises(BadManifest, match=r"names files that are not there: wasps\.md"):
        curating.load()
    assert curating.shelf.published()[0].id == old


@pytest.mark.parametrize("name", ["Notes", "../notes", "", "notes.md"])
def test_a_name_that_cannot_be_a_corpus(curating: Curating, name: str) -> None:
    """A name that could leave the shelf is refused, and no folder is made for it."""
    with pytest.raises(BadInput, match="cannot be a corpus name"):
        load(curating.folder, name, Loader(curating.shelf, curating.embedder, curating.cache), curating.now)
    assert not (curating.home / "releases").exists()


def test_a_folder_that_is_not_there(curating: Curating) -> None:
    """A wrong path is said to be wrong, and no corpus comes of it."""
    curating.folder.rename(curating.folder.with_name("elsewhere"))
    with pytest.raises(BadInput, match="There is no folder"):
        curating.load()
    with pytest.raises(NoCorpus):
        curating.shelf.current("notes")


def test_a_single_file(curating: Curating) -> None:
    """The path of one file makes a corpus of one document, which stays whole however often it is opened."""
    curating.folder /= BEES
    assert statuses(curating.load()) == {BEES: FileStatus.INDEXED}
    assert [curating.found("How warm is a brood nest?") for _ in range(3)] == [[BEES]] * 3
    assert statuses(curating.load()) == {BEES: FileStatus.UNCHANGED}


def test_there_and_back_within_one_second(curating: Curating) -> None:
    """Three loads in the same second make three releases: what was published once is never written again."""
    loader = Loader(curating.shelf, curating.embedder, curating.cache)
    ids = []
    for text in (NOTES[BEES], "# Wasps\n\nA wasp nest is made of chewed wood and spit.\n", NOTES[BEES]):
        curating.write(BEES, text)
        ids.append(load(curating.folder, "notes", loader, curating.now).release)
    assert len(set(ids)) == 3
    assert curating.found("How warm is a brood nest?")[0] == BEES


def test_progress_reaches_its_end(curating: Curating) -> None:
    """Whoever watches sees each step, each step done in full, and what became of each file as soon as it is read."""
    seen: list[Progress] = []
    curating.load(seen.append)
    last = {each.step: (each.done, each.total) for each in seen}
    assert last == {"read": (3, 3), "embed": (3, 3), "check": (1, 1)}
    assert [each.note for each in seen if each.step == "read" and each.note] == list(NOTES)
    assert [each.file.path for each in seen if each.file] == list(NOTES)
