"""Exercises that a model wrote: put together from what it proposed, and checked before anyone sees them.

The words that carry the answer are cut from the source, wrong options are set into the right answer's sentence by
code, and a judge reads both: a model is trusted in nothing that can be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tutor.domain import Citation, Criterion, ExerciseKind, Flaw, Label, Proposal
from tutor.learning.items.checks import (
    FLAWED,
    GIVEN_AWAY,
    SEVERAL_RIGHT,
    UNANSWERABLE,
    Made,
    flaws,
    flaws_of_wording,
    prose,
    said_to_be_wrong,
)
from tutor.learning.items.find_error import ARROW, QUESTION
from tutor.learning.items.order import in_order
from tutor.learning.items.parts import OPTIONS, Material, askable, shuffled
from tutor.learning.material import Sentence, points_elsewhere
from tutor.models.judge import Judge, Pair
from tutor.text.mapped import folded_words, plain
from tutor.text.words import content_stems, words

NOT_THERE = "quoted from the source"
_FEWEST_QUOTED, _MOST_QUOTED = 4, 150  # words
_LONGEST = 600  # characters of a question, an answer or an option
_SHARED = 0.4  # of the question's words that the right answer's sentence has to have
_FOREIGN = re.compile(
    r"https?:|www\.|\]\(|</?\w|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", re.IGNORECASE
)
_OF_THE_TEXT = re.compile(
    r"\b(?:passage|excerpt|(?:source|text|section|author|document)s? (?:says?|states?|gives?|names?|recommends?)"
    r"|(?:according to|in) the (?:source|text|section|document|author))\b",
    re.IGNORECASE,
)
_IN_ORDER = re.compile(r"\b(?:first|then|next|after|before|finally|last|steps?|order|sequence)\b", re.IGNORECASE)


class _Dropped(Exception):
    """Why a proposal becomes no exercise."""

    def __init__(self, check: str, said: str) -> None:
        super().__init__(said)
        self.flaw = Flaw(check=check, words=said)


def put_together(proposal: Proposal, material: Material) -> Made | Flaw:
    """The exercise that was proposed on the section, or why there is none. What rules can see is checked."""
    make: Mapping[ExerciseKind, Callable[[Proposal, Material, Citation], Made]] = {
        ExerciseKind.CHOICE: _choice,
        ExerciseKind.SHORT: _short,
        ExerciseKind.FIND_ERROR: _find_error,
        ExerciseKind.ORDER: _order,
    }
    try:
        _is_text(proposal)
        made = make[proposal.kind](proposal, material, _cited(proposal.words, material))
    except _Dropped as dropped:
        return dropped.flaw
    found = flaws_of_wording(made) if made.statement else flaws(made)
    return found[0] if found else made


def misjudged(made: Sequence[Made], judge: Judge) -> dict[str, Flaw]:
    """What the judge finds wrong, by the exercise's id; what it could not read counts as wrong.

    The cited words must carry the right answer and the section none of the others; the question alone must not.
    """
    asked = [(each.exercise.id, *question) for each in made for question in _questions(each)]
    judged = judge.judge([pair for _, pair, _, _ in asked])
    found: dict[str, Flaw] = {}
    for (identity, _, expected, flaw), verdict in zip(asked, judged, strict=True):
        if verdict.label is Label.NOT_CHECKED:
            found.setdefault(identity, Flaw(check=flaw.check, words="it could not be judged"))
        elif (verdict.label is Label.SUPPORTED) is not expected:
            found.setdefault(identity, flaw)
    return found


def _questions(made: Made) -> Iterator[tuple[Pair, bool, Flaw]]:
    """What the judge reads of an exercise, whether it should find it supported, and what is wrong if not."""
    if made.statement:
        carried = Flaw(check=UNANSWERABLE, words="the cited words do not carry the answer")
        yield Pair(plain(made.exercise.evidence.quote), made.statement), True, carried
        given = Flaw(check=GIVEN_AWAY, words="the question alone gives the answer")
        yield Pair(made.exercise.prompt.replace("\n", ". "), made.statement), False, given
    for wrong in said_to_be_wrong(made):
        several = Flaw(check=SEVERAL_RIGHT, words=f"the source also carries “{wrong}”")
        yield Pair(prose(made.material), wrong), False, several


def _is_text(proposal: Proposal) -> None:
    said = (proposal.question, proposal.answer, proposal.statement, *proposal.options)
    if any(len(each) > _LONGEST for each in said):
        raise _Dropped(FLAWED, "it is too long")
    if any(_FOREIGN.search(each) or not _is_unicode(each) for each in (*said, proposal.words)):
        raise _Dropped(FLAWED, "it has a link, a tag or signs that are no text")


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _cited(quoted: str, material: Material) -> Citation:
    """The words in their place, widened to whole sentences."""
    section = material.section
    there = folded_words(section.document.text[section.start : section.end])
    wanted = folded_words(quoted).text.strip(' .…"“”')
    if not _FEWEST_QUOTED <= len(words(wanted)) <= _MOST_QUOTED:
        raise _Dropped(NOT_THERE, f"a quote has {_FEWEST_QUOTED} to {_MOST_QUOTED} words")
    place = there.text.find(wanted)
    if place < 0:
        raise _Dropped(NOT_THERE, "the quoted words do not stand in the source")
    start, end = there.original(place, place + len(wanted))
    start, end = start + section.start, end + section.start
    for each in section.sentences:
        span = each.cited.span
        if span.start < end and start < span.end:
            start, end = min(start, span.start), max(end, span.end)
    return Citation.cut(section.document.text, section.document.span(start, end))


def _question(proposal: Proposal) -> str:
    """The question on one line, if it can be understood without the source."""
    asked = " ".join(proposal.question.split())
    if not asked or not words(asked):
        raise _Dropped(FLAWED, "there is no question")
    if _OF_THE_TEXT.search(asked) or points_elsewhere(asked):
        raise _Dropped(GIVEN_AWAY, "the question speaks of something that only stands in the source")
    told = set(content_stems(asked))
    if told and len(told & set(content_stems(proposal.statement))) < _SHARED * len(told):
        raise _Dropped(UNANSWERABLE, "the statement does not answer the question")
    return asked


def _choice(proposal: Proposal, material: Material, evidence: Citation) -> Made:
    asked = _question(proposal)
    right, options = proposal.answer.strip(), [" ".join(each.split()) for each in proposal.options]
    if len(options) != OPTIONS or options.count(right) != 1:
        raise _Dropped(SEVERAL_RIGHT, f"there are not {OPTIONS} options of which one is the answer")
    if any(each != right and _says(evidence.quote, each) for each in options):
        raise _Dropped(SEVERAL_RIGHT, "the cited words have another option too")
    statement = " ".join(proposal.statement.split())
    if statement.count(right) != 1:
        raise _Dropped(UNANSWERABLE, "the statement does not have the answer in it once")
    exercise = material.exercise(
        ExerciseKind.CHOICE, asked, right, evidence,
        options=tuple(shuffled(options, evidence.quote + asked)), chance=1 / OPTIONS,
    )  # fmt: skip
    return Made(exercise, material, statement)


def _says(quote: str, option: str) -> bool:
    """Whether the option's words stand in the quote: "called A or B" makes both right, which a judge may overlook."""
    return f" {' '.join(words(option))} " in f" {' '.join(words(plain(quote)))} "


def _short(proposal: Proposal, material: Material, evidence: Citation) -> Made:
    statement = " ".join(proposal.statement.split())
    asked = f"{_question(proposal)} Say it in your own words."
    if len(words(statement)) < _FEWEST_QUOTED:
        raise _Dropped(UNANSWERABLE, "the statement is too short to compare an answer with")
    criterion = Criterion(text=statement, evidence=evidence)
    exercise = material.exercise(ExerciseKind.SHORT, asked, statement, evidence, criteria=(criterion,))
    return Made(exercise, material, statement)


def _find_error(proposal: Proposal, material: Material, evidence: Citation) -> Made:
    sentence = _sentence(evidence, material)
    right, wrong = proposal.answer.strip(), (proposal.options or ("",))[0].strip()
    place = re.search(rf"(?<!\w){re.escape(right)}(?!\w)", sentence.text) if right else None
    if place is None or sentence.text.count(right) != 1:
        raise _Dropped(UNANSWERABLE, "what is right does not stand in the sentence once")
    if not wrong or wrong == right or len(words(wrong)) > len(words(right)) + 1 or wrong in sentence.text:
        raise _Dropped(SEVERAL_RIGHT, "there is no error")
    said = sentence.text[: place.start()] + wrong + sentence.text[place.end() :]
    asked, answer = f"{QUESTION}\n“{said}”", f"{wrong}{ARROW}{right}"
    return Made(material.exercise(ExerciseKind.FIND_ERROR, asked, answer, evidence), material)


def _sentence(evidence: Citation, material: Material) -> Sentence:
    for each in material.section.sentences:
        if each.cited.span == evidence.span and askable(each):
            return each
    raise _Dropped(NOT_THERE, "the quoted words are not one sentence of a fair length")


def _order(proposal: Proposal, material: Material, evidence: Citation) -> Made:
    runs = [each for run in material.section.steps() for each in run]
    listed = any(each.cited.span.overlaps(evidence.span) for each in runs)
    if not listed and not _IN_ORDER.search(plain(evidence.quote)):
        raise _Dropped(UNANSWERABLE, "the source does not say that the order matters")
    exercise = in_order(material, [" ".join(plain(each).split()) for each in proposal.options], evidence)
    if exercise is None:
        raise _Dropped(FLAWED, "there are too few or too many steps")
    return Made(exercise, material)
