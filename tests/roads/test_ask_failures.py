"""The road of a question when the chat model fails: said in words, and answered from the sources or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.conftest import NOW
from tests.loopback import LoopbackModel, Reply, Request, Script, answers
from tests.roads.asking import GRAIN, Asking
from tests.roads.conftest import expect_verbatim, texts
from tutor import errors
from tutor.ask import ask
from tutor.domain import Answer

INSTEAD = "These are the sources' own sentences instead."

FAILURES: dict[str, tuple[Script | Reply, type[errors.ModelFailed], str]] = {
    "prose": (answers.prose, errors.ModelUnreadable, "is not the JSON that was asked for"),
    "another schema": (answers.wrong_schema, errors.ModelUnreadable, "is not the JSON that was asked for"),
    "an empty reply": (Reply(""), errors.ModelUnreadable, "is not the JSON that was asked for"),
    "no protocol": (Reply(raw_body=b"<html>Welcome</html>"), errors.ModelUnreadable, "is not the OpenAI"),
    "a broken event": (Reply(raw_body=b'data: {"choices": [{"del\n\n'), errors.ModelUnreadable, "is not the OpenAI"),
    "cut at the limit": (Reply('{"sen', finish_reason="length"), errors.ModelCutOff, "reached its longest length"),
    "filtered": (Reply('{"sen', finish_reason="content_filter"), errors.ModelCutOff, "content filter"),
    "no key": (Reply(status=401), errors.ModelKeyRejected, "refused the key"),
    "no permission": (Reply(status=403), errors.ModelKeyRejected, "refused the key"),
    "unknown model": (Reply(status=404), errors.ModelUnknown, "does not know this"),
    "rate limit": (Reply(status=429, retry_after="2"), errors.ModelBusy, "busy or a quota is used up"),
    "refused": (Reply(status=400), errors.ModelRejected, "refused the request"),
    "server error": (Reply(status=500), errors.ModelFailed, "The endpoint failed"),
    "proxy error": (Reply(raw_body=b"<html>502</html>", status=502), errors.ModelFailed, "The endpoint failed"),
    "no first byte": (Reply("{}", pause_first=3), errors.ModelUnreachable, "did not answer in time"),
    "stalled": (Reply('{"sentences": [', stall_after=2), errors.ModelCutOff, "stopped before its end"),
    "closed": (Reply('{"sentences": [', cut_after=2), errors.ModelCutOff, "stopped before its end"),
    "ended early": (Reply('{"sentences": [', cut_after=2, cut_cleanly=True), errors.ModelCutOff, "stopped before"),
}


@pytest.fixture(params=FAILURES, ids=[name.replace(" ", "-") for name in FAILURES])
def failure(request: pytest.FixtureRequest) -> tuple[Script | Reply, type[errors.ModelFailed], str]:
    """A way to fail, the error it is, and words by which a learner is told."""
    return FAILURES[request.param]


def test_a_failing_model_is_replaced_by_the_sources(
    asking: Asking, failure: tuple[Script | Reply, type[errors.ModelFailed], str]
) -> None:
    """The learner is told what failed and what to do, and gets the sources' own sentences, as without a model."""
    script, _, words = failure
    parts = asking.parts(asking.model(script), timeout=1)
    answer = ask(GRAIN, [], parts, NOW).answer
    (notice,) = answer.notices
    assert words in notice
    assert notice.endswith(INSTEAD)
    assert answer.fingerprint.writer == "extract"
    assert texts(answer) == texts(ask(GRAIN, [], asking.parts(), NOW).answer)
    expect_verbatim(answer, parts)


def test_a_failing_model_ends_the_answer_where_the_settings_say_so(
    asking: Asking, failure: tuple[Script | Reply, type[errors.ModelFailed], str]
) -> None:
    """With without_model="fail" the error is raised by its kind, and the question is on record without an answer."""
    script, kind, words = failure
    parts = asking.parts(asking.model(script), timeout=1, without_model="fail")
    with pytest.raises(errors.ModelFailed, match=words) as raised:
        ask(GRAIN, [], parts, NOW)
    assert type(raised.value) is kind
    assert raised.value.cure
    (exchange,) = asking.on_record()
    assert (exchange.question, exchange.answer) == (GRAIN, None)


def test_nobody_at_the_address(asking: Asking) -> None:
    """An endpoint that is not there is named as unreachable, with the setting to check."""
    with LoopbackModel(Reply()) as model:
        parts = asking.parts(model)
    answer = ask(GRAIN, [], parts, NOW).answer
    assert answer.notices == (f"The endpoint cannot be reached. Check TUTOR_BASE_URL and the network. {INSTEAD}",)
    assert answer.stated


def test_the_allowed_retries_are_made(asking: Asking) -> None:
    """A rate limit is tried again as often as the settings allow, and then the model's answer counts."""

    def script(request: Request) -> Reply:
        return Reply(status=429, retry_after="0.01") if request.number < 2 else answers.quoting(request)

    model = asking.model(script)
    answer = ask(GRAIN, [], asking.parts(model, retries=2, redraws=0), NOW).answer
    assert len(model.requests) == 3
    assert not answer.notices
    assert answer.fingerprint.writer == "loopback"


def _cut(keep: Callable[[Reply], int], **fault: object) -> Script:
    """The honest answer, cut short after the pieces that `keep` counts; redraws are whole."""

    def script(request: Request) -> Reply:
        honest = answers.quoting(request)
        if request.number:
            return honest
        if "finish_reason" in fault:
            return Reply(honest.text[: 4 * keep(honest)], finish_reason="length")
        name = "stall_after" if "stall" in fault else "cut_after"
        return replace(honest, **{name: keep(honest), "cut_cleanly": "cleanly" in fault})  # type: ignore[arg-type]

    return script


def _after_the_first_sentence(reply: Reply) -> int:
    return (reply.text.index("]}", 1) + 12) // 4


FAULTS = [{}, {"cleanly": True}, {"stall": True}, {"finish_reason": "length"}]


@pytest.mark.parametrize("fault", FAULTS, ids=["closed", "ended-early", "stalled", "too-long"])
def test_a_cut_answer_keeps_its_complete_statements(asking: Asking, fault: dict[str, object]) -> None:
    """What was complete before the cut is checked and stated, nothing else is, and the learner is told."""
    whole = asking.answer(answers.quoting)
    answer = asking.answer(_cut(_after_the_first_sentence, **fault), timeout=1)
    assert texts(answer) == texts(whole)[:1]
    (notice,) = answer.notices
    assert notice.endswith("What was complete is shown.")
    assert answer.fingerprint.writer == "loopback"


def test_a_reply_without_end_is_cut(asking: Asking) -> None:
    """A model that never stops is stopped; its complete statements stay."""

    def script(request: Request) -> Reply:
        honest = answers.quoting(request)
        start = honest.text.rindex(']}], "not_in_sources"') + 2
        endless = ", " + "x" * 3000
        return honest if request.number else Reply(pieces=(honest.text[:start], *(endless for _ in range(40))))

    answer = asking.answer(script)
    assert answer.stated
    assert "The reply was longer than 100,000 characters" in answer.notices[0]


def _stated_by_model(answer: Answer) -> bool:
    return bool(answer.stated) and answer.fingerprint.writer == "loopback"


def test_a_failure_is_of_one_question_only(asking: Asking) -> None:
    """After a failure the next question of the same parts is asked of the model again."""
    model = asking.model(lambda request: Reply(status=500) if request.number == 0 else answers.quoting(request))
    parts = asking.parts(model)
    assert [_stated_by_model(ask(GRAIN, [], parts, NOW).answer) for _ in range(2)] == [False, True]
