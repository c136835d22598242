"""The road of a question with endpoints that refuse a parameter, and the key that never leaves for anywhere else."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import NOW
from tests.loopback import Reply, Request, Script, Wording, answers, rejecting
from tests.roads.asking import GRAIN, Asking
from tutor.ask import ask
from tutor.domain import Answer
from tutor.errors import BadSettings, ModelFailed
from tutor.settings import read_settings

KEY = "sk-never-to-be-seen-0123456789"
ECHO = {"message": f"Access with Authorization: Bearer {KEY} was denied because of {KEY}"}

# what is refused on the wire, and by which names it is recorded as left out
REFUSED = {
    "response_format": ("json_schema", "json_object"),
    "temperature": ("temperature",),
    "stream_options": ("stream_usage",),
    "max_completion_tokens": ("max_completion_tokens",),
}


def two_questions(asking: Asking, script: Script) -> tuple[Answer, Answer, list[Request]]:
    """Two answers of the same parts without redraws, and the requests of the second one."""
    model = asking.model(script)
    parts = asking.parts(model, temperature=0.2, redraws=0)
    first = ask(GRAIN, [], parts, NOW).answer
    before = len(model.requests)
    return first, ask(GRAIN, [], parts, NOW).answer, model.requests[before:]


@pytest.mark.parametrize("wording", Wording)
@pytest.mark.parametrize("parameter", REFUSED)
def test_what_an_endpoint_refuses_is_left_out_from_then_on(asking: Asking, parameter: str, wording: Wording) -> None:
    """The answer comes all the same, what was left out is recorded, and the next question is sent without it."""
    first, second, requests = two_questions(asking, rejecting(parameter, wording)(answers.quoting))
    for answer in (first, second):
        assert answer.fingerprint.writer == "loopback"
        assert answer.fingerprint.sent.dropped == REFUSED[parameter]
        assert not set(REFUSED[parameter]) & set(answer.fingerprint.sent.parameters)
        assert not answer.notices
    assert len(requests) == 1
    assert parameter not in requests[0].body
    assert (first.usage.requests, second.usage.requests) == (1 + len(REFUSED[parameter]), 1)


@pytest.mark.parametrize("status", [400, 422, 500], ids=["400", "422", "500-as-of-llama.cpp"])
def test_an_endpoint_that_knows_json_but_no_schema(asking: Asking, status: int) -> None:
    """Only the schema is given up: the endpoint is asked for a JSON object instead, whatever status it refused with."""

    def script(request: Request) -> Reply:
        kind = request.body.get("response_format", {}).get("type")
        said = f'response_format type must be one of "text" or "json_object", but got: {kind}'
        return Reply(status=status, error={"message": said}) if kind == "json_schema" else answers.quoting(request)

    first, _, requests = two_questions(asking, script)
    assert first.fingerprint.sent.dropped == ("json_schema",)
    assert first.fingerprint.sent.parameters["response_format"] == "json_object"
    assert [request.body["response_format"] for request in requests] == [{"type": "json_object"}]


def test_several_refusals_one_after_the_other(asking: Asking) -> None:
    """An endpoint that refuses two parameters is asked three times at first, and once from then on."""
    picky = rejecting("temperature")(rejecting("stream_options", Wording.EXTRA_INPUTS)(answers.quoting))
    first, second, requests = two_questions(asking, picky)
    assert set(first.fingerprint.sent.dropped) == {"temperature", "stream_usage"}
    assert (first.usage.requests, second.usage.requests, len(requests)) == (3, 1, 1)


def test_a_refusal_that_names_nothing(asking: Asking) -> None:
    """An endpoint that says only 'bad request' is asked with ever less, in the end with nothing but the messages."""

    def script(request: Request) -> Reply:
        plain = set(request.body) <= {"model", "messages", "stream"}
        return answers.quoting(request) if plain else Reply(status=400, error={"message": "Bad request"})

    first, second, _ = two_questions(asking, script)
    assert set(first.fingerprint.sent.dropped) == {name for names in REFUSED.values() for name in names}
    assert (first.usage.requests, second.usage.requests) == (3, 1)


def test_a_rate_limit_that_names_a_parameter_refuses_nothing(asking: Asking) -> None:
    """'Too large, reduce max_tokens' with a 429 is a busy endpoint: the same request is not sent again at once."""
    said = {"message": "Request too large: limit 10000 tokens, reduce max_tokens."}
    model = asking.model(Reply(status=429, error=said))
    answer = ask(GRAIN, [], asking.parts(model), NOW).answer
    assert "reduce max_tokens" in answer.notices[0]
    assert len(model.requests) == 1


def test_an_error_after_the_first_words_is_not_asked_again(asking: Asking) -> None:
    """A stream that breaks off with an error naming a parameter is cut off: two half replies make no answer."""

    def script(request: Request) -> Reply:
        chunk = {"choices": [{"index": 0, "delta": {"content": '{"sentences": ['}}], "object": "chat.completion.chunk"}
        broken = {"error": {"message": "grammar stack is empty", "type": "server_error"}}
        return Reply(raw_body="".join(f"data: {json.dumps(each)}\n\n" for each in (chunk, broken)).encode())

    model = asking.model(script)
    answer = ask(GRAIN, [], asking.parts(model), NOW).answer
    assert answer.notices
    assert answer.fingerprint.writer == "extract"
    assert len([request for request in model.requests if "seed" not in request.body]) == 1


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
def test_the_key_is_seen_by_its_endpoint_only(
    asking: Asking, status: int, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """An endpoint gets the key, and nothing else has it, though the endpoint repeats it: no file, answer or output."""
    model = asking.model(answers.quoting if status == 200 else Reply(status=status, error=ECHO), key=KEY)
    answer = ask(GRAIN, [], asking.parts(model, api_key=KEY), NOW).answer
    assert all(request.headers["authorization"] == f"Bearer {KEY}" for request in model.requests)
    assert KEY not in answer.model_dump_json()
    assert not [path for path in asking.home.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert KEY not in "".join(capfd.readouterr()) + caplog.text


def test_the_key_is_in_no_error(asking: Asking) -> None:
    """What is raised repeats the endpoint's words without the key."""
    parts = asking.parts(asking.model(Reply(status=500, error=ECHO)), api_key=KEY, without_model="fail")
    with pytest.raises(ModelFailed, match=re.escape("Bearer *** was denied because of ***")):
        ask(GRAIN, [], parts, NOW)


def test_an_address_with_a_password_is_refused() -> None:
    """Addresses are recorded with every answer, so none may hold a secret; the refusal does not repeat it."""
    with pytest.raises(BadSettings, match="cannot hold a user name or password") as raised:
        read_settings(base_url="https://someone:hush-hush@models.example/v1")
    assert "hush-hush" not in str(raised.value)


def test_the_vendors_own_variables_do_not_reroute(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where questions go is what the fingerprint says, whatever variables the vendor's libraries read by themselves."""
    other = asking.model(answers.prose)
    monkeypatch.setenv("OPENAI_API_BASE", other.base_url)
    model = asking.model(answers.quoting)
    answer = ask(GRAIN, [], asking.parts(model), NOW).answer
    assert answer.fingerprint.endpoint == model.base_url
    assert not other.requests
