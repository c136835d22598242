"""Files are found in a stable order, and each becomes a document or a reason."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from pathlib import Path

import pytest

from tutor.corpus.files import LARGEST, FoundFile, find_files, parse_file, read_file, refusal
from tutor.corpus.manifest import read_manifest
from tutor.errors import BadInput, UnreadableFile


def write(folder: Path, path: str, raw: bytes = b"Some text.") -> FoundFile:
    """Write a file and find it."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    return FoundFile(file, path)


def test_all_files_but_hidden_ones_and_the_curators_own(tmp_path: Path) -> None:
    """Files are found at any depth in the same order everywhere; hidden ones and manifests are no sources."""
    wanted = ["B.md", "a.txt", "deep/er/c.html", "deep/questions.toml", "é.md"]
    for path in (
        *wanted,
        ".hidden.md",
        ".git/config",
        "deep/.cache/x.md",
        "corpus.toml",
        "questions.toml",
        "skills.toml",
    ):
        write(tmp_path, path)
    assert [found.path for found in find_files(tmp_path)] == wanted


def test_one_file_is_a_folder_of_one(tmp_path: Path) -> None:
    """A single file can be loaded."""
    found = write(tmp_path, "a.md")
    assert find_files(found.file) == [found]


def test_no_folder_is_bad_input(tmp_path: Path) -> None:
    """What is not there is bad input that names it."""
    with pytest.raises(BadInput, match="nowhere"):
        find_files(tmp_path / "nowhere")


def test_name_that_is_not_utf_8_is_spelled_out(tmp_path: Path) -> None:
    """A file whose name is no text is found under a path that is."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_bytes(b"text")
    (found,) = find_files(tmp_path)
    assert found.path.encode() == b"caf\\udce9.md"
    assert read_file(found) == b"text"


@pytest.mark.parametrize(("path", "why"), [("a.xyz", "parser for .xyz"), ("README", ""), ("a.MD", ""), ("a.pdf", "")])
def test_what_has_no_parser_is_not_tried(tmp_path: Path, path: str, why: str) -> None:
    """What no parser is for is skipped, with the reason; case does not matter, nor the ending of a text named .pdf."""
    found = refusal(write(tmp_path, path), tmp_path)
    assert why in found
    assert bool(why) == bool(found)


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    """A link inside the folder is a file like any other; one that leads out is skipped."""
    folder = tmp_path / "corpus"
    write(tmp_path, "secret.md")
    write(folder, "a.md")
    (folder / "inside.md").symlink_to(folder / "a.md")
    (folder / "outside.md").symlink_to(tmp_path / "secret.md")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / "dangling.md").symlink_to(tmp_path / "nowhere.md")
    refused = {found.path: refusal(found, folder) for found in find_files(folder)}
    outside = "it is a link to a place outside the folder"
    assert refused == {"a.md": "", "dangling.md": outside, "inside.md": "", "outside.md": outside, "up": outside}


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    """Nothing that lies in the folder is passed over without a word, and a pipe is not waited for."""
    write(tmp_path, "deep/a.md")
    (tmp_path / "again").symlink_to(tmp_path / "deep")
    (tmp_path / "dangling.md").symlink_to(tmp_path / "gone.md")
    os.mkfifo(tmp_path / "pipe.md")
    refused = {found.path: refusal(found, tmp_path) for found in find_files(tmp_path)}
    assert refused == {
        "again": "it is a link to a folder: load that folder by its own name",
        "dangling.md": "it is a link to what is not there",
        "deep/a.md": "",
        "pipe.md": "it is a pipe, a socket or a device and no file",
    }


def test_folder_that_may_not_be_looked_into() -> None:
    """It is a failure in words, and what lies beside it is found."""
    allowed = os.geteuid()
    with tempfile.TemporaryDirectory() as name:  # not a folder of pytest's, which nobody but its owner may enter
        folder = Path(name)
        folder.chmod(0o755)
        for path in ("a.md", "closed/b.md"):
            write(folder, path)
        (folder / "closed").chmod(0)
        os.seteuid(allowed or 65534)  # root may look everywhere
        try:
            found = find_files(folder)
            with pytest.raises(UnreadableFile, match="The folder cannot be looked into"):
                read_file(found[1])
        finally:
            os.seteuid(allowed)
            (folder / "closed").chmod(0o755)
    assert [each.path for each in found] == ["a.md", "closed"]


def test_file_that_is_changed_while_it_is_read(tmp_path: Path) -> None:
    """Half of one version and half of another is no source: it is told, and a whole one is read the next time."""
    found = write(tmp_path, "a.md", b"old\n" * 2_000_000)
    writing, done = threading.Event(), threading.Event()

    def rewrite() -> None:
        while not done.is_set():
            with found.file.open("r+b") as file:
                file.write(b"new\n")
            writing.set()

    writer = threading.Thread(target=rewrite)
    writer.start()
    writing.wait()
    with pytest.raises(UnreadableFile, match="changed while it was read"):
        list(map(read_file, [found] * 100))
    done.set()
    writer.join()
    assert read_file(found).startswith(b"new\n")


def test_file_beyond_the_bound_is_not_read(tmp_path: Path) -> None:
    """A file of more than the allowed bytes is refused before it is read."""
    found = write(tmp_path, "a.md", b"")
    os.truncate(found.file, LARGEST + 1)
    with pytest.raises(UnreadableFile, match="50,000,001 bytes"):
        read_file(found)


def test_file_that_vanished_is_unreadable(tmp_path: Path) -> None:
    """A file that is gone when it is read is a reason, not a crash."""
    with pytest.raises(UnreadableFile, match="No such file"):
        read_file(FoundFile(tmp_path / "gone.md", "gone.md"))


def test_document_knows_its_source(tmp_path: Path) -> None:
    """A document has path, title, licence and hash of its file."""
    (tmp_path / "corpus.toml").write_text('title = "Rates"\nlicence = "MIT"\n')
    found = write(tmp_path, "deep/day_rates-2.txt", b"Charge by the day.")
    document = parse_file(found, read_file(found), read_manifest(tmp_path, "rates"))
    assert (document.corpus, document.path, document.markdown) == ("rates", "deep/day_rates-2.txt", False)
    assert (document.source.title, document.source.licence) == ("day rates 2", "MIT")
    assert document.source.sha256 == hashlib.sha256(b"Charge by the day.").hexdigest()
    assert document.text == "Charge by the day."


@pytest.mark.parametrize("raw", [b"", b" \n", b"---\n\n***\n", b"\xef\xbb\xbf"])
def test_file_without_a_word_is_unreadable(tmp_path: Path, raw: bytes) -> None:
    """Empty files and files of marks alone hold no text."""
    with pytest.raises(UnreadableFile, match="no text"):
        parse_file(write(tmp_path, "a.md", raw), raw, read_manifest(tmp_path, "rates"))
