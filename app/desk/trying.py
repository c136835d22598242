"""Trying a corpus out: how a document is split, and what a question would find, before learners ask it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import session
from app.desk.folder import folder_of, kept_files
from app.desk.shown import show_chunks
from app.desk.words import counted
from app.render import literal, shortened, small
from tutor.corpus.apart import Apart
from tutor.corpus.files import Taken, find_files, read_file, refusal, taken
from tutor.corpus.manifest import MANIFEST, read_manifest
from tutor.domain import Chunk, Document, Passage
from tutor.errors import GroundworkError, OtherEmbedder, UnreadableFile
from tutor.parts import Parts
from tutor.retrieval.answerable import THRESHOLD, answerability
from tutor.retrieval.question import LONGEST_QUESTION, proper
from tutor.retrieval.retrieve import retrieve
from tutor.store.release import OpenRelease
from tutor.text.mapped import plain

_AT_ONCE = 60  # passages of a document on one page
_SHOWN = 400  # characters of a found passage


def show_part(corpus: str, parts: Parts) -> None:
    """Both."""
    is_published = corpus in parts.shelf.corpora()
    if is_published:
        _question(corpus, parts)
    st.subheader("How a document is split", anchor=False)
    folder = folder_of(parts.settings.home, corpus)
    paths = [file.path for file in kept_files(folder)]
    if paths:
        path = _picked(paths)
        _split_file(corpus, folder, path)
    elif is_published:
        release = parts.release(corpus, parts.shelf.current(corpus).name)
        path = _picked(release.texts.paths)
        document = release.texts.document(path)
        if document is not None:
            _chunks(document, release.texts.chunks_of(path))
    else:
        st.info("There are no files here yet.", icon=":material/inbox:")


def _picked(paths: list[str]) -> str:
    return session.picked_document(paths)


# ------------------------------------------------------------------ how a document is split


def _split_file(corpus: str, folder: Path, path: str) -> None:
    """The file as the next load would take it, or why it would not."""
    found = next((each for each in find_files(folder) if each.path == path), None)
    if found is None:
        st.warning("This file is not there any more.", icon=":material/error:")
        return
    why = refusal(found, folder)
    if why:
        st.warning(literal(f"It would be skipped: {why}"), icon=":material/error:")
        return
    try:
        took = as_now(corpus, folder, path)
    except GroundworkError as error:
        st.error(literal(f"It would fail: {error}"), icon=":material/error:")
        return
    for note in took.notes:
        st.info(literal(note), icon=":material/info:")
    _chunks(took.document, took.chunks)


def as_now(corpus: str, folder: Path, path: str) -> Taken:
    """What comes of the file as it is now. Raises `UnreadableFile`, `BadManifest`."""
    return _taken(str(folder), corpus, path, (_changed(folder / path), _changed(folder / MANIFEST)))


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


@st.cache_data(show_spinner="Reading the file …", max_entries=20)
def _taken(folder: str, corpus: str, path: str, changed: tuple[int, int]) -> Taken:  # noqa: ARG001 - the cache's key
    found = next((each for each in find_files(Path(folder)) if each.path == path), None)
    if found is None:
        raise UnreadableFile("The file is not there any more.")
    manifest = read_manifest(Path(folder), corpus)
    with Apart() as apart:
        took = taken(found, read_file(found), manifest, apart)
    if not took.chunks:
        raise UnreadableFile("It has headings but no text.")
    return took


def _chunks(document: Document, chunks: tuple[Chunk, ...] | list[Chunk]) -> None:
    words = [len(document.text[chunk.span.start : chunk.span.end].split()) for chunk in chunks]
    of_words = f"{counted(sum(words), 'word')}; the shortest has {min(words):,}, the longest {max(words):,}"
    st.markdown(small(f"{counted(len(chunks), 'passage')}, {of_words}. Each is found and cited by itself."))
    first = 0
    if len(chunks) > _AT_ONCE:
        first = int(st.number_input("From passage", 1, len(chunks), 1, step=_AT_ONCE, key=f"from-{document.path}")) - 1
    part = list(chunks)[first : first + _AT_ONCE]
    start = 0 if first == 0 else part[0].span.start
    blocks = [block for block in document.blocks if start <= block.end and block.start < part[-1].span.end]
    spans = [(chunk.span.start, chunk.span.end) for chunk in part]
    labels = [f"{number} · {counted(words[number - 1], 'word')}" for number in range(first + 1, first + 1 + len(part))]
    show_chunks(document, blocks, spans, labels)


# ------------------------------------------------------------------ what a question finds


def _question(corpus: str, parts: Parts) -> None:
    st.subheader("What a question finds", anchor=False)
    published = parts.shelf.published_id(corpus)
    releases = [published, *(each for each in reversed(parts.shelf.kept(corpus)) if each != published)]
    left, right = st.columns([3, 2])
    question = left.text_input(
        "Question, as a learner would ask it", key=f"question-{corpus}", max_chars=LONGEST_QUESTION
    )
    release = right.selectbox("Of the release", releases, key=f"asked-{corpus}")
    if not question or not release:
        return
    try:
        opened = _searchable(corpus, release, parts)
        found = retrieve(proper(question), [opened], parts.embedder, parts.settings.passages)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    _verdict(answerability(found, [each.odds for each in parts.reader.read(question, [p.text for p in found])]))
    for passage in found:
        _passage(passage, corpus, release)


def _searchable(corpus: str, release: str, parts: Parts) -> OpenRelease:
    opened = parts.release(corpus, release)
    made_with = opened.release.embedder
    if made_with != parts.embedder.fingerprint:
        raise OtherEmbedder(
            f"{release} was indexed with {made_with}, in use is {parts.embedder.fingerprint}.", "Load the corpus again."
        )
    return opened


def _verdict(score: float) -> None:
    told = f"nearness and what reads like an answer make {score:.2f}, and {THRESHOLD:.2f} is needed"
    if score >= THRESHOLD:
        st.success(f"It would be answered: {told}.", icon=":material/check:")
    else:
        st.warning(f"It would be refused: {told}.", icon=":material/block:")


def _passage(passage: Passage, corpus: str, release: str) -> None:
    with st.container(border=True):
        place = " › ".join((passage.title, *passage.heading))
        st.page_link(
            "views/source.py", label=f"**{passage.rank}. {literal(place)}**", icon=":material/article:",
            query_params={
                "corpus": corpus, "release": release, "document": passage.span.document,
                "start": str(passage.span.start), "end": str(passage.span.end),
            },
        )  # fmt: skip
        st.markdown(
            small(
                f"score {passage.score:.2f} · similarity {passage.similarity:.2f}"
                f" · {passage.cover:.0%} of the question's words · {passage.span.document}"
            )
        )
        st.markdown(literal(shortened(plain(passage.text), _SHOWN)))
