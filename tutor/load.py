"""The road from a folder of files to a published release: parse, vet, split, embed, build, check, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from tutor.corpus.apart import Apart, Bounds
from tutor.corpus.files import FoundFile, find_files, read_file, refusal, taken
from tutor.corpus.golden import GoldenQuestion, read_questions
from tutor.corpus.index_text import index_text
from tutor.corpus.manifest import Manifest, read_manifest
from tutor.corpus.split import SPLITTER
from tutor.domain import (
    Answer,
    Chunk,
    Document,
    FileReport,
    FileStatus,
    GoldenOutcome,
    IngestReport,
    Progress,
    Release,
    Watch,
    unwatched,
)
from tutor.errors import BrokenRelease, NoCorpus, UnreadableFile
from tutor.models.embedder import Embedder, Vectors
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.release import OpenRelease, write_release
from tutor.store.shelf import Shelf

_TRIED = 64  # chunks whose own vector must find them before a release is published


Ask = Callable[[str, OpenRelease], Answer]


@dataclass(frozen=True)
class Loader:
    """The machines a load needs."""

    shelf: Shelf
    embedder: Embedder
    cache: EmbeddingCache
    watch: Watch = unwatched
    bounds: Bounds = field(default_factory=Bounds)
    ask: Ask | None = None  # how golden questions are asked of a release; None: they are not
    force: bool = False  # publish also what answers them worse than before


@dataclass(frozen=True)
class _Kept:
    """A document and the chunks it was split into."""

    document: Document
    chunks: Sequence[Chunk]


@dataclass(frozen=True)
class _Read:
    """What became of one file; `kept` where it became a document."""

    report: FileReport
    kept: _Kept | None = None


def load(folder: Path, corpus: str, loader: Loader, now: datetime) -> IngestReport:
    """Publish a release of all the files of `folder` as `corpus`, and say what became of each.

    Learners keep the old release until the new one is complete, checked and switched to. Where no file holds
    text, or nothing changed, no release is made; where the new one answers golden questions worse, it is not published.
    Raises `BadInput`, `BadManifest` and `StoreFailed`.
    """
    manifest = read_manifest(folder, corpus)
    questions = read_questions(folder) if loader.ask else ()
    files = find_files(folder)
    with loader.shelf.writing(corpus), _published(loader.shelf, corpus) as before, Apart(loader.bounds) as apart:
        known = _known(before)
        read: list[_Read] = []
        for found in files:
            loader.watch(Progress(step="read", done=len(read), total=len(files), note=found.path))
            read.append(_read(found, folder, manifest, known, apart))
            loader.watch(Progress(step="read", done=len(read), total=len(files), file=read[-1].report))
        read = _without_copies(read, manifest.sources)
        kept = [each.kept for each in read if each.kept]
        release = _planned(manifest, kept, loader.embedder, now)
        while loader.shelf.release(corpus, release.id).exists():  # published in this very second, and replaced
            now += timedelta(seconds=1)
            release = _planned(manifest, kept, loader.embedder, now)
        golden: tuple[GoldenOutcome, ...] = ()
        published, held = before.release.id if before else "", ""
        if kept and not (before and _same(before.release, release, kept, known)):
            built = _build(release, kept, loader)
            golden = tuple(_asked(questions, built, before, loader))
            if any(each.worse for each in golden) and not loader.force:
                loader.shelf.keep(corpus, release.id)
                held = release.id
            else:
                loader.shelf.publish(corpus, release.id)
                published = release.id
    reports = tuple(each.report for each in read)
    return IngestReport(corpus=corpus, release=published, files=reports, golden=golden, held=held)


@contextmanager
def _published(shelf: Shelf, corpus: str) -> Iterator[OpenRelease | None]:
    """The release that is published now, if there is one that is whole and answers: a broken one is made anew."""
    with ExitStack() as stack:
        try:
            before = stack.enter_context(OpenRelease(shelf.current(corpus)))
            _check(before)
        except (NoCorpus, BrokenRelease):
            before = None
        yield before


def _known(before: OpenRelease | None) -> Mapping[str, _Kept]:
    """What the published release holds, by path, where it was split by today's rules."""
    if before is None or before.release.splitter != SPLITTER:
        return {}
    documents = filter(None, (before.texts.document(path) for path in before.texts.paths))
    return {document.path: _Kept(document, before.texts.chunks_of(document.path)) for document in documents}


def _read(found: FoundFile, folder: Path, manifest: Manifest, known: Mapping[str, _Kept], apart: Apart) -> _Read:
    why = refusal(found, folder)
    if why:
        return _Read(FileReport(path=found.path, status=FileStatus.SKIPPED, reason=why))
    try:
        raw = read_file(found)
        before = known.get(found.path)
        if before and before.document.source == manifest.source(
            found.path, before.document.source.title, hashlib.sha256(raw).hexdigest()
        ):
            return _reported(before, FileStatus.UNCHANGED)
        now = taken(found, raw, manifest, apart)
    except UnreadableFile as error:
        return _Read(FileReport(path=found.path, status=FileStatus.FAILED, reason=str(error)))
    if not now.chunks:
        return _Read(FileReport(path=found.path, status=FileStatus.SKIPPED, reason="it has headings but no text"))
    return _reported(_Kept(now.document, now.chunks), FileStatus.INDEXED, now.notes)


def _reported(kept: _Kept, status: FileStatus, notes: tuple[str, ...] = ()) -> _Read:
    document = kept.document
    pages = [mark.start for mark in document.landmarks if mark.kind == "page"]
    empty = [
        start
        for start, end in pairwise([*pages, len(document.text)])
        if not any(character.isalnum() for character in document.text[start:end])
    ]
    report = FileReport(
        path=document.path,
        status=status,
        chunks=len(kept.chunks),
        characters=len(document.text),
        pages=len(pages),
        pages_without_text=len(empty),
        notes=notes,
    )
    return _Read(report, kept)


def _without_copies(read: Sequence[_Read], listed: Collection[str]) -> list[_Read]:
    """The same files, of those with the very same text only one kept: a copy would be cited as a second source.

    The one that the manifest lists is kept, else the first.
    """
    original: dict[str, str] = {}
    for each in sorted(read, key=lambda each: each.report.path not in listed):
        if each.kept:
            original.setdefault(each.kept.document.text, each.report.path)
    return [_unless_copy(each, original) for each in read]


def _unless_copy(each: _Read, original: Mapping[str, str]) -> _Read:
    path = original[each.kept.document.text] if each.kept else each.report.path
    if path == each.report.path:
        return each
    reason = f"it has the same text as {path}"
    return _Read(FileReport(path=each.report.path, status=FileStatus.SKIPPED, reason=reason))


def _planned(manifest: Manifest, kept: Sequence[_Kept], embedder: Embedder, now: datetime) -> Release:
    """The release as it will be: its id is the time and what it is made from."""
    made_from = [each.document.source.sha256 for each in kept] + [embedder.fingerprint, SPLITTER]
    digest = hashlib.sha256("\n".join(made_from).encode()).hexdigest()
    return Release(
        id=f"{now:%Y%m%d-%H%M%S}-{digest[:6]}",
        corpus=manifest.corpus,
        created_at=now,
        documents=len(kept),
        chunks=sum(len(each.chunks) for each in kept),
        embedder=embedder.fingerprint,
        splitter=SPLITTER,
    )


def _same(before: Release, planned: Release, kept: Sequence[_Kept], known: Mapping[str, _Kept]) -> bool:
    """Whether the planned release would hold what the published one holds."""
    made_alike = (before.corpus, before.embedder, before.splitter) == (
        planned.corpus,
        planned.embedder,
        planned.splitter,
    )
    unchanged = all(known.get(each.document.path) is each for each in kept)
    return made_alike and unchanged and len(kept) == len(known)


def _build(release: Release, kept: Sequence[_Kept], loader: Loader) -> Path:
    """Write the release beside the published ones and make sure that it answers. Returns its folder."""
    texts = [index_text(each.document, chunk) for each in kept for chunk in each.chunks]
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        loader.watch(Progress(step="embed", done=done, total=len(texts), note=f"{len(texts)} passages"))

    folder = loader.shelf.scratch(release.corpus.name, release.id)
    embeddings = loader.cache.embed(texts, loader.embedder, count)
    write_release(folder, release, [(each.document, each.chunks) for each in kept], embeddings)
    loader.watch(Progress(step="check", total=1))
    with OpenRelease(folder) as opened:
        _check(opened)
    loader.watch(Progress(step="check", done=1, total=1))
    return folder


def _asked(
    questions: Sequence[GoldenQuestion], built: Path, before: OpenRelease | None, loader: Loader
) -> Iterator[GoldenOutcome]:
    """Each golden question, asked of what was built; where that answers it wrongly, also of the release before.

    Of a release made with another embedder nothing can be asked: then nothing counts as worse.
    """
    if loader.ask is None or not questions:
        return
    with OpenRelease(built) as after:
        comparable = before is not None and before.release.embedder == after.release.embedder
        for number, question in enumerate(questions):
            loader.watch(Progress(step="ask", done=number, total=len(questions), note=question.ask))
            says = question.wrong(loader.ask(question.ask, after))
            worse = bool(says and before and comparable and not question.wrong(loader.ask(question.ask, before)))
            yield GoldenOutcome(ask=question.ask, says=says, worse=worse)
    loader.watch(Progress(step="ask", done=len(questions), total=len(questions)))


def _check(opened: OpenRelease) -> None:
    """Raise `BrokenRelease` unless the release finds its own chunks."""
    chunks = opened.release.chunks
    numbers = range(0, chunks, max(1, chunks // _TRIED))
    vectors = opened.chunk_vectors(numbers)
    for number, vector in zip(numbers, vectors, strict=True):
        # a second, wider look: where many texts are much alike, the nearest twenty of a search that is approximate may
        # miss one that is there
        if not any(_finds(opened, number, vector, limit) for limit in (20, min(chunks, 1000))):
            named = f"{opened.release.corpus.name} {opened.release.id}"
            raise BrokenRelease(f"Chunk {number} of {named} is not found by its own vector.", "Load it again.")


def _finds(opened: OpenRelease, number: int, vector: Vectors, limit: int) -> bool:
    found = opened.nearest(vector, limit)
    near = opened.chunk_vectors(found) @ vector
    return number in found or bool((near > vector @ vector - 1e-3).any())  # equal texts may hide one another
