"""The road of a release to another machine: the same answers there, and nothing of a file that is not in order."""

from __future__ import annotations

import io
import json
import resource
import signal
import tarfile
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.roads.conftest import NOTES, Curating
from tests.roads.test_load_failures import command_line
from tutor.domain import Export
from tutor.errors import BadExport, BadInput, BrokenRelease, OtherEmbedder
from tutor.parts import Parts
from tutor.releases import verify
from tutor.releases_carried import export, take_in
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings

BEES, *_ = NOTES
WARM = "How warm is a brood nest?"
Members = dict[str, bytes]


@pytest.fixture
def elsewhere(curating: Curating, tmp_path: Path) -> Parts:
    """Another machine, on which nothing is kept."""
    parts = Parts(read_settings(home=tmp_path / "elsewhere"))
    parts.embedder = curating.embedder
    return parts


@pytest.fixture
def packed(curating: Curating, tmp_path: Path) -> Path:
    """A release of the notes in a file."""
    curating.load()
    export("notes", "", tmp_path / "notes.tar", curating.parts())
    return tmp_path / "notes.tar"


def left(parts: Parts) -> list[str]:
    """What lies on the shelf of that machine, beside locks."""
    found = parts.settings.releases.glob("*/*")
    return sorted(path.name for path in found if path.name != ".lock")


@pytest.mark.parametrize("ending", ["tar", "zip"])
def test_there_and_back(curating: Curating, elsewhere: Parts, tmp_path: Path, ending: str) -> None:
    """What was exported answers elsewhere as it does here; the same release gives the same bytes, from there too."""
    curating.load()
    file = tmp_path / f"notes.{ending}"
    out: Export = export("notes", "", file, curating.parts())
    assert (out.size, out.sha256) == (file.stat().st_size, sha256(file.read_bytes()).hexdigest())
    came = take_in(file, elsewhere, NOW, sha256=out.sha256)
    assert (came.release, came.new, came.published) == (out.release, True, False)
    assert elsewhere.shelf.corpora() == []
    again = take_in(file, elsewhere, NOW, publish=True)
    assert (again.new, again.published) == (False, True)
    here, there = curating.parts().releases(), elsewhere.releases()
    assert retrieve(WARM, there, curating.embedder, 5) == retrieve(WARM, here, curating.embedder, 5)
    assert verify("notes", "", elsewhere).faults == ()
    assert export("notes", "", tmp_path / f"second.{ending}", curating.parts()).sha256 == out.sha256


def test_another_machine_that_is_not_the_same(curating: Curating, packed: Path, elsewhere: Parts) -> None:
    """Another embedder is refused with the command that indexes again; so is another release with the same id."""
    elsewhere.embedder = type("Other", (), {"fingerprint": "other", "dimension": 3})()
    with pytest.raises(OtherEmbedder, match="tutor load FOLDER --corpus notes"):
        take_in(packed, elsewhere, NOW)
    with pytest.raises(BadExport, match="has the sha256"):
        take_in(packed, elsewhere, NOW, sha256="0" * 64)
    assert left(elsewhere) == []
    manifest = curating.shelf.current("notes") / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"title": "Notes"', '"title": "Votes"'), "utf-8")
    with pytest.raises(BadInput, match="Another release of 'notes' has the id"):
        take_in(packed, curating.parts(), NOW)


def test_a_release_that_was_altered_is_not_exported(curating: Curating, tmp_path: Path) -> None:
    """A part that is not as it was written stays here, and no half file is left; nor is a file written over."""
    curating.load()
    chunks = curating.shelf.current("notes") / "chunks.npy"
    raw = chunks.read_bytes()
    chunks.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(BrokenRelease, match="was altered"):
        export("notes", "", tmp_path / "out.tar", curating.parts())
    chunks.write_bytes(raw)
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]
    (tmp_path / "out.tar").write_bytes(b"mine")
    with pytest.raises(BadInput, match="is there already"):
        export("notes", "", tmp_path / "out.tar", curating.parts())
    assert (tmp_path / "out.tar").read_bytes() == b"mine"


# ------------------------------------------------------------------ tampered with


def members(file: Path) -> Members:
    """What the file holds, by name, in order."""
    with tarfile.open(file) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]


def sealed(found: Members, **changed: bytes) -> Members:
    """With other parts, and all hashes made to fit: as somebody would who knows the form."""
    found = {**found, **{name.replace("_", "."): raw for name, raw in changed.items()}}
    manifest, head = json.loads(found["manifest.json"]), json.loads(found["groundwork.json"])
    for name in ("texts.sqlite", "chunks.npy", "sentences.npy"):
        manifest["parts"][name] = sha256(found[name]).hexdigest()
    found["manifest.json"] = json.dumps(manifest).encode()
    for name in head["members"]:
        head["members"][name] = {"size": len(found[name]), "sha256": sha256(found[name]).hexdigest()}
    found["groundwork.json"] = json.dumps(head).encode()
    return found


def flipped(name: str) -> Callable[[Members], Members]:
    """One bit of that part is another."""

    def flip(found: Members) -> Members:
        raw = found[name]
        middle = len(raw) // 2
        return {**found, name: raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]}

    return flip


def renamed(found: Members) -> Members:
    """The manifest names a corpus that leads out of the shelf."""
    raw = found["manifest.json"].replace(b'"name": "notes"', b'"name": "../../x"')
    return sealed({**found, "manifest.json": raw})


def other_words(found: Members) -> Members:
    """A sentence is another, with hashes that fit."""
    return sealed(found, texts_sqlite=found["texts.sqlite"].replace(b"all year", b"one week", 1))


def triggered(found: Members) -> Members:
    """The database has a trigger."""
    import sqlite3

    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(found["texts.sqlite"])
        connection.execute("CREATE TRIGGER evil AFTER INSERT ON chunks BEGIN DELETE FROM documents; END")
        return sealed(found, texts_sqlite=connection.serialize())


def unpaired(found: Members) -> Members:
    """One vector is missing, with hashes that fit."""
    return sealed(found, sentences_npy=found["sentences.npy"][:-768])


TAMPERED: dict[str, Callable[[Members], Members]] = {
    "the-head": flipped("groundwork.json"),
    "the-manifest": flipped("manifest.json"),
    "the-texts": flipped("texts.sqlite"),
    "the-vectors": flipped("chunks.npy"),
    "the-sentences": flipped("sentences.npy"),
    "a-part-missing": lambda found: {name: raw for name, raw in found.items() if name != "sentences.npy"},
    "a-part-more": lambda found: {**found, "vectors/evil.bin": b"x"},
    "a-way-out": lambda found: {**found, "../../evil": b"x"},
    "an-absolute-path": lambda found: {**found, "/tmp/evil": b"x"},
    "a-name-that-leads-out": renamed,
    "other-words-with-fitting-hashes": other_words,
    "a-trigger-with-fitting-hashes": triggered,
    "a-vector-less-with-fitting-hashes": unpaired,
    "pickled-vectors": lambda found: sealed(found, chunks_npy=b"\x93NUMPY\x01\x00\x16\x00{'descr': '|O', 'fo"),
}


@pytest.mark.parametrize("ending", ["tar", "zip"])
@pytest.mark.parametrize("tampering", TAMPERED)
def test_a_file_that_was_tampered_with(packed: Path, elsewhere: Parts, tampering: str, ending: str) -> None:
    """Whatever part of it was changed, it is refused in words and leaves nothing."""
    file = packed.with_name(f"evil.{ending}")
    written(file, TAMPERED[tampering](members(packed)))
    with pytest.raises((BadExport, BadInput)) as refused:
        take_in(file, elsewhere, NOW, publish=True)
    assert refused.value.exit_status == 2
    assert left(elsewhere) == []


def written(file: Path, found: Members) -> None:
    """Write an archive of these members, as it stands."""
    if file.suffix == ".zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, raw in found.items():
                packed.writestr(name, raw)
        return
    with tarfile.open(file, "w") as archive:
        for name, raw in found.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))


def _cut_short(file: Path, found: Members) -> None:
    written(file, found)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _a_link(file: Path, found: Members) -> None:
    written(file, {name: raw for name, raw in found.items() if name != "chunks.npy"})
    with tarfile.open(file, "a") as archive:
        member = tarfile.TarInfo("chunks.npy")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)


def _twice(file: Path, found: Members) -> None:
    written(file, found)
    with tarfile.open(file, "a") as archive:
        member = tarfile.TarInfo("manifest.json")
        archive.addfile(member)


def _a_bomb(file: Path, found: Members) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in found.items():
            packed.writestr(name, bytes(300_000_000) if name == "texts.sqlite" else raw)


ODD: dict[str, Callable[[Path, Members], object]] = {
    "cut-short": _cut_short,
    "a-link": _a_link,
    "a-member-twice": _twice,
    "a-bomb": _a_bomb,
    "empty": lambda file, _: file.write_bytes(b""),
    "no-archive": lambda file, _: file.write_bytes(b"PK\x03\x04 what is no archive"),
}


@pytest.mark.parametrize("kind", ODD)
def test_a_file_that_is_no_export(packed: Path, elsewhere: Parts, kind: str) -> None:
    """Links, doubles, bombs and rubbish are refused before anything is unpacked."""
    file = packed.with_name("odd")
    ODD[kind](file, members(packed))
    with pytest.raises(BadExport):
        take_in(file, elsewhere, NOW)
    assert left(elsewhere) == []


# ------------------------------------------------------------------ stopped


@pytest.mark.parametrize("moment", [".new-*", ".new-*/chunks.npy", ".new-*/vectors/chroma.sqlite3", ".new-*/manifest*"])
def test_an_import_that_is_killed(packed: Path, elsewhere: Parts, moment: str) -> None:
    """After kill -9 nothing is kept, and the next import keeps the release and leaves nothing behind."""
    home = elsewhere.settings.home
    process = command_line(home, "corpus", "import", str(packed), "--publish")
    while process.poll() is None and not [*(home / "releases").glob(f"notes/{moment}")]:
        time.sleep(0.0005)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert elsewhere.shelf.kept("notes") == []
    came = take_in(packed, elsewhere, NOW, publish=True)
    assert (came.new, came.published) == (True, True)
    assert left(elsewhere) == sorted([came.release, "current", "history"])


def test_a_disk_that_is_full(packed: Path, elsewhere: Parts, curating: Curating) -> None:
    """Neither an import nor an export that cannot be written leaves anything; the next one is whole."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    out = packed.with_name("full.tar")
    for home, arguments in ((elsewhere.settings.home, ["import", str(packed)]),
                            (curating.home, ["export", "notes", str(out)])):  # fmt: skip
        process = command_line(home, "corpus", *arguments, preexec_fn=limited)
        _, said = process.communicate()
        assert process.returncode == 3, said
        assert "cannot be" in said
        assert "unforeseen" not in said
    assert left(elsewhere) == []
    assert sorted(path.name for path in packed.parent.iterdir() if "full" in path.name) == []
    assert take_in(packed, elsewhere, NOW).new
