"""The writer without a model: the sources' own sentences, chosen and put in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.domain import AllegedQuote, BlockKind, Draft, DraftSentence, Passage, Sentence
from tutor.text.mapped import plain
from tutor.text.words import words

STATEMENTS = 4  # more is a page to read, not an answer
_BEHIND = 0.35  # how far a sentence may stay behind the best one, of 2
_FEWEST_WORDS = 4
_LONGEST = 700  # characters of one statement with all that it leads to
_LEANS_ON_THE_ONE_BEFORE = re.compile(r"(?:This|That|These|Those|It|They|Such|He|She|Then|So|Otherwise|Both)\b")


def extract(passages: Sequence[Passage]) -> Draft:
    """The sentences that come nearest to the question, each quoting itself, in the order of their sources."""
    ranked = sorted(_eligible(passages), key=lambda place: -_worth(*place))
    chosen: list[tuple[Passage, range]] = []
    for passage, index in ranked:
        if len(chosen) == STATEMENTS or _worth(passage, index) < _worth(*ranked[0]) - _BEHIND:
            break
        reach = _reach(passage.sentences, index)
        if not any(passage is other and set(reach) & set(taken) for other, taken in chosen):
            chosen.append((passage, reach))
    chosen.sort(key=lambda place: (place[0].rank, place[1].start))
    return Draft(sentences=_without_repeats([_sentence(passage, reach) for passage, reach in chosen]))


def _eligible(passages: Sequence[Passage]) -> list[tuple[Passage, int]]:
    """Sentences and list items that say something by themselves."""
    return [
        (passage, index)
        for passage in passages
        for index, sentence in enumerate(passage.sentences)
        if sentence.kind is not BlockKind.CODE
        and len(words(plain(sentence.text))) >= _FEWEST_WORDS
        and not sentence.text.rstrip().endswith("?")
    ]


def _worth(passage: Passage, index: int) -> float:
    """Similarity and cover alike: together they find the sentence that answers far more often than either."""
    sentence = passage.sentences[index]
    return sentence.similarity + sentence.cover


def _reach(sentences: Sequence[Sentence], index: int) -> range:
    """The sentence with what it cannot do without: the one it leans on, and the list, table or code it announces."""
    start, stop = index, index + 1
    if start > 0 and _LEANS_ON_THE_ONE_BEFORE.match(plain(sentences[start].text)):
        start -= 1
    while stop < len(sentences) and _announces(sentences, stop) and _length(sentences, start, stop + 1) <= _LONGEST:
        stop += 1
    return range(start, stop)


def _announces(sentences: Sequence[Sentence], stop: int) -> bool:
    """Whether the sentence at `stop` belongs to what the ones before it announce with a colon."""
    before, after = sentences[stop - 1], sentences[stop]
    announced = before.text.rstrip(" *_").endswith(":")
    return after.kind is not BlockKind.PROSE and (announced or after.kind is before.kind is not BlockKind.PROSE)


def _length(sentences: Sequence[Sentence], start: int, stop: int) -> int:
    return sentences[stop - 1].span.end - sentences[start].span.start


def _sentence(passage: Passage, reach: range) -> DraftSentence:
    first = passage.sentences[reach.start].span.start - passage.span.start
    last = passage.sentences[reach.stop - 1].span.end - passage.span.start
    quote = passage.text[first:last]
    return DraftSentence(text=plain(quote), quotes=(AllegedQuote(passage=passage.rank, words=quote),))


def _without_repeats(sentences: Sequence[DraftSentence]) -> tuple[DraftSentence, ...]:
    return tuple({" ".join(words(sentence.text)): sentence for sentence in reversed(sentences)}.values())[::-1]
