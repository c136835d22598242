"""The network that reads two texts together, as int8 ONNX: one body, the judge's head and the reader's.

Pairs are read one by one, as many at a time as there are cores: int8 activations are scaled over a whole batch, so in
company a pair would get another score than alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from tutor.models.bundled import ModelFolder

Floats = NDArray[np.float32]
_SPECIAL = 3  # tokens around and between the two
FIRST, SECOND, SECOND_ALONE, FIRST_SHARED = range(4)


def token_types(encoding: Encoding) -> list[int]:
    """What each token is: of the first text or the second, and whether the other text has it too.

    BERT's two types, each in two: that a word of a claim stands nowhere in its source is told to the network
    and not left for it to find out.
    """
    own = (encoding.type_ids, encoding.ids, encoding.special_tokens_mask)
    first, second = (
        {token for kind, token, special in zip(*own, strict=True) if kind == side and not special} for side in (0, 1)
    )

    def of(kind: int, token: int, special: int) -> int:
        if kind == 0:
            return FIRST_SHARED if token in second and not special else FIRST
        return SECOND if token in first or special else SECOND_ALONE

    return [of(*each) for each in zip(*own, strict=True)]


@dataclass(frozen=True)
class Reading:
    """What the network makes of a pair: logits of the labels [3], and of the first text's tokens to answer the second.

    `tokens` are the (start, end) code points of those tokens; `none` is the logit of no answer.
    """

    labels: Floats
    answers: Floats
    tokens: tuple[tuple[int, int], ...]
    none: float


class PairModel:
    """Holds an onnxruntime session open. Safe to use from several threads."""

    def __init__(self, folder: ModelFolder) -> None:
        self.manifest = folder.manifest
        self.fingerprint = folder.fingerprint
        self._session = folder.session(threads=1)
        self._tokenizer = folder.tokenizer()
        # the first text is cut where both are too long together, never the second
        self._tokenizer.enable_truncation(max_length=folder.number("max_tokens"), strategy="only_first")
        self._longest = folder.number("max_tokens")
        self._longest_second = self._longest // 2

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading for each pair, in order."""
        encodings = [self._encoded(first, second) for first, second in pairs]
        if len(pairs) == 1:
            return [self._read(encodings[0])]
        return list(self._pool.map(self._read, encodings))

    def takes(self, second: str) -> bool:
        """Whether it reads all of a second text, beside at least as much of a first one."""
        return len(self._tokenizer.encode(second, add_special_tokens=False).ids) <= self._longest_second

    def holds(self, first: str, second: str) -> bool:
        """Whether it reads all of both."""
        alone = (self._tokenizer.encode(text, add_special_tokens=False) for text in (first, second))
        return sum(len(each.ids) for each in alone) + _SPECIAL <= self._longest

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="pairs")

    def _encoded(self, first: str, second: str) -> Encoding:
        offered = self._tokenizer.encode(second, add_special_tokens=False)
        if len(offered.ids) > self._longest_second:  # a claim of a page: as much of it as leaves room for a premise
            second = second[: offered.offsets[self._longest_second - 1][1]]
        encoded: Encoding = self._tokenizer.encode(first, second)
        return encoded

    def _read(self, encoding: Encoding) -> Reading:
        ids, types = np.array([encoding.ids], np.int64), np.array([token_types(encoding)], np.int64)
        given = {"input_ids": ids, "token_type_ids": types, "attention_mask": np.ones_like(ids)}
        labels, answers = self._session.run(["labels", "answers"], given)
        of_first = [
            number
            for number, (start, end) in enumerate(encoding.offsets)
            if encoding.type_ids[number] == 0 and end > start
        ]
        tokens = tuple(encoding.offsets[number] for number in of_first)
        return Reading(labels[0], answers[0][of_first], tokens, float(answers[0][0]))
