"""Reads the files of a folder one after the other; what comes of each waits on the disk until the release is written.

A file that did not change is taken from the release before, one that a load which did not end has read from its drafts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from tutor.corpus.apart import Apart
from tutor.corpus.files import FoundFile, Taken, read_file, refusal, taken
from tutor.corpus.manifest import Manifest
from tutor.corpus.parsers import READ_BY
from tutor.corpus.split import SPLITTER
from tutor.domain import Chunk, Document, FileReport, FileStatus, Source
from tutor.errors import UnreadableFile
from tutor.store.drafts import Drafts
from tutor.store.release import OpenRelease


@dataclass(frozen=True)
class Kept:
    """A file that becomes a document of the release; `unchanged`: as it is in the release before."""

    path: str
    source: Source
    chunks: int
    unchanged: bool


@dataclass
class Reading:
    """What reads a folder, and what became of the files that it has read so far.

    `before` is the release whose documents may be taken as they are; None where they were read by other rules.
    """

    folder: Path
    manifest: Manifest
    before: OpenRelease | None
    drafts: Drafts
    apart: Apart
    reports: list[FileReport] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    _originals: dict[bytes, str] = field(default_factory=dict)  # paths by what their texts hash to

    def in_order(self, files: Sequence[FoundFile]) -> list[FoundFile]:
        """The order to read them in: of two with the same text the one that the manifest lists is the original."""
        return sorted(files, key=lambda found: (found.path not in self.manifest.sources, found.path))

    def read(self, found: FoundFile) -> FileReport:
        """Read the next file and say what became of it."""
        report = self._read(found)
        self.reports.append(report)
        return report

    def _read(self, found: FoundFile) -> FileReport:
        why = refusal(found, self.folder)
        if why:
            return _skipped(found.path, why)
        try:
            raw = read_file(found)
            sha256 = hashlib.sha256(raw).hexdigest()
            before = self._unchanged(found.path, sha256)
            if before is not None:
                return self._taken(before, self._chunks_before(found.path), FileStatus.UNCHANGED)
            now = self._drafted(found, raw, sha256)
        except UnreadableFile as error:
            return FileReport(path=found.path, status=FileStatus.FAILED, reason=str(error))
        if not now.chunks:
            return _skipped(found.path, "it has headings but no text")
        return self._taken(now.document, len(now.chunks), FileStatus.INDEXED, now.notes)

    def _unchanged(self, path: str, sha256: str) -> Document | None:
        """The document of that file in the release before, if bytes and manifest say the same of it today."""
        before = self.before.texts.document(path) if self.before else None
        same = before and before.source == self.manifest.source(path, before.source.title, sha256)
        return before if same else None

    def _chunks_before(self, path: str) -> int:
        return self.before.texts.count(path) if self.before else 0

    def _drafted(self, found: FoundFile, raw: bytes, sha256: str) -> Taken:
        """What comes of the file, parsed now unless a load that did not end has done so. Raises `UnreadableFile`."""
        key = self._key(found.path, sha256)
        draft = _valid(self.drafts.find(found.path, key))
        if draft is None:
            draft = taken(found, raw, self.manifest, self.apart)
            self.drafts.keep(found.path, key, draft.model_dump_json())
        return draft

    def _key(self, path: str, sha256: str) -> str:
        """What a draft depends on: the bytes, what the manifest says of them, and the rules of reading."""
        source = self.manifest.source(path, "", sha256).model_dump_json()
        made_by = [SPLITTER, READ_BY, self.manifest.corpus.name, source]
        return hashlib.sha256(json.dumps(made_by).encode()).hexdigest()

    def _taken(self, document: Document, chunks: int, status: FileStatus, notes: tuple[str, ...] = ()) -> FileReport:
        """Keep a document, unless it has the very text of another: cited twice, one source would look like two."""
        text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).digest()
        original = self._originals.setdefault(text, document.path)
        if original != document.path:
            return _skipped(document.path, f"it has the same text as {original}")
        unchanged = status is FileStatus.UNCHANGED
        self.kept.append(Kept(document.path, document.source, chunks, unchanged))
        return _reported(document, chunks, status, notes)

    @property
    def in_release(self) -> list[Kept]:
        """What becomes a document, by path."""
        return sorted(self.kept, key=lambda each: each.path)

    def documents(self) -> Iterator[tuple[Document, Sequence[Chunk]]]:
        """The documents that are kept with their chunks, by path. May be gone through more than once."""
        for each in self.in_release:
            yield self._document(each)

    def document(self, path: str) -> Document | None:
        """The document of that path, where it is kept."""
        found = next((each for each in self.kept if each.path == path), None)
        return self._document(found)[0] if found else None

    def _document(self, kept: Kept) -> tuple[Document, Sequence[Chunk]]:
        if self.before and kept.unchanged:
            document = self.before.texts.document(kept.path)
            assert document
            return document, self.before.texts.chunks_of(kept.path)
        draft = _valid(self.drafts.find(kept.path, self._key(kept.path, kept.source.sha256)))
        assert draft  # nobody else writes there while this corpus is loaded
        return draft.document, draft.chunks


def _valid(draft: str | None) -> Taken | None:
    try:
        return Taken.model_validate_json(draft) if draft is not None else None
    except ValidationError:
        return None


def _skipped(path: str, why: str) -> FileReport:
    return FileReport(path=path, status=FileStatus.SKIPPED, reason=why)


def _reported(document: Document, chunks: int, status: FileStatus, notes: tuple[str, ...]) -> FileReport:
    pages = [mark.start for mark in document.landmarks if mark.kind == "page"]
    empty = [
        start
        for start, end in pairwise([*pages, len(document.text)])
        if not any(character.isalnum() for character in document.text[start:end])
    ]
    return FileReport(
        path=document.path,
        status=status,
        chunks=chunks,
        characters=len(document.text),
        pages=len(pages),
        pages_without_text=len(empty),
        notes=notes,
    )
