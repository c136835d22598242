"""An answer of any model beside others to the same question: which of its statements do they say too?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pydantic import Field

from tutor.checking.agree import entailed
from tutor.checking.alike import are_phrases, overlap, same
from tutor.checking.meanings import entropy, meanings
from tutor.checking.remembered import Remembered
from tutor.domain import Judgement, Label, Noun
from tutor.errors import BadInput, ModelFailed
from tutor.models.judge import Judge
from tutor.text.sentences import sentence_spans
from tutor.text.words import content_stems, words

MOST = 100  # samples: each may have a meaning of its own, and each meaning is compared with each
LONGEST = 20_000  # characters of one answer
MOST_COMPARED = 1_000  # statements of an answer times samples: what is compared grows with it, at times with its square
_MANY = 12  # statements: of a longer answer the nearest ones are read, and the first ones are its meaning

_ALIKE = 0.6  # share of the words of two sentences that makes other words in one an exchange, not another subject
_EXCHANGED = 0.5  # what is left of a score then: half of such sentences are the same in other words

_STOPS = (".", "!", "?")
_NEXT = re.compile(r"\sQ\d*:\s|\n\s*(?:Question|Q)\s*\d*[.:]")  # a model that goes on with questions of its own


class Counted(Noun):
    """One statement of the answer, and how many samples say it, contradict it, or are silent.

    `score` is the mean over the samples of how far each says it.
    """

    text: str
    score: float = Field(ge=0, le=1)
    agree: int = Field(ge=0)
    contradict: int = Field(ge=0)
    silent: int = Field(ge=0)


class Repeated(Noun):
    """What samples say of an answer.

    `stability` is the mean score of its statements; of an answer that states nothing the share of samples that state
    nothing either. `entropy` is the discrete semantic entropy over the answer and the samples, in nats.
    """

    statements: tuple[Counted, ...]
    stability: float = Field(ge=0, le=1)
    entropy: float = Field(ge=0)


def repeated(answer: str, samples: Sequence[str], judge: Judge) -> Repeated:
    """The statements of `answer`, each with what the `samples` say of it.

    Sentences are compared by the judge; an answer of at most five words is one statement and compared by words.
    Raises `BadInput` where there are no samples, too many, one too long, or too many statements for so many samples;
    `ModelFailed` where a model that judges could not compare them all.
    """
    _expect_comparable(answer, samples)
    stated, others = statements(answer), [statements(sample) for sample in samples]
    _expect_few(stated, others)
    remembered = Remembered(judge)
    counted = tuple(_counted(statement, others, remembered, alone=len(stated) == 1) for statement in stated)
    silent = sum(not each for each in others) / len(others)
    return Repeated(
        statements=counted,
        stability=sum(each.score for each in counted) / len(counted) if counted else silent,
        entropy=entropy(meanings([each[:_MANY] for each in (stated, *others)], remembered)),
    )


def statements(answer: str) -> tuple[str, ...]:
    """The sentences of an answer without what a model wrote on below it; a phrase is one, whatever points are in it."""
    own = _NEXT.split(answer.strip(), maxsplit=1)[0].strip()
    if _is_phrase(own):
        return (" ".join(own.split()),)
    return tuple(" ".join(own[start:end].split()) for start, end in sentence_spans(own))


def _is_phrase(text: str) -> bool:
    """Whether it is a few words that are not several sentences, each with its full stop."""
    if not are_phrases(text, text):
        return False
    spans = sentence_spans(text)
    return len(spans) < 2 or not all(text[start:end].endswith(_STOPS) for start, end in spans)


def _expect_comparable(answer: str, samples: Sequence[str]) -> None:
    if not samples:
        raise BadInput("There are no samples to compare the answer with.")
    if len(samples) > MOST:
        raise BadInput(f"There are {len(samples):,} samples; {MOST} are allowed.", "Leave some out.")
    longest = max(map(len, [answer, *samples]))
    if longest > LONGEST:
        raise BadInput(f"An answer has {longest:,} characters; {LONGEST:,} are allowed.", "Shorten it.")


def _expect_few(stated: Sequence[str], others: Sequence[Sequence[str]]) -> None:
    """Of a long sample no more than the nearest statements are read, and no more are counted."""
    many = max(len(stated), *(min(len(each), _MANY) for each in others))
    compared = many * len(others)
    if compared > MOST_COMPARED:
        raise BadInput(
            f"{many:,} statements and {len(others):,} samples are {compared:,} comparisons;"
            f" {MOST_COMPARED:,} are allowed.",
            "Shorten the answer, or leave samples out.",
        )


def _counted(statement: str, others: Sequence[Sequence[str]], judge: Judge, *, alone: bool) -> Counted:
    texts = [_near(statement, each) for each in others]
    if alone and (_is_phrase(statement) or not words(statement)):
        found = [_by_words(statement, text) for text in texts]
    else:
        judged = entailed([(text, statement) for text in texts], judge)
        found = [_doubted(statement, sample, one) for sample, one in zip(others, judged, strict=True)]
    failed = next((each for each in found if each.label is Label.NOT_CHECKED), None)
    if failed:  # what is left are denials, which need no model: a score of these alone would be wrong
        raise ModelFailed(f"The answer could not be compared with its samples: {failed.reason}")
    labels = [each.label for each in found]
    return Counted(
        text=statement,
        score=sum(each.score for each in found) / len(found),
        agree=labels.count(Label.SUPPORTED),
        contradict=labels.count(Label.REFUTED),
        silent=labels.count(Label.NOT_ENOUGH_INFO),
    )


def _doubted(statement: str, sample: Sequence[str], found: Judgement) -> Judgement:
    """What the judge found, in doubt where the sample's nearest sentence is the statement with some words exchanged.

    A judge of words holds that to be nearly the same, and a trained one is not harmed (evals/results/agreement.md).
    """
    wanted = _stems(statement)
    nearest = max(map(_stems, sample), key=lambda each: _share(wanted, each), default=wanted)
    is_exchange = _share(wanted, nearest) >= _ALIKE and not (wanted <= nearest or nearest <= wanted)
    if found.label is Label.NOT_CHECKED or not is_exchange:
        return found
    label = Label.NOT_ENOUGH_INFO if found.label is Label.SUPPORTED else found.label
    return Judgement(label=label, score=found.score * _EXCHANGED, reason="other words stand in its place")


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def _near(statement: str, sample: Sequence[str]) -> str:
    """The sample's sentences nearest to the statement, in their order: all of them where there are not many."""
    wanted = _stems(statement)
    nearest = sorted(range(len(sample)), key=lambda at: len(wanted & _stems(sample[at])), reverse=True)[:_MANY]
    return " ".join(sample[at] for at in sorted(nearest))


@lru_cache(maxsize=10_000)
def _stems(sentence: str) -> frozenset[str]:
    return frozenset(content_stems(sentence))


def _by_words(answer: str, sample: str) -> Judgement:
    """Whether a sample says a short answer. What is longer and does not may be about anything: it is silent."""
    if not words(answer):
        label, score = (Label.SUPPORTED, 1.0) if answer == sample else (Label.NOT_ENOUGH_INFO, 0.0)
    elif same(answer, sample):
        label, score = Label.SUPPORTED, overlap(answer, sample)
    else:
        label = Label.REFUTED if are_phrases(answer, sample) else Label.NOT_ENOUGH_INFO
        score = overlap(answer, sample)
    return Judgement(label=label, score=score, reason="compared by words")
