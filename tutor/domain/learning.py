"""What learners do with it."""

from __future__ import annotations

from tutor.domain.answers import Citation, Judgement
from tutor.domain.noun import Noun


class Learner(Noun):
    """What an answer is fitted to: another language it is explained in, and what the learner works on, in their words.

    Either may be empty.
    """

    language: str = ""
    project: str = ""


class Exercise(Noun):
    """A question whose answer stands in a span: the learner fills the gap in the sentence."""

    id: str
    prompt: str
    answer: str
    evidence: Citation


class Attempt(Noun):
    """What a learner answered to an exercise, and how it was graded."""

    exercise: Exercise
    words: str
    verdict: Judgement
