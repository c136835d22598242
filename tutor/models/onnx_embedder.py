"""A sentence embedder as int8 ONNX on the CPU: mean pooling over a text and over each of its sentences.

Sentence vectors are pooled from the token states of one pass over the whole text (late chunking,
Günther et al. 2024, arXiv 2409.04701), so they cost nothing beside the text's own vector and know their surroundings.

Texts are read one by one, as many at a time as there are cores: int8 activations are scaled over a whole batch, so in
company a text would get another vector than alone, and larger batches are not faster (training/README.md).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from tutor.models.bundled import WEIGHTS, ModelFolder, open_folder
from tutor.models.embedder import Counted, Embedding, Text, Vectors, uncounted, unit


class OnnxEmbedder:
    """Holds an onnxruntime session open. Safe to use from several threads."""

    def __init__(self, folder: ModelFolder) -> None:
        self._session = folder.session(threads=1)
        self._tokenizer = folder.tokenizer()
        self._tokenizer.enable_truncation(max_length=folder.number("max_tokens"))
        self._dimension = folder.number("dimension")
        self._fingerprint = folder.fingerprint

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed(self, texts: Sequence[Text], watch: Counted = uncounted) -> list[Embedding]:
        """One embedding for each text. A text longer than the model's window is read in several windows."""
        encodings = self._tokenizer.encode_batch([text.words for text in texts])
        if len(texts) == 1:  # a question: no pool to wait for
            embedding = self._embedded(texts[0], encodings[0])
            watch(1)
            return [embedding]
        embeddings = []
        with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="embed") as pool:
            for embedding in pool.map(self._embedded, texts, encodings):
                embeddings.append(embedding)
                watch(1)
        return embeddings

    def _embedded(self, text: Text, encoding: Any) -> Embedding:
        # A mean and a sum point the same way, so scaling to length 1 makes the counts unnecessary.
        whole = np.zeros(self._dimension, np.float32)
        sentences = np.zeros((len(text.sentences), self._dimension), np.float32)
        for window in (encoding, *encoding.overflowing):
            states = self._states(window)
            whole += states.sum(axis=0)
            sentences += _sums(states, window.offsets, text.sentences)
        silent = ~sentences.any(axis=1)
        sentences[silent] = whole  # no word piece of its own: the text's vector is the best there is
        return Embedding(unit(whole), unit(sentences))

    def _states(self, encoding: Any) -> Vectors:
        """Token states [tokens, dimension]."""
        ids = np.array([encoding.ids], np.int64)
        (states,) = self._session.run(["token_states"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return np.asarray(states[0], np.float32)


def bundled_embedder() -> OnnxEmbedder:
    """The embedder that travels with the package. Raises `BrokenWeights`."""
    return OnnxEmbedder(open_folder(WEIGHTS / "embedder"))


def _sums(states: Vectors, offsets: Sequence[tuple[int, int]], sentences: Sequence[tuple[int, int]]) -> Vectors:
    """The states of each sentence's tokens added up, [sentences, dimension]; special tokens belong to none."""
    words = [(start, token) for token, (start, end) in enumerate(offsets) if end > start]
    starts = [start for start, _ in words]
    tokens = np.array([token for _, token in words] + [words[-1][1] + 1 if words else 0])
    edges = tokens[np.searchsorted(starts, np.array(sentences, np.int64).reshape(-1, 2))]
    sums = [states[low:high].sum(axis=0) for low, high in edges]
    return np.array(sums, np.float32).reshape(len(sentences), states.shape[1])
