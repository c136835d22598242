"""The road of a release from one machine to another: out into a file, and in again, checked part by part."""

from __future__ import annotations

import hashlib
import shutil
from datetime import datetime
from pathlib import Path

import numpy as np

from tutor.domain import Export, Imported, Progress, Release, Watch, unwatched
from tutor.errors import BadExport, BadInput, BadSkills, OtherEmbedder
from tutor.learning.skills import SKILLS, skills_in
from tutor.parts import Parts
from tutor.store.packed import Packed, pack, parts_of
from tutor.store.release import OpenRelease, check_parts, complete_release, read_manifest
from tutor.store.shelf import Shelf
from tutor.store.vectors import write_vectors
from tutor.store.verify import verify


def export(corpus: str, release: str, file: Path, parts: Parts) -> Export:
    """Write a release into `file`, .tar or .zip; a short id will do, and empty means the published one.

    Raises `NoCorpus`, `NoRelease`, `BadInput` where the file is there, `BrokenRelease` and `StoreFailed`.
    """
    shelf = parts.shelf
    chosen = shelf.find(corpus, release) if release else shelf.current(corpus).name
    folder = shelf.release(corpus, chosen)
    pack(folder, read_manifest(folder), file)
    with file.open("rb") as written:
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    return Export(corpus=corpus, release=chosen, file=str(file), size=file.stat().st_size, sha256=sha256)


def take_in(
    file: Path, parts: Parts, now: datetime, *, sha256: str = "", publish: bool = False, watch: Watch = unwatched
) -> Imported:
    """Keep the release that was exported into `file`, and publish it where that is wanted; whole or not at all.

    `sha256` is what the file must have, where it is known from elsewhere: what the file says of itself shows damage,
    not who made it. Raises `BadExport`, `OtherEmbedder`, `BadInput` where another release has its id, `BrokenRelease`
    and `StoreFailed`.
    """
    if sha256:
        _expect(file, sha256)
    with Packed(file) as packed:
        release = packed.release
        corpus = release.corpus.name
        if release.embedder != parts.embedder.fingerprint:
            raise OtherEmbedder(
                f"The release was indexed with {release.embedder}, in use is {parts.embedder.fingerprint}.",
                f"Set TUTOR_EMBEDDER to that one, or index its sources here: tutor load FOLDER --corpus {corpus}",
            )
        folder = parts.shelf.release(corpus, release.id)
        with parts.shelf.writing(corpus):
            new = not folder.exists()
            if new:
                _built(packed, parts.shelf, watch)
                parts.shelf.keep(corpus, release.id)
            else:
                _expect_same(read_manifest(folder), release)
                check_parts(folder, read_manifest(folder))
            if publish and parts.shelf.published_id(corpus) != release.id:
                parts.shelf.publish(corpus, release.id, now)
    published = parts.shelf.published_id(corpus) == release.id
    return Imported(corpus=corpus, release=release.id, new=new, published=published)


def _expect(file: Path, sha256: str) -> None:
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise BadExport(f"{file} cannot be read: {error.strerror}.", "Look for a slip in the name.") from error
    if found != sha256.strip().lower():
        raise BadExport(f"{file.name} has the sha256 {found}.", "It is not the file that you expect: get it again.")


def _built(packed: Packed, shelf: Shelf, watch: Watch) -> None:
    """Write the release beside the others, its index made anew, and make sure that all of it is in order."""
    release = packed.release
    folder = shelf.scratch(release.corpus.name, release.id)
    watch(Progress(step="unpack", total=1))
    packed.unpack(folder)
    watch(Progress(step="unpack", done=1, total=1))
    try:
        vectors = np.load(folder / "chunks.npy", mmap_mode="r" if release.chunks else None)
    except (ValueError, EOFError) as error:
        raise BadExport("chunks.npy in it is no array of vectors.", "Get the file again.") from error
    if vectors.ndim != 2 or vectors.dtype != np.float16 or len(vectors) != release.chunks:
        raise BadExport("chunks.npy in it does not hold a vector for each passage.", "Get the file again.")
    write_vectors(folder / "vectors", vectors)
    complete_release(folder, release)
    found = verify(folder, watch)
    if found.faults:
        shutil.rmtree(folder, ignore_errors=True)
        said = "; ".join(f"{each.part}: {each.says}" for each in found.faults[:3])
        raise BadExport(f"The release in it is not in order: {said}.", "Export it again from a release that is.")
    _check_skills(folder)


def _check_skills(folder: Path) -> None:
    """Raise `BadExport`, and remove the folder, where its skills do not fit its texts."""
    with OpenRelease(folder) as opened:
        try:
            skills_in(opened.skills, SKILLS, opened.release.corpus.name, opened.texts.document)
        except BadSkills as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise BadExport(
                f"The skills in it are not in order: {error.message}", "Export it again from a release that is."
            ) from error


def _expect_same(kept: Release, carried: Release) -> None:
    """Raise `BadInput` unless the two are one: all but Chroma's files, which are made anew on each machine."""
    if _told(kept) != _told(carried):
        raise BadInput(
            f"Another release of {kept.corpus.name!r} has the id {kept.id} here.",
            "Nothing was changed. Load the sources of the one that you want again: it gets an id of its own.",
        )


def _told(release: Release) -> Release:
    parts = {name: release.parts[name] for name in parts_of(release) if name in release.parts}
    return release.model_copy(update={"parts": parts, "database": ""})
