"""Zip archives are unpacked in bounds: what leads out, links, swells or is locked is left out, and named."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOW
from tutor.corpus.elsewhere.archive import Bounds, unpack
from tutor.corpus.elsewhere.gathered import Errand, Gathered
from tutor.corpus.elsewhere.place import safe
from tutor.corpus.elsewhere.recipe import ArchiveSource, Recipe
from tutor.errors import BadInput, UnreadableFile

TEXT = b"# Tides\n\nHigh water comes every twelve hours.\n"


def zipped(members: dict[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A zip archive of those members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return made.getvalue()


def of_kind(name: str, kind: int) -> zipfile.ZipInfo:
    """A member that says it is a link, a pipe and so on."""
    member = zipfile.ZipInfo(name)
    member.external_attr = (kind | 0o644) << 16
    return member


Unpacked = Callable[..., Gathered]


@pytest.fixture
def unpacked(tmp_path: Path) -> Unpacked:
    """Unpacks bytes into `tmp_path / "in"`."""

    def unpacking(raw: bytes, bounds: Bounds | None = None, **recipe: object) -> Gathered:
        archive = tmp_path / "notes.zip"
        archive.write_bytes(raw)
        (tmp_path / "in").mkdir(exist_ok=True)
        asked = Recipe.model_validate({"name": "n", "title": "N", "archive": ArchiveSource(file=archive), **recipe})
        return unpack(archive, Errand(asked, tmp_path / "in", tmp_path / "earlier", NOW), bounds)

    return unpacking


def test_files_below_one_folder(unpacked: Unpacked, tmp_path: Path) -> None:
    """The folder around all files is left away, hidden files do not come, endings are those of the recipe."""
    members: dict[str | zipfile.ZipInfo, bytes] = {
        "notes-main/a.md": TEXT, "notes-main/sub/b.txt": TEXT, "notes-main/.git/config": b"x", "notes-main/c.png": b"x",
        "__MACOSX/notes-main/._a.md": b"x", "notes-main\\sub\\win.md": TEXT, "notes-main/corpus.toml": b'title = "N"',
    }  # fmt: skip
    found = unpacked(zipped(members), include=["**/*.{md,txt}"], exclude=["x/**"], endings={".txt": ".rst"})
    assert [file.path for file in found.files] == ["a.md", "sub/b.rst", "sub/win.md"]
    assert (tmp_path / "in/sub/b.rst").read_bytes() == TEXT
    assert (tmp_path / "in/corpus.toml").read_text() == 'title = "N"'
    assert found.left_out == ()


def test_what_must_not_come(unpacked: Unpacked, tmp_path: Path) -> None:
    """Members that lead out, are links or pipes, collide or carry odd names are left out by name; the rest comes."""
    members: dict[str | zipfile.ZipInfo, bytes] = {
        "../evil.md": TEXT, "/etc/evil.md": TEXT, "a/../../evil.md": TEXT, "C:/evil.md": TEXT, "nul.md": TEXT,
        of_kind("link.md", stat.S_IFLNK): b"/etc/passwd", of_kind("pipe.md", stat.S_IFIFO): b"",
        "good.md": TEXT, "GOOD.md": TEXT, "good.md/under.md": TEXT, f"{'x' * 300}.md": TEXT, "a\nb.md": TEXT,
    }  # fmt: skip
    found = unpacked(zipped(members))
    assert [file.path for file in found.files] == ["good.md"]
    assert len(found.left_out) == len(members) - 1
    why = {each.path: each.reason for each in found.left_out}
    assert why["../evil.md"] == why["/etc/evil.md"] == why["a/../../evil.md"] == "its path leads out of the folder"
    assert why["link.md"].startswith("it is a link")
    assert why["GOOD.md"] == why["good.md/under.md"] == "another file has the same name"
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "in", "in/good.md", "notes.zip",
    ]  # fmt: skip


def test_a_bomb(unpacked: Unpacked, tmp_path: Path) -> None:
    """A member that swells is left out unread; one that lies about its size gets no further than its true bound."""
    bomb = zipped({"good.md": TEXT, "bomb.txt": b"0" * 20_000_000})
    lying = bomb.replace((20_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    for raw, words in ((bomb, "unpacks to more than 200 times its size"), (lying, "")):
        found = unpacked(raw)
        assert [file.path for file in found.files] == ["good.md"]
        (left,) = found.left_out
        assert words in left.reason
    assert not (tmp_path / "in/bomb.txt").exists()


def test_too_much_together(unpacked: Unpacked) -> None:
    """An archive that is too large as a whole, or has too many files, is refused."""
    raw = zipped({f"{number}.md": TEXT for number in range(20)})
    with pytest.raises(BadInput, match="unpacks to more than 100 bytes"):
        unpacked(raw, Bounds(unpacked=100))
    with pytest.raises(BadInput, match=r"notes\.zip has 20 files; 10 are allowed"):
        unpacked(raw, Bounds(members=10))


def test_a_member_with_a_password(unpacked: Unpacked) -> None:
    """It is left out, and the cure is named."""
    raw = bytearray(zipped({"locked.md": TEXT, "open.md": TEXT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flags of the first member, in both places
        raw[raw.index(mark) + offset] |= 1
    found = unpacked(bytes(raw))
    assert [file.path for file in found.files] == ["open.md"]
    assert found.left_out[0].reason == "it is protected with a password; pack it without one"


@pytest.mark.parametrize("raw", [b"", b"no archive", zipped({"a.md": TEXT})[:60]], ids=["empty", "text", "cut off"])
def test_no_archive(unpacked: Unpacked, raw: bytes) -> None:
    """What is no zip archive is refused in words."""
    with pytest.raises(BadInput, match="cannot be read as a zip archive"):
        unpacked(raw)


def test_damaged_inside(unpacked: Unpacked) -> None:
    """A damaged member is left out, the others come."""
    raw = bytearray(zipped({"bad.md": TEXT * 50, "good.md": TEXT}))
    raw[40] ^= 0xFF
    found = unpacked(bytes(raw))
    assert [file.path for file in found.files] == ["good.md"]
    assert found.left_out[0].reason.startswith("it is damaged")


@given(st.text(max_size=60))
def test_no_name_leads_out(name: str) -> None:
    """Whatever a name is made of, it is refused or stays inside the folder, and is visible there."""
    try:
        path = safe(name)
    except UnreadableFile:
        return
    inside = Path("/folder").joinpath(path)
    assert inside.is_relative_to("/folder")
    assert ".." not in inside.parts
    assert not any(part.startswith(".") for part in inside.parts[2:])
    assert path.isprintable()
