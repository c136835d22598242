"""A sentence embedder as int8 ONNX on the CPU: mean pooling over a text and over each of its sentences.

Sentence vectors are pooled from the token states of one pass over the whole text (late chunking,
Günther et al. 2024, arXiv 2409.04701), so they cost nothing beside the text's own vector and know their surroundings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tutor.models.bundled import WEIGHTS, ModelFolder, open_folder
from tutor.models.embedder import Counted, Embedding, Text, Vectors, uncounted, unit

_BATCH = 2  # sequences of nearly equal length; larger batches were slower on two cores (see training/README.md)


@dataclass
class _Sums:
    """Running sums of token states of one text: over all its tokens, and over each sentence's."""

    whole: Vectors
    sentences: Vectors
    counts: Vectors
    windows: int = field(default=0)


class OnnxEmbedder:
    """Holds an onnxruntime session open. Use from one thread at a time for each call; calls may overlap."""

    def __init__(self, folder: ModelFolder, threads: int = 2) -> None:
        self._session = folder.session(threads)
        self._tokenizer = folder.tokenizer()
        self._tokenizer.enable_truncation(max_length=folder.manifest["max_tokens"])
        self._dimension = int(folder.manifest["dimension"])
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
        sums = [
            self._nothing(len(text.sentences), 1 + len(e.overflowing)) for text, e in zip(texts, encodings, strict=True)
        ]
        windows = [(i, window) for i, encoding in enumerate(encodings) for window in (encoding, *encoding.overflowing)]
        windows.sort(key=lambda window: len(window[1].ids))
        for first in range(0, len(windows), _BATCH):
            batch = windows[first : first + _BATCH]
            for (i, encoding), states in zip(batch, self._states([encoding for _, encoding in batch]), strict=True):
                _add(sums[i], states[: len(encoding.ids)], encoding.offsets, texts[i].sentences)
                watch(1 if sums[i].windows == 0 else 0)
        return [_embedding(total) for total in sums]

    def _nothing(self, sentences: int, windows: int) -> _Sums:
        zeros = np.zeros((sentences, self._dimension), np.float32)
        return _Sums(np.zeros(self._dimension, np.float32), zeros, np.zeros((sentences, 1), np.float32), windows)

    def _states(self, encodings: Sequence[Any]) -> Vectors:
        """Token states [batch, tokens, dimension] of encodings padded to the longest of them."""
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), np.int64)
        mask = np.zeros((len(encodings), longest), np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        (states,) = self._session.run(["token_states"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(states, np.float32)


def bundled_embedder(threads: int = 2) -> OnnxEmbedder:
    """The embedder that travels with the package. Raises `BrokenWeights`."""
    return OnnxEmbedder(open_folder(WEIGHTS / "embedder"), threads)


def _add(
    total: _Sums, states: Vectors, offsets: Sequence[tuple[int, int]], sentences: Sequence[tuple[int, int]]
) -> None:
    """Add one window's token states [tokens, dimension] to the sums; special tokens count for the whole only."""
    total.windows -= 1
    total.whole += states.sum(axis=0)
    if not sentences:
        return
    running = np.concatenate([np.zeros((1, states.shape[1]), np.float32), np.cumsum(states, axis=0)])
    words = [(token, start) for token, (start, end) in enumerate(offsets) if end > start]
    starts = np.array([start for _, start in words])
    tokens = np.array([token for token, _ in words] + [words[-1][0] + 1 if words else 0])
    for i, (start, end) in enumerate(sentences):
        low, high = tokens[np.searchsorted(starts, start)], tokens[np.searchsorted(starts, end)]
        total.sentences[i] += running[high] - running[low]
        total.counts[i] += high - low


def _embedding(total: _Sums) -> Embedding:
    # A mean and a sum point the same way, so scaling to length 1 makes the counts unnecessary.
    silent = total.counts[:, 0] == 0
    sentences = unit(total.sentences)
    whole = unit(total.whole)
    sentences[silent] = whole  # no word piece of its own: the text's vector is the best there is
    return Embedding(whole, sentences)
