"""Does an answer that a model gives again tend to be right? On recorded answers of a model to trivia questions.

Each question has 20 answers, sampled from one model, and the right one. The first is taken for the answer, the others
in their order for samples of it; one number, the certainty of the stopping rule, was chosen on them. The measure is
`tutor.checking.repeated`, which is what `tutor check` gives; beside it stand exact match and semantic entropy.
"""

from __future__ import annotations

import json
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.agreement_page import page
from evals.injected import Case, cases
from evals.metrics import Array, Figure, Flags, Rows, auroc, estimated, flags
from evals.suite import Figures, Order, Suite, figure, watched
from tutor.checking.alike import same
from tutor.checking.meanings import entropy, meanings
from tutor.checking.repeated import repeated, statements
from tutor.checking.settled import settled
from tutor.models.judge import Judge, Pair
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.local_judge import bundled_judge
from tutor.text.mapped import plain

FEWEST, MOST = 3, 10  # samples of the adaptive rule
_SHOWN = (3, 5, 10)
_TWICE = (3, 5, 9)  # samples beside a first answer, of which two lots are at hand
_ARTICLES = frozenset(("a", "an", "the"))
_MARKS = str.maketrans(dict.fromkeys(string.punctuation + "‘’´`_", " "))


@dataclass(frozen=True)
class Recorded:
    """A question's right answer, and what a model answered, again and again."""

    gold: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """What is measured of all questions, a row each; a column of `says` and `exact` is one more sample.

    `says` is how far a sample says the first answer, `exact` whether it is the same, `same` whether it votes for it;
    `meanings` are those of all answers, the first one's among them, and `right` which of them are right.
    """

    says: Array
    exact: Array
    same: Flags
    meanings: tuple[tuple[int, ...], ...]
    forms: tuple[tuple[str, ...], ...]
    right: Flags

    @property
    def spread(self) -> Array:
        """Semantic entropy over the first answer and the samples up to each, the more the less certain: below zero."""
        several = range(2, self.right.shape[1] + 1)
        return -np.array([[entropy(of_one[:count]) for count in several] for of_one in self.meanings])


def measure(order: Order) -> Figures:
    """AUROC by number of samples, the adaptive rule, and the answer of the majority."""
    judge, local = LexicalJudge(), bundled_judge()
    questions = order.some(recorded(order.data))
    found = measured(questions, judge)
    again = measured_by(found, [[is_right(each, one.gold, either=True) for each in one.answers] for one in questions])
    return {
        "judge": judge.fingerprint,
        "questions": len(questions),
        "answers_each": found.right.shape[1],
        "first_right": figure(_share(found.right[:, 0], order.seed)),
        "curve": curve(found, order.seed),
        "more_lenient": {
            "first_right": figure(_share(again.right[:, 0], order.seed)),
            "stability": {
                str(count): figure(_predicted(running(again.says, count), again.right[:, 0], order.seed))
                for count in _SHOWN
                if count < again.right.shape[1]
            },
        },
        "adaptive": adaptive(found, order.seed),
        "sentences": {each.fingerprint: by_sentence(order.some(cases()), each, order.seed) for each in (judge, local)},
        "majority": {str(count): majority(found, count, order.seed) for count in (*_SHOWN, found.says.shape[1])},
        "asked_twice": {
            str(count): asked_twice(found, count, order.seed)
            for count in _TWICE
            if 2 * (count + 1) <= found.right.shape[1]
        },
    }


def recorded(path: Path) -> list[Recorded]:
    """The questions, one a line."""
    lines = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [Recorded(each["gold"], tuple(each["samples"])) for each in lines]


def is_right(answer: str, gold: str, *, either: bool = False) -> bool:
    """Whether the gold answer's words stand in the answer, one after the other, both as TriviaQA normalises them.

    In `either`, or the answer's in the gold one: "Goethe" for "J. W. von Goethe".
    """
    one, other = normal(answer).split(), normal(gold).split()
    return _within(other, one) or (either and _within(one, other))


def normal(answer: str) -> str:
    """Lower case, without marks and articles, single spaces (Joshi et al. 2017)."""
    return " ".join(word for word in answer.lower().translate(_MARKS).split() if word not in _ARTICLES)


def _within(few: Sequence[str], many: Sequence[str]) -> bool:
    return bool(few) and any(many[at : at + len(few)] == few for at in range(len(many) - len(few) + 1))


def measured(questions: Sequence[Recorded], judge: Judge) -> Measured:
    """Every answer beside the first one of its question."""
    says, alike, spread = [], [], []
    for each in watched(questions, "answers compared"):
        first, *others = each.answers
        says.append([repeated(first, [other], judge).stability for other in others])
        alike.append([same(_said(first), _said(other)) for other in others])
        spread.append(tuple(meanings([statements(answer) for answer in each.answers], judge)))
    forms = tuple(tuple(normal(answer) for answer in each.answers) for each in questions)
    return Measured(
        says=np.array(says),
        exact=np.array([[form == first for form in others] for first, *others in forms], float),
        same=flags(alike),
        meanings=tuple(spread),
        forms=forms,
        right=flags([[is_right(answer, each.gold) for answer in each.answers] for each in questions]),
    )


def _said(answer: str) -> str:
    return " ".join(statements(answer))


def measured_by(found: Measured, right: Sequence[Sequence[bool]]) -> Measured:
    """The same, where other answers count as right."""
    return Measured(found.says, found.exact, found.same, found.meanings, found.forms, flags(right))


# ------------------------------------------------------------------ figures


def running(values: Array, count: int) -> Array:
    """The mean over the first samples."""
    return np.asarray(values[:, :count].mean(1), float)


def curve(found: Measured, seed: int) -> Figures:
    """AUROC of each measure for the first answer, by the number of samples."""
    first = found.right[:, 0]
    spread = found.spread
    measures: dict[str, Callable[[int], Array]] = {
        "stability": lambda count: running(found.says, count),
        "exact match": lambda count: running(found.exact, count),
        "semantic entropy": lambda count: spread[:, count - 1],
    }
    return {
        name: {
            str(count): figure(_predicted(scored(count), first, seed)) for count in range(1, found.says.shape[1] + 1)
        }
        for name, scored in measures.items()
    }


def votes(alike: Sequence[bool], fewest: int = FEWEST, most: int = MOST) -> int:
    """How many samples are drawn until it is settled whether most say the first answer, itself one vote for it."""
    says, denies = 1, 0
    for drawn, agrees in enumerate(alike[:most], start=1):
        says, denies = says + agrees, denies + (not agrees)
        if drawn >= fewest and settled(says, denies):
            return drawn
    return min(most, len(alike))


def adaptive(found: Measured, seed: int) -> Figures:
    """How many samples the adaptive rule spends, and what stability by so many tells beside that by all ten."""
    first = found.right[:, 0]
    spent = np.array([votes(list(each)) for each in found.same])
    few = np.array([row[:count].mean() for row, count in zip(found.says, spent, strict=True)])
    all_of_them = running(found.says, MOST)
    groups = _groups(len(first))

    def less(some: Rows) -> float:
        return _auroc(all_of_them[some], first[some]) - _auroc(few[some], first[some])

    return {
        "fewest": FEWEST,
        "most": MOST,
        "samples": figure(estimated(lambda some: float(spent[some].mean()), groups, seed)),
        "share_of_most": figure(estimated(lambda some: float(spent[some].mean() / MOST), groups, seed)),
        "by_number": {str(count): int((spent == count).sum()) for count in sorted(set(spent.tolist()))},
        "auroc": figure(_predicted(few, first, seed)),
        "auroc_of_most": figure(_predicted(all_of_them, first, seed)),
        "less_than_of_most": figure(estimated(less, groups, seed)),
    }


def majority(found: Measured, count: int, seed: int) -> Figures:
    """How often the answer of the majority of the first answer and so many samples is right, beside a single one.

    By meaning and by exact match; of several the one that came first. `gain` is the difference to the first answer,
    `gain_on_any` that to any of the answers, on average.
    """
    right = found.right[:, : count + 1]
    ways: dict[str, Sequence[Sequence[object]]] = {"meaning": found.meanings, "exact match": found.forms}
    shares: Figures = {"first": figure(_share(right[:, 0], seed)), "any": figure(_share(right.mean(1), seed))}
    for name, kinds in ways.items():
        chosen = flags([of_one[chosen_by(kind[: count + 1])] for of_one, kind in zip(right, kinds, strict=True)])
        shares[name] = {
            "right": figure(_share(chosen, seed)),
            "gain": figure(_share(chosen.astype(float) - right[:, 0], seed)),
            "gain_on_any": figure(_share(chosen.astype(float) - right.mean(1), seed)),
        }
    return shares


def asked_twice(found: Measured, count: int, seed: int) -> Figures:
    """How often two lots of a first answer and so many samples come to the same answer, and how often that is right.

    `first` of the two first answers, `meaning` of the answers of their majorities. No answer is in both lots, which is
    what a learner meets who asks the same question on two days.
    """
    size = count + 1
    lots = (slice(0, size), slice(size, 2 * size))
    ways: dict[str, Callable[[Sequence[int]], int]] = {"first": lambda _: 0, "meaning": chosen_by}
    figures: Figures = {}
    agree: dict[str, Flags] = {}
    for name, choose in ways.items():
        places = [[lot.start + choose(of_one[lot]) for lot in lots] for of_one in found.meanings]
        pairs = list(zip(found.meanings, places, strict=True))
        agree[name] = flags([of_one[one] == of_one[other] for of_one, (one, other) in pairs])
        right = np.array([found.right[row, both].mean() for row, both in enumerate(places)])
        figures[name] = {"same": figure(_share(agree[name], seed)), "right": figure(_share(right, seed))}
    return {**figures, "gain": figure(_share(agree["meaning"].astype(float) - agree["first"], seed))}


def by_sentence(some: Sequence[Case], judge: Judge, seed: int) -> Figures:
    """How well a statement's score tells a sample that says it in other words from one with one thing changed.

    By the judge alone, and as it is counted. The pairs are those written by hand in `evals/cases`; this set was looked
    at when the rule on exchanged words was chosen.
    """
    pairs = [(each, sample, sample == each.quote) for each in some for sample in (each.quote, *each.changed.values())]
    truth = flags([says for _, _, says in pairs])
    alone = judge.judge([Pair(plain(sample), each.statement) for each, sample, _ in pairs])
    counted = [repeated(each.statement, [plain(sample)], judge).stability for each, sample, _ in pairs]
    groups = [f"{each.corpus}/{each.document}" for each, _, _ in pairs]
    scores = {"judge alone": np.array([each.score for each in alone]), "as counted": np.array(counted)}
    return {name: figure(_of_groups(score, truth, groups, seed)) for name, score in scores.items()}


def _of_groups(scores: Array, truth: Flags, groups: Sequence[str], seed: int) -> Figure:
    return estimated(lambda some: _auroc(scores[some], truth[some]), groups, seed)


def chosen_by(kinds: Sequence[object]) -> int:
    """The place of the first answer of the kind that most are of; of equally many the kind that came first."""
    return kinds.index(Counter(kinds).most_common(1)[0][0])


def _share(values: Array | Flags, seed: int) -> Figure:
    return estimated(lambda some: float(values[some].mean()), _groups(len(values)), seed)


def _predicted(scores: Array, right: Flags, seed: int) -> Figure:
    return estimated(lambda some: _auroc(scores[some], right[some]), _groups(len(right)), seed)


def _auroc(scores: Array, right: Flags) -> float:
    return auroc(scores[right], scores[~right])


def _groups(count: int) -> list[str]:
    return [str(number) for number in range(count)]


SUITE = Suite(measure, page, "a JSONL of questions with `gold` and `samples`, the answers of a model in their order")
