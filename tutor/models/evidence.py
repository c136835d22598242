"""The sentences of a source that bear on a claim: what a judge reads of a source that is longer than it can take."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from math import log

from tutor.text.sentences import sentence_spans
from tutor.text.words import content_stems, stems, words

BUDGET = 110  # words of a premise; with its claim it stays below 256 tokens of the judge
GAP = " … "  # stands for sentences that were left out
_NEAR = 0.09  # what the neighbour of a telling sentence is worth beside it: pronouns point there
_LONGEST_WORD = 12  # characters
_AGAIN = 0.25  # what a word is worth that another chosen sentence has already


def evidence(source: str, claim: str, budget: int = BUDGET) -> str:
    """The whole of a short source; of a long one the sentences that together hold most of the claim, in order.

    They may stand far apart: each is chosen for the words of the claim that those chosen before do not have, rare
    words of the source counting more, as in maximal marginal relevance. At most `budget` words, but one sentence.
    """
    if _length(source) <= budget:
        return source
    sentences = [piece for start, end in sentence_spans(source) for piece in _pieces(source[start:end], budget)]
    chosen = _chosen(sentences, claim, budget)
    return _joined(sentences, chosen)


def _pieces(sentence: str, budget: int) -> list[str]:
    """The sentence; one that would not fit, such as a list without full stops, in parts that do."""
    if _length(sentence) <= budget:
        return [sentence]
    found = sentence.split()
    part = max(1, budget // 2)
    if len(found) > part:
        return [each for first in range(0, len(found), part)
                for each in _pieces(" ".join(found[first : first + part]), budget)]  # fmt: skip
    return [sentence[first : first + part] for first in range(0, len(sentence), part)]


def _length(text: str) -> int:
    """How many words it has; of a script without spaces characters, and of a word without an end so many parts."""
    return max(len(words(text)), len(text) // _LONGEST_WORD)


def _chosen(sentences: Sequence[str], claim: str, budget: int) -> list[int]:
    held = [frozenset(stems(sentence)) for sentence in sentences]
    frequent = Counter(stem for stems_ in held for stem in stems_)
    wanted = {
        stem: log(1 + len(sentences) / frequent[stem])
        for stem in content_stems(claim) or stems(claim)
        if frequent[stem]
    }
    own = [[stem for stem in wanted if stem in stems_] for stems_ in held]  # in order: sums over sets differ
    lengths = [_length(sentence) for sentence in sentences]
    telling = {number for number, found in enumerate(own) if found}
    chosen: list[int] = []
    covered: set[str] = set()
    left = budget
    while True:
        beside = {number + step for number in chosen for step in (-1, 1) if 0 <= number + step < len(sentences)}
        fitting = [each for each in sorted((telling | beside) - set(chosen)) if lengths[each] <= left]
        gains = {number: _gain(number, own, wanted, covered, chosen) for number in fitting}
        best = max(fitting, key=lambda number: (gains[number], -number), default=None)
        if best is None or gains[best] <= 0:
            return sorted(chosen) or [max(range(len(sentences)), key=lambda number: len(own[number]), default=0)]
        chosen.append(best)
        covered.update(own[best])
        left -= lengths[best]


def _gain(
    number: int, own: Sequence[Sequence[str]], wanted: dict[str, float], covered: set[str], chosen: Sequence[int]
) -> float:
    worth = sum(wanted[stem] * (_AGAIN if stem in covered else 1.0) for stem in own[number])
    before = max((sum(wanted[stem] for stem in own[each]) for each in chosen if abs(each - number) == 1), default=0.0)
    return worth + _NEAR * before


def _joined(sentences: Sequence[str], chosen: Sequence[int]) -> str:
    parts = [sentences[chosen[0]]]
    for before, number in itertools.pairwise(chosen):
        parts.append((" " if number == before + 1 else GAP) + sentences[number])
    return "".join(parts)
