"""The road of a folder to a release when it is killed, crowded, out of disk, or finds a broken release before it."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import NOW, ROOT, SQL, cut_corpus
from tests.roads.asking import GRAIN
from tests.roads.conftest import NOTES, Curating
from tutor.errors import BrokenRelease, OtherEmbedder, StoreFailed
from tutor.load import Loader, load
from tutor.models.bundled import WEIGHTS
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

BEES, BREAD, _ = NOTES
WARM = "How warm is a brood nest?"
TUTOR = Path(sys.executable).with_name("tutor")


def command_line(home: Path, *arguments: str, **how: object) -> subprocess.Popen[str]:
    """The command line as a process of its own, on that home."""
    environment = {**os.environ, "TUTOR_HOME": str(home)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([TUTOR, *arguments], env=environment, **{**pipes, **how})  # type: ignore[call-overload,no-any-return]


# ------------------------------------------------------------------ killed

MOMENTS: dict[str, Callable[[Path], list[Path]]] = {
    "as-the-scratch-folder-appears": lambda corpus: list(corpus.glob(".new-*")),
    "as-texts-are-written": lambda corpus: list(corpus.glob(".new-*/texts.sqlite")),
    "as-vectors-are-written": lambda corpus: list(corpus.glob(".new-*/sentences.npy")),
    "as-chroma-writes": lambda corpus: list(corpus.glob(".new-*/vectors/chroma.sqlite3")),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_load_that_is_killed(
    moment: str, starter_home: Path, tmp_path: Path, empty_home: Path, embedder: Embedder
) -> None:
    """After kill -9 at any moment the old release answers as before, and the next load leaves nothing behind."""
    shutil.copytree(starter_home, empty_home, dirs_exist_ok=True)
    cut_corpus(ROOT / "corpora" / "sql-analytics", tmp_path, SQL)
    joins = tmp_path / "joins-and-row-multiplication.md"
    joins.write_text(joins.read_text("utf-8").replace("grain", "granularity"), "utf-8")
    corpus = empty_home / "releases" / "sql"
    old = (corpus / "current").read_text("utf-8")

    process = command_line(empty_home, "load", str(tmp_path), "--corpus", "sql")
    while process.poll() is None and not MOMENTS[moment](corpus):
        time.sleep(0.0005)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL

    parts = Parts(read_settings(home=empty_home))
    assert [each.release.id for each in parts.releases(["sql"])] == [old]
    assert "grain" in retrieve(GRAIN, parts.releases(["sql"]), embedder, 1)[0].text
    with EmbeddingCache(empty_home / "cache" / "embeddings.sqlite") as cache:
        report = load(tmp_path, "sql", Loader(Shelf(empty_home / "releases"), embedder, cache), NOW)
    assert report.release != old
    assert {path.name for path in corpus.iterdir()} == {".lock", "current", "history", old, report.release}
    assert "granularity" in retrieve(GRAIN, parts.releases(["sql"]), embedder, 1)[0].text


# ------------------------------------------------------------------ crowded


def test_a_corpus_that_is_being_loaded(curating: Curating) -> None:
    """Another process that loads the same corpus is told so and changes nothing; another corpus can be loaded."""
    with curating.shelf.writing("notes"):
        second = command_line(curating.home, "load", str(curating.folder))
        other = command_line(curating.home, "load", str(curating.folder), "--corpus", "others")
        _, said = second.communicate()
        other.communicate()
        assert (second.returncode, other.returncode) == (3, 0)
        assert "The corpus 'notes' is being loaded by another process. Wait for it." in said
    assert curating.shelf.corpora() == ["others"]


def test_readers_see_the_old_or_the_new_release(curating: Curating) -> None:
    """Questions asked without a pause through three publications all find what either release holds."""
    curating.load()
    parts = curating.parts()
    held = parts.releases()
    seen: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            releases = parts.releases()
            texts = [passage.text for passage in retrieve(WARM, releases, parts.embedder, 1)]
            seen.append(f"{releases[0].release.id} {texts[0]}")

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    expected = {f"{held[0].release.id} {held[0].texts.chunks([0])[0].text}"}
    for degrees in (36, 37, 38):
        curating.write(BEES, NOTES[BEES].replace("35", str(degrees)))
        release = curating.load().release
        expected.add(f"{release} {NOTES[BEES].split('# Bees')[1].strip().replace('35', str(degrees))}")
    done.set()
    for reader in readers:
        reader.join()
    assert set(seen) <= expected
    assert len(set(seen)) >= 2
    assert retrieve(WARM, held, parts.embedder, 1)[0].text.endswith("35 degrees Celsius all year round.")


# ------------------------------------------------------------------ out of disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here; the limit on file sizes is tried in its place")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.parametrize("free", [0, 20, 60, 150, 400])
def test_a_full_disk(curating: Curating, small_disk: Path, free: int) -> None:
    """Wherever the disk fills up, the load says so and cleans up; with space again, the old release is as it was."""
    curating.home = small_disk / "home"
    old = curating.load().release
    curating.write(BEES, NOTES[BEES].replace("35", "36"))
    _fill(small_disk / "ballast", small_disk, free)
    with pytest.raises(StoreFailed, match=r"cannot be written.*Free some disk space"):
        curating.load()
    assert curating.left_over() == []
    (small_disk / "ballast").unlink()
    assert curating.shelf.published()[0].id == old
    assert curating.found(WARM)[0] == BEES
    assert curating.load().release != old


def _fill(ballast: Path, disk: Path, free: int) -> None:
    """Leave that many kilobytes."""
    space = os.statvfs(disk)
    ballast.write_bytes(bytes(space.f_bavail * space.f_frsize - free * 1024))


@pytest.mark.parametrize("largest", [10_000, 100_000])
def test_files_that_cannot_grow(curating: Curating, largest: int) -> None:
    """A process that may not write large files fails in words, and the old release stays."""
    old = curating.load().release
    curating.write(BEES, NOTES[BEES].replace("35", "36") * 40)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    process = command_line(curating.home, "load", str(curating.folder), preexec_fn=limited)
    _, said = process.communicate()
    assert process.returncode == 3
    assert "error: The " in said
    assert "cannot be" in said
    assert "unforeseen" not in said
    assert curating.left_over() == []
    assert curating.shelf.published()[0].id == old


# ------------------------------------------------------------------ broken before


def _cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _one_byte_changed(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 0x20
    file.write_bytes(raw)


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _overwritten(file: Path) -> None:
    file.write_bytes(b"\xa5" * file.stat().st_size)


DAMAGES: list[tuple[str, Callable[[Path], None]]] = [
    ("texts.sqlite", _cut_short),
    ("texts.sqlite", _one_byte_changed),
    ("chunks.npy", _cut_short),
    ("sentences.npy", _one_byte_changed),
    ("sentences.npy", Path.unlink),
    ("vectors/*/data_level0.bin", _one_byte_changed),
    ("vectors/chroma.sqlite3", _overwritten),
    ("vectors/chroma.sqlite3", _cut_short),
    ("manifest.json", _cut_short),
    ("manifest.json", Path.unlink),
    ("../current", _overwritten),
    ("../current", _emptied),
]


@pytest.mark.parametrize(("part", "damage"), DAMAGES, ids=[f"{part}{each.__name__}" for part, each in DAMAGES])
def test_a_damaged_release(curating: Curating, part: str, damage: Callable[[Path], None]) -> None:
    """A release of which one byte was changed answers nothing, says so, and loading again makes it whole."""
    folder = curating.home / "releases" / "notes" / curating.load().release
    (file,) = folder.glob(part) if "*" in part else [folder / part]
    damage(file)
    with pytest.raises(BrokenRelease, match=r"[Ll]oad (the corpus|notes) again"):
        curating.found(WARM)
    curating.load()
    assert curating.found(WARM)[0] == BEES
    assert curating.embedder.embedded == 1  # the question: the embeddings are still known


def test_what_could_not_be_opened_once_can_be_opened_later(curating: Curating) -> None:
    """A failure that passes, like a full disk, does not outlive itself in a process that runs on."""
    folder = curating.home / "releases" / "notes" / curating.load().release / "vectors"
    parts = curating.parts()
    whole = (folder / "chroma.sqlite3").read_bytes()
    _overwritten(folder / "chroma.sqlite3")
    for _ in range(2):
        with pytest.raises(BrokenRelease):
            retrieve(WARM, parts.releases(), parts.embedder, 1)
    (folder / "chroma.sqlite3").write_bytes(whole)
    assert retrieve(WARM, parts.releases(), parts.embedder, 1)[0].span.document == BEES


def test_a_release_made_with_another_embedder(curating: Curating, tmp_path: Path) -> None:
    """It is refused with the command that indexes it anew, and that command does."""
    curating.load()
    other = tmp_path / "embedder"
    shutil.copytree(WEIGHTS / "embedder", other)
    manifest = json.loads((other / "manifest.json").read_text("utf-8"))
    (other / "manifest.json").write_text(json.dumps({**manifest, "name": "another"}), "utf-8")
    parts = Parts(read_settings(home=curating.home, embedder=str(other)))
    with pytest.raises(OtherEmbedder, match="Index it again with: tutor load FOLDER --corpus notes"):
        parts.releases()
    report = load(curating.folder, "notes", Loader(parts.shelf, parts.embedder, curating.cache), curating.now)
    assert {file.status.value for file in report.files} == {"unchanged"}
    assert parts.releases()[0].release.embedder.startswith("another@")
    assert retrieve(WARM, parts.releases(), parts.embedder, 1)[0].span.document == BEES
