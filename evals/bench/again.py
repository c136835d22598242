"""What asking again costs and what it gains: `python -m evals.bench.again HOME`, one line of JSON.

The model is a server on the loopback interface that wavers as planned (`evals.bench.wavers`). HOME has the starter
corpora published.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np

from evals.bench.figures import spread
from evals.bench.processes import Figures
from evals.bench.wavers import Fact, Pace, Wavering, askable, in_its_words, in_other_words
from evals.metrics import auroc, estimated
from evals.metrics import mean as with_interval
from evals.suite import figure
from tests.loopback import LoopbackModel
from tutor.ask import answer_from
from tutor.checking.decide import Standing, standing
from tutor.domain import Answer, Statement
from tutor.models.chat import Chat, Choice, Ended, Request
from tutor.parts import Parts
from tutor.settings import read_settings

QUESTIONS = 40  # of each mix, at most
ONE_IN = 5  # questions of that mix is disputed
FIXED = 5  # samples that others take always
PAIRS = 12  # of timed answers, one asked again and one not, after one to warm up
_PACE = Pace(0.5, 0.0125)  # the first token after half a second, then 80 a second
_MORE_CHOICES, _ONE = 100, 1  # that the endpoint gives for one request
_JUDGES = ("lexical", "local")


def again(home: Path, questions: int = QUESTIONS, pairs: int = PAIRS, pace: Pace = _PACE) -> Figures:
    """Tokens, seconds, and what is shown: of at most so many questions, and so many pairs of timed answers."""
    parts = Parts(read_settings(home=home))
    some = askable(parts)
    voices = {"in the source's words": in_its_words(some), "in other words": in_other_words(some)}
    return {
        "cost": cost(parts, in_its_words(some, only="number")[:questions]),
        "time": seconds(parts, in_its_words(some)[: pairs + 1], pace),
        "shown": {
            judge: {name: shown(_with_judge(parts, judge), known[:questions]) for name, known in voices.items()}
            for judge in _JUDGES
        },
    }


def _with_judge(parts: Parts, judge: str) -> Parts:
    return parts.under(parts.settings.model_copy(update={"judge": judge}))


def _asking(parts: Parts, model: LoopbackModel, **chosen: int) -> Parts:
    """The machines with the model, and asking as often as is chosen."""
    plugged = {"model": "loopback", "base_url": model.base_url, **chosen}
    return parts.under(parts.settings.model_copy(update=plugged))


# ------------------------------------------------------------------ tokens


@dataclass(frozen=True)
class Way:
    """A way of asking again: how often at first and at most, of an endpoint that gives so many choices at once."""

    first: int
    most: int
    choices: int


WAYS = {
    "adaptive": Way(3, 9, _MORE_CHOICES),
    "adaptive, one reply a request": Way(3, 9, _ONE),
    "five": Way(FIXED, FIXED, _MORE_CHOICES),
    "five, one reply a request": Way(FIXED, FIXED, _ONE),
}
PEER = "five, one reply a request"


def cost(parts: Parts, known: Sequence[Fact]) -> Figures:
    """Tokens of whole answers, by way: one question in five is disputed, its redraws right and wrong in turn."""
    disputed = {fact.question for fact in known[::ONE_IN]}
    model = Wavering(known, lambda fact, number: fact.question in disputed and number % 2 == 1)
    found = {name: _spent(parts, known, model, way) for name, way in WAYS.items()}
    peer = found[PEER]["tokens"]
    return {
        "questions": len(known),
        "disputed": len(disputed),
        "ways": {name: each | {"ratio": round(each["tokens"] / peer, 3)} for name, each in found.items()},
    }


def _spent(parts: Parts, known: Sequence[Fact], model: Wavering, way: Way) -> Figures:
    with LoopbackModel(model, most_choices=way.choices) as endpoint:
        asking = _asking(parts, endpoint, redraws=way.first, most_redraws=way.most)
        answers = [answer_from(fact.question, asking.releases(), asking) for fact in known]
    sent = sum(each.usage.input_tokens for each in answers)
    received = sum(each.usage.output_tokens for each in answers)
    return {
        "input_tokens": sent,
        "output_tokens": received,
        "tokens": sent + received,
        "requests": sum(each.usage.requests for each in answers),
        "redraws": round(mean(_redraws(each) for each in answers), 2),
    }


def _redraws(answer: Answer) -> int:
    return len(answer.stability.samples) if answer.stability else 0


# ------------------------------------------------------------------ seconds


class Noting:
    """A chat model that notes when a reply to a redraw was complete. May be called from several threads at once."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.complete: list[float] = []

    @property
    def name(self) -> str:
        return self._chat.name

    @property
    def endpoint(self) -> str:
        return self._chat.endpoint

    def stream(self, request: Request) -> Iterator[str | Ended]:
        yield from self._chat.stream(request)
        if request.seed is not None:
            self.complete.append(time.perf_counter())

    def several(self, request: Request, times: int) -> tuple[list[Choice], Ended]:
        found = self._chat.several(request, times)
        self.complete.append(time.perf_counter())
        return found


def seconds(parts: Parts, known: Sequence[Fact], pace: Pace) -> Figures:
    """Of answers asked again and not, in turn, with replies at the pace of a real model.

    `first` compares the first checked statement with and without; `all` when all checks were done with when the
    slowest redraw was complete.
    """
    with LoopbackModel(Wavering(known, lambda _fact, _number: False, pace)) as endpoint:
        on, off = _asking(parts, endpoint, redraws=3), _asking(parts, endpoint, redraws=0)
        runs = [_pair(on, off, fact.question, on_first=number % 2 == 0) for number, fact in enumerate(known)][1:]
    return {
        "first_token_s": pace.first,
        "tokens_per_s": round(1 / pace.each) if pace.each else None,
        "runs": len(runs),
        "first_s": spread([each.first for each in runs]),
        "first_without_s": spread([each.without for each in runs]),
        "first": spread([each.first / each.without for each in runs], digits=3),
        "all_s": spread([each.checked for each in runs]),
        "slowest_s": spread([each.slowest for each in runs]),
        "all": spread([each.checked / each.slowest for each in runs], digits=3),
    }


@dataclass(frozen=True)
class Timed:
    """Seconds from asking to the first checked statement, with redraws and without; to the slowest redraw, to the end.

    The end is when everything was checked.
    """

    first: float
    without: float
    slowest: float
    checked: float


def _pair(on: Parts, off: Parts, question: str, *, on_first: bool) -> Timed:
    """One question, asked again and not."""
    before = 0.0 if on_first else _first(answer_from(question, off.releases(), off))
    asking = on.under(on.settings)
    noting = Noting(asking.chat or _no_model())
    asking.chat = noting
    began = time.perf_counter()
    answer = answer_from(question, asking.releases(), asking)
    checked = time.perf_counter() - began
    without = before or _first(answer_from(question, off.releases(), off))
    return Timed(_first(answer), without, max(noting.complete) - began, checked)


def _no_model() -> Chat:
    raise SystemExit("There is no model to ask again.")


def _first(answer: Answer) -> float:
    if answer.usage.first_checked is None:
        raise SystemExit(f"Nothing was stated on {answer.question!r}.")
    return answer.usage.first_checked


# ------------------------------------------------------------------ what is shown


@dataclass(frozen=True)
class Seen:
    """What a learner sees of an answer to a question on which the model wavers, or does not.

    Of its statements, how many there are and how many are right; whether the right fact is stated, the wrong one, and
    the wrong one without a mark.
    """

    wavers: bool
    statements: int
    right: int
    has_right: bool
    has_wrong: bool
    unmarked_wrong: bool
    stability: float | None

    @classmethod
    def of(cls, answer: Answer, fact: Fact, *, wavers: bool) -> Seen:
        """What is seen of this one."""
        wrong = [each for each in answer.stated if each.claim.text == fact.wrong]
        return cls(
            wavers=wavers,
            statements=len(answer.stated),
            right=len(answer.stated) - len(wrong),
            has_right=any(each.claim.text == fact.right for each in answer.stated),
            has_wrong=bool(wrong),
            unmarked_wrong=any(_is_unmarked(each) for each in wrong),
            stability=answer.stability.score if answer.stability else None,
        )


def _is_unmarked(statement: Statement) -> bool:
    """Whether nothing beside the statement says that it was not said again, or that there is a dispute."""
    return standing(statement) in (Standing.HOLDS, Standing.NOT_ASKED_AGAIN)


def shown(parts: Parts, known: Sequence[Fact]) -> Figures:
    """What is stated of a model whose first answer is wrong on three questions in ten, and one in three redraws then.

    `once` without asking again, `again` with it. Asked a second time, the first answers are right on all questions, and
    as many redraws wrong as before: `same` is the share of wavering questions on which both answers state one thing.
    """
    wavering = {fact.question for number, fact in enumerate(known) if number % 10 in (0, 3, 6)}
    one_day = Wavering(known, lambda fact, number: fact.question in wavering and number % 3 == 0)
    another = Wavering(known, lambda fact, number: fact.question in wavering and number % 3 == 2)
    ways = {"once": 0, "again": 3}
    found = {name: _seen(parts, known, wavering, one_day, redraws) for name, redraws in ways.items()}
    later = {name: _seen(parts, known, wavering, another, redraws) for name, redraws in ways.items()}
    return {
        "questions": len(known),
        "wavering": len(wavering),
        **{name: _figures(seen) | {"same": _same(seen, later[name])} for name, seen in found.items()},
        "stability": _stability(found["again"]),
    }


def _seen(parts: Parts, known: Sequence[Fact], wavering: Collection[str], model: Wavering, redraws: int) -> list[Seen]:
    with LoopbackModel(model) as endpoint:
        asking = _asking(parts, endpoint, redraws=redraws, most_redraws=9)
        return [
            Seen.of(answer_from(fact.question, asking.releases(), asking), fact, wavers=fact.question in wavering)
            for fact in known
        ]


def _same(one_day: Sequence[Seen], another: Sequence[Seen]) -> Figures:
    both = [pair for pair in zip(one_day, another, strict=True) if pair[0].wavers]
    alike = [float((one.has_right, one.has_wrong) == (other.has_right, other.has_wrong)) for one, other in both]
    return figure(with_interval(alike, [str(number) for number in range(len(both))]))


def _figures(seen: Sequence[Seen]) -> Figures:
    """Of all statements the share that is right; of the questions on which the model wavers what is seen of the fact.

    With 95 % intervals, by bootstrap over questions.
    """
    right, statements = (np.array([getattr(each, name) for each in seen], float) for name in ("right", "statements"))
    wavering = [each for each in seen if each.wavers]
    groups = [str(number) for number in range(len(seen))]
    shares = {
        name: figure(with_interval([float(getattr(each, name)) for each in wavering], groups[: len(wavering)]))
        for name in ("has_right", "has_wrong", "unmarked_wrong")
    }
    return {
        "statements": int(statements.sum()),
        "right": figure(estimated(lambda some: float(right[some].sum() / statements[some].sum()), groups)),
        **shares,
    }


def _stability(seen: Sequence[Seen]) -> Figures:
    """The mean of the scores where the model wavers and where not, and how well the score tells these apart."""
    scores = {kind: [each.stability or 0.0 for each in seen if each.wavers is kind] for kind in (True, False)}
    return {
        "wavering": round(mean(scores[True]), 3),
        "steady": round(mean(scores[False]), 3),
        "auroc": round(auroc(scores[False], scores[True]), 3),
    }


if __name__ == "__main__":
    print(json.dumps(again(Path(sys.argv[1]))))
