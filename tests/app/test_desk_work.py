"""Work on corpora beside the page."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.desk.kept_report import keep_report, last_report
from app.desk.under_way import AllWork, Kind
from tests.app.test_under_way import until
from tests.conftest import NOW
from tutor.domain import FileReport, FileStatus, IngestReport, Progress, Watch
from tutor.errors import BadInput, StoreFailed


def test_one_thing_at_a_time_is_done_with_a_corpus() -> None:
    """A second is refused with the cure; another corpus is not kept waiting."""
    everything, go_on = AllWork(), threading.Event()

    def wait(watch: Watch) -> str:
        go_on.wait(20)
        watch(Progress(step="read", done=1, total=1))
        return "done"

    first = everything.start(Kind.LOAD, "sailing", wait, NOW)
    with pytest.raises(BadInput, match="under way"):
        everything.start(Kind.CHECK, "sailing", wait, NOW)
    other = everything.start(Kind.CHECK, "knots", wait, NOW)
    assert everything.corpora() == ["sailing", "knots"]
    go_on.set()
    until(lambda: first.done and other.done)
    assert (first.result, first.failure, first.last.done) == ("done", "", 1)
    assert everything.busy("sailing") is None
    assert everything.last("sailing", Kind.LOAD) is first


def test_stopped_work_ends_where_it_next_tells_of_itself() -> None:
    """What it holds is let go on the way out, and it has neither result nor failure."""
    everything, begun, left = AllWork(), threading.Event(), threading.Event()

    def endless(watch: Watch) -> None:
        try:
            while True:
                begun.set()
                watch(Progress(step="read"))
        finally:
            left.set()

    work = everything.start(Kind.LOAD, "sailing", endless, NOW)
    begun.wait(20)
    everything.stop_all()
    until(lambda: work.done)
    assert left.is_set()
    assert (work.result, work.failure, work.stopping) == (None, "", True)


def test_a_failure_is_told_in_its_own_words() -> None:
    """With the cure; the next piece of work can begin."""

    def fail(_: Watch) -> None:
        raise StoreFailed("The disk is full.", "Free some space.")

    everything = AllWork()
    work = everything.start(Kind.LOAD, "sailing", fail, NOW)
    until(lambda: work.done)
    assert work.failure == "The disk is full. Free some space."
    assert everything.start(Kind.LOAD, "sailing", lambda _: None, NOW) is not work


def test_the_last_report_is_kept_and_a_broken_one_is_none(tmp_path: Path) -> None:
    """After a restart the page still says what became of each file."""
    files = (FileReport(path="bad.pdf", status=FileStatus.FAILED, reason="It is damaged."),)
    keep_report(tmp_path, IngestReport(corpus="sailing", release="r1", files=files), NOW)
    kept = last_report(tmp_path, "sailing")
    assert kept is not None
    assert (kept.at, kept.report.files) == (NOW, files)
    (tmp_path / "desk" / "sailing.report.json").write_text("{", "utf-8")
    assert last_report(tmp_path, "sailing") is None
