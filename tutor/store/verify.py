"""Looking at every part of a release: is it as it was written, complete, and does each part fit the others?"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tutor.domain import Fault, Progress, Release, Verified, Watch, unwatched
from tutor.errors import BrokenRelease
from tutor.store.release import hash_parts, read_manifest
from tutor.store.vectors import VectorIndex

_TABLES = frozenset(("documents", "chunks", "found", "terms"))
_MOST_NAMED = 20  # faults of one kind in one part; the rest is counted
_NOTICED = 64  # vectors between two words on how far it has come
_ALIKE = 1e-3  # cosine by which an equal text may hide another


def verify(folder: Path, watch: Watch = unwatched) -> Verified:
    """What is wrong with the release in `folder`: hashes, counts, places, sentences, and each vector by itself.

    Nothing is changed. Faults are found and not raised.
    """
    corpus, name = folder.parent.name, folder.name
    try:
        release = read_manifest(folder)
    except BrokenRelease as error:
        return Verified(corpus=corpus, release=name, faults=(Fault(part="manifest.json", says=error.message),))
    watch(Progress(step="hashes", total=1))
    faults = [*_altered(folder, release)]
    watch(Progress(step="hashes", done=1, total=1))
    documents = chunks = sentences = 0
    try:
        documents, chunks, sentences, wrong = _read_texts(folder / "texts.sqlite", release)
        faults += wrong
    except BrokenRelease as error:
        faults.append(Fault(part="texts.sqlite", says=error.message))
    of_chunks, wrong = _array(folder / "chunks.npy", chunks)
    faults += wrong + _array(folder / "sentences.npy", sentences)[1]
    if of_chunks is not None:
        try:
            faults += _cut([*_unfound(folder / "vectors", of_chunks, watch)])
        except BrokenRelease as error:
            faults.append(Fault(part="vectors", says=error.message))
    return Verified(
        corpus=release.corpus.name,
        release=release.id,
        documents=documents,
        chunks=chunks,
        sentences=sentences,
        vectors=0 if of_chunks is None else len(of_chunks),
        faults=tuple(faults),
    )


def _altered(folder: Path, release: Release) -> Iterator[Fault]:
    if release.id != folder.name.removeprefix(".new-"):
        yield Fault(part="manifest.json", says=f"it is that of the release {release.id}")
    now = hash_parts(folder)
    for part in sorted(release.parts.keys() | now.keys()):
        if part not in now:
            yield Fault(part=part, says="it is missing")
        elif part not in release.parts:
            yield Fault(part=part, says="it does not belong to the release")
        elif now[part] != release.parts[part]:
            yield Fault(part=part, says="it was altered")


def _read_texts(path: Path, release: Release) -> tuple[int, int, int, list[Fault]]:
    """How many documents, chunks and sentences there are, and what is wrong with them. Raises `BrokenRelease`."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            said = [*_odd_schema(connection)]
            if said:  # made by others than us: no view or trigger of it is run
                return 0, 0, 0, [Fault(part=path.name, says=each) for each in said]
            said += [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            texts = dict(connection.execute("SELECT id, text FROM documents"))
            said += [*_misplaced(connection, texts)]
            chunks, sentences, indexed = connection.execute(
                "SELECT count(*), coalesce(sum(json_array_length(sentences)), 0), (SELECT count(*) FROM found) "
                "FROM chunks"
            ).fetchone()
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise BrokenRelease(f"{path} cannot be read: {error}.", "Load the corpus again.") from error
    counts = [("documents", release.documents, len(texts)), ("chunks", release.chunks, chunks),
              ("chunks in the full text", release.chunks, indexed)]  # fmt: skip
    said += [f"it holds {found} {what}, the manifest says {told}" for what, told, found in counts if told != found]
    return len(texts), chunks, sentences, _cut([Fault(part=path.name, says=each) for each in said])


def _odd_schema(connection: sqlite3.Connection) -> Iterator[str]:
    connection.execute("PRAGMA trusted_schema = OFF")
    for kind, name, table in connection.execute("SELECT type, name, tbl_name FROM sqlite_master"):
        ours = table in _TABLES or table.startswith("found_")
        if kind not in ("table", "index") or not ours:
            yield f"it holds the {kind} {name!r}, which no release has"


def _misplaced(connection: sqlite3.Connection, texts: dict[int, str]) -> Iterator[str]:
    """Chunks whose words or sentences do not stand where they are said to stand."""
    number = first = 0
    rows = connection.execute(
        "SELECT id, document, start, stop, text, sentences, first_sentence FROM chunks ORDER BY id"
    )
    for found, document, start, stop, words, places, first_sentence in rows:
        spans = [(begins, ends) for _, begins, ends in json.loads(places)]
        edges = [start, *(edge for span in spans for edge in span), stop]
        if found != number or first_sentence != first:
            yield f"chunk {found} is not numbered as it should be"
        if texts.get(document, "")[start:stop] != words or start >= stop:
            yield f"the words of chunk {found} are not at {start}-{stop} of its document"
        if any(later < earlier for earlier, later in pairwise(edges)):
            yield f"the sentences of chunk {found} do not follow one another inside it"
        number, first = found + 1, first_sentence + len(spans)


def _array(path: Path, rows: int) -> tuple[NDArray[np.float16] | None, list[Fault]]:
    try:
        array: NDArray[np.float16] = np.load(path, mmap_mode="r" if rows else None)
    except (OSError, ValueError, EOFError) as error:
        return None, [Fault(part=path.name, says=f"it cannot be read: {error}")]
    if array.ndim != 2 or array.dtype != np.float16 or len(array) != rows:
        return None, [Fault(part=path.name, says=f"it holds {array.dtype} {list(array.shape)} for {rows} vectors")]
    bad = 0
    for start in range(0, rows, 4096):
        lengths = np.linalg.norm(np.asarray(array[start : start + 4096], dtype=np.float32), axis=1)
        bad += int(np.count_nonzero(~(np.abs(lengths - 1) < 0.01) & (lengths != 0)))
    return array, [Fault(part=path.name, says=f"{bad} vectors are not of length 1")] if bad else []


def _unfound(folder: Path, chunks: NDArray[np.float16], watch: Watch) -> Iterator[Fault]:
    """The chunks that a search for their own vector does not find. Raises `BrokenRelease`."""
    index = VectorIndex(folder, len(chunks))
    try:
        for number in range(len(chunks)):
            if number % _NOTICED == 0:
                watch(Progress(step="vectors", done=number, total=len(chunks)))
            # a second, wider look: among texts much alike a search that is approximate may miss one that is there
            if not any(_finds(index, chunks, number, limit) for limit in (10, 1000)):
                yield Fault(part="vectors", says=f"chunk {number} is not found by its own vector")
        watch(Progress(step="vectors", done=len(chunks), total=len(chunks)))
    finally:
        index.close()


def _finds(index: VectorIndex, chunks: NDArray[np.float16], number: int, limit: int) -> bool:
    vector = np.asarray(chunks[number], dtype=np.float32)
    found = index.nearest(vector, limit)
    if number in found:
        return True
    near = np.asarray(chunks[found], dtype=np.float32) @ vector
    return bool((near > vector @ vector - _ALIKE).all()) and len(found) == min(limit, len(chunks))


def _cut(faults: list[Fault]) -> list[Fault]:
    more = len(faults) - _MOST_NAMED
    rest = [Fault(part=faults[0].part, says=f"and {more} more of that kind")] if more > 0 else []
    return faults[:_MOST_NAMED] + rest
