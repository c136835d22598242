"""Any LangChain `Embeddings` as an embedder: each text and each of its sentences is embedded by itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tutor.models.embedder import Counted, Embedding, Text, Vectors, uncounted, unit
from tutor.models.langchain_chat import our_errors
from tutor.settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_AT_ONCE = 64  # strings in one call


class LangChainEmbedder:
    """Holds an `Embeddings` object. `name` must tell apart whatever gives other vectors; `secret` is never repeated."""

    def __init__(self, embeddings: Embeddings, name: str, secret: str = "") -> None:
        self._embeddings = embeddings
        self._name = name
        self._secret = secret

    @property
    def fingerprint(self) -> str:
        return f"{self._name}@{self.dimension}"

    @cached_property
    def dimension(self) -> int:
        return len(self._vectors(["dimension"])[0])

    def embed(self, texts: Sequence[Text], watch: Counted = uncounted) -> list[Embedding]:
        """One embedding for each text, in order. Raises `ModelFailed` where an endpoint does."""
        made = []
        for text in texts:
            strings = [text.words, *(text.words[start:end] for start, end in text.sentences)]
            rows = [self._vectors(strings[first : first + _AT_ONCE]) for first in range(0, len(strings), _AT_ONCE)]
            vectors = np.vstack(rows)
            made.append(Embedding(vectors[0], vectors[1:]))
            watch(1)
        return made

    def _vectors(self, strings: Sequence[str]) -> Vectors:
        with our_errors(self._secret):
            # an empty string is refused by many endpoints, and a space is as silent
            found = self._embeddings.embed_documents([string.strip() or " " for string in strings])
        return unit(np.asarray(found, dtype=np.float32))


def openai_embedder(model: str, settings: Settings) -> LangChainEmbedder:
    """The embeddings of OpenAI or of the compatible server of the settings."""
    from langchain_openai import OpenAIEmbeddings

    key = settings.api_key.get_secret_value()
    embeddings = OpenAIEmbeddings(
        model=model,
        openai_api_base=settings.endpoint,
        openai_api_key=(lambda: key) if key else (lambda: "none"),
        request_timeout=settings.timeout,
        max_retries=settings.retries,
        check_embedding_ctx_length=False,  # counting tokens would fetch a table from the network
    )
    return LangChainEmbedder(embeddings, f"{model}@{settings.endpoint}", secret=key)
