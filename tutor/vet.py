"""The road from a folder of files to what should be put right before they are published. Nothing is published by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tutor.corpus.apart import Apart, Bounds
from tutor.corpus.files import FoundFile, Taken, find_files, read_file, refusal, taken
from tutor.corpus.manifest import MANIFEST, Manifest, read_manifest
from tutor.corpus.vetting import FINDERS
from tutor.corpus.vetting.accepting import accept, reject
from tutor.corpus.vetting.contradicting import contradicting
from tutor.corpus.vetting.material import Material
from tutor.domain import (
    Acceptance,
    FileReport,
    FileStatus,
    Finding,
    FindingKind,
    Progress,
    Vetted,
    Watch,
    Weight,
    unwatched,
)
from tutor.errors import BadInput, UnreadableFile
from tutor.parts import Parts

ALL = frozenset(FindingKind)
_ORDER = tuple(Weight)
_KEYS = "tutor corpus check lists the findings with their keys."


@dataclass(frozen=True)
class Vetting:
    """What a look at a corpus needs: the machines (a judge, opened only where it is used), and what to look for."""

    parts: Parts
    kinds: Collection[FindingKind] = ALL
    watch: Watch = unwatched
    bounds: Bounds = field(default_factory=Bounds)


def vet(folder: Path, corpus: str, vetting: Vetting, now: datetime) -> Vetted:
    """Everything that should be put right in the files of `folder`, the weightiest of each file first.

    A file that cannot be read is named and is no finding: loading tells why. Raises `BadInput`, `BadManifest`, and
    `MachineFailed` where the judge cannot be opened.
    """
    manifest = read_manifest(folder, corpus)
    files = find_files(folder)
    read, unread = _read(files, folder, manifest, vetting)
    material = Material(manifest, read, frozenset(found.path for found in files), now.date())
    found: list[Finding] = []
    notes: list[str] = []
    kinds = [kind for kind in FINDERS if kind in vetting.kinds]
    for done, kind in enumerate(kinds):
        vetting.watch(Progress(step="check", done=done, total=len(kinds), note=kind.value))
        found.extend(FINDERS[kind](material))
    vetting.watch(Progress(step="check", done=len(kinds), total=len(kinds)))
    if FindingKind.CONTRADICTING in vetting.kinds:
        against = contradicting(material, vetting.parts.judge, vetting.watch)
        found.extend(against.findings)
        notes.extend(against.notes)
    return Vetted(
        corpus=corpus,
        files=len(files),
        unread=tuple(unread),
        findings=tuple(_sorted(_with_acceptances(found, manifest.accepted))),
        outdated=tuple(_outdated(manifest.accepted, found, vetting.kinds)),
        notes=tuple(notes),
    )


def accept_finding(folder: Path, corpus: str, key: str, reason: str, vetting: Vetting, now: datetime) -> Finding:
    """Write into `corpus.toml` that the finding of this key may stay. Only what is really found can be accepted.

    Raises `BadInput`, `BadManifest`, `StoreFailed`.
    """
    kind = Acceptance(key=key, reason=reason).kind
    if kind not in ALL:
        raise BadInput(f"{key!r} is no key of a finding.", _KEYS)
    only = Vetting(vetting.parts, {FindingKind(kind)}, vetting.watch, vetting.bounds)
    finding = next((each for each in vet(folder, corpus, only, now).findings if each.key == key), None)
    if finding is None:
        raise BadInput(f"Nothing is found by the key {key!r}.", _KEYS)
    accepted = accept(folder, corpus, finding, reason, now.date())
    return finding.model_copy(update={"accepted": accepted.reason})


def take_back(folder: Path, corpus: str, key: str) -> None:
    """Take the acceptance of this key out of `corpus.toml`. Raises `BadInput`, `BadManifest`, `StoreFailed`."""
    reject(folder, corpus, key)


def _read(
    files: list[FoundFile], folder: Path, manifest: Manifest, vetting: Vetting
) -> tuple[list[Taken], list[FileReport]]:
    read: list[Taken] = []
    unread: list[FileReport] = []
    with Apart(vetting.bounds) as apart:
        for done, found in enumerate(files):
            vetting.watch(Progress(step="read", done=done, total=len(files), note=found.path))
            why = refusal(found, folder)
            if why:
                unread.append(FileReport(path=found.path, status=FileStatus.SKIPPED, reason=why))
                continue
            try:
                of_file = taken(found, read_file(found), manifest, apart)
            except UnreadableFile as error:
                unread.append(FileReport(path=found.path, status=FileStatus.FAILED, reason=str(error)))
                continue
            if of_file.chunks:
                read.append(of_file)
            else:
                why = "it has headings but no text"
                unread.append(FileReport(path=found.path, status=FileStatus.SKIPPED, reason=why))
    vetting.watch(Progress(step="read", done=len(files), total=len(files)))
    return read, unread


def _with_acceptances(found: list[Finding], accepted: Collection[Acceptance]) -> Iterator[Finding]:
    reasons = {each.key: each.reason for each in accepted}
    return (each.model_copy(update={"accepted": reasons.get(each.key, "")}) for each in found)


def _sorted(found: Iterator[Finding]) -> list[Finding]:
    """By file, `corpus.toml` first; in a file what must be settled first, then by place."""
    return sorted(
        found, key=lambda each: (each.path != MANIFEST, each.path, _ORDER.index(each.weight), each.span or (0, 0))
    )


def _outdated(
    accepted: Collection[Acceptance], found: list[Finding], kinds: Collection[FindingKind]
) -> Iterator[Acceptance]:
    """Acceptances of what is no longer there, among the kinds that were looked for."""
    keys = {each.key for each in found}
    return (each for each in accepted if each.key not in keys and (each.kind in kinds or each.kind not in ALL))
