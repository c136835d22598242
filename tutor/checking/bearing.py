"""Which sentences of the passages bear on a claim, told by their words: what else a judge is asked about."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.domain import BlockKind, Citation, Claim, Passage, Sentence, Span
from tutor.models.veto import unmet
from tutor.text.mapped import plain
from tutor.text.words import content_stems, stems, words

_FEWEST = 3  # words of a claim that can be found again; a word or two stand anywhere, as in an order to say them
_PASSAGES = 2  # the judge is asked about for a claim
_SENTENCES = 3  # of one passage that may carry it together
_COVERED = 0.6  # share of a claim's words from which on sentences are worth a look
_SAME_POINT = 0.75  # share of a claim's words in one sentence that is about the same point
_AT_ODDS = 0.6  # the same where a number, date or name of code stands against another
_AND_BACK = 0.4  # share of that sentence's words in the claim
_NAME = re.compile(r"(?<!^)(?<![.!?:;] )\b[A-Z][\w'-]*|\b[A-Z]{2,}\b")


@dataclass(frozen=True)
class Told:
    """A sentence of a passage as a reader sees it, and the stems of its words."""

    passage: Passage
    index: int
    text: str
    stems: frozenset[str]

    @property
    def sentence(self) -> Sentence:
        """The sentence with its place."""
        return self.passage.sentences[self.index]


def told(passages: Sequence[Passage]) -> list[Told]:
    """All sentences of the passages, in order, to be searched for several claims."""
    return [
        Told(passage, index, text, frozenset(stems(text)))
        for passage in passages
        for index, sentence in enumerate(passage.sentences)
        for text in [plain(sentence.text)]
    ]


def cut(passage: Passage, start: int, end: int) -> Citation:
    """The words from `start` to `end`, code points of the document, out of the passage."""
    first = passage.span.start
    return Citation(
        span=Span(corpus=passage.span.corpus, document=passage.span.document, start=start, end=end),
        quote=passage.text[start - first : end - first],
    )


# ------------------------------------------------------------------ what may carry a claim


def carrying(claim: Claim, sentences: Sequence[Told], project: str = "") -> list[tuple[Citation, ...]]:
    """What might be cited for the claim instead: of the likeliest passages the sentences that have its words together.

    What the learner wrote of the `project` need not be found again.
    """
    wanted = _wanted(claim.text) - (frozenset(stems(project)) if claim.applies else frozenset())
    if len(wanted) < _FEWEST:
        return []
    by_passage = itertools.groupby(sentences, key=lambda each: each.passage.span)
    gathered = [_gathered(list(group), wanted) for _, group in by_passage]
    best = sorted(gathered, key=lambda chosen: -_cover(chosen, wanted))[:_PASSAGES]
    return [tuple(_stretches(chosen)) for chosen in best if _cover(chosen, wanted) >= _COVERED]


def _wanted(text: str) -> frozenset[str]:
    return frozenset(content_stems(plain(text)))


def _gathered(sentences: Sequence[Told], wanted: frozenset[str]) -> list[Told]:
    chosen = _covering([each.stems for each in sentences], wanted)[:_SENTENCES]
    return [sentences[number] for number in sorted(chosen)]


def together(claim: str, texts: Sequence[str]) -> list[int]:
    """The numbers of as few of the texts as have all the words of the claim that any of them has."""
    return sorted(_covering([frozenset(stems(plain(text))) for text in texts], _wanted(claim)))


def _covering(held: Sequence[frozenset[str]], wanted: frozenset[str]) -> list[int]:
    """The numbers of those that are chosen one by one for the wanted words that those before lack; short ones first."""
    chosen: list[int] = []
    missing = wanted
    while missing and held:
        best = max(range(len(held)), key=lambda number: (len(missing & held[number]), -len(held[number])))
        if not missing & held[best]:
            break
        chosen.append(best)
        missing -= held[best]
    return chosen


def _cover(chosen: Sequence[Told], wanted: frozenset[str]) -> float:
    return len(wanted & frozenset().union(*(each.stems for each in chosen))) / len(wanted)


def _stretches(chosen: Sequence[Told]) -> Iterator[Citation]:
    """A citation for each stretch of neighbouring sentences."""
    runs = itertools.groupby(enumerate(chosen), key=lambda at: at[1].index - at[0])
    for _, run in runs:
        stretch = [each for _, each in run]
        yield cut(stretch[0].passage, stretch[0].sentence.span.start, stretch[-1].sentence.span.end)


# ------------------------------------------------------------------ what may speak against it


def opposing(claim: Claim, sentences: Sequence[Told], most: int) -> list[Citation]:
    """The sentences about the very point of the claim, at most so many, the nearest first: one may say otherwise.

    A network is easily led to find that unrelated words refute a claim. So a sentence of prose has to share most words
    with it, both ways, and to name whom it names and nobody else. One that lacks a number of the claim and has none in
    its place denies nothing.
    """
    wanted = _wanted(claim.text)
    near = [each for each in sentences if _is_about(each, plain(claim.text), wanted)]
    best = sorted(near, key=lambda each: -len(wanted & each.stems))[:most]
    return [cut(each.passage, each.sentence.span.start, each.sentence.span.end) for each in best]


def denying(claim: Claim, cited: Sequence[Told], project: str = "") -> Citation | None:
    """Of cited sentences that a judge finds to refute the claim the one to be shown: none where all only lack a number.

    The writer chose them, so they need not be as near to the claim as those that are looked for.
    """
    clear = opposing(claim, cited, 1)
    if clear:
        return clear[0]
    wanted, text = _wanted(claim.text), plain(claim.text)
    saying = [each for each in cited if unmet(text, each.text) or not unmet(f"{each.text} {project}", text)]
    if not saying:
        return None
    nearest = max(saying, key=lambda each: len(wanted & each.stems))
    return cut(nearest.passage, nearest.sentence.span.start, nearest.sentence.span.end)


def _is_about(each: Told, claim: str, wanted: frozenset[str]) -> bool:
    shared = len(wanted & each.stems)
    if each.sentence.kind is BlockKind.CODE or shared < max(2, _AT_ODDS * len(wanted)):
        return False
    if (
        shared < _AND_BACK * len(_wanted(each.text))
        or _foreign_names(claim, each.text)
        or _foreign_names(each.text, claim)
    ):
        return False
    if unmet(each.text, claim):
        return bool(unmet(claim, each.text))
    return shared >= _SAME_POINT * len(wanted)


def _foreign_names(text: str, other: str) -> set[str]:
    """Words of names in `text` that the other has not at all."""
    return {word for name in _NAME.findall(text) for word in words(name)} - set(words(other))
