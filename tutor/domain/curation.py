"""What curators publish, and what became of their files."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from tutor.domain.noun import Noun


class Corpus(Noun):
    """A named, curated set of sources."""

    name: str
    title: str
    description: str = ""
    licence: str = ""
    language: str = "en"


class Release(Noun):
    """One published, immutable index of a corpus: what it holds and what it was made with."""

    id: str
    corpus: Corpus
    created_at: datetime
    documents: int
    chunks: int
    embedder: str
    splitter: str
    parsers: str = ""  # the rules its files were read by; empty: before those had a name
    parts: dict[str, str] = Field(default_factory=dict)  # sha256 of each part, by path inside the release folder
    database: str = ""  # sha256 of what the one part says whose file changes whenever it is opened


class FileStatus(StrEnum):
    """What became of one file of a load."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


class FileReport(Noun):
    """What became of one file, and why, in words a curator can act on.

    `notes` say what of an indexed file was left out. Pages are counted where the file has some.
    """

    path: str
    status: FileStatus
    reason: str = ""
    chunks: int = 0
    characters: int = 0
    pages: int = 0
    pages_without_text: int = 0
    notes: tuple[str, ...] = ()


class GoldenOutcome(Noun):
    """How the new release answers a golden question; `says` what is wrong with it, empty where nothing is.

    `worse`: the release before answered it as it should.
    """

    ask: str
    says: str = ""
    worse: bool = False


class IngestReport(Noun):
    """What became of every file of a load, and the release that is published after it.

    `held` is the release that was made and not published, since it answers golden questions worse. `stopped`: before
    its end, by whoever wanted no more; then nothing was made.
    """

    corpus: str
    release: str
    files: tuple[FileReport, ...]
    golden: tuple[GoldenOutcome, ...] = ()
    held: str = ""
    stopped: bool = False
