"""Models that refuse a parameter, in the words of three families of servers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from tests.loopback.script import Reply, Request, Script


class Wording(StrEnum):
    """Whose words a refusal uses."""

    OPENAI = "openai"
    LLAMA_CPP = "llama.cpp"
    EXTRA_INPUTS = "extra inputs"  # vLLM and others that validate with pydantic


def rejecting(parameter: str, wording: Wording = Wording.OPENAI) -> Callable[[Script], Script]:
    """Wraps a script: a request that has `parameter` gets a 400 that names it, any other goes to the script.

    For example `rejecting("seed")(rejecting("n", Wording.LLAMA_CPP)(quoting))`.
    """

    def wrap(script: Script) -> Script:
        def wrapped(request: Request) -> Reply:
            value = request.body.get(parameter)
            if value is None:
                return script(request)
            return Reply(status=400, error=_WORDINGS[wording](parameter, value))

        return wrapped

    return wrap


def _openai(parameter: str, value: object) -> Mapping[str, object]:
    code: str | None = "unsupported_parameter"
    message = f"Unsupported parameter: '{parameter}' is not supported with this model."
    if parameter == "temperature":
        code = "unsupported_value"
        message = f"Unsupported value: 'temperature' does not support {value} with this model."
        message += " Only the default (1) value is supported."
    elif parameter == "response_format":
        code = None
        message = f"Invalid parameter: 'response_format' of type '{_type(value)}' is not supported with this model."
    return {"message": message, "type": "invalid_request_error", "param": parameter, "code": code}


def _llama_cpp(parameter: str, value: object) -> Mapping[str, object]:
    message = f"Unsupported param: {parameter}"
    if parameter == "response_format" and _type(value) == "json_schema":  # as builds without schemas say it
        message = 'response_format type must be one of "text" or "json_object", but got: json_schema'
    return {"code": 400, "message": message, "type": "invalid_request_error"}


def _extra_inputs(parameter: str, value: object) -> Mapping[str, object]:
    said = "Extra inputs are not permitted"
    found = {"type": "extra_forbidden", "loc": ("body", parameter), "msg": said, "input": value}
    return {"message": str([found]), "type": "BadRequestError", "param": None, "code": 400}


def _type(value: object) -> object:
    return value.get("type") if isinstance(value, Mapping) else value


_WORDINGS: Mapping[Wording, Callable[[str, object], Mapping[str, object]]] = {
    Wording.OPENAI: _openai,
    Wording.LLAMA_CPP: _llama_cpp,
    Wording.EXTRA_INPUTS: _extra_inputs,
}
