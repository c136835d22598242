"""How often a question is asked again: once more for several redraws, further rounds while a statement is disputed."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from tests.conftest import NOW
from tests.loopback import LoopbackModel, Reply, Request, Script
from tests.loopback.wavering import Kind, number_of, one, steady, wavering
from tests.roads.invoices import BOTH_WAYS, PAYING, PAYS, Wavering, became, stable
from tutor.ask import answer, ask, put
from tutor.checking.decide import Standing, standing
from tutor.domain import Progress


def requests(model: LoopbackModel) -> list[tuple[int | None, int | None]]:
    """Of each request how many choices it wanted, and its seed."""
    return [(request.body.get("n"), request.body.get("seed")) for request in model.requests]


@pytest.mark.parametrize(
    ("script", "chosen", "sent"),
    [
        (wavering(0, Kind.TEXT), {}, [(3, 1)]),
        (wavering(1, Kind.SILENT), {}, [(3, 1)]),  # silence is no dispute
        (one(Kind.TEXT, 2), {}, [(3, 1), (3, 4)]),  # five of six settle it
        (wavering(1, Kind.TEXT), {}, [(3, 1), (3, 4)]),
        (wavering(1 / 3, Kind.TEXT), {}, [(3, 1), (3, 4), (3, 7)]),
        (wavering(1 / 3, Kind.TEXT), {"most_redraws": 5}, [(3, 1), (2, 4)]),
        (wavering(1 / 3, Kind.TEXT), {"most_redraws": 3}, [(3, 1)]),
        (wavering(1 / 3, Kind.TEXT), {"most_redraws": 2}, [(2, 1)]),
        (
            wavering(0, Kind.TEXT),
            {"redraws": 5, "most_redraws": 2},
            [(2, 1)],
        ),  # the limit is one of the first round too
        (wavering(1 / 3, Kind.TEXT), {"most_redraws": 12}, [(3, 1), (3, 4), (3, 7), (3, 10)]),
    ],
)
def test_more_is_asked_only_while_a_statement_is_disputed(
    law: Wavering, script: Script, chosen: dict[str, object], sent: list[tuple[int, int]]
) -> None:
    """A stable answer takes one request more; a disputed one further rounds, to the limit or until it is settled."""
    model = law.model(script)
    found = ask(PAYING, ["law"], law.parts(model, **chosen), NOW).answer
    assert requests(model) == [(None, None), *sent]
    assert len(stable(found).samples) == sum(times for times, _ in sent)


@pytest.mark.parametrize(("most", "drawn"), [(2, 2), (0, None)])
def test_the_limit_holds_for_choices_made_again_too(law: Wavering, most: int, drawn: int | None) -> None:
    """Without a model no more choices are made than are allowed; none at all where none is."""
    found = ask(PAYING, ["law"], law.parts(None, redraws=5, most_redraws=most), NOW).answer
    assert (len(found.stability.samples) if found.stability else None) == drawn


def test_no_redraw_at_all_is_allowed(law: Wavering) -> None:
    """A limit of none asks nothing again."""
    model = law.model(steady)
    found = ask(PAYING, ["law"], law.parts(model, most_redraws=0), NOW).answer
    assert (len(model.requests), found.stability) == (1, None)


def test_rounds_without_n_are_calls_of_their_own(law: Wavering) -> None:
    """An endpoint that gives one reply at a time is asked as often, each time with a seed of its own."""
    law.most_choices = 1
    model = law.model(wavering(1 / 3, Kind.TEXT))
    found = ask(PAYING, ["law"], law.parts(model, most_redraws=5), NOW).answer
    assert sorted(seed or 0 for _, seed in requests(model)) == [0, 1, 2, 3, 4, 5]
    assert len(stable(found).samples) == 5


@pytest.mark.parametrize(("limit", "asked"), [(0, 3), (3000, 3), (1000, 1), (1, 1), (2100, 2)])
def test_redraws_stop_at_their_limit_of_tokens(law: Wavering, limit: int, asked: int) -> None:
    """No further round once they have cost so much; the first round always runs, and 0 is no limit."""

    def script(request: Request) -> Reply:
        return replace(wavering(1 / 3, Kind.TEXT)(request), usage=(1000, 20))

    model = law.model(script)
    ask(PAYING, ["law"], law.parts(model, redraw_tokens=limit), NOW)
    assert len(model.requests) - 1 == asked


def test_a_redraw_that_takes_too_long_is_missing(law: Wavering) -> None:
    """The answer does not wait for it beyond the limit, and says that it did not come."""
    began = time.monotonic()
    found = law.answer(lambda request: replace(steady(request), stall_after=0 if number_of(request) else None),
                       redraw_seconds=0.5)  # fmt: skip
    assert time.monotonic() - began < 20
    assert {standing(each) for each in found.stated} == {Standing.NOT_ASKED_AGAIN}
    assert {each.failure for each in stable(found).samples} == {"it did not come within 0.5 seconds"}
    assert stable(found).words == "not known: no redraw came"


def test_a_late_round_leaves_what_came_before(law: Wavering) -> None:
    """Where further redraws do not come, the votes of the first ones decide, and no other round is tried."""

    def script(request: Request) -> Reply:
        late = number_of(request) > 3
        return replace(wavering(1 / 3, Kind.TEXT)(request), stall_after=0 if late else None)

    model = law.model(script)
    found = ask(PAYING, ["law"], law.parts(model, redraw_seconds=4.0), NOW).answer
    assert became(found, PAYS) == (Standing.DISPUTED, "2 of 3 redraws say it, 1 contradicts it (3 missing)")
    assert len(model.requests) == 3


def test_all_rounds_together_have_so_many_seconds(law: Wavering) -> None:
    """Two rounds that would each come in time do not both: the learner waits once."""

    def script(request: Request) -> Reply:
        return replace(wavering(1 / 3, Kind.TEXT)(request), pause_first=4.0 if number_of(request) else 0.0)

    model = law.model(script)
    found = ask(PAYING, ["law"], law.parts(model, redraw_seconds=6.5), NOW).answer
    assert [bool(each.failure) for each in stable(found).samples] == [False] * 3 + [True] * 3
    assert {each.sent.parameters["seed"] for each in stable(found).samples[3:]} == {4}


def test_a_stop_during_the_redraws_keeps_those_that_came(law: Wavering) -> None:
    """Stopped in the second round, the answer ends at once, with the votes of the first."""
    stop = threading.Event()

    def script(request: Request) -> Reply:
        if number_of(request) > 3:
            stop.set()
        return replace(wavering(1 / 3, Kind.TEXT)(request), stall_after=0 if number_of(request) > 3 else None)

    parts = law.parts(law.model(script))
    began = time.monotonic()
    found = answer(put(PAYING, ["law"], parts, NOW), parts, NOW, stopped=stop.is_set).answer
    assert time.monotonic() - began < 20
    assert found.stopped
    assert became(found, PAYS) == (Standing.DISPUTED, "2 of 3 redraws say it, 1 contradicts it (3 missing)")


def test_whoever_watches_sees_the_redraws_come(law: Wavering) -> None:
    """One step for each, and more in all once a dispute makes more of them."""
    seen: list[Progress] = []
    parts = law.parts(law.model(one(Kind.TEXT, 2)))
    ask(PAYING, ["law"], parts, NOW, seen.append)
    again = [(each.done, each.total) for each in seen if each.step == "again"]
    assert again == [(0, 3), (1, 3), (2, 3), (3, 3), (4, 4), (5, 5), (6, 6)]


@BOTH_WAYS
def test_what_asking_again_costs_is_counted(law: Wavering, most_choices: int) -> None:
    """Requests and tokens of every round are in the usage, a request for several once."""
    law.most_choices = most_choices
    model = law.model(lambda request: replace(one(Kind.TEXT, 2)(request), usage=(1000, 10)))
    usage = ask(PAYING, ["law"], law.parts(model), NOW).answer.usage
    assert usage.requests == len(model.requests) == (3 if most_choices > 1 else 7)
    assert usage.input_tokens == 1000 * usage.requests
    assert usage.output_tokens == 10 * 7
