"""The history of a corpus: what led to the published release, however it came to be published."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOW
from tests.store.test_shelf import publish
from tutor.store.history import Deed, Event, History
from tutor.store.shelf import Shelf


def test_a_rollback_goes_back_in_the_line(tmp_path: Path) -> None:
    """Publications lead on, a rollback takes away what it goes back over, and taking off changes nothing of it."""
    shelf = Shelf(tmp_path)
    for release in ("r1", "r2", "r3"):
        publish(shelf, "sql", release)
    assert shelf.line("sql") == ["r1", "r2", "r3"]
    shelf.publish("sql", "r2", NOW, Deed.ROLLBACK)
    assert shelf.line("sql") == ["r1", "r2"]
    shelf.publish("sql", "r3", NOW + timedelta(hours=1))
    shelf.take_off("sql", NOW)
    assert shelf.line("sql") == ["r1", "r2", "r3"]
    assert shelf.corpora() == []
    assert shelf.history("sql").published_at() == {"r1": NOW, "r2": NOW, "r3": NOW + timedelta(hours=1)}
    assert len((tmp_path / "sql" / "history").read_text("utf-8").splitlines()) == 6


def test_a_shelf_from_before_there_was_a_history(tmp_path: Path) -> None:
    """The order of loading stands for it, and the first publication writes it down."""
    shelf = Shelf(tmp_path)
    for release in ("r1", "r2", "r3"):
        publish(shelf, "sql", release)
    (tmp_path / "sql" / "history").unlink()
    assert shelf.line("sql") == ["r1", "r2", "r3"]
    shelf.publish("sql", "r1", NOW)
    assert [each.did for each in shelf.history("sql").events()] == [Deed.FOUND] * 3 + [Deed.PUBLISH]
    assert shelf.line("sql") == ["r1", "r2", "r3", "r1"]


def test_a_switch_that_the_history_does_not_know(tmp_path: Path) -> None:
    """Who was killed before the history was renamed, or wrote the pointer by hand, has switched all the same."""
    shelf = Shelf(tmp_path)
    for release in ("r1", "r2", "r3"):
        publish(shelf, "sql", release)
    (tmp_path / "sql" / "current").write_text("r2")
    assert shelf.line("sql") == ["r1", "r2"]
    publish(shelf, "sql", "r4")
    assert shelf.line("sql") == ["r1", "r2", "r4"]
    history = tmp_path / "sql" / "history"
    history.write_text("\n".join(history.read_text("utf-8").splitlines()[:3]) + "\nno json\n")
    assert shelf.line("sql") == ["r1", "r2", "r3", "r4"]


def test_who_is_killed_before_the_renaming_has_done_it(tmp_path: Path) -> None:
    """What stands beside the history counts when it is what is published, and never otherwise."""
    shelf = Shelf(tmp_path)
    for release in ("r1", "r2", "r3"):
        publish(shelf, "sql", release)
    shelf.history("sql").write(["r1", "r2", "r3"], Event(did=Deed.PUBLISH, release="r1"))
    assert shelf.line("sql") == ["r1", "r2", "r3"]
    (tmp_path / "sql" / "current").write_text("r1")
    assert shelf.line("sql") == ["r1", "r2", "r3", "r1"]
    shelf.publish("sql", "r3", NOW, Deed.ROLLBACK)
    assert shelf.line("sql") == ["r1", "r2", "r3"]
    assert sorted(path.name for path in (tmp_path / "sql").iterdir()) == [
        ".lock",
        "current",
        "history",
        "r1",
        "r2",
        "r3",
    ]


@given(found=st.lists(st.sampled_from("abcd"), max_size=8), deeds=st.lists(st.sampled_from("abcd"), min_size=1))
def test_what_was_written_leads_to_what_was_done(tmp_path_factory: object, found: list[str], deeds: list[str]) -> None:
    """Whatever the file lacks of what was found, it leads to the release that was published last."""
    folder = tmp_path_factory.mktemp("history")  # type: ignore[attr-defined]
    file, current = folder / "history", found[-1] if found else ""
    line = [each for number, each in enumerate(found) if each != found[number - 1] or not number]
    for release in deeds:
        history = History(file, current)
        history.write(line, Event(did=Deed.PUBLISH, release=release))
        assert History(file, release).line()[-1] == release  # also before it is settled
        history.settle()
        current = release
        line = History(file, current).line()
        assert line[-1] == release
