"""The embedder's interface: texts in, one vector for each text and one for each sentence in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Text:
    """Words to embed and the sentences in them, as (start, end) code points of `words`."""

    words: str
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Embedding:
    """Unit vectors: `whole` has shape [dimension], `sentences` has shape [sentences, dimension]."""

    whole: Vectors
    sentences: Vectors


Counted = Callable[[int], None]


def uncounted(_: int) -> None:
    """Nobody counts."""


class Embedder(Protocol):
    """What turns text into unit vectors. Same `fingerprint`, same vectors."""

    @property
    def fingerprint(self) -> str:
        """Names the weights and how they are used."""

    @property
    def dimension(self) -> int:
        """The length of every vector."""

    def embed(self, texts: Sequence[Text], watch: Counted = uncounted) -> list[Embedding]:
        """One embedding for each text, in order; `watch` is called with the number of texts just finished."""


def unit(vectors: Vectors) -> Vectors:
    """`vectors` (last axis) scaled to length 1; zero stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
