"""Quizzes: which option the passages that were retrieved carry."""

from __future__ import annotations

from collections.abc import Sequence

from evals.case import Case
from evals.scoring.outcome import Asked, Bench, Evidence, Outcome, Scorer, broken, one_by_one, unscored, valued
from tutor.domain import Label, Passage
from tutor.models.judge import Pair

PASSAGES = 3  # read for each option: the answer is rarely further down, and every one costs a judgement
_SUPPORTED = 0.5
_YES_OR_NO = (("true", "false"), ("yes", "no"))


def choice(asked: Asked, bench: Bench) -> Outcome:
    """Whether the option that the passages carry most is a right one.

    An option counts by how much a passage found for question and option entails both together, and by how near a
    sentence of them comes. Of true and false it is what the passages found for the question say of it.
    """
    case, found = asked.case, asked.answer.passages[:PASSAGES]
    if not case.options:
        return unscored("there are no options")
    if not found:
        return unscored("nothing was retrieved")
    stands = _of_yes_and_no(case.options)
    near = asked.row.options or (found,) * len(case.options)
    read = [found] if stands else [_once([*found, *each]) for each in near]
    claims = [case.question] if stands else [f"{case.question} {option}" for option in case.options]
    judged = [bench.judge.judge([Pair(each.text, claim) for each in passages]) for passages, claim in
              zip(read, claims, strict=True)]  # fmt: skip
    if any(each.label is Label.NOT_CHECKED for group in judged for each in group):
        return broken(f"the judge could not say: {judged[0][0].reason}")
    entailed = [max(each.score for each in group) for group in judged]
    if stands:
        worth = [entailed[0] if option == stands[0] else 2 * _SUPPORTED - entailed[0] for option in range(2)]
    else:
        worth = [score + _nearest(passages) for score, passages in zip(entailed, near, strict=True)]
    return _chosen(case, worth)


def _chosen(case: Case, worth: Sequence[float]) -> Outcome:
    evidence = [
        Evidence(about=option, value=value, why="right" if number in case.correct else "wrong")
        for number, (option, value) in enumerate(zip(case.options, worth, strict=True))
    ]
    return valued(float(worth.index(max(worth)) in case.correct), evidence)


def _of_yes_and_no(options: Sequence[str]) -> tuple[int, int] | None:
    """Which option says that the question's statement is true and which that it is not; None for other options."""
    said = [option.strip(" .").casefold() for option in options]
    for yes, no in _YES_OR_NO:
        if sorted(said) == sorted((yes, no)):
            return said.index(yes), said.index(no)
    return None


def _nearest(passages: Sequence[Passage]) -> float:
    """How near the nearest sentence comes, by similarity and cover."""
    return max((each.similarity + each.cover for passage in passages for each in passage.sentences), default=0.0)


def _once(passages: Sequence[Passage]) -> list[Passage]:
    return list({passage.span: passage for passage in passages}.values())


def chance(asked: Asked, _: Bench) -> Outcome:
    """What guessing gets."""
    case = asked.case
    return valued(len(case.correct) / len(case.options)) if case.options else unscored("there are no options")


SCORERS = (
    Scorer(
        "quiz choice",
        "whether the option that the passages carry most is right",
        one_by_one(choice),
        yes_or_no=True,
    ),
    Scorer("quiz chance", "what guessing among the options gets", one_by_one(chance), margin=None),
)
