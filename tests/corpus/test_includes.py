"""Files that are made of several are read whole, and never with a file from outside the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.corpus.files import FoundFile, parse_file, read_file
from tutor.corpus.manifest import read_manifest


def read(folder: Path, path: str) -> str:
    """The canonical text of a file of the folder."""
    found = FoundFile(folder / path, path)
    return parse_file(found, read_file(found), read_manifest(folder, "notes")).text


def write(folder: Path, **files: str) -> None:
    """Write files by name, `__` for the point and `_0` for a folder."""
    for name, text in files.items():
        file = folder / name.replace("__", ".").replace("_0", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def test_asciidoc_includes(tmp_path: Path) -> None:
    """Parts of parts, by lines and tags, with their headings deeper."""
    code = "# tag::a[]\nx = 1\n# end::a[]\ny = 2\n"
    write(
        tmp_path,
        book__adoc="= Book\n\ninclude::parts/one.adoc[leveloffset=+1]\n\n----\ninclude::parts/a.py[tag=a]\n----\n",
        parts_0one__adoc="= One\n\ninclude::two.adoc[lines=2..3]\n",
        parts_0two__adoc="zero\nfirst\nsecond\nthird\n",
        parts_0a__py=code,
    )
    assert read(tmp_path, "book.adoc") == "# Book\n\n## One\n\nfirst second\n\n```\nx = 1\n```"


def test_rst_and_quarto_include_too(tmp_path: Path) -> None:
    """Each in its own way."""
    write(
        tmp_path,
        a__rst="One.\n\n.. include:: b.txt\n\n.. literalinclude:: c.py\n   :lines: 2-2\n",
        b__txt="Two.\n",
        c__py="x\ny\nz\n",
        d__qmd="One.\n\n{{< include _e.qmd >}}\n",
        _e__qmd="Two.\n",
    )
    assert read(tmp_path, "a.rst") == "One.\n\nTwo.\n\n```\ny\n```"
    assert "Two." in read(tmp_path, "d.qmd")


@pytest.mark.parametrize(
    "name", ["../secret.adoc", "/etc/hostname", "link.adoc", "gone.adoc", "", "a/../../secret.adoc"]
)
def test_nothing_from_outside(tmp_path: Path, name: str) -> None:
    """Paths and links that lead out, and files that are not there, include nothing."""
    folder = tmp_path / "corpus"
    write(folder, book__adoc=f"Before.\n\ninclude::{name}[]\n\nAfter.\n")
    write(tmp_path, secret__adoc="The secret.\n")
    (folder / "link.adoc").symlink_to(tmp_path / "secret.adoc")
    assert read(folder, "book.adoc") == "Before.\n\nAfter."


def test_circles_and_growth_end(tmp_path: Path) -> None:
    """Files that include each other are read once; ten that each include the next twice stay bounded."""
    write(tmp_path, a__adoc="A.\n\ninclude::b.adoc[]\n", b__adoc="B.\n\ninclude::a.adoc[]\n")
    assert read(tmp_path, "a.adoc") == "A.\n\nB."


def test_a_change_in_a_part_is_a_change(tmp_path: Path) -> None:
    """The hash of a file covers what it includes, so that it is read again."""
    write(tmp_path, a__adoc="include::b.adoc[]\n", b__adoc="Old.\n")
    found = FoundFile(tmp_path / "a.adoc", "a.adoc")
    old = read_file(found)
    write(tmp_path, b__adoc="New.\n")
    assert read_file(found) != old
