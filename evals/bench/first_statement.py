"""The first checked statement beside the model's words: `python -m evals.bench.first_statement HOME QUESTIONS`.

The model is a server on the loopback interface at the pace of a real one: it notes when the sentence that is its first
statement was complete on the wire. One line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from evals.bench.figures import spread
from evals.bench.processes import Figures
from evals.bench.running import CALM, COMPLETE, Served, chromium, clock, own_home, seen, served, watch
from tests.loopback import LoopbackModel, Reply, Request
from tests.loopback.answers import quoting
from tutor.ask import answer_from
from tutor.domain import Progress, Statement
from tutor.parts import Parts
from tutor.settings import read_settings

RUNS = 16
_FIRST, _EACH = 0.5, 0.025  # seconds: the first token after half a second, then 40 a second
_STATEMENT = ("[class*='st-key-turn-']", ".stated .statement")


class Noted(tuple[str, ...]):  # noqa: SLOT001 - a tuple has no room for slots of its own
    """Pieces of a stream, and when each was on the wire: when the sender came, for the first time, for the next."""

    times: tuple[float, ...] = ()

    def __iter__(self) -> Iterator[str]:
        times = []
        for piece in super().__iter__():
            yield piece
            times.append(time.perf_counter())
        self.times = self.times or tuple(times)


class PacedModel:
    """An honest model that streams at the pace of a real one. Asked again, for which nobody waits, it has no pace."""

    def __init__(self) -> None:
        self._pieces = Noted()

    def __call__(self, request: Request) -> Reply:
        reply = quoting(request)
        if self._pieces:
            return reply
        self._pieces = Noted(reply.streamed)
        return replace(reply, pieces=self._pieces, pause_first=_FIRST, pause_each=_EACH)

    def complete_at(self) -> float:
        """When the first sentence of the answer was complete on the wire; what is asked next is another answer."""
        pieces, self._pieces = self._pieces, Noted()
        return pieces.times[closing_piece(pieces)]


def closing_piece(pieces: tuple[str, ...]) -> int:
    """The index of the piece that has the end of the first sentence of an answer."""
    reply = "".join(pieces)
    _, end = json.JSONDecoder().raw_decode(reply, reply.index("{", 1))
    sent = 0
    for index, piece in enumerate(pieces):
        sent += len(piece)
        if sent >= end:
            return index
    raise ValueError("the reply ends before its first sentence does")


def first_statement(home: Path, questions: list[str]) -> Figures:
    """Seconds from Enter to both moments, their ratio and what lies between; then the same without the page."""
    model = PacedModel()
    with LoopbackModel(model) as loopback, own_home(home) as own:
        asked = _answered(own, questions)
        settings = {"TUTOR_MODEL": "loopback", "TUTOR_BASE_URL": loopback.base_url}
        with served(own, **settings) as server, chromium() as browser:
            page = [_in_the_page(browser, server, model, question) for question in asked]
        parts = _parts(own, loopback)
        alone = [_without(parts, model, question) for question in asked]
    return {
        "first_token_s": _FIRST,
        "tokens_per_s": 1 / _EACH,
        "page": _figures(page[1:]) | {"clocks_within_ms": round(max(each[2] for each in page[1:]) * 1000, 2)},
        "without_page": _figures(alone[1:]),
    }


def _parts(home: Path, loopback: LoopbackModel) -> Parts:
    return Parts(read_settings(home=home, model="loopback", base_url=loopback.base_url))


def _answered(home: Path, questions: list[str]) -> list[str]:
    """Questions from all over the list whose first sentence is stated: else another would be the first statement."""
    chosen: list[str] = []
    with LoopbackModel(quoting) as loopback:
        parts = _parts(home, loopback)
        for question in questions[:: len(questions) // (2 * RUNS)]:
            seen_first: list[Progress] = []
            answer_from(question, parts.releases(), parts, seen_first.append)
            decided = next((each.decided for each in seen_first if each.decided is not None), None)
            if isinstance(decided, Statement):
                chosen.append(question)
    return chosen[: RUNS + 1]


Moments = tuple[float, ...]  # seconds from Enter until complete on the wire, until shown, and of doubt


def _in_the_page(browser: Browser, server: Served, model: PacedModel, question: str) -> Moments:
    page = browser.new_page()
    page.goto(server.address)
    page.wait_for_selector(CALM)
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    times = clock(page)
    watch(page, _STATEMENT)
    entered = time.perf_counter()
    field.press("Enter")
    shown = times.ours(seen(page))
    page.locator(COMPLETE).wait_for(state="attached")
    page.close()
    return model.complete_at() - entered, shown - entered, times.within


def _without(parts: Parts, model: PacedModel, question: str) -> Moments:
    entered = time.perf_counter()
    checked = answer_from(question, parts.releases(), parts).usage.first_checked
    assert checked is not None
    return model.complete_at() - entered, checked, 0.0


def _figures(runs: list[Moments]) -> Figures:
    lags = [(shown - complete) * 1000 for complete, shown, _ in runs]
    return {
        "runs": len(runs),
        "complete_on_the_wire_s": round(median(complete for complete, _, _ in runs), 2),
        "ratio": spread([shown / complete for complete, shown, _ in runs]),
        "lag_ms": spread(lags, digits=0),
    }


if __name__ == "__main__":
    print(json.dumps(first_statement(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))))
