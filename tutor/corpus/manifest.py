"""`corpus.toml`: what a corpus is and what a learner needs to know of each of its sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tutor.domain import Acceptance, Corpus, Source
from tutor.errors import BadManifest, wrong_fields

MANIFEST = "corpus.toml"
_CURE = "See docs/curators.md for its fields."


class Use(StrEnum):
    """What a corpus is for, which its sources' licences must allow."""

    PRIVATE = "private"  # for whoever keeps it, and nobody else
    COMMERCIAL = "commercial"  # for paid work
    SHARE = "share"  # handed on to others


class _SourceEntry(Source):
    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    title: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    description: str = ""
    licence: str = ""
    language: str = "en"
    use: Use | None = None
    sources: list[_SourceEntry] = Field(default_factory=list)
    accepted: list[Acceptance] = Field(default_factory=list)


class Manifest(BaseModel):
    """A corpus and the sources its manifest names, by path; both may be bare defaults.

    `use` is what it is declared to be for, where it is; `accepted` are the findings that may stay.
    """

    model_config = ConfigDict(frozen=True)

    corpus: Corpus
    sources: Mapping[str, Source]
    use: Use | None = None
    accepted: tuple[Acceptance, ...] = ()

    def of(self, path: str) -> Manifest:
        """The same with nothing but what it says of the file at `path`."""
        listed = {path: self.sources[path]} if path in self.sources else {}
        return Manifest(corpus=self.corpus, sources=listed)

    def source(self, path: str, title: str, sha256: str) -> Source:
        """What is known of the file at `path`; its own title and the corpus's licence where nothing is said."""
        listed = self.sources.get(path, Source(title=""))
        known = {"title": listed.title or title, "licence": listed.licence or self.corpus.licence, "sha256": sha256}
        return listed.model_copy(update=known)


def named_after(folder: Path) -> str:
    """What a corpus is called that nobody gave a name: as its folder, in the letters that a name may have."""
    return folder.resolve().stem.lower().replace("_", "-").replace(" ", "-")


def read_manifest(folder: Path, name: str) -> Manifest:
    """The manifest of `folder`, or a bare one named after the corpus. Raises `BadManifest`."""
    path = folder / MANIFEST
    if not path.is_file():
        return Manifest(corpus=Corpus(name=name, title=name.replace("-", " ").capitalize()), sources={})
    try:
        file = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        raise BadManifest(f"{path} cannot be used: {wrong_fields(error)}.", _CURE) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadManifest(f"{path} cannot be read: {error}.", _CURE) from error
    absent = [entry.path for entry in file.sources if not (folder / entry.path).is_file()]
    if absent:
        raise BadManifest(f"{path} names files that are not there: {', '.join(absent)}.", "Correct the paths.")
    corpus = Corpus(
        name=name, title=file.title, description=file.description, licence=file.licence, language=file.language
    )
    sources = {entry.path: Source(**entry.model_dump(exclude={"path"})) for entry in file.sources}
    return Manifest(corpus=corpus, sources=sources, use=file.use, accepted=tuple(file.accepted))
