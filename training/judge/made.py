"""Pairs made by rule, in fours where possible, so that neither claim nor overlap alone tells the label.

A fact is changed in the claim, in the source, in both or in neither: only the two together say which pair holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from training.judge.edits import Edit, Surroundings, edits, reworded
from training.judge.examples import NOT_SUPPORTED, REFUTED, SUPPORTED, UNKNOWN, Example, Labelled
from tutor.models.evidence import evidence
from tutor.text.sentences import sentence_spans
from tutor.text.words import content_stems, stems

_SHORTEST, _LONGEST = 7, 45  # words of a sentence that becomes a claim
_REACHES = (0, 1, 1, 2, 2, 3, 3, 4, 6, 15, 30)  # sentences before and after: none, a few, or hundreds of words
_LEFT_OUT = 0.7  # share of a claim's words that the rest may hold and still not say it
_BESIDE = frozenset(("word", "role"))  # edits after which a sentence may say something that the source leaves open
# edits that can be carried out in source and claim alike
_IN_BOTH = frozenset(("number", "name", "date", "unit", "word", "direction"))


def sentences_of(text: str) -> list[str]:
    """Its sentences, on one line each."""
    return [" ".join(text[start:end].split()) for start, end in sentence_spans(text)]


def from_document(text: str, origin: str, group: str, count: int, random: Random) -> Iterator[Example]:
    """About `count` pairs from the sentences of a document, against some sentences around them."""
    sentences = sentences_of(text)
    around = Surroundings.of(text)
    fit = [number for number, each in enumerate(sentences) if is_claim(each)]
    random.shuffle(fit)
    made = 0
    for number in fit:
        if made >= count:
            return
        for example in _of_sentence(sentences, number, around, random):
            made += 1
            yield Example(example[0], example[1], example[2], origin, group)


def is_claim(sentence: str) -> bool:
    """Whether it is a whole sentence of plain words that says something by itself."""
    size = len(sentence.split())
    return (
        _SHORTEST <= size <= _LONGEST
        and sentence[0].isupper()
        and sentence[-1] in ".!"
        and not re.search(r"[|#{}<>=\\]|https?:|!\[|\*\*|^\W", sentence)
    )


def _of_sentence(
    sentences: Sequence[str], number: int, around: Surroundings, random: Random
) -> Iterator[tuple[str, str, int]]:
    sentence = sentences[number]
    before, after = _window(sentences, number, random.choice(_REACHES), random)
    claim = reworded(sentence, random, random.choice([0, 1, 2, 3, 4]))

    def premise(of: str, words: str) -> str:
        return evidence(" ".join((*before, of, *after)), words)

    yield premise(sentence, claim), claim, SUPPORTED
    found = edits(claim, around, random)
    if found:
        edit = random.choice(found)
        wrong = edit.of(claim)
        yield premise(sentence, wrong), wrong, NOT_SUPPORTED if edit.kind in _BESIDE else REFUTED
        other = _edited_alike(sentence, edit)
        if other is not None and random.random() < 0.6:
            yield premise(other, wrong), wrong, SUPPORTED
            yield premise(other, claim), claim, REFUTED
    rest = " ".join((*before, *after))
    if rest and _held(rest, claim) < _LEFT_OUT and random.random() < 0.5:
        yield evidence(rest, claim), claim, UNKNOWN
    if random.random() < 0.3:
        yield from _joined(sentences, number, random)


def _window(sentences: Sequence[str], number: int, reach: int, random: Random) -> tuple[list[str], list[str]]:
    """Sentences before and after: at most `reach` each, and all of them where there are no more."""
    before, after = (reach, reach) if reach >= len(sentences) else (random.randint(0, reach), random.randint(0, reach))
    first, last = max(0, number - before), min(len(sentences), number + 1 + after)
    return list(sentences[first:number]), list(sentences[number + 1 : last])


def _joined(sentences: Sequence[str], number: int, random: Random) -> Iterator[tuple[str, str, int]]:
    """Two sentences in one claim; where one of them is missing, nothing carries it."""
    if number + 1 >= len(sentences) or not is_claim(sentences[number + 1]):
        return
    one, two = sentences[number], sentences[number + 1]
    if len(one.split()) + len(two.split()) > _LONGEST:
        return
    link = random.choice(["and", "and", "while", "and also"])
    named = re.match(r"[A-Z][a-z]+ [A-Z]|I ", two)
    claim = f"{one.rstrip('.!')}, {link} {two if named else two[:1].lower() + two[1:]}"
    reach = random.randint(0, 4)
    before = sentences[max(0, number - reach) : number]
    after = sentences[number + 2 : number + 2 + reach]
    yield evidence(" ".join((*before, one, two, *after)), claim), claim, SUPPORTED
    if random.random() < 0.7:
        kept, lost = (one, two) if random.random() < 0.5 else (two, one)
        rest = " ".join((*before, kept, *after))
        if _held(rest, lost) < 0.6:
            yield evidence(rest, claim), claim, UNKNOWN


def from_labelled(row: Labelled, random: Random) -> Iterator[Example]:
    """One-fact edits of a claim that people found supported; and the claim without the sentence that carries it."""
    if not row.supported:
        return
    around = Surroundings.of(row.source)
    found = edits(row.claim, around, random)
    origin = f"made/{row.dataset}"
    if found:
        edit = random.choice(found)
        wrong = edit.of(row.claim)
        label = NOT_SUPPORTED if edit.kind in _BESIDE else REFUTED
        yield Example(evidence(row.source, wrong), wrong, label, origin, row.group)
        other = _edited_alike(row.source, edit)
        if other is not None:
            yield Example(evidence(other, wrong), wrong, SUPPORTED, origin, row.group)
            yield Example(evidence(other, row.claim), row.claim, NOT_SUPPORTED, origin, row.group)
    if random.random() < 0.3:
        rest = _without_best(row.source, row.claim)
        if rest and _held(rest, row.claim) < _LEFT_OUT:
            yield Example(evidence(rest, row.claim), row.claim, NOT_SUPPORTED, origin, row.group)


def from_written(passages: Sequence[dict[str, Any]], random: Random) -> Iterator[Example]:
    """One-fact edits of what was written by hand in other words: most that is wrong in an answer looks like this."""
    for passage in passages:
        around = Surroundings.of(" ".join(passage["passage"]))
        for claim in passage["claims"]:
            if claim["label"] == "supported":
                yield from _of_written(claim["text"], claim["needs"], passage, around, random)


def _of_written(
    claim: str, needs: Sequence[int], passage: dict[str, Any], around: Surroundings, random: Random
) -> Iterator[Example]:
    sentences = passage["passage"]
    text, origin, group = " ".join(sentences), f"made/{passage['domain']}", passage["id"]
    found = edits(claim, around, random)
    if not found:
        return
    edit = random.choice(found)
    wrong = edit.of(claim)
    yield Example(text, wrong, NOT_SUPPORTED if edit.kind in _BESIDE else REFUTED, origin, group)
    other = _edited_alike(text, edit)
    if other is None and edit.kind == "negation" and len(needs) == 1:
        other = _denied_too(sentences, needs[0] - 1, around, random)
    if other is not None:
        yield Example(other, wrong, SUPPORTED, origin, group)
        yield Example(other, claim, REFUTED, origin, group)


def _denied_too(sentences: Sequence[str], number: int, around: Surroundings, random: Random) -> str | None:
    """The passage with the one sentence denied as well, where there is one place only to do it."""
    found = [each for each in edits(sentences[number], around, random) if each.kind == "negation"]
    places = {each.start: each for each in found}
    if len(places) != 1:
        return None
    denied = next(iter(places.values())).of(sentences[number])
    return " ".join((*sentences[:number], denied, *sentences[number + 1 :]))


def strangers(examples: Sequence[Example], count: int, random: Random) -> Iterator[Example]:
    """Claims beside premises that have nothing to do with them: no other row is as plain as that."""
    for each, other in zip(random.sample(examples, count), random.sample(examples, count), strict=True):
        if each.group != other.group:
            yield Example(other.premise, each.claim, UNKNOWN, "strangers", each.group)


def _edited_alike(source: str, edit: Edit) -> str | None:
    """The source with the same edit wherever the old words stand; None where that is not one and the same fact."""
    if edit.kind not in _IN_BOTH or not edit.old or not edit.new:
        return None
    pattern = rf"(?<![\w.,-]){re.escape(edit.old)}(?![\w-])"
    if not re.search(pattern, source):
        return None
    return re.sub(pattern, lambda _: edit.new, source)


def _without_best(source: str, claim: str) -> str:
    sentences = sentences_of(source)
    if len(sentences) < 2:
        return ""
    wanted = frozenset(content_stems(claim))
    best = max(range(len(sentences)), key=lambda number: len(wanted & frozenset(stems(sentences[number]))))
    return " ".join(sentence for number, sentence in enumerate(sentences) if number != best)


def _held(source: str, claim: str) -> float:
    """The share of the claim's content words that one sentence of the source has at best."""
    wanted = frozenset(content_stems(claim))
    if not wanted:
        return 1.0
    return max((len(wanted & frozenset(stems(each))) for each in sentences_of(source)), default=0) / len(wanted)
