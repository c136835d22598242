"""Grading: what has one right answer by rule, what is in the learner's own words by yes-or-no criteria and the judge.

Each criterion is set beside the learner's words that come nearest to it and the source's words that say it. A score
within the margin decides nothing: it is said to be close, and counts neither as right nor as wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.domain import Attempt, Criterion, Exercise, ExerciseKind, Judgement, Label, Met
from tutor.learning.fill_in import grade as grade_fill_in
from tutor.learning.items.find_error import ARROW
from tutor.learning.items.sandbox import NotRun
from tutor.learning.items.sql_task import difference
from tutor.learning.items.task import ticked
from tutor.models.judge import Judge, Pair
from tutor.text.sentences import sentence_spans
from tutor.text.words import numbers, stems, words

MARGIN = (0.4, 0.6)  # of the judge's probability
LETTERS = tuple("abcdefgh")  # what the options of a choice are called
LONGEST_ANSWER = 4000  # characters
_LONGEST_NAMED = 8  # words that name an error: more is the sentence again
_SEVERAL = re.compile(r"[^\d]+")


def graded(exercise: Exercise, answer: str, judge: Judge, assessment: str = "") -> Attempt:
    """The attempt with its verdict; an answer in the learner's own words is judged, the others go by rule."""
    met: tuple[Met, ...] = ()
    if len(answer) > LONGEST_ANSWER and exercise.kind is not ExerciseKind.SQL:
        verdict = _wrong(f"an answer has at most {LONGEST_ANSWER:,} characters")
    elif exercise.kind is ExerciseKind.SHORT:
        met = tuple(_met(exercise.criteria, answer, judge))
        verdict = _of_criteria(met)
    else:
        verdict = _by_rule(exercise, answer)
    return Attempt(exercise=exercise, words=answer, verdict=verdict, met=met, assessment=assessment)


def _by_rule(exercise: Exercise, answer: str) -> Judgement:
    match exercise.kind:
        case ExerciseKind.CHOICE:
            return _choice(exercise, answer)
        case ExerciseKind.ORDER:
            given = [each for each in _SEVERAL.split(answer) if each]
            return _right() if given == exercise.answer.split() else _wrong(f"the source has them as {exercise.answer}")
        case ExerciseKind.FIND_ERROR:
            return _find_error(exercise, answer)
        case ExerciseKind.SQL:
            return _sql(exercise, answer)
        case ExerciseKind.TASK:
            return ticked(exercise, answer)
        case _:
            return _fill_in(exercise, answer)


def _fill_in(exercise: Exercise, answer: str) -> Judgement:
    """The same words or number; code that holds no word must be the same but for white space."""
    if not words(exercise.answer):
        same = "".join(answer.split()) == "".join(exercise.answer.split())
        return _right() if same else _wrong(f"the source has “{exercise.answer}”")
    return grade_fill_in(exercise, answer)


def _choice(exercise: Exercise, answer: str) -> Judgement:
    """Right where the right option is given, by its words or by its letter: many options are numbers themselves."""
    chosen, letter = answer.strip(), answer.strip(" \t\n.)").lower()
    if chosen not in exercise.options and letter in LETTERS[: len(exercise.options)]:
        chosen = exercise.options[LETTERS.index(letter)]
    return _right() if chosen == exercise.answer else _wrong(f"the source has “{exercise.answer}”")


def _find_error(exercise: Exercise, answer: str) -> Judgement:
    """Right where the wrong word or the one that belongs there is named, and not much else."""
    wrong, _, right = exercise.answer.partition(ARROW)
    said, counted = stems(answer), numbers(answer)
    named = any(
        set(stems(each)) <= set(said) or (numbers(each) and numbers(each) <= counted) for each in (wrong, right)
    )
    if named and len(said) <= _LONGEST_NAMED:
        return _right(f"the source has “{right}” where “{wrong}” stood")
    return _wrong(f"it is “{wrong}”; the source has “{right}”")


def _sql(exercise: Exercise, answer: str) -> Judgement:
    assert exercise.sql is not None
    try:
        said = difference(exercise.sql, answer)
    except NotRun as reason:
        return Judgement(label=Label.NOT_CHECKED, score=0.0, reason=f"the query of the source does not run: {reason}")
    return _wrong(said) if said else _right("it gives the rows that the query of the source gives")


def _met(criteria: Sequence[Criterion], answer: str, judge: Judge) -> list[Met]:
    """Each criterion with the best of the learner's sentences, or all of them together, in one call of the judge."""
    said = [answer[start:end] for start, end in sentence_spans(answer)]
    said = list(dict.fromkeys([answer.strip(), *said])) if said else [""]
    pairs = [(criterion, each) for criterion in criteria for each in said]
    judged = judge.judge([Pair(each, criterion.text) for criterion, each in pairs])
    found = []
    for criterion in criteria:
        own = [(verdict, each) for (one, each), verdict in zip(pairs, judged, strict=True) if one == criterion]
        verdict, each = max(own, key=lambda pair: pair[0].score)
        found.append(Met(criterion=criterion, label=_label(verdict), score=verdict.score, said=each))
    return found


def _label(verdict: Judgement) -> Label:
    if verdict.label is Label.NOT_CHECKED:
        return Label.NOT_CHECKED
    low, high = MARGIN
    if low <= verdict.score <= high:
        return Label.NOT_ENOUGH_INFO
    return Label.SUPPORTED if verdict.score > high else Label.REFUTED


def _of_criteria(met: Sequence[Met]) -> Judgement:
    """Right where every criterion is met, wrong where one is not, and neither where one is close or was not checked."""
    score = min((each.score for each in met), default=0.0)
    labels = {each.label for each in met}
    if labels == {Label.SUPPORTED}:
        return Judgement(label=Label.SUPPORTED, score=score, reason="your words say what the source says")
    if Label.REFUTED in labels:
        return Judgement(label=Label.REFUTED, score=score, reason="your words do not say what the source says")
    if Label.NOT_CHECKED in labels:
        return Judgement(label=Label.NOT_CHECKED, score=score, reason="it could not be judged, and does not count")
    reason = "too close to decide, and does not count: compare your words with those of the source"
    return Judgement(label=Label.NOT_ENOUGH_INFO, score=score, reason=reason)


def _right(reason: str = "the source says the same") -> Judgement:
    return Judgement(label=Label.SUPPORTED, score=1.0, reason=reason)


def _wrong(reason: str) -> Judgement:
    return Judgement(label=Label.REFUTED, score=0.0, reason=reason)
