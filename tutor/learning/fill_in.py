"""Fill-in exercises: a sentence of a source with one word or number left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from tutor.domain import BlockKind, Citation, Exercise, Judgement, Label, Passage, Sentence
from tutor.text.mapped import plain
from tutor.text.words import STOPWORDS, numbers, stems, words

GAP = "_____"
_FEWEST_WORDS, _MOST_WORDS = 8, 40  # shorter gives too little to go by, longer is a reading test
_CANDIDATE = re.compile(r"\b(?:\d[\d.,]*\d|\d|[A-Z]{2,}[A-Z_]*|[A-Za-z][A-Za-z_-]{4,})\b")


def fill_ins(passages: Sequence[Passage], count: int) -> list[Exercise]:
    """At most `count` exercises from the sentences nearest to the question."""
    sentences = sorted(
        (sentence for passage in passages for sentence in passage.sentences if _suits(sentence)),
        key=lambda sentence: -(sentence.similarity + sentence.cover),
    )
    exercises = (_exercise(sentence) for sentence in sentences)
    return [exercise for exercise in exercises if exercise][:count]


def grade(exercise: Exercise, answer: str) -> Judgement:
    """Right where the same words or the same number were filled in; forms of a word count, another word does not."""
    same_words = stems(answer) == stems(exercise.answer)
    same_number = bool(numbers(exercise.answer)) and numbers(answer) == numbers(exercise.answer)
    if same_words or same_number:
        return Judgement(label=Label.SUPPORTED, score=1.0, reason="the source has the same words")
    return Judgement(label=Label.REFUTED, score=0.0, reason=f"the source has “{exercise.answer}”")


def _suits(sentence: Sentence) -> bool:
    length = len(words(plain(sentence.text)))
    return sentence.kind in (BlockKind.PROSE, BlockKind.ITEM) and _FEWEST_WORDS <= length <= _MOST_WORDS


def _exercise(sentence: Sentence) -> Exercise | None:
    text = plain(sentence.text)
    left_out = _word_to_leave_out(text)
    if left_out is None:
        return None
    start, end = left_out
    place = f"{sentence.span.corpus}/{sentence.span.document}:{sentence.span.start}:{start}"
    return Exercise(
        id=hashlib.sha256(place.encode()).hexdigest()[:16],
        prompt=text[:start] + GAP + text[end:],
        answer=text[start:end],
        evidence=Citation(span=sentence.span, quote=sentence.text),
    )


def _word_to_leave_out(text: str) -> tuple[int, int] | None:
    """The place of a number, else a name in capitals, else the longest word; one that stands there only once."""
    found = [match for match in _CANDIDATE.finditer(text) if match.group().lower() not in STOPWORDS]
    single = [match for match in found if text.count(match.group()) == 1]
    best = max(
        single,
        key=lambda match: (match.group()[0].isdigit(), match.group().isupper(), len(match.group())),
        default=None,
    )
    return best.span() if best else None
