"""What can be told of a premise and a claim by their words and numbers alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from tutor.text.mapped import without_marks
from tutor.text.sentences import sentence_spans
from tutor.text.words import content_stems, numbers, stems, words

_WINDOW = 3  # sentences that may carry a claim together
_NAME = re.compile(r"(?<!^)(?<![.!?:] )\b[A-Z][\w'-]*[a-z][\w'-]*")
_NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "nor",
        "neither",
        "without",
        "cannot",
        "can't",
        "don't",
        "doesn't",
        "didn't",
        "isn't",
        "aren't",
        "wasn't",
        "weren't",
        "won't",
        "wouldn't",
        "shouldn't",
        "hasn't",
        "haven't",
        "hadn't",
        "nothing",
        "nobody",
        "unlike",
        "except",
        "fails",
        "fail",
        "failed",
        "lacks",
        "lack",
    ]
)


@dataclass(frozen=True)
class Features:
    """All between 0 and 1. Shares are of the claim's content words, pairs of words, numbers or names."""

    covered: float  # content words found in the best window of sentences
    covered_anywhere: float  # content words found anywhere in the premise
    in_order: float  # neighbouring word pairs of the claim found in the best window
    verbatim: float  # 1 where the claim stands in the premise word for word
    foreign_numbers: float  # 1 where a number of the claim is not in the premise
    foreign_names: float  # share of names in the claim that the premise lacks
    negation_differs: float  # 1 where just one of claim and best window denies
    copied_length: float  # covered words of the claim against words of the window

    def vector(self) -> tuple[float, ...]:
        """The features in order."""
        return astuple(self)


def features(premise: str, claim: str) -> Features:
    """Compare a claim with the words that shall carry it, both as a reader sees them."""
    premise, claim = without_marks(premise).text, without_marks(claim).text
    claim_words, premise_words = words(claim), words(premise)
    wanted = content_stems(claim) or stems(claim)
    window = _best_window(premise, frozenset(wanted))
    window_stems = stems(window)
    near, anywhere = frozenset(window_stems), frozenset(stems(premise))
    pairs = _pairs(stems(claim))
    names = {name.lower() for name in _NAME.findall(claim)}
    return Features(
        covered=_share(wanted, near),
        covered_anywhere=_share(wanted, anywhere),
        in_order=_share(pairs, frozenset(_pairs(window_stems))),
        verbatim=float(f" {' '.join(claim_words)} " in f" {' '.join(premise_words)} "),
        foreign_numbers=float(bool(numbers(claim) - numbers(premise))),
        foreign_names=1 - _share(sorted(names), frozenset(premise_words)) if names else 0.0,
        negation_differs=float(_denies(claim_words) != _denies(words(window))),
        copied_length=min(1.0, len(wanted) / max(1, len(frozenset(content_stems(window))))),
    )


def _best_window(premise: str, wanted: frozenset[str]) -> str:
    """The stretch of a few sentences that holds most of the wanted stems, the shortest of the best."""
    spans = sentence_spans(premise)
    windows = [
        premise[spans[first][0] : spans[last - 1][1]]
        for size in range(1, _WINDOW + 1)
        for first in range(max(1, len(spans) - size + 1))
        if (last := min(first + size, len(spans)))
    ]
    return max(windows, key=lambda window: len(wanted & frozenset(stems(window))), default=premise)


def _share(items: Sequence[object], among: frozenset[object]) -> float:
    return sum(item in among for item in items) / len(items) if items else 0.0


def _pairs(items: Sequence[str]) -> list[object]:
    return list(itertools.pairwise(items))


def _denies(found: Sequence[str]) -> bool:
    return any(word in _NEGATIONS for word in found)
