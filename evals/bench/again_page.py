"""What asking again costs and gains, as a part of the benchmark's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from evals.bench.processes import Figures
from evals.suite import rows, said


def details(suite: Figures) -> Iterator[str]:
    """Tokens, seconds, and what is shown."""
    yield from _cost(suite["cost"])
    yield from _seconds(suite["time"])
    yield from _shown(suite["shown"])


def _cost(found: Figures) -> Iterator[str]:
    yield (
        f"Tokens of {found['questions']} checked answers on the starter corpora, the first answer included, as the "
        f"endpoint counts them (a model on the loopback interface, for which a word is a token). {found['disputed']} "
        "of the questions are disputed: of their redraws every other one has another number, so that the votes stay "
        "even and the adaptive rule goes on asking. Three redraws to begin with, nine at most; beside it five "
        "always, each in a request of its own, which is what toolkits for this do where nothing else is set. What an "
        "endpoint saves by remembering a prompt is not counted."
    )
    yield ""
    names = ("redraws", "requests", "input_tokens", "output_tokens", "tokens", "ratio")
    body = [(name, *(each[key] for key in names)) for name, each in found["ways"].items()]
    yield from rows(("", "redraws, mean", "requests", "sent", "received", "tokens", "to five separate ones"), body)


def _seconds(found: Figures) -> Iterator[str]:
    yield (
        f"Seconds, with replies at the pace of a real model: the first token after {found['first_token_s']} s, then "
        f"{found['tokens_per_s']} a second, redraws too. Each of {found['runs']} questions is asked with redraws and "
        "without, which of them first taking turns. The end is when all checks of the answer are done."
    )
    yield ""
    named = {
        "first_s": "first checked statement, s",
        "first_without_s": "the same without redraws, s",
        "first": "with / without",
        "slowest_s": "slowest redraw complete, s",
        "all_s": "all checks done, s",
        "all": "all checks / slowest redraw",
    }
    yield from rows(("", "median", "greatest"), [(words, *_spread(found[key])) for key, words in named.items()])


def _spread(found: Figures) -> Sequence[Any]:
    interval = f" ({found['interval_95'][0]:g} to {found['interval_95'][1]:g})" if "interval_95" in found else ""
    return f"{found['median']:g}{interval}", found["greatest"]


def _shown(found: Figures) -> Iterator[str]:
    every = next(iter(next(iter(found.values())).values()))
    yield (
        f"What is shown of a model that is wrong in one fact on {every['wavering']} of {every['questions']} questions: "
        "there its first answer is, and of its redraws one in three. The fact is told in the source's own words, and "
        "wrongly with one thing changed by rule; or by hand in other words. Up to two honest sentences stand beside "
        "it. Of the questions on which it wavers: whether the right fact is stated, the wrong one, and the wrong one "
        "with nothing beside it that says it was not said again or is disputed. Then the share of these on which the "
        "same is stated when they are asked a second time, where the first answers happen to be right and as many "
        "redraws are wrong. 95 % intervals in brackets, by bootstrap over questions."
    )
    yield ""
    head = ("judge, fact", "asked again", "statements", "share right", "right fact stated", "wrong fact stated",
            "wrong and unmarked", "the same twice")  # fmt: skip
    body = [
        (f"{judge}, {voice}", words, each[key]["statements"], *(said(each[key][name]) for name in _SHARES))
        for judge, voices in found.items()
        for voice, each in voices.items()
        for key, words in (("once", "no"), ("again", "yes"))
    ]
    yield from rows(head, body)
    yield (
        "Stability, by its mean, and how well it tells the questions on which the model wavers from the others. It is "
        "that of the statements that the sources carry: a wrong first fact that was withheld is no part of it."
    )
    yield ""
    stable = [
        (f"{judge}, {voice}", each["stability"]["wavering"], each["stability"]["steady"], each["stability"]["auroc"])
        for judge, voices in found.items()
        for voice, each in voices.items()
    ]
    yield from rows(("judge, fact", "where it wavers", "elsewhere", "AUROC"), stable)


_SHARES = ("right", "has_right", "has_wrong", "unmarked_wrong", "same")
