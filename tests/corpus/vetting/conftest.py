"""A folder as a finder sees it: files written, read as loading reads them, looked at on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from tutor.corpus.files import find_files, read_file, take
from tutor.corpus.manifest import MANIFEST, read_manifest
from tutor.corpus.vetting.material import Finder, Material
from tutor.domain import Finding

TODAY = date(2026, 11, 21)
Look = Callable[..., list[Finding]]


def material(folder: Path, files: Mapping[str, str], manifest: str = "") -> Material:
    """The files written into `folder`, and read."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    if manifest:
        (folder / MANIFEST).write_text(manifest, "utf-8")
    told = read_manifest(folder, "notes")
    found = find_files(folder)
    taken = [take(each, read_file(each), told) for each in found if each.path.endswith((".md", ".txt"))]
    return Material(told, taken, frozenset(each.path for each in found), TODAY)


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """What a finder finds in some files; every span must be the words it names."""

    def looked(finder: Finder, files: Mapping[str, str] | str, manifest: str = "") -> list[Finding]:
        given = {"a.md": files} if isinstance(files, str) else files
        made = material(tmp_path, given, manifest)
        found = list(finder(made))
        texts = {document.path: document.text for document in made.documents}
        for each in found:
            if each.span:
                words = texts[each.path][slice(*each.span)]
                assert words
                assert each.line == texts[each.path].count("\n", 0, each.span[0]) + 1
        return found

    return looked
