"""Acceptances in `corpus.toml`: written beside what its curator wrote, which stays as it is, comments included."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from tutor.corpus.manifest import MANIFEST, read_manifest
from tutor.domain import Acceptance, Finding, FindingKind
from tutor.errors import BadInput, BadManifest, StoreFailed

_LONGEST = 1000  # characters of a reason


def accept(folder: Path, corpus: str, finding: Finding, reason: str, on: date) -> Acceptance:
    """Let `finding` stay, because of `reason`; one that was given before is replaced.

    A folder without `corpus.toml` gets one. Raises `BadInput` where no reason is given, `BadManifest`, `StoreFailed`.
    """
    reason = " ".join(reason.encode("utf-8", "replace").decode().split())
    if not reason or len(reason) > _LONGEST:
        raise BadInput(f"A reason has 1 to {_LONGEST:,} characters.", "Say why it may stay: others will ask.")
    document = _read(folder, corpus)
    tables = _without(document, finding.key)
    table = tomlkit.table()
    table.add("key", finding.key)
    table.add("reason", reason)
    table.add("on", on)
    table["key"].comment(_comment(finding))
    tables.append(table)
    document["accepted"] = tables
    _write(folder, tomlkit.dumps(document))
    return Acceptance(key=finding.key, reason=reason, on=on)


def reject(folder: Path, corpus: str, key: str) -> None:
    """Take an acceptance back. Raises `BadInput` where there is none of this key, `BadManifest`, `StoreFailed`."""
    if key not in {each.key for each in read_manifest(folder, corpus).accepted}:
        raise BadInput(f"{MANIFEST} accepts nothing by the key {key!r}.", "tutor corpus check lists the keys.")
    document = _read(folder, corpus)
    tables = _without(document, key)
    if len(tables):
        document["accepted"] = tables
    else:
        del document["accepted"]
    _write(folder, tomlkit.dumps(document))


def _read(folder: Path, corpus: str) -> tomlkit.TOMLDocument:
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder, so there is no {MANIFEST} to write into.", "Put the file into one.")
    manifest = read_manifest(folder, corpus)  # what cannot be read is refused before anything is written
    path = folder / MANIFEST
    if not path.is_file():
        document = tomlkit.document()
        document.add("title", manifest.corpus.title)
        return document
    try:
        return tomlkit.parse(path.read_text("utf-8"))
    except (OSError, ValueError, TOMLKitError) as error:
        raise BadManifest(f"{path} cannot be read: {error}.", "See docs/curators.md for its fields.") from error


def _without(document: tomlkit.TOMLDocument, key: str) -> AoT:
    """The tables of all other acceptances."""
    kept = tomlkit.aot()
    for table in document.get("accepted", ()):
        if table.get("key") != key:
            kept.append(table)
    return kept


def _comment(finding: Finding) -> str:
    """Where the finding stands, for whoever reads the file; what should not be known is not told once more."""
    told = "" if finding.kind in (FindingKind.PERSONAL, FindingKind.SECRETS) else finding.words[:60]
    return "".join(each if each.isprintable() else " " for each in f"{finding.path}: {told}").rstrip(": ")


def _write(folder: Path, text: str) -> None:
    """Replace the file whole: whoever reads it meanwhile reads the old one or the new one."""
    path = folder / MANIFEST
    fresh = path.with_name(f".{MANIFEST}-new")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise StoreFailed(f"{path} cannot be written: {error.strerror}.", "Check the disk and its owner.") from error
