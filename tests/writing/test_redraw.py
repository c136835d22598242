"""Asking again."""

from __future__ import annotations

import json
from time import perf_counter

import pytest

from tests.loopback import LoopbackModel, Wording, rejecting
from tests.loopback.script import Reply, Request
from tests.writing.test_write import REPLY, SENTENCES, Scripted
from tutor.domain import Sample
from tutor.models.langchain_chat import openai_chat
from tutor.models.stoppable import Stoppable
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.writing.redraw import Again, Drawn, redraw, resample

SAID = tuple(str(each["text"]) for each in SENTENCES)


def drawn(model: LoopbackModel, times: int, first: int = 1) -> list[Drawn]:
    """Redraws by the chat model at that endpoint."""
    settings = read_settings(model="loopback", base_url=model.base_url, temperature=0.7, retries=0)
    return list(redraw(Again("q", (), openai_chat(settings)), times, first))


def test_each_redraw_is_a_sample_with_its_cost() -> None:
    """As many samples as asked for, each with what it states and what it cost."""
    found = list(redraw(Again("q", (), Scripted([REPLY])), 3))
    assert [each.sample.statements for each in found] == [SAID] * 3
    assert sum(each.usage.output_tokens for each in found) == 15
    assert list(redraw(Again("q", (), Scripted([REPLY])), 0)) == []


def test_a_redraw_that_fails_says_why() -> None:
    """It is a sample without statements: missing, not agreement."""
    (found,) = redraw(Again("q", (), Scripted(["no json"])), 1)
    assert found.sample.statements == ()
    assert found.sample.failure


def test_one_request_gives_all_where_the_endpoint_has_n() -> None:
    """One request with `n`; the passages are paid once, and what was really sent is with each sample."""
    with LoopbackModel(Reply(text=REPLY, usage=(1000, 50))) as model:
        found = drawn(model, 3, first=4)
    (sent,) = [each.body for each in model.requests]
    assert (sent["n"], sent["seed"], sent["temperature"]) == (3, 4, 0.7)
    assert [each.sample.statements for each in found] == [SAID] * 3
    assert sum(each.usage.requests for each in found) == 1
    assert sum(each.usage.input_tokens for each in found) == 1000
    assert found[0].sample.sent.parameters["n"] == 3


@pytest.mark.parametrize("ignores", [True, False], ids=["ignored", "refused"])
def test_without_n_the_calls_are_made_side_by_side(ignores: bool) -> None:
    """An endpoint that refuses or ignores `n` is asked once for each that is missing, and not tried so again."""

    def script(request: Request) -> Reply:
        if request.choices > 1 and not ignores:
            return Reply(status=400, error={"message": "n must be 1", "type": "invalid_request_error", "code": None})
        return Reply(text=REPLY)

    with LoopbackModel(script, most_choices=1 if ignores else 9) as model:
        settings = read_settings(model="loopback", base_url=model.base_url, retries=0)
        again = Again("q", (), openai_chat(settings))
        assert [each.sample.statements for each in redraw(again, 3)] == [SAID] * 3
        before = len(model.requests)
        assert [each.sample.statements for each in redraw(again, 2, first=4)] == [SAID] * 2
    bodies = [each.body for each in model.requests]
    assert before == 3 + (not ignores)
    assert [body.get("n") for body in bodies[before:]] == [None, None]
    assert {body["seed"] for body in bodies[before:]} == {4, 5}


def test_a_cut_reply_keeps_its_complete_sentences_and_says_that_it_is_cut() -> None:
    """Its silence on what was to come is no finding, so it must be known."""
    whole = json.dumps({"sentences": SENTENCES, "not_in_sources": ""})
    cut = whole[: whole.index(SAID[-1])]
    with LoopbackModel(Reply(text=cut, finish_reason="length")) as model:
        found = drawn(model, 2)
    assert [each.sample for each in found] == [Sample(statements=SAID[:-1], cut=True, sent=found[0].sample.sent)] * 2


def test_an_endpoint_that_fails_at_several_is_asked_one_by_one() -> None:
    """A 500 for `n` is learnt from: once, and no round fails for it again; what it cost to find out is counted."""

    def script(request: Request) -> Reply:
        return Reply(status=500) if request.choices > 1 else Reply(text=REPLY)

    with LoopbackModel(script) as model:
        settings = read_settings(model="loopback", base_url=model.base_url, retries=0)
        again = Again("q", (), openai_chat(settings))
        found = [*redraw(again, 3), *redraw(again, 3, first=4)]
    assert [each.sample.statements for each in found] == [SAID] * 6
    assert [request.choices for request in model.requests] == [3, 1, 1, 1, 1, 1, 1]
    assert sum(each.usage.requests for each in found) == len(model.requests)


def test_an_endpoint_that_fails_at_all_is_a_failure_for_each() -> None:
    """Where single calls fail too, every redraw is missing."""
    with LoopbackModel(Reply(status=500)) as model:
        found = drawn(model, 3)
    assert all(each.sample.failure for each in found)
    assert (len(found), len(model.requests)) == (3, 4)


def test_an_endpoint_that_is_busy_is_not_asked_at_once_again() -> None:
    """A rate limit is no word on `n`: all that were asked for together are missing, and the next round may have it."""
    with LoopbackModel(Reply(status=429)) as model:
        found = drawn(model, 3)
    assert all(each.sample.failure for each in found)
    assert (len(found), len(model.requests)) == (3, 1)


@pytest.mark.parametrize("wording", Wording)
def test_what_is_refused_by_name_is_left_out_and_several_asked_for_again(wording: Wording) -> None:
    """An endpoint that refuses a seed still gives several replies at once, and what was sent is on record."""
    with LoopbackModel(rejecting("seed", wording)(lambda _: Reply(text=REPLY))) as model:
        found = drawn(model, 3)
    assert [(request.choices, "seed" in request.body) for request in model.requests] == [(3, True), (3, False)]
    assert [each.sample.statements for each in found] == [SAID] * 3
    assert {each.sample.sent.dropped for each in found} == {("seed",)}
    assert sum(each.usage.requests for each in found) == 2


@pytest.mark.parametrize("wording", Wording)
def test_an_endpoint_that_refuses_several_keeps_its_seeds(wording: Wording) -> None:
    """A refusal of `n` costs nothing but `n`."""
    with LoopbackModel(rejecting("n", wording)(lambda _: Reply(text=REPLY))) as model:
        found = drawn(model, 2)
    assert [request.body.get("n") for request in model.requests] == [2, None, None]
    assert sorted(int(each.sample.sent.parameters["seed"]) for each in found) == [1, 2]


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("status", [401, 429, 500])
def test_what_was_sent_for_a_redraw_that_failed_is_on_record(status: int, times: int) -> None:
    """Model, temperature and seed of a request that got no reply are known all the same."""
    with LoopbackModel(Reply(status=status)) as model:
        found = drawn(model, times, first=4)
    together = any(request.choices > 1 for request in model.requests[-1:])
    for place, each in enumerate(sorted(found, key=lambda each: str(each.sample.sent.parameters["seed"]))):
        assert each.sample.failure
        sent = each.sample.sent.parameters
        assert (sent["model"], sent["temperature"]) == ("loopback", 0.7)
        assert (sent["seed"], sent.get("n")) == ((4, times) if together else (4 + place, None))


def test_what_was_sent_for_a_redraw_that_came_too_late_is_on_record() -> None:
    """Left while it is awaited, a redraw still tells its seed."""
    with LoopbackModel(Reply(text=REPLY, pause_first=30)) as model:
        settings = read_settings(model="loopback", base_url=model.base_url, retries=0)
        until = perf_counter() + 0.5
        chat = Stoppable(Stoppable(openai_chat(settings), lambda: False), lambda: perf_counter() > until)
        (found,) = redraw(Again("q", (), chat), 1, first=7)
    assert found.sample.failure
    assert found.sample.sent.parameters["seed"] == 7


def test_resampling_is_the_same_for_the_same_seed(parts: Parts) -> None:
    """A bootstrap draw depends on its seed alone, and other seeds give other draws."""
    passages = retrieve("What is a window function?", parts.releases(), parts.embedder, 8)

    def resampled(seed: int) -> list[tuple[str, ...]]:
        return [each.sample.statements for each in resample([passages] * 3, seed)]

    assert resampled(7) == resampled(7)
    assert len({tuple(resampled(seed)) for seed in range(5)}) > 1
