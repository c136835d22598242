"""The road from a folder of files to a published release: parse, vet, split, embed, build, check, publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tutor.corpus.apart import Apart, Bounds
from tutor.corpus.files import FoundFile, find_files
from tutor.corpus.golden import GoldenQuestion, read_questions
from tutor.corpus.index_text import index_text
from tutor.corpus.manifest import Manifest, read_manifest
from tutor.corpus.parsers import READ_BY
from tutor.corpus.split import SPLITTER
from tutor.domain import (
    Answer,
    GoldenOutcome,
    IngestReport,
    Progress,
    Release,
    Stopped,
    Watch,
    unstopped,
    unwatched,
)
from tutor.errors import BrokenRelease, GroundworkError, NoCorpus
from tutor.learning.skills import skills_in, written_in
from tutor.models.embedder import Embedder, Text, Vectors
from tutor.reading import Reading
from tutor.store.drafts import Drafts
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.release import SKILLS, OpenRelease, write_release
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
    stopped: Stopped = unstopped

    def go_on(self) -> None:
        """Raise `_Stop` where whoever began the load wants no more."""
        if self.stopped():
            raise _Stop("The load was stopped.")


class _Stop(GroundworkError):
    """Ends a load between two files, or two texts to embed; what was read and embedded waits for the next one."""


@dataclass(frozen=True)
class _Load:
    """One load under way: its machines, what it reads, and the release that is published meanwhile."""

    loader: Loader
    manifest: Manifest
    skills: bytes  # what its skills.toml holds
    reading: Reading
    before: OpenRelease | None

    @property
    def published(self) -> str:
        """The id of the release that is published; empty where none is."""
        return self.before.release.id if self.before else ""


def load(folder: Path, corpus: str, loader: Loader, now: datetime) -> IngestReport:
    """Publish a release of all the files of `folder` as `corpus`, and say what became of each.

    Learners keep the old release until the new one is complete, checked and switched to. Where no file holds
    text, or nothing changed, no release is made; where the new one answers golden questions worse, it is not published.
    Raises `BadInput`, `BadManifest`, `BadSkills` before anything is built, and `StoreFailed`.
    """
    manifest = read_manifest(folder, corpus)
    skills = written_in(folder)
    questions = read_questions(folder) if loader.ask else ()
    files = find_files(folder)
    with ExitStack() as stack:
        stack.enter_context(loader.shelf.writing(corpus))
        before = stack.enter_context(_published(loader.shelf, corpus))
        drafts = stack.enter_context(Drafts(loader.cache.folder / f"drafts-{corpus}.sqlite"))
        apart = stack.enter_context(Apart(loader.bounds))
        reading = Reading(folder, manifest, before if _read_alike(before) else None, drafts, apart)
        under_way = _Load(loader, manifest, skills, reading, before)
        try:
            _read(files, under_way)
            skills_in(skills, str(folder / SKILLS), corpus, reading.document)
            report = _published_or_held(questions, under_way, now)
        except _Stop:
            return _report(under_way, under_way.published, stopped=True)
        if not report.held:
            drafts.discard()
    return report


def _report(
    under_way: _Load, release: str, *, golden: Sequence[GoldenOutcome] = (), held: str = "", stopped: bool = False
) -> IngestReport:
    return IngestReport(
        corpus=under_way.manifest.corpus.name,
        release=release,
        files=tuple(sorted(under_way.reading.reports, key=lambda each: each.path)),
        golden=tuple(golden),
        held=held,
        stopped=stopped,
    )


@contextmanager
def _published(shelf: Shelf, corpus: str) -> Iterator[OpenRelease | None]:
    """The release that is published now, if there is one that is whole and answers: a broken one is made anew."""
    with ExitStack() as stack:
        try:
            before = stack.enter_context(OpenRelease(shelf.current(corpus)))
            if not before.whole:  # written by an earlier version, or altered
                _check(before)
        except (NoCorpus, BrokenRelease):
            before = None
        yield before


def _read_alike(before: OpenRelease | None) -> bool:
    """Whether its files were read and split by today's rules, so that they need not be read again."""
    return before is not None and (before.release.splitter, before.release.parsers) == (SPLITTER, READ_BY)


def _read(files: Sequence[FoundFile], under_way: _Load) -> None:
    watch, reading = under_way.loader.watch, under_way.reading
    for done, found in enumerate(reading.in_order(files)):
        under_way.loader.go_on()
        watch(Progress(step="read", done=done, total=len(files), note=found.path))
        watch(Progress(step="read", done=done + 1, total=len(files), file=reading.read(found)))


def _published_or_held(questions: Sequence[GoldenQuestion], under_way: _Load, now: datetime) -> IngestReport:
    """Make the release of what was read, unless it is there; and publish it, unless it answers worse than before."""
    loader, reading, before = under_way.loader, under_way.reading, under_way.before
    corpus = under_way.manifest.corpus.name
    release = _planned(under_way, now)
    if not reading.kept:
        return _report(under_way, under_way.published)
    if before and _same(before, release, under_way):
        return _report(under_way, before.release.id, golden=tuple(_asked(questions, before, None, loader)))
    held = _held(release, under_way)
    with OpenRelease(loader.shelf.release(corpus, held) if held else _build(release, under_way)) as made:
        release = made.release
        golden = tuple(_asked(questions, made, before, loader))
    loader.go_on()
    if any(each.worse for each in golden) and not loader.force:
        if not held:
            loader.shelf.keep(corpus, release.id)
        return _report(under_way, under_way.published, golden=golden, held=release.id)
    loader.shelf.publish(corpus, release.id, now)
    return _report(under_way, release.id, golden=golden)


def _planned(under_way: _Load, now: datetime) -> Release:
    """The release as it will be: its id is a time at which there was none yet, and what it is made from."""
    loader, corpus, kept = under_way.loader, under_way.manifest.corpus, under_way.reading.in_release
    made_from = [each.source.sha256 for each in kept] + [loader.embedder.fingerprint, SPLITTER]
    made_from += [under_way.skills.decode()] if under_way.skills else []
    digest = hashlib.sha256("\n".join(made_from).encode()).hexdigest()[:6]
    while loader.shelf.release(corpus.name, f"{now:%Y%m%d-%H%M%S}-{digest}").exists():
        now += timedelta(seconds=1)  # published in this very second, and replaced
    return Release(
        id=f"{now:%Y%m%d-%H%M%S}-{digest}",
        corpus=corpus,
        created_at=now,
        documents=len(kept),
        chunks=sum(each.chunks for each in kept),
        embedder=loader.embedder.fingerprint,
        splitter=SPLITTER,
        parsers=READ_BY,
    )


def _same(before: OpenRelease, planned: Release, under_way: _Load) -> bool:
    """Whether the planned release would hold what the published one holds."""
    kept = under_way.reading.kept
    unchanged = sum(each.unchanged for each in kept) == len(kept) == before.release.documents
    return unchanged and _made_alike(before.release, planned) and before.skills == under_way.skills


def _made_alike(one: Release, other: Release) -> bool:
    own = {"id", "created_at", "parts", "database"}
    return one.model_dump(exclude=own) == other.model_dump(exclude=own)


def _held(planned: Release, under_way: _Load) -> str:
    """The id of a release, newer than the published one, that holds just what is planned; empty where there is none.

    It was held back by an earlier load, or gone back from: nothing need be made anew to publish it.
    """
    shelf, corpus = under_way.loader.shelf, under_way.manifest.corpus.name
    sources = {each.path: each.source for each in under_way.reading.kept}
    digest = planned.id.rpartition("-")[2]
    for release in reversed(shelf.kept(corpus)):
        if release <= under_way.published or not release.endswith(digest):
            continue
        try:
            with OpenRelease(shelf.release(corpus, release)) as there:
                alike = _made_alike(there.release, planned) and there.skills == under_way.skills
                if there.whole and alike and there.texts.sources() == sources:
                    return release
        except BrokenRelease:
            continue
    return ""


def _build(release: Release, under_way: _Load) -> Path:
    """Write the release beside the published ones. Returns its folder."""
    loader, reading = under_way.loader, under_way.reading
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        loader.watch(Progress(step="embed", done=done, total=release.chunks, note=f"{release.chunks} passages"))

    def texts() -> Iterator[Text]:
        for document, chunks in reading.documents():
            loader.go_on()
            yield from (index_text(document, chunk) for chunk in chunks)

    folder = loader.shelf.scratch(release.corpus.name, release.id)
    embedded = loader.cache.embed(texts(), loader.embedder, count)
    write_release(folder, release, reading.documents(), embedded, under_way.skills)
    loader.watch(Progress(step="check", total=1))
    with OpenRelease(folder) as opened:
        _check(opened)
    loader.watch(Progress(step="check", done=1, total=1))
    return folder


def _asked(
    questions: Sequence[GoldenQuestion], made: OpenRelease, before: OpenRelease | None, loader: Loader
) -> Iterator[GoldenOutcome]:
    """Each golden question, asked of what was made; where that answers it wrongly, also of the release before.

    Of a release made with another embedder nothing can be asked: then nothing counts as worse.
    """
    if loader.ask is None or not questions:
        return
    comparable = before if before and before.release.embedder == made.release.embedder else None
    for number, question in enumerate(questions):
        loader.go_on()
        loader.watch(Progress(step="ask", done=number, total=len(questions), note=question.ask))
        says = question.wrong(loader.ask(question.ask, made))
        worse = bool(says and comparable and not question.wrong(loader.ask(question.ask, comparable)))
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
