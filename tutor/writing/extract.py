"""The writer without a model: the sources' own sentences, chosen and put in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.domain import AllegedQuote, BlockKind, Draft, DraftSentence, Passage, Sentence
from tutor.text.mapped import plain
from tutor.text.tables import header_of, is_header, read_out
from tutor.text.words import words

STATEMENTS = 4  # more is a page to read, not an answer
_NEAREST = 3  # of them that are chosen by nearness alone
_BEHIND = 0.35  # how far a sentence may stay behind the best one, of 2.2
_TELLS = 0.2  # what the probability that it holds the answer counts beside nearness
_SUITS = 0.4  # so much more counts a sentence that names the learner's tools or place
_FEWEST_WORDS = 4
_LONGEST = 700  # characters of one statement with all that it leads to
_LEANS_ON_THE_ONE_BEFORE = re.compile(r"(?:This|That|These|Those|It|They|Such|He|She|Then|So|Otherwise|Both)\b")

_Place = tuple[Passage, int]  # a passage, and the number of a sentence of it


def extract(passages: Sequence[Passage]) -> Draft:
    """The sentences that come nearest to the question and answer it, each quoting itself, in their sources' order."""
    chosen: list[tuple[Passage, range]] = []
    for passage, index in _ranked(_eligible(passages)):
        if len(chosen) == STATEMENTS:
            break
        reach = _reach(passage.sentences, index)
        if not any(passage is other and set(reach) & set(taken) for other, taken in chosen):
            chosen.append((passage, reach))
    chosen.sort(key=lambda place: (place[0].rank, place[1].start))
    return Draft(sentences=_without_repeats([_drafted(passage, reach) for passage, reach in chosen]))


def _eligible(passages: Sequence[Passage]) -> list[_Place]:
    """Sentences, list items and table rows that say something by themselves or with what follows them."""
    return [
        (passage, index)
        for passage in passages
        for index, sentence in enumerate(passage.sentences)
        if sentence.kind is not BlockKind.CODE
        and len(words(plain(sentence.text))) >= _FEWEST_WORDS
        and not sentence.text.rstrip().endswith("?")
        and not is_header(passage, index)
        and (not _announces(sentence) or len(_reach(passage.sentences, index)) > 1)
    ]


def _ranked(eligible: Sequence[_Place]) -> list[_Place]:
    """Those that do not stay far behind the best one: first the nearest few, then what most likely answers."""
    least = max((_worth(*each) for each in eligible), default=0.0) - _BEHIND
    near = sorted((each for each in eligible if _worth(*each) >= least), key=lambda each: -_nearness(*each))
    return near[:_NEAREST] + sorted(near[_NEAREST:], key=lambda each: -_worth(*each))


def _worth(passage: Passage, index: int) -> float:
    """Nearness, and the reader's finding: it reads what is near, and sees that a sentence on the topic lacks it."""
    return _nearness(passage, index) + _TELLS * passage.sentences[index].tells


def _nearness(passage: Passage, index: int) -> float:
    """Similarity and cover alike: together they find the sentence that answers far more often than either."""
    sentence = passage.sentences[index]
    return (sentence.similarity + sentence.cover) * (1 + _SUITS * sentence.suits)


def _announces(sentence: Sentence) -> bool:
    return sentence.text.rstrip(" *_").endswith(":")


def _reach(sentences: Sequence[Sentence], index: int) -> range:
    """The sentence with what it cannot do without: the one it leans on, and the list, table or code it announces."""
    start, stop = index, index + 1
    if start > 0 and _LEANS_ON_THE_ONE_BEFORE.match(plain(sentences[start].text)):
        start -= 1
    if _announces(sentences[index]) and stop < len(sentences) and sentences[stop].kind is not BlockKind.PROSE:
        kind = sentences[stop].kind
        while stop < len(sentences) and sentences[stop].kind is kind and _length(sentences, start, stop) <= _LONGEST:
            stop += 1
    return range(start, stop)


def _length(sentences: Sequence[Sentence], start: int, last: int) -> int:
    return sentences[last].span.end - sentences[start].span.start


def _drafted(passage: Passage, reach: range) -> DraftSentence:
    sentences = passage.sentences
    if len(reach) == 1 and sentences[reach.start].kind is BlockKind.TABLE:
        return _row(passage, reach.start)
    first = sentences[reach.start].span.start - passage.span.start
    last = sentences[reach.stop - 1].span.end - passage.span.start
    quote = passage.text[first:last]
    return DraftSentence(text=plain(quote), quotes=(AllegedQuote(passage=passage.rank, words=quote),))


def _row(passage: Passage, index: int) -> DraftSentence:
    """A table row read out with the names of its columns, quoting the header and the row."""
    header, row = header_of(passage, index), passage.sentences[index].text
    if header is None:
        return DraftSentence(text=plain(row), quotes=(AllegedQuote(passage=passage.rank, words=row),))
    names = passage.sentences[header].text
    quotes = tuple(AllegedQuote(passage=passage.rank, words=text) for text in (names, row))
    return DraftSentence(text=read_out(names, row), quotes=quotes)


def _without_repeats(sentences: Sequence[DraftSentence]) -> tuple[DraftSentence, ...]:
    return tuple({" ".join(words(sentence.text)): sentence for sentence in reversed(sentences)}.values())[::-1]
