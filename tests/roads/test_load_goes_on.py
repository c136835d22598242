"""A load that was stopped, killed or held back: what was read and embedded is not read and embedded again."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.conftest import ROOT, SQL
from tests.corpus.making import pdf
from tests.roads.conftest import NOTES, Curating
from tests.roads.test_load_failures import command_line
from tutor.corpus.apart import Bounds
from tutor.domain import FileReport, FileStatus, IngestReport, Progress, unstopped
from tutor.load import Loader, load
from tutor.store.release import OpenRelease
from tutor.store.verify import verify

BEES, BREAD, TIDES = NOTES
AT_ONCE = Bounds(seconds=0.001)  # in which no process apart can answer
WAX = "# Wax\n\n" + "".join(f"## Comb {number}\n\n{'The bees build it of wax. ' * 9}\n\n" for number in range(300))


def loaded(curating: Curating, stopped: Callable[[], bool] = unstopped, bounds: Bounds | None = None) -> IngestReport:
    """A load that may be stopped, a minute later than the last one."""
    curating.now += timedelta(minutes=1)
    curating.embedder.embedded = 0
    loader = Loader(curating.shelf, curating.embedder, curating.cache, bounds=bounds or Bounds(), stopped=stopped)
    return load(curating.folder, "notes", loader, curating.now)


def after(looks: int) -> Callable[[], bool]:
    """Wants no more when it is asked for the so many-th time."""
    left = iter([False] * looks)
    return lambda: next(left, True)


def of(report: IngestReport, path: str) -> FileReport:
    """What became of that file."""
    return next(file for file in report.files if file.path == path)


def drafts(curating: Curating) -> list[str]:
    """What waits beside the embeddings for the next load."""
    return sorted(path.name for path in (curating.home / "cache").glob("drafts-*"))


@pytest.mark.parametrize("looks", range(7))
def test_a_load_that_is_stopped(curating: Curating, looks: int) -> None:
    """Wherever it is stopped, the old release stays, nothing lies about, and the next load ends as if it had not been.

    It is stopped between two files, and between two documents to embed.
    """
    old = curating.load().release
    for name in NOTES:
        curating.write(name, NOTES[name].replace(" is ", " was "))
    report = loaded(curating, after(looks))
    assert (report.release, report.stopped) == (old, True)
    assert [file.path for file in report.files] == list(NOTES)[:looks]
    assert curating.left_over() == []
    assert curating.shelf.kept("notes") == [old]
    again = loaded(curating)
    assert not again.stopped
    assert [file.status for file in again.files if file.status is FileStatus.FAILED] == []
    assert again.release != old
    assert drafts(curating) == []


def test_what_was_read_is_not_read_again(curating: Curating) -> None:
    """A file that takes long to read is read once, though the load that read it never came to its end."""
    words = "The moon pulls the water of the oceans and makes the tides."
    (curating.folder / "moon.pdf").write_bytes(pdf([[(72, 700, 11, words)]]))
    assert loaded(curating, after(4)).stopped
    assert drafts(curating) != []
    report = loaded(curating, bounds=AT_ONCE)
    assert (of(report, "moon.pdf").status, of(report, "moon.pdf").pages) == (FileStatus.INDEXED, 1)
    assert curating.found("What pulls the water of the oceans?")[0] == "moon.pdf"
    assert drafts(curating) == []


def test_what_was_read_is_read_again_where_it_changed(curating: Curating) -> None:
    """A draft is of these very bytes under this very manifest; else the file is read anew."""
    words = "The moon pulls the water of the oceans and makes the tides."
    (curating.folder / "moon.pdf").write_bytes(pdf([[(72, 700, 11, words)]]))
    assert loaded(curating, after(4)).stopped
    curating.write("corpus.toml", 'title = "Notes"\n\n[[sources]]\npath = "moon.pdf"\ntitle = "Of the moon"\n')
    assert of(loaded(curating, bounds=AT_ONCE), "moon.pdf").status is FileStatus.FAILED
    loaded(curating)
    document = curating.parts().releases()[0].texts.document("moon.pdf")
    assert document is not None
    assert document.source.title == "Of the moon"


def test_what_was_embedded_is_not_embedded_again(curating: Curating) -> None:
    """A load that failed in the midst of embedding goes on where it was."""
    curating.write("wax.md", WAX)

    def cut(progress: Progress) -> None:
        if progress.step == "embed" and progress.done > 270:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        curating.load(cut)
    report = curating.load()
    chunks = sum(file.chunks for file in report.files)
    assert chunks > 300
    assert curating.embedder.embedded <= chunks - 256


def test_a_release_that_is_held_back_is_made_once(curating: Curating) -> None:
    """Loading again answers the same and makes no second one; by force that very release is published."""
    curating.write("questions.toml", '[[question]]\nask = "How warm is a brood nest?"\ndocument = "bees.md"\n')
    old = curating.load(asks=True).release
    (curating.folder / BEES).unlink()
    held = curating.load(asks=True)
    again = curating.load(asks=True)
    assert (held.release, again.release, again.held) == (old, old, held.held)
    assert curating.shelf.kept("notes") == [old, held.held]
    forced = curating.load(asks=True, force=True)
    assert (forced.release, forced.held) == (held.held, "")
    assert [each.worse for each in forced.golden] == [True]
    assert curating.shelf.kept("notes") == [old, held.held]


def test_golden_questions_are_asked_also_where_nothing_changed(curating: Curating) -> None:
    """A curator who has just written them sees what the published release answers; nothing can be worse."""
    curating.load()
    curating.write("questions.toml", '[[question]]\nask = "Who keeps wasps?"\ndocument = "wasps.md"\n')
    (outcome,) = curating.load(asks=True).golden
    assert (bool(outcome.says), outcome.worse) == (True, False)


# ------------------------------------------------------------------ killed


def varied(text: str, source: random.Random) -> str:
    """The same with every sentence another: all of it is to be embedded anew."""
    return text.replace(". ", f" in case {source.randrange(10**6)}. ")


def moments() -> Iterator[float]:
    """Shares of the time that a load takes; the same ones every time."""
    source = random.Random(7)
    return (source.uniform(0.05, 1.1) for _ in range(10))


@pytest.mark.timeout(900)
def test_a_load_that_is_killed_at_ten_moments(curating: Curating) -> None:
    """After kill -9 at any moment a good release is published; one more load loses nothing and has nothing twice."""
    for name in NOTES:
        (curating.folder / name).unlink()
    for name in SQL:
        shutil.copy(ROOT / "corpora" / "sql-analytics" / name, curating.folder)
    (curating.folder / "moon.pdf").write_bytes(pdf([[(72, 700, 11, "The moon pulls the water of the oceans.")]]))
    began = time.perf_counter()
    _ended(command_line(curating.home, "load", str(curating.folder)))
    takes = time.perf_counter() - began
    source = random.Random(11)
    for moment in moments():
        old = curating.shelf.published_id("notes")
        for name in SQL[:2]:
            file = curating.folder / name
            file.write_text(varied((ROOT / "corpora" / "sql-analytics" / name).read_text("utf-8"), source), "utf-8")
        process = command_line(curating.home, "load", str(curating.folder))
        time.sleep(moment * takes)
        process.kill()
        process.communicate()
        published = curating.shelf.current("notes")
        assert published.name == old or published.name not in (old, "")
        assert verify(published).faults == ()
        report = curating.load()
        assert verify(curating.shelf.current("notes")).faults == ()
        assert curating.left_over() == []
        assert drafts(curating) == []
        _holds_each_file_once(curating, report)


def _ended(process: subprocess.Popen[str]) -> None:
    _, said = process.communicate()
    assert process.returncode == 0, said


def _holds_each_file_once(curating: Curating, report: IngestReport) -> None:
    """The release has the chunks of a load of the same files by a home that knows nothing of all this."""
    fresh = Curating(curating.folder, curating.home / "fresh", curating.embedder, curating.cache)
    expected = fresh.load()
    assert [(file.path, file.chunks) for file in report.files] == [(file.path, file.chunks) for file in expected.files]
    with (
        OpenRelease(curating.shelf.current("notes")) as one,
        OpenRelease(fresh.shelf.current("notes")) as other,
    ):
        assert one.texts.paths == other.texts.paths
        numbers = range(other.release.chunks)
        assert one.texts.chunks(numbers) == other.texts.chunks(numbers)
    shutil.rmtree(curating.home / "fresh")


def test_a_load_that_is_interrupted(curating: Curating) -> None:
    """Ctrl-C ends it with the status for that and no traceback, and leaves nothing but the old release."""
    old = curating.load().release
    curating.write("wax.md", WAX)
    process = command_line(curating.home, "load", str(curating.folder))
    while process.poll() is None and not list((curating.home / "releases" / "notes").glob(".new-*/texts.sqlite")):
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert (process.returncode, "Traceback" in said) == (130, False)
    assert curating.left_over() == []
    assert curating.shelf.kept("notes") == [old]
