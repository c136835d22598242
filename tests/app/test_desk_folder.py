"""The files of the desk, and what is said of them: bounded, inside their folder, and never lost by a click."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk import folder as desk
from app.desk.facts import facts, put_in, say_of_corpus, say_of_source, take_out
from app.desk.folder import bring, corpora_on_desk, kept_files, link, linked, put_back, remove, safe_path, set_aside
from tutor.errors import BadInput, BadManifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a corpus on the desk."""
    return tmp_path / "home" / "desk" / "sailing"


@given(st.text(max_size=300))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    """Whatever a browser calls a file, its path stays inside, is not hidden, and is no longer than systems allow."""
    parts = safe_path(name).split("/")
    assert all(part and not part.startswith(".") and part == part.strip() for part in parts)
    assert all(len(part.encode()) <= 120 and "\\" not in part and "\0" not in part for part in parts)
    assert safe_path("/".join(parts)) == "/".join(parts)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\notes\\tides.md", "C-/notes/tides.md"),
        (".env", "env"),
        ("..", "file"),
        ("notes/tides.md", "notes/tides.md"),
        ("a\u202egpj.md", "a-gpj.md"),
    ],
)
def test_names_keep_what_is_harmless_in_them(name: str, path: str) -> None:
    """Folders and endings stay; what leads elsewhere, hides or misleads goes."""
    assert safe_path(name) == path


def test_what_was_replaced_or_removed_comes_back(folder: Path) -> None:
    """The same name replaces the file and says so; the one before is put back, and the new one can be again."""
    assert not bring(folder, "tides.md", b"first").replaced
    assert bring(folder, "tides.md", b"second").replaced
    put_back(folder, "tides.md")
    assert (folder / "tides.md").read_bytes() == b"first"
    put_back(folder, "tides.md")
    assert (folder / "tides.md").read_bytes() == b"second"
    remove(folder, "tides.md")
    assert kept_files(folder) == []
    assert [each.path for each in set_aside(folder)] == ["tides.md"]
    put_back(folder, "tides.md")
    assert [each.path for each in kept_files(folder)] == ["tides.md"]


def test_only_files_of_the_folder_are_removed_and_put_back(folder: Path) -> None:
    """A path from the browser that leads elsewhere is refused."""
    outside = folder.parent / "outside.md"
    bring(folder, "tides.md", b"text")
    outside.write_text("mine", "utf-8")
    for path in ("../outside.md", "corpus.toml", "absent.md"):
        with pytest.raises(BadInput):
            remove(folder, path)
        with pytest.raises(BadInput):
            put_back(folder, path)
    assert outside.is_file()


def test_what_is_too_much_is_refused_and_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file too large, one too many, or too much together."""
    monkeypatch.setattr(desk, "LARGEST", 10)
    monkeypatch.setattr(desk, "MOST_FILES", 2)
    monkeypatch.setattr(desk, "MOST_BYTES", 15)
    bring(folder, "a.md", b"x" * 10)
    for name, raw in (("b.md", b"x" * 11), ("c.md", b"x" * 6)):
        with pytest.raises(BadInput):
            bring(folder, name, raw)
    bring(folder, "d.md", b"x")
    with pytest.raises(BadInput, match="2 files"):
        bring(folder, "e.md", b"x")
    bring(folder, "d.md", b"xx")
    assert [each.path for each in kept_files(folder)] == ["a.md", "d.md"]


def test_another_folder_can_be_named_but_not_the_one_of_everything(tmp_path: Path) -> None:
    """A folder that is not there, a relative one, and one that holds what Groundwork keeps are refused."""
    home, notes = tmp_path / "home", tmp_path / "notes"
    for wrong in ("notes", str(notes), str(tmp_path), "/"):
        with pytest.raises(BadInput):
            link(home, "sailing", wrong)
    notes.mkdir()
    link(home, "sailing", str(notes))
    assert linked(home, "sailing") == notes
    assert corpora_on_desk(home) == ["sailing"]
    with pytest.raises(BadInput):
        link(home, "../elsewhere", str(notes))


def test_facts_are_written_beside_what_stands_there(folder: Path) -> None:
    """Comments and other fields stay; an empty fact is taken out; what cannot be used is not written."""
    bring(folder, "tides.md", b"text")
    (folder / "corpus.toml").write_text('title = "Sailing" # as painted on the boat\nlanguage = "en"\n', "utf-8")
    say_of_corpus(folder, "sailing", {"licence": "CC-BY-4.0", "language": ""})
    say_of_source(folder, "sailing", "tides.md", {"version": "Tide tables 2026", "reviewed_on": date(2026, 11, 21)})
    written = (folder / "corpus.toml").read_text("utf-8")
    assert "# as painted on the boat" in written
    assert "language" not in written
    assert facts(folder, "sailing").sources["tides.md"].reviewed_on == date(2026, 11, 21)
    with pytest.raises(BadManifest):
        say_of_corpus(folder, "sailing", {"use": "conquest"})
    assert (folder / "corpus.toml").read_text("utf-8") == written


def test_the_facts_of_a_removed_file_leave_and_come_back_with_it(folder: Path) -> None:
    """Without them a manifest would name a file that is not there, and no load would begin."""
    bring(folder, "tides.md", b"text")
    say_of_source(folder, "sailing", "tides.md", {"title": "Tides", "review_by": date(2027, 1, 2)})
    remove(folder, "tides.md")
    take_out(folder, "sailing", "tides.md")
    assert facts(folder, "sailing").sources == {}
    put_back(folder, "tides.md")
    put_in(folder, "sailing", "tides.md")
    assert facts(folder, "sailing").sources["tides.md"].review_by == date(2027, 1, 2)
