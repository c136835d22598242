"""Real sentences to judge and to embed: those of the starter corpora."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tutor.corpus.files import find_files, parse_file, read_file, refusal
from tutor.corpus.manifest import read_manifest
from tutor.corpus.split import split
from tutor.domain import BlockKind
from tutor.text.mapped import plain

STARTER = Path(__file__).parents[2] / "corpora"


@cache
def prose(corpus: str) -> tuple[str, ...]:
    """The sentences of prose and lists of a starter corpus, as a reader sees them."""
    folder = STARTER / corpus
    manifest = read_manifest(folder, corpus)
    documents = [
        parse_file(found, read_file(found), manifest) for found in find_files(folder) if not refusal(found, folder)
    ]
    return tuple(
        plain(document.text[sentence.start : sentence.end])
        for document in documents
        for chunk in split(document)
        for sentence in chunk.sentences
        if sentence.kind in (BlockKind.PROSE, BlockKind.ITEM) and sentence.end - sentence.start > 30
    )
