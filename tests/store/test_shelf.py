"""The shelf: one writer, an atomic switch, and nothing half written in anybody's way."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.store.building import NOW
from tutor.domain import Corpus, Release
from tutor.errors import BadInput, BrokenRelease, NoCorpus, StoreFailed
from tutor.store.shelf import Shelf


def publish(shelf: Shelf, corpus: str, release: str) -> None:
    """Publish a release that is a manifest and nothing else."""
    with shelf.writing(corpus):
        described = Release(
            id=release,
            corpus=Corpus(name=corpus, title=corpus),
            created_at=NOW,
            documents=0,
            chunks=0,
            embedder="e",
            splitter="s",
        )
        (shelf.scratch(corpus, release) / "manifest.json").write_text(described.model_dump_json())
        shelf.publish(corpus, release)


def test_published_release_is_current(tmp_path: Path) -> None:
    """What was published last is current; what was before stays where it is."""
    shelf = Shelf(tmp_path / "releases")
    assert shelf.corpora() == []
    publish(shelf, "sql", "r1")
    publish(shelf, "sql", "r2")
    publish(shelf, "business", "r1")
    assert shelf.corpora() == ["business", "sql"]
    assert shelf.current("sql") == shelf.release("sql", "r2")
    assert [release.id for release in shelf.published()] == ["r1", "r2"]
    assert (shelf.release("sql", "r1") / "manifest.json").is_file()


def test_pointing_back_is_a_rollback(tmp_path: Path) -> None:
    """A release that is kept can be published again."""
    shelf = Shelf(tmp_path)
    publish(shelf, "sql", "r1")
    publish(shelf, "sql", "r2")
    shelf.publish("sql", "r1")
    assert shelf.current("sql").name == "r1"
    assert (shelf.release("sql", "r2") / "manifest.json").is_file()


def test_release_being_written_is_nobodys(tmp_path: Path) -> None:
    """Until it is published, a release has no name, and the corpus none either."""
    shelf = Shelf(tmp_path)
    with shelf.writing("sql"):
        shelf.scratch("sql", "r1")
        assert shelf.corpora() == []
        with pytest.raises(NoCorpus, match="'sql' is not published"):
            shelf.current("sql")
        assert not shelf.release("sql", "r1").exists()


def test_readers_see_the_old_or_the_new_release(tmp_path: Path) -> None:
    """While releases are published, every look finds a whole one, and never an older one than the look before."""
    shelf = Shelf(tmp_path)
    publish(shelf, "sql", "r0000")
    finished = Event()

    def look() -> list[str]:
        seen = []
        while not finished.is_set():
            folder = shelf.current("sql")
            assert (folder / "manifest.json").is_file()
            seen.append(folder.name)
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(look) for _ in range(2)]
        try:
            for number in range(1, 100):
                publish(shelf, "sql", f"r{number:04}")
        finally:
            finished.set()
        for reader in readers:
            seen = reader.result()
            assert seen == sorted(seen)
            assert len(set(seen)) > 1


NO_NAMES = ["", ".", "..", "../x", "/etc", "a/b", "A", "ä", "a b", "a.b", "a\n", "a\0", "a" * 65]


@pytest.mark.parametrize("name", NO_NAMES)
def test_names_that_are_no_names(tmp_path: Path, name: str) -> None:
    """A name that could lead out of the shelf, or differ only in case, is refused everywhere, and leaves no trace."""
    shelf = Shelf(tmp_path / "shelf")
    with pytest.raises(BadInput, match="cannot be a corpus name"):
        shelf.current(name)
    with pytest.raises(BadInput, match="cannot be a corpus name"), shelf.writing(name):
        pass
    with pytest.raises(BadInput, match="cannot be the id of a release"):
        shelf.release("sql", name)
    assert list(tmp_path.iterdir()) == []


def test_pointer_that_was_tampered_with_leads_nowhere(tmp_path: Path) -> None:
    """A pointer that names no release is a broken one, wherever it points."""
    shelf = Shelf(tmp_path)
    publish(shelf, "sql", "r1")
    for content in (b"", b"../../etc", b"r1/..", b"\xff\xfe"):
        (tmp_path / "sql" / "current").write_bytes(content)
        with pytest.raises(BrokenRelease):
            shelf.current("sql")


def test_second_writer_is_refused(tmp_path: Path) -> None:
    """Only one loads a corpus at a time; another corpus is free; afterwards the corpus is free again."""
    shelf = Shelf(tmp_path)
    with shelf.writing("sql"):
        with pytest.raises(StoreFailed, match="being loaded"), Shelf(tmp_path).writing("sql"):
            pass
        with shelf.writing("business"):
            pass
    with shelf.writing("sql"):
        pass


HOLD = """
import sys
from pathlib import Path
from tutor.store.shelf import Shelf
shelf = Shelf(Path(sys.argv[1]))
with shelf.writing("sql"):
    (shelf.scratch("sql", "r1") / "half").write_text("written")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_writer_that_is_killed_leaves_no_lock_and_no_litter(tmp_path: Path) -> None:
    """While another process writes, this one is refused; when it is killed, the next cleans up after it."""
    shelf = Shelf(tmp_path)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreFailed, match="being loaded"), shelf.writing("sql"):
            pass
        assert (tmp_path / "sql" / ".new-r1" / "half").is_file()
        other.kill()
    with shelf.writing("sql"):
        assert not (tmp_path / "sql" / ".new-r1").exists()
    publish(shelf, "sql", "r1")
    assert shelf.current("sql").name == "r1"
