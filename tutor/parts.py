"""Opens the machines that the roads run on, each when it is first needed. No behaviour of its own."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from threading import RLock

from tutor.errors import BadSettings, BrokenRelease, NoCorpus, OtherEmbedder
from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.chat import Chat
from tutor.models.embedder import Embedder
from tutor.models.judge import Judge
from tutor.models.langchain_chat import openai_chat
from tutor.models.langchain_embedder import openai_embedder
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.local_judge import LocalJudge
from tutor.models.model_judge import ModelJudge
from tutor.models.onnx_embedder import OnnxEmbedder, bundled_embedder
from tutor.models.pair_model import PairModel
from tutor.models.reader import LocalReader, Reader
from tutor.settings import Settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.record import Record
from tutor.store.release import OpenRelease
from tutor.store.shelf import Shelf

_ENDPOINT = frozenset(("base_url", "api_key", "timeout", "retries"))
_MODEL = _ENDPOINT | {"model", "temperature", "max_tokens"}


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
                return self._bundled_embedder
            if chosen.startswith("openai:"):
                return openai_embedder(chosen.removeprefix("openai:"), self.settings)
            return OnnxEmbedder(open_folder(Path(chosen)))

    @cached_property
    def _bundled_embedder(self) -> Embedder:
        with self._lock:
            return bundled_embedder()

    @cached_property
    def pair_model(self) -> PairModel:
        """The network that reads two texts together. Raises `BrokenWeights`."""
        with self._lock:
            return PairModel(open_folder(WEIGHTS / "judge"))

    @cached_property
    def judge(self) -> Judge:
        """The judge of the settings. Raises `BrokenWeights`; `BadSettings` where no model is set that could judge."""
        if self.settings.judge == "local":
            return LocalJudge(self.pair_model, self._bundled_embedder)
        if self.settings.judge == "lexical":
            return LexicalJudge()
        if self.chat is None:
            raise BadSettings("A model shall judge, and no model is set.", "Set TUTOR_MODEL, or TUTOR_JUDGE to local.")
        return ModelJudge(self.chat)

    @cached_property
    def reader(self) -> Reader:
        """What reads passages for a question. Raises `BrokenWeights`."""
        return LocalReader(self.pair_model)

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
        """The machines under other `settings`: those that do not depend on what changed are these, opened once."""
        changed = {name for name, value in settings if value != getattr(self.settings, name)}
        if "home" in changed:
            return Parts(settings)
        renewed = {machine for machine, made_of in self._made_of().items() if made_of & changed}
        shared = {"embedder", "record", "pair_model"} if settings.judge == "local" else {"embedder", "record"}
        for machine in shared - renewed:
            getattr(self, machine)
        same = copy(self)
        same.settings = settings
        for machine in renewed:
            vars(same).pop(machine, None)
        return same

    def _made_of(self) -> dict[str, frozenset[str]]:
        """The settings that a machine depends on, beside the home; those that depend on none are left out."""
        by_model = _MODEL if self.settings.judge == "model" else frozenset()
        by_endpoint = _ENDPOINT if self.settings.embedder.startswith("openai:") else frozenset()
        return {"chat": _MODEL, "judge": by_model | {"judge"}, "embedder": by_endpoint | {"embedder"}}

    def releases(self, corpora: Sequence[str] = ()) -> list[OpenRelease]:
        """The published releases of `corpora`, all where none is named, open for reading.

        A release stays open for those who still read it after another was published. Raises `NoCorpus`,
        `BrokenRelease`, and `OtherEmbedder` where a release was made with another embedder than this one.
        """
        names = list(dict.fromkeys(corpora)) or self.shelf.corpora()
        if not names:
            raise NoCorpus("No corpus is published yet.", "Load the starter corpora with: tutor load --starter")
        return [self._searchable(self._published(name)) for name in names]

    def readable(self, corpora: Sequence[str] = ()) -> list[OpenRelease]:
        """The published releases of `corpora`, to read their texts: they may be made with another embedder."""
        return [self._published(name) for name in list(dict.fromkeys(corpora)) or self.shelf.corpora()]

    def release(self, corpus: str, release: str) -> OpenRelease:
        """That very release, published now or before, to read its texts. Raises `NoCorpus`, `BrokenRelease`.

        One that is open here is given also after it was removed from the shelf.
        """
        folder = self.shelf.release(corpus, release)
        if folder not in self._open and not folder.is_dir():
            raise NoCorpus(f"The release {release!r} of {corpus!r} is not kept here.", "Ask the question again.")
        return self._release(folder)

    def _published(self, name: str) -> OpenRelease:
        """The published release. One that was replaced and removed while it was opened is left for its successor."""
        while True:
            folder = self.shelf.current(name)
            try:
                return self._release(folder)
            except BrokenRelease:
                if self.shelf.current(name) == folder:
                    raise

    def _searchable(self, opened: OpenRelease) -> OpenRelease:
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
