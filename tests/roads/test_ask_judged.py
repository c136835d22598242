"""Answers that a chat model judges."""

from __future__ import annotations

import threading
import time

from tests.conftest import NOW
from tests.loopback import Reply, Request, answers, judging
from tests.roads.asking import GRAIN, Asking
from tutor.ask import answer, ask, put
from tutor.domain import Check, Label, unwatched


def test_what_the_judge_spends_is_counted(asking: Asking) -> None:
    """Its requests and tokens are part of what the answer cost."""
    model = asking.model(judging.beside(answers.quoting))
    found = ask(GRAIN, [], asking.parts(model, judge="model"), NOW).answer
    assert found.stated
    assert found.fingerprint.judge.startswith("model-1")
    assert found.usage.requests == len(model.requests) > 2


def test_a_stop_does_not_wait_for_the_judge(asking: Asking) -> None:
    """A judge that never replies holds nobody who wants no more; what it did not say is not checked."""
    stop = threading.Event()

    def script(request: Request) -> Reply:
        if "pairs" not in request.texts[-1][:20]:
            return answers.quoting(request)
        threading.Timer(0.5, stop.set).start()  # once the judge has been asked, and does not reply
        return Reply(text="{", stall_after=0)

    parts = asking.parts(asking.model(script), judge="model")
    began = time.monotonic()
    found = answer(put(GRAIN, [], parts, NOW), parts, NOW, unwatched, stop.is_set).answer
    assert time.monotonic() - began < 20
    assert found.stopped
    decided = [*found.stated, *(each.statement for each in found.withheld)]
    checks = [verdict for each in decided for verdict in each.verdicts if verdict.check is Check.AGREEMENT]
    assert {verdict.label for verdict in checks} == {Label.NOT_CHECKED}
