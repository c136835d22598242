"""The same text in several documents: whole documents that are nearly alike, and long passages.

Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003): of
every `_WINDOW` neighbouring runs of `_RUN` words the one with the smallest hash is kept. Whatever two documents share
over `_RUN + _WINDOW - 1` words then has a fingerprint in common, and from there the words themselves are compared.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tutor.corpus.files import Taken
from tutor.corpus.vetting.material import Fault, Material, in_place, line_of, named, of_file
from tutor.domain import BlockKind, Document, Finding, FindingKind, Weight

_RUN, _WINDOW = 8, 13  # words; any twenty in a row that are the same are found
_GAP = 12  # words that may differ between two runs of one passage
LONG = 60  # words that are the same in a passage, before it is told of
_NEARLY = 0.8  # of the words of the shorter document
_WORD = re.compile(r"[^\W_]+")
_PLACES = 4  # documents that a fingerprint is looked up in: what stands everywhere is told of once
_COUNTED = (BlockKind.PROSE, BlockKind.ITEM, BlockKind.TABLE)


@dataclass
class _Text:
    """The words of a document that are compared, and where each stands."""

    document: Document
    words: list[str]
    spans: list[tuple[int, int]]


@dataclass(frozen=True)
class _Run:
    """Words of a document, `start` to `end`, that stand from `other` on in another, with `same` of them equal."""

    start: int
    end: int
    other: int
    other_end: int
    same: int


def copies(material: Material) -> Iterator[Finding]:
    """Documents that are nearly another; and what stands in several, one finding for the first document that has it."""
    places: dict[int, list[tuple[int, int]]] = {}
    texts: list[_Text] = []
    passages: dict[tuple[int, int, int], list[str]] = {}
    for taken in material.taken:
        text = _text(taken)
        prints = list(_fingerprints(text.words))
        told: list[_Run] = []
        for number, runs in sorted(_runs(text, prints, places, texts).items()):
            same = sum(run.same for run in runs)
            shorter = min(len(text.words), len(texts[number].words))
            if same >= LONG and same >= _NEARLY * shorter:
                told += [_Run(0, len(text.words), 0, 0, same)]  # told of once, with all that is in it
                yield _nearly(text.document, texts[number].document, same / shorter)
                break
            for run in runs:
                if run.same >= LONG and not any(_within(run, each) for each in told):
                    line = line_of(text.document, text.spans[run.start][0])
                    key = _known(passages, number, run) or (number, run.other, run.other_end)
                    passages.setdefault(key, []).append(f"{text.document.path} line {line}")
                    told.append(run)
        for position, value in prints:
            places.setdefault(value, []).append((len(texts), position))
        texts.append(text)
    shared: dict[int, dict[tuple[int, int], list[str]]] = {}
    for (number, start, end), others in passages.items():
        shared.setdefault(number, {})[start, end] = others
    yield from (_passages(texts[number], found) for number, found in shared.items())


def _within(run: _Run, other: _Run) -> bool:
    """Whether these words of the document are told of already, as standing in an earlier one."""
    return min(run.end, other.end) - max(run.start, other.start) >= 0.7 * (run.end - run.start)


def _known(passages: dict[tuple[int, int, int], list[str]], number: int, run: _Run) -> tuple[int, int, int] | None:
    """The passage of that document that is nearly the same one."""
    for each in passages:
        if each[0] == number:
            both = min(each[2], run.other_end) - max(each[1], run.other)
            if both >= 0.7 * max(each[2] - each[1], run.other_end - run.other):
                return each
    return None


def _text(taken: Taken) -> _Text:
    found = [
        match
        for chunk in taken.chunks
        for block in chunk.sentences
        if block.kind in _COUNTED
        for match in _WORD.finditer(taken.document.text, block.start, block.end)
    ]
    return _Text(taken.document, [match.group().lower() for match in found], [match.span() for match in found])


def _fingerprints(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(position, hash) of the runs that are kept."""
    hashes = [zlib.crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(len(words) - _RUN + 1)]
    window: deque[int] = deque()  # positions whose hashes rise
    kept = -1
    for at, value in enumerate(hashes):
        while window and hashes[window[-1]] >= value:
            window.pop()
        window.append(at)
        if window[0] <= at - _WINDOW:
            window.popleft()
        if at >= min(_WINDOW, len(hashes)) - 1 and window[0] != kept:
            kept = window[0]
            yield kept, hashes[kept]


def _runs(
    text: _Text, prints: Sequence[tuple[int, int]], places: dict[int, list[tuple[int, int]]], texts: Sequence[_Text]
) -> dict[int, list[_Run]]:
    """The passages that each earlier document shares with this one; of a passage in many, the first has it."""
    found: dict[int, list[_Run]] = {}
    for position, value in prints:
        for number, other in places.get(value, ())[:_PLACES]:
            runs = found.setdefault(number, [])
            if any(run.start <= position < run.end for run in runs):
                continue
            run = _extended(text.words, position, texts[number].words, other)
            if run:
                runs.append(run)
    return {number: _joined(runs) for number, runs in found.items() if runs}


def _extended(mine: Sequence[str], at: int, theirs: Sequence[str], other: int) -> _Run | None:
    """The longest run of equal words around two places; None where only the hashes were equal."""
    if mine[at : at + _RUN] != theirs[other : other + _RUN]:
        return None
    before = 0
    while min(at, other) > before and mine[at - before - 1] == theirs[other - before - 1]:
        before += 1
    length = _RUN
    while at + length < len(mine) and other + length < len(theirs) and mine[at + length] == theirs[other + length]:
        length += 1
    return _Run(at - before, at + length, other - before, other + length, before + length)


def _joined(runs: list[_Run]) -> list[_Run]:
    """Runs that follow one another in both documents as one passage."""
    runs = sorted(runs, key=lambda run: run.start)
    joined = [runs[0]]
    for _, run in pairwise(runs):
        last = joined[-1]
        if 0 <= run.start - last.end <= _GAP and 0 <= run.other - last.other_end <= _GAP:
            joined[-1] = _Run(last.start, run.end, last.other, run.other_end, last.same + run.same)
        elif run.start >= last.end:
            joined.append(run)
    return joined


def _nearly(document: Document, other: Document, share: float) -> Finding:
    says = (
        f"It is the same as {other.path}: a copy would be cited as a second source."
        if share >= 0.995
        else f"{share:.0%} of its words stand in {other.path} in the same order: the two look like two sources."
    )
    cure = "Keep one of them, or tell each only what the other does not say."
    return of_file(Fault(FindingKind.COPIES, Weight.SHOULD, says, cure), document.path, f"like {other.path}")


def _passages(text: _Text, found: dict[tuple[int, int], list[str]]) -> Finding:
    """What of a document stands in others too, at the longest of it."""
    start, end = max(found, key=lambda place: place[1] - place[0])
    others = list(dict.fromkeys(other for each in found.values() for other in each))
    rest = len(found) - 1
    more = f", as {'do' if rest > 1 else 'does'} {rest} shorter one{'s' * (rest > 1)} of it" if rest else ""
    says = f"A passage of {end - start} words stands also elsewhere{more}: {named(others)}. One source looks like two."
    cure = "Keep it in one place and link to it; or accept it, where each page must stand alone."
    fault = Fault(FindingKind.COPIES, Weight.NOTE, says, cure)
    return in_place(fault, text.document, text.spans[start][0], text.spans[end - 1][1])
