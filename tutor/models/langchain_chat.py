"""Chat through LangChain: any OpenAI-compatible endpoint, with what it refuses left out and errors given our names."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tutor.domain import Sent
from tutor.errors import (
    ModelBusy,
    ModelCutOff,
    ModelFailed,
    ModelKeyRejected,
    ModelRejected,
    ModelUnknown,
    ModelUnreachable,
    ModelUnreadable,
)
from tutor.models.chat import Choice, Ended, Request
from tutor.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

# What may be left out when an endpoint refuses it, and the words by which refusals name it. Servers word them in many
# ways (llama.cpp even says 500 for a response_format it does not know), so only the name counts.
_NAMES = {
    "json_schema": ("response_format", "json_schema", "grammar"),
    "json_object": ("response_format", "json_object"),
    "stream_usage": ("stream_options", "include_usage"),
    "temperature": ("temperature",),
    "seed": ("seed",),
    "max_completion_tokens": ("max_completion_tokens", "max_tokens"),
}
_DROPPABLE = tuple(_NAMES)
_IS_N = re.compile(r"(?<![\w\\])n(?!\w)")  # the parameter by its name, which is no word of a sentence
_FORMATS = ("json_schema", "json_object")
_SHORTEST_SECRET = 8  # characters; local servers take any key, and "none" or "x" are words of messages too


class LangChainChat:
    """A LangChain chat model. Remembers what its endpoint refused. May be called from several threads at once.

    `secret` is never repeated, not even where the endpoint's own words do.
    """

    def __init__(
        self, model: BaseChatModel, name: str, endpoint: str, options: Mapping[str, Any], secret: str = ""
    ) -> None:
        self._model = model
        self._name = name
        self._endpoint = endpoint
        self._options = dict(options)
        self._secret = secret
        self._dropped: tuple[str, ...] = ()
        self._one_at_a_time = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def endpoint(self) -> str:
        return self._endpoint

    def stream(self, request: Request) -> Iterator[str | Ended]:
        """Pieces of the reply, then one `Ended`. What the endpoint refuses is left out, remembered and recorded."""
        dropped = self._dropped
        requests = 1
        while True:
            begun = False
            try:
                for piece in self._once(request, dropped, requests):
                    begun, self._dropped = True, dropped  # now, as a reader may stop at any piece
                    yield piece
            except ModelFailed as failure:
                culprits = _culprits(failure, _sendable(self._wished(request), dropped))
                if begun or not culprits:
                    raise
                dropped = (*dropped, *culprits)
                requests += 1
            else:
                return

    def sent(self, request: Request) -> Sent:
        """What is sent for it, after all that was learnt so far."""
        return self._arguments(request, self._dropped)[1]

    def several(self, request: Request, times: int) -> tuple[list[Choice], Ended]:
        """As many whole replies in one request, without what was refused earlier or is refused by name now.

        None where the endpoint refuses several, fails at that, or gives one all the same: then it is not asked so
        again, nor where they did not come in time.
        """
        requests = 0
        while times > 1 and not self._one_at_a_time:
            dropped = self._dropped
            requests += 1
            try:
                return self._several(request, times, dropped, requests)
            except ModelUnreachable:
                self._one_at_a_time = True  # so many whole replies may take longer than a server may be silent
                raise
            except ModelFailed as failure:
                if type(failure) not in (ModelRejected, ModelFailed, ModelUnreadable):
                    raise
                left = [name for name in _sendable(self._wished(request), dropped) if name != "stream_usage"]
                culprits = _named(failure, left)
                if culprits and not _IS_N.search(failure.message):
                    self._dropped = (*dropped, *culprits)
                else:
                    self._one_at_a_time = True
        return [], Ended(sent=self.sent(request), requests=requests)

    def _several(
        self, request: Request, times: int, dropped: tuple[str, ...], requests: int
    ) -> tuple[list[Choice], Ended]:
        arguments, sent = self._arguments(request, dropped)
        arguments = {name: value for name, value in arguments.items() if name != "stream_usage"} | {"n": times}
        with our_errors(self._secret):
            result = self._model.generate([_messages(request)], **arguments)
        made = result.generations[0]
        self._one_at_a_time = len(made) < times
        usage = (result.llm_output or {}).get("token_usage") or {}
        parameters = {**{key: value for key, value in sent.parameters.items() if key != "stream_usage"}, "n": times}
        return (
            [Choice(each.text, cut=(each.generation_info or {}).get("finish_reason") != "stop") for each in made],
            Ended(
                sent=sent.model_copy(update={"parameters": parameters}),
                input_tokens=usage.get("prompt_tokens") or 0,
                output_tokens=usage.get("completion_tokens") or 0,
                requests=requests,
            ),
        )

    def _wished(self, request: Request) -> dict[str, Any]:
        """The options of the settings, with those of the request before them."""
        own = {"temperature": request.temperature, "seed": request.seed}
        return self._options | {name: value for name, value in own.items() if value is not None}

    def _arguments(self, request: Request, dropped: tuple[str, ...]) -> tuple[dict[str, Any], Sent]:
        """What LangChain is given for a request, and what of it is on record."""
        options = self._wished(request)
        sendable = _sendable(options, dropped)
        arguments: dict[str, Any] = {name: value for name, value in options.items() if name in sendable}
        reply_format = _reply_format(request.schema, sendable)
        # in extra_body, because ChatOpenAI would hand a response_format to a helper that hides cut replies
        if reply_format:
            arguments["extra_body"] = {"response_format": reply_format}
        return arguments, Sent(parameters=_sent(self._name, arguments, reply_format), dropped=dropped)

    def _once(self, request: Request, dropped: tuple[str, ...], requests: int) -> Iterator[str | Ended]:
        arguments, sent = self._arguments(request, dropped)
        whole: AIMessageChunk | None = None
        try:
            with our_errors(self._secret):
                for chunk in self._model.stream(_messages(request), **arguments):
                    whole = chunk if whole is None else whole + chunk
                    if chunk.text:
                        yield chunk.text
        except ModelUnreachable as error:
            if whole is not None:
                raise ModelCutOff("The model's reply stopped before its end.", "Ask again.") from error
            raise
        _expect_whole(whole)
        usage = (whole.usage_metadata if whole else None) or {"input_tokens": 0, "output_tokens": 0}
        yield Ended(
            sent=sent,
            input_tokens=usage["input_tokens"],
            output_tokens=usage["output_tokens"],
            requests=requests,
        )


def _messages(request: Request) -> list[BaseMessage]:
    from langchain_core.messages import HumanMessage, SystemMessage

    return [SystemMessage(request.instructions), HumanMessage(request.data)]


def _sendable(options: Mapping[str, Any], dropped: tuple[str, ...]) -> list[str]:
    """What would be sent and could be left out; of the two reply formats only the one in force."""
    left = [name for name in _DROPPABLE if name not in dropped and (name in options or name in _FORMATS)]
    return [name for name in left if name != "json_object" or "json_schema" in dropped]


def _reply_format(schema: Mapping[str, Any], left: list[str]) -> dict[str, Any]:
    if "json_schema" in left:
        return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)}}
    return {"type": "json_object"} if "json_object" in left else {}


def _sent(name: str, arguments: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    plain = {key: value for key, value in arguments.items() if isinstance(value, str | int | float | bool)}
    return {"model": name, **plain, "response_format": str(body.get("type", "none"))}


def _culprits(failure: ModelFailed, sendable: list[str]) -> list[str]:
    """The parameters to leave out after a failure: the one it names; after a refusal that names none, all of them."""
    if type(failure) not in (ModelRejected, ModelFailed):  # a rate limit may name max_tokens and refuses nothing
        return []
    named = _named(failure, sendable)
    return named or (sendable if type(failure) is ModelRejected else [])


def _named(failure: ModelFailed, sendable: list[str]) -> list[str]:
    """The parameter that a failure names; none where it names none."""
    said = failure.message.lower()
    return [name for name in sendable if any(word in said for word in _NAMES[name])][:1]


def _expect_whole(whole: AIMessageChunk | None) -> None:
    reason = whole.response_metadata.get("finish_reason") if whole else None
    if reason == "length":
        raise ModelCutOff("The model's reply reached its longest length.", "Raise TUTOR_MAX_TOKENS.")
    if reason == "content_filter":
        raise ModelCutOff("The endpoint's content filter cut the reply.", "Ask in other words.")
    if reason is None:
        raise ModelCutOff("The model's reply stopped before its end.", "Ask again.")


@contextmanager
def our_errors(secret: str = "") -> Iterator[None]:
    """LangChain's, openai's and httpx's errors as ours, each with its cure and without the `secret`."""
    import httpx2
    import openai
    from langchain_core import exceptions as theirs

    try:
        yield
    except (theirs.ModelAuthenticationError, theirs.ModelPermissionDeniedError, openai.AuthenticationError) as error:
        raise ModelKeyRejected("The endpoint refused the key.", "Set OPENAI_API_KEY to a valid one.") from error
    except (theirs.ModelRateLimitError, openai.RateLimitError) as error:
        raise ModelBusy(
            f"The endpoint is busy or a quota is used up: {_said(error, secret)}.", "Wait, or raise it."
        ) from error
    except (theirs.ModelTimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise ModelUnreachable("The model did not answer in time.", "Raise TUTOR_TIMEOUT, or ask again.") from error
    except (theirs.ModelConnectionError, openai.APIConnectionError, httpx2.TransportError) as error:
        raise ModelUnreachable("The endpoint cannot be reached.", "Check TUTOR_BASE_URL and the network.") from error
    except (theirs.ModelNotFoundError, openai.NotFoundError) as error:
        raise ModelUnknown(f"The endpoint does not know this: {_said(error, secret)}.", "Check TUTOR_MODEL.") from error
    except (theirs.ModelInvalidRequestError, theirs.ContextOverflowError, openai.BadRequestError) as error:
        raise ModelRejected(
            f"The endpoint refused the request: {_said(error, secret)}.", "Check the model's limits."
        ) from error
    except (theirs.ModelError, openai.APIError) as error:
        raise ModelFailed(
            f"The endpoint failed: {_said(error, secret)}.", "Ask again; look at the server's log."
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        # what is not the protocol at all ends in openai's or LangChain's parsing, as one of these
        raise ModelUnreadable("The endpoint's reply is not the OpenAI protocol.", "Check TUTOR_BASE_URL.") from error


def _said(error: Exception, secret: str) -> str:
    message = str(getattr(error, "message", None) or error)
    if len(secret) >= _SHORTEST_SECRET:
        message = message.replace(secret, "***")
    return " ".join(message.split())[:300].rstrip(".")


def openai_chat(settings: Settings) -> LangChainChat:
    """The chat model of the settings: OpenAI's, or that of any compatible server."""
    from langchain_openai import ChatOpenAI

    # advice on a helper of LangChain's that is not used here: a refused format is left out, and the record says so
    warnings.filterwarnings("ignore", "This model does not support OpenAI's structured output feature", UserWarning)
    key = settings.api_key.get_secret_value()
    model = ChatOpenAI(
        model=settings.model,
        base_url=settings.endpoint,
        api_key=(lambda: key) if key else (lambda: "none"),  # local servers want some key, and any will do
        timeout=settings.timeout,
        max_retries=settings.retries,
        use_responses_api=False,
    )
    options: dict[str, Any] = {"max_completion_tokens": settings.max_tokens, "stream_usage": True}
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    return LangChainChat(model, settings.model, settings.endpoint, options, secret=key)


def served_models(settings: Settings) -> list[str]:
    """Names of the models that the server of `settings` says it has; none where it does not say."""
    import httpx2
    import openai

    key = settings.api_key.get_secret_value()
    client = openai.OpenAI(
        base_url=settings.endpoint, api_key=key or "none", timeout=settings.timeout, max_retries=settings.retries
    )
    try:
        with client:
            return sorted(model.id for model in client.models.list())
    except (openai.OpenAIError, httpx2.HTTPError, ValueError, TypeError, AttributeError):
        return []  # many servers have no such list, and what is wrong with one is told by the request for an answer
