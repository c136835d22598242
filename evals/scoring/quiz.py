"""Quizzes: which option the passages that were retrieved entail."""

from __future__ import annotations

from evals.scoring.outcome import Asked, Bench, Evidence, Outcome, Scorer, broken, one_by_one, unscored, valued
from tutor.domain import Label
from tutor.models.judge import Pair

_PASSAGES = 3  # read for each option: the answer is rarely further down, and every one costs a judgement


def choice(asked: Asked, bench: Bench) -> Outcome:
    """Whether the option that one of the first passages entails most is a right one."""
    case, passages = asked.case, asked.answer.passages[:_PASSAGES]
    if not case.options:
        return unscored("there are no options")
    if not passages:
        return unscored("nothing was retrieved")
    pairs = [Pair(passage.text, f"{case.question} {option}") for option in case.options for passage in passages]
    judged = bench.judge.judge(pairs)
    if any(each.label is Label.NOT_CHECKED for each in judged):
        return broken(f"the judge could not say: {judged[0].reason}")
    best = [max(each.score for each in judged[at : at + len(passages)]) for at in range(0, len(judged), len(passages))]
    chosen = best.index(max(best))
    evidence = [
        Evidence(about=option, value=score, why="right" if number in case.correct else "wrong")
        for number, (option, score) in enumerate(zip(case.options, best, strict=True))
    ]
    return valued(float(chosen in case.correct), evidence)


def chance(asked: Asked, _: Bench) -> Outcome:
    """What guessing gets."""
    case = asked.case
    return valued(len(case.correct) / len(case.options)) if case.options else unscored("there are no options")


SCORERS = (
    Scorer(
        "quiz choice",
        "whether the option that the passages entail most is right",
        one_by_one(choice),
        yes_or_no=True,
    ),
    Scorer("quiz chance", "what guessing among the options gets", one_by_one(chance), margin=None),
)
