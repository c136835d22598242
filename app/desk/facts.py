"""What a curator says of a corpus and its files, written into `corpus.toml`; what else stands there is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from tutor.corpus.manifest import MANIFEST, Manifest, read_manifest
from tutor.errors import BadManifest, StoreFailed

OF_CORPUS = ("title", "description", "licence", "language", "use")
OF_SOURCE = ("title", "author", "uri", "licence", "version", "reviewed_on", "review_by")
Fact = str | date | None
_ASIDE = ".removed/.facts"


def facts(folder: Path, corpus: str) -> Manifest:
    """What is said of the corpus in its folder. Raises `BadManifest`."""
    return read_manifest(folder, corpus)


def say_of_corpus(folder: Path, corpus: str, said: Mapping[str, Fact]) -> None:
    """Write facts of the corpus; an empty one is taken out. Raises `BadManifest`, and then nothing is changed."""
    document = _read(folder)
    if not said.get("title") and "title" not in document:
        said = {**said, "title": read_manifest(folder, corpus).corpus.title}
    _write_facts(document, {name: said[name] for name in OF_CORPUS if name in said})
    _keep(folder, corpus, document)


def say_of_source(folder: Path, corpus: str, path: str, said: Mapping[str, Fact]) -> None:
    """The same of one file of it."""
    document = _read(folder)
    document.setdefault("title", read_manifest(folder, corpus).corpus.title)
    entry = _entry(document, path)
    if entry is None:
        entry = tomlkit.table()
        entry["path"] = path
        sources = document.get("sources")
        if not isinstance(sources, AoT):
            sources = document["sources"] = tomlkit.aot()
        document["sources"].append(entry)
        entry = document["sources"][-1]
    _write_facts(entry, {name: said[name] for name in OF_SOURCE if name in said})
    _keep(folder, corpus, document)


def take_out(folder: Path, corpus: str, path: str) -> None:
    """Take the facts of a file out, which is not there any more; `put_in` brings them again."""
    document = _read(folder)
    entry = _entry(document, path)
    if entry is None:
        return
    aside = folder / _ASIDE / f"{path}.toml"
    fresh = tomlkit.document()
    fresh.update(dict(entry.unwrap()))
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(tomlkit.dumps(fresh), "utf-8")
    except OSError as error:
        raise _unwritten(aside, error) from error
    document["sources"].remove(entry)
    if not document["sources"]:
        del document["sources"]
    _keep(folder, corpus, document)


def put_in(folder: Path, corpus: str, path: str) -> None:
    """Say of a file that was put back what was said of it before."""
    aside = folder / _ASIDE / f"{path}.toml"
    with suppress(OSError, TOMLKitError):
        said = tomlkit.parse(aside.read_text("utf-8")).unwrap()
        say_of_source(folder, corpus, path, {name: said[name] for name in OF_SOURCE if name in said})
        aside.unlink()


def _entry(document: tomlkit.TOMLDocument, path: str) -> Table | None:
    sources = document.get("sources", [])
    return next((each for each in sources if each.get("path") == path), None)


def _write_facts(table: Any, said: Mapping[str, Fact]) -> None:
    for name, fact in said.items():
        if not fact:
            table.pop(name, None)
        elif table.get(name) != fact:
            table[name] = fact


def _read(folder: Path) -> tomlkit.TOMLDocument:
    path = folder / MANIFEST
    try:
        return tomlkit.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, ValueError, TOMLKitError) as error:
        raise BadManifest(f"{path} cannot be read: {error}.", "Bring in one that can be.") from error


def _keep(folder: Path, corpus: str, document: tomlkit.TOMLDocument) -> None:
    """Put it in place of the one before, unless it cannot be used."""
    path = folder / MANIFEST
    fresh = path.with_name(f".{MANIFEST}-new")
    before = path.read_bytes() if path.is_file() else None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_text(tomlkit.dumps(document), "utf-8")
        fresh.replace(path)
    except OSError as error:
        raise _unwritten(path, error) from error
    try:
        read_manifest(folder, corpus)
    except BadManifest:
        if before is None:
            path.unlink()
        else:
            fresh.write_bytes(before)
            os.replace(fresh, path)  # noqa: PTH105 - as above, in one step
        raise


def _unwritten(path: Path, error: OSError) -> StoreFailed:
    return StoreFailed(f"{path} cannot be written: {error.strerror}.", "Check the disk and its owner.")
