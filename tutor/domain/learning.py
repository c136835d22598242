"""What learners do with it: skills and the way to them, exercises, attempts, and when to look at one again."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from tutor.domain.agreement import Label
from tutor.domain.answers import Citation, Judgement
from tutor.domain.noun import Noun


class Learner(Noun):
    """What an answer is fitted to: another language it is explained in, and what the learner works on, in their words.

    Either may be empty.
    """

    language: str = ""
    project: str = ""


class Aligned(Noun):
    """The same skill in ESCO, the European classification of skills: its preferred label there and its URI."""

    label: str = Field(min_length=1)
    uri: str = Field(pattern=r"^http://data\.europa\.eu/esco/skill/[\w.-]+$")


class Lesson(Noun):
    """A section of a source that teaches a skill: the words it is known by, the whole of it, and its headings.

    `minutes` is how long it takes to read, derived from its words and code.
    """

    words: Citation
    section: Citation
    heading: tuple[str, ...]
    minutes: float = Field(gt=0)


class Skill(Noun):
    """What one can do, which skills of the same corpus come before it, and where the corpus teaches it."""

    id: str
    corpus: str
    title: str
    can: str
    needs: tuple[str, ...] = ()
    lessons: tuple[Lesson, ...] = Field(min_length=1)
    aligned: tuple[Aligned, ...] = ()

    @property
    def minutes(self) -> float:
        """How long all of its lessons take to read."""
        return sum(lesson.minutes for lesson in self.lessons)


class ExerciseKind(StrEnum):
    """How an exercise is answered."""

    FILL_IN = "fill-in"  # with the word or number that is left out
    CHOICE = "choice"  # with one of the options, or its letter
    FIND_ERROR = "find the error"  # with the word or number that the source does not have there
    ORDER = "order the steps"  # with the numbers of the options in order
    SHORT = "short answer"  # in the learner's own words
    SQL = "sql task"  # with a query
    TASK = "practical task"  # with the numbers of what was done, which nobody checks


class Criterion(Noun):
    """What an answer in the learner's own words must say, yes or no, with the words of the source that say it."""

    text: str
    evidence: Citation


class SqlTask(Noun):
    """Tables to query, made by `setup`, and a query of the source that gives what is asked for."""

    setup: str
    solution: str


class Exercise(Noun):
    """A question whose answer stands in a span.

    `answer` is what is right: the words left out, the right option, the error and what stands there in the source with
    an arrow between them, the numbers of the options in order, the words of the source, or a query. `chance` is the
    probability to be right by guessing. `skill` is empty where an exercise was made for a topic.
    """

    id: str
    prompt: str
    answer: str
    evidence: Citation
    kind: ExerciseKind = ExerciseKind.FILL_IN
    skill: str = ""
    options: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    sql: SqlTask | None = None
    chance: float = Field(0.0, ge=0, lt=1)


class Met(Noun):
    """Whether one criterion was met, and by which words of the learner; `score` is the probability that it was."""

    criterion: Criterion
    label: Label
    score: float = Field(ge=0, le=1)
    said: str = ""


class Attempt(Noun):
    """What a learner answered to an exercise, and how it was graded.

    `met` has each criterion of an answer in the learner's own words. `assessment` names the assessment that it was part
    of: such an attempt was closed-book. Practice may be open-book.
    """

    exercise: Exercise
    words: str
    verdict: Judgement
    met: tuple[Met, ...] = ()
    assessment: str = ""

    @property
    def right(self) -> bool | None:
        """Whether it was right; None where the answer could not be graded, or lies within the margin."""
        verdicts = {Label.SUPPORTED: True, Label.REFUTED: False}
        return verdicts.get(self.verdict.label)


class Tried(Noun):
    """An attempt and when it was made."""

    attempt: Attempt
    at: AwareDatetime


class Standing(StrEnum):
    """How far a skill is shown, in a word."""

    NOT_TRIED = "not tried"
    TOO_LITTLE = "too little to tell"
    MISSING = "not yet"
    PARTLY = "partly"
    HELD = "held"


class Mastery(Noun):
    """What attempts show of a skill: a Beta posterior over the share of its exercises that will be answered right.

    `low` and `high` are its 5 % and 95 % quantiles, `right` of `tried` independent attempts were right. `needed` is
    what `low` must reach: the bar for those who know, raised by what guessing gives.
    """

    skill: str
    right: int = Field(ge=0)
    tried: int = Field(ge=0)
    mean: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    needed: float = Field(ge=0, le=1)
    standing: Standing
    words: str


class Step(Noun):
    """A skill on a path, how long it takes to read, and how long the check at its end."""

    skill: Skill
    reading: float = Field(ge=0)
    check: float = Field(ge=0)
    value: float = Field(ge=0)
    reason: str

    @property
    def minutes(self) -> float:
        """How long the step takes."""
        return self.reading + self.check


class LearningPath(Noun):
    """Skills still missing for a goal, in an order in which each has what comes before it; within the minutes.

    `held` are skills that the goal asks for and the learner has, `left_out` those that do not fit, both by id.
    """

    goal: str
    minutes: float
    steps: tuple[Step, ...] = ()
    held: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def takes(self) -> float:
        """How many minutes all steps take."""
        return sum(step.minutes for step in self.steps)


class Due(Noun):
    """An exercise to look at again: when it was due, and the probability that it is still remembered."""

    exercise: Exercise
    due: AwareDatetime
    remembered: float = Field(ge=0, le=1)


class DueList(Noun):
    """What is due now, most forgotten first, as much as fits the minutes; `waiting` is how many more are due.

    `upcoming` is when the next one that is not due yet will be.
    """

    minutes: float
    due: tuple[Due, ...] = ()
    waiting: int = 0
    upcoming: AwareDatetime | None = None


class Proposal(Noun):
    """An exercise as a model wrote it, nothing of it checked.

    `words` are said to be copied from the source. `statement` is the right answer as a sentence that has `answer` in
    it. `options` are all options of a choice, what stands wrongly in place of the answer, or the steps in order.
    """

    kind: ExerciseKind
    question: str
    answer: str
    statement: str
    words: str
    options: tuple[str, ...] = ()


class Flaw(Noun):
    """Why an exercise is not posed, by the check that found it."""

    check: str
    words: str


class Sitting(Noun):
    """An assessment that began: its exercises in order, and what it was of. `skill` is a key.

    `judge` grades answers in own words, `release` is that of the corpus. Those of earlier versions have neither.
    """

    id: str
    skill: str
    exercises: tuple[Exercise, ...]
    title: str = ""
    can: str = ""
    aligned: tuple[Aligned, ...] = ()
    release: str = ""
    judge: str = ""
    at: AwareDatetime | None = None


class Assessed(Noun):
    """What came of an assessment: how many were right of how many asked, the bound reached, and the bound needed."""

    id: str
    skill: str
    right: int
    asked: int
    low: float
    needed: float
    passed: bool
    words: str
