"""The question that was asked before: the newest answered one that means the same, of the same corpora."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence

from tutor.models.embedder import Vectors
from tutor.store.record import Exchange, Record
from tutor.text.words import content_stems, numbers, words

Embed = Callable[[Sequence[str]], list[Vectors]]  # a unit vector for each question

# Chosen on 1,509 pairs of a question and another form of it, and 28,319 pairs of different questions
# (docs/decisions/said-before.md).
CLOSE = 0.8
_NEWEST = 300  # questions that are looked at
_EMBEDDED = 20  # of these at most: the others differ from it by their words already

# What asks rather than says what about. Nothing that could be asked about: "case" and "like" are words of SQL.
_ASKING = frozenset(
    content_stems("compare differ difference explain know mean meant please purpose reason say source tell want way")
)
_DENIALS = frozenset(("cannot", "neither", "never", "no", "none", "nor", "not", "without"))

# A stopped answer is half of one, and one without passages is a courtesy: nothing can be compared with them.
_ANSWERED = """
SELECT question.id, json_extract(question.body, '$.corpora'), json_extract(answer.body, '$.question')
FROM entries question JOIN entries answer ON answer.id =
    (SELECT max(id) FROM entries WHERE about = question.id AND kind = 'answer')
WHERE question.kind = 'question' AND question.id < ?
    AND json_extract(answer.body, '$.stopped') IS NOT true AND json_array_length(answer.body, '$.passages') > 0
    AND NOT coalesce(
        (SELECT json_extract(body, '$.removed') FROM entries
         WHERE about = coalesce(question.about, question.id) AND kind = 'removal' ORDER BY id DESC LIMIT 1), false)
ORDER BY question.id DESC LIMIT ?"""


def said_before(
    record: Record, question: str, question_id: int, corpora: Collection[str], embed: Embed
) -> Exchange | None:
    """The newest exchange before the question with that id, of the same `corpora`, that asks what `question` asks.

    The same words always do. Other words do where they are close in meaning, and neither question has a number, a
    denial or a subject of its own: a vector hardly tells a LEFT JOIN from a RIGHT JOIN. Those of conversations that
    were deleted are not looked at. Raises `StoreFailed`, and what `embed` raises.
    """
    rows = record.rows(_ANSWERED, [question_id, _NEWEST])
    asked = [(number, text) for number, named, text in rows if set(json.loads(named)) == set(corpora)]
    likely = [(number, text) for number, text in asked if same_words(text, question) or may_be_same(text, question)]
    likely = likely[:_EMBEDDED]
    if not likely:
        return None
    if same_words(likely[0][1], question):
        return record.exchange(likely[0][0])
    this, *others = embed([question, *(text for _, text in likely)])
    for (number, text), other in zip(likely, others, strict=True):
        if same_words(text, question) or float(this @ other) >= CLOSE:
            return record.exchange(number)
    return None


def same_words(one: str, other: str) -> bool:
    """Whether two questions are the same but for capitals, marks and white space."""
    return words(one) == words(other)


def may_be_same(one: str, other: str) -> bool:
    """Whether the words of two questions leave it open that they mean the same."""
    first, second = frozenset(content_stems(one)), frozenset(content_stems(other))
    if not first & second - _ASKING or numbers(one) != numbers(other) or _denies(one) != _denies(other):
        return False
    return first - second <= _ASKING or second - first <= _ASKING


def _denies(text: str) -> bool:
    return any(word in _DENIALS or word.endswith("n't") for word in words(text))
