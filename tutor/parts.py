"""Opens the machines that the roads run on, each when it is first needed. No behaviour of its own."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from threading import RLock

from tutor.errors import NoCorpus, OtherEmbedder
from tutor.models.bundled import open_folder
from tutor.models.chat import Chat
from tutor.models.embedder import Embedder
from tutor.models.judge import Judge
from tutor.models.langchain_chat import openai_chat
from tutor.models.langchain_embedder import openai_embedder
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.onnx_embedder import OnnxEmbedder, bundled_embedder
from tutor.settings import Settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.record import Record
from tutor.store.release import OpenRelease
from tutor.store.shelf import Shelf


class Parts:
    """The machines of one installation under one set of settings. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.shelf = Shelf(settings.releases)
        self._lock = RLock()
        self._open: dict[Path, OpenRelease] = {}

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder of the settings. Raises `BrokenWeights`."""
        with self._lock:
            chosen = self.settings.embedder
            if chosen == "bundled":
                return bundled_embedder()
            if chosen.startswith("openai:"):
                return openai_embedder(chosen.removeprefix("openai:"), self.settings)
            return OnnxEmbedder(open_folder(Path(chosen)))

    @cached_property
    def judge(self) -> Judge:
        """The judge of the settings."""
        return LexicalJudge()

    @cached_property
    def chat(self) -> Chat | None:
        """The chat model of the settings; None where they name none."""
        return openai_chat(self.settings) if self.settings.model else None

    @cached_property
    def record(self) -> Record:
        """The record of this installation. Raises `StoreFailed`."""
        with self._lock:
            return Record(self.settings.home / "record.sqlite")

    @cached_property
    def cache(self) -> EmbeddingCache:
        """The embedding cache of this installation. Raises `StoreFailed`."""
        return EmbeddingCache(self.settings.home / "cache" / "embeddings.sqlite")

    def under(self, settings: Settings) -> Parts:
        """These machines, opened once, under `settings` that differ in the model and what is asked of it only."""
        _ = self.embedder, self.judge, self.record
        same = copy(self)
        same.settings = settings
        vars(same).pop("chat", None)
        return same

    def releases(self, corpora: Sequence[str] = ()) -> list[OpenRelease]:
        """The published releases of `corpora`, all where none is named, open for reading.

        A release stays open for those who still read it after another was published. Raises `NoCorpus`,
        `BrokenRelease`, and `OtherEmbedder` where a release was made with another embedder than this one.
        """
        names = list(dict.fromkeys(corpora)) or self.shelf.corpora()
        if not names:
            raise NoCorpus("No corpus is published yet.", "Load the starter corpora with: tutor load --starter")
        return [self._searchable(self.shelf.current(name)) for name in names]

    def release(self, corpus: str, release: str) -> OpenRelease:
        """That very release, published now or before, to read its texts. Raises `NoCorpus`, `BrokenRelease`."""
        folder = self.shelf.release(corpus, release)
        if not folder.is_dir():
            raise NoCorpus(f"The release {release!r} of {corpus!r} is not kept here.", "Ask the question again.")
        return self._release(folder)

    def _searchable(self, folder: Path) -> OpenRelease:
        opened = self._release(folder)
        made_with = opened.release.embedder
        if made_with != self.embedder.fingerprint:
            name = opened.release.corpus.name
            raise OtherEmbedder(
                f"{name} was indexed with {made_with}, in use is {self.embedder.fingerprint}.",
                f"Index it again with: tutor load FOLDER --corpus {name}",
            )
        return opened

    def _release(self, folder: Path) -> OpenRelease:
        with self._lock:
            if folder not in self._open:
                self._open[folder] = OpenRelease(folder)
            return self._open[folder]
