"""Scores by ragas, to hold ours against: reported beside them, and gating nothing.

ragas is not installed with the tutor: `make evals-env` makes an environment with it. It is imported here and nowhere
else, without its telemetry, and only its metric objects are used: no runner, no store, no cache of its own.
"""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from openai import AsyncOpenAI

from evals.scoring.outcome import Asked, Bench, Outcome, Scorer, broken, one_by_one, unscored, valued
from evals.scoring.reply_cache import ReplyCache
from tutor.domain import Judgement, Label
from tutor.errors import BadInput
from tutor.models.embedder import Embedder, Text
from tutor.models.judge import Pair
from tutor.settings import Settings

_LONGEST_REPLY = 8192  # tokens: at its default of 1024 long lists of claims are cut off
_ENOUGH = 0.5  # share of a claim's parts that must be carried for it to count as supported
_QUESTION = "Is this so?"

Call = Callable[[Any, Asked], Awaitable[Any]]  # a metric's score of an answer


@dataclass(frozen=True)
class Metric:
    """A metric of ragas: its class, how it is called, what it means, and whether it needs a gold answer."""

    made: str
    says: str
    call: Call
    gold: bool = False


def _said(asked: Asked) -> str:
    return " ".join(asked.said)


def _contexts(asked: Asked) -> list[str]:
    return [passage.text for passage in asked.answer.passages]


METRICS: Mapping[str, Metric] = {
    "ragas faithfulness": Metric(
        "Faithfulness",
        "share of the claims shown that follow from the passages retrieved",
        lambda metric, asked: metric.ascore(
            user_input=asked.case.question, response=_said(asked), retrieved_contexts=_contexts(asked)
        ),
    ),
    "ragas groundedness": Metric(
        "ResponseGroundedness",
        "how far what is shown is grounded in the passages, by two prompts",
        lambda metric, asked: metric.ascore(response=_said(asked), retrieved_contexts=_contexts(asked)),
    ),
    "ragas context recall": Metric(
        "ContextRecall",
        "share of the gold answer that the passages retrieved carry",
        lambda metric, asked: metric.ascore(
            user_input=asked.case.question, retrieved_contexts=_contexts(asked), reference=asked.case.gold_answer
        ),
        gold=True,
    ),
    "ragas context precision": Metric(
        "ContextPrecision",
        "how far useful passages stand before useless ones",
        lambda metric, asked: metric.ascore(
            user_input=asked.case.question, reference=asked.case.gold_answer, retrieved_contexts=_contexts(asked)
        ),
        gold=True,
    ),
    "ragas factual correctness": Metric(
        "FactualCorrectness",
        "F1 of the claims shown and those of the gold answer",
        lambda metric, asked: metric.ascore(response=_said(asked), reference=asked.case.gold_answer),
        gold=True,
    ),
    "ragas answer relevancy": Metric(
        "AnswerRelevancy",
        "how near the questions that the answer would answer are to the one that was asked",
        lambda metric, asked: metric.ascore(user_input=asked.case.question, response=_said(asked)),
    ),
}


def _closed(_: Sequence[Asked], __: Bench) -> Outcome:
    return broken("ragas is not open")


REPORTED = tuple(Scorer(name, metric.says, _closed, margin=None) for name, metric in METRICS.items())


class Ragas:
    """The metrics of ragas on one model, while the `with` block runs. Also a judge, so that it can be measured.

    Raises `BadInput` where ragas is not installed, or no model is set.
    """

    def __init__(self, settings: Settings, embedder: Embedder, cache: Path) -> None:
        if not settings.model:
            raise BadInput("ragas judges by a model, and none is set.", "Set TUTOR_MODEL and TUTOR_BASE_URL.")
        self._collections, llm_factory, base = _imported()
        self._settings = settings
        self._runner = asyncio.Runner()
        self._http = httpx.AsyncClient(transport=ReplyCache(cache), timeout=settings.timeout)
        http: Any = self._http  # of the httpx that the openai beside ragas has; later ones have another
        client = AsyncOpenAI(
            base_url=settings.endpoint,
            api_key=settings.api_key.get_secret_value() or "none",
            http_client=http,
            max_retries=settings.retries,
        )
        self._model = llm_factory(settings.model, client=client, temperature=0.0, max_tokens=_LONGEST_REPLY)
        self._embeddings = _embeddings(base, embedder)

    @property
    def fingerprint(self) -> str:
        """The model by which ragas judges; the key is no part of it."""
        return f"ragas 0.4.3 by {self._settings.model} at {self._settings.endpoint}"

    @property
    def scorers(self) -> tuple[Scorer, ...]:
        """A scorer for each metric. They gate nothing: the judge is noisy, and of unknown accuracy until measured."""
        return tuple(
            Scorer(name, f"{metric.says}, by {self._settings.model}", one_by_one(self._scoring(metric)), margin=None)
            for name, metric in METRICS.items()
        )

    def _scoring(self, metric: Metric) -> Callable[[Asked, Bench], Outcome]:
        made = self._made(metric.made)

        def score(asked: Asked, _: Bench) -> Outcome:
            if metric.gold and not asked.case.gold_answer:
                return unscored("no gold answer is known")
            if not asked.said:
                return unscored("nothing is stated, and ragas has no value for that")
            return self._outcome(metric.call(made, asked))

        return score

    def _made(self, name: str) -> Any:
        needs = {"embeddings": self._embeddings} if name == "AnswerRelevancy" else {}
        return getattr(self._collections, name)(llm=self._model, **needs)

    def _outcome(self, scored: Awaitable[Any]) -> Outcome:
        """The value; whatever was raised is the reason that there is none, and NaN is no value."""
        (found,) = self._runner.run(_gathered(scored))
        if isinstance(found, BaseException):
            return broken(f"{type(found).__name__}: {str(found)[:300]}")
        value = float(found.value)
        return broken("ragas gave no number") if math.isnan(value) else valued(value)

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """What Faithfulness says of each claim under its premise."""
        faithfulness = self._made("Faithfulness")
        return [self._judged(faithfulness, pair) for pair in pairs]

    def _judged(self, metric: Any, pair: Pair) -> Judgement:
        found = self._outcome(
            metric.ascore(user_input=_QUESTION, response=pair.claim, retrieved_contexts=[pair.premise])
        )
        if found.value is None:
            return Judgement(label=Label.NOT_CHECKED, score=0.0, reason=found.reason)
        label = Label.SUPPORTED if found.value >= _ENOUGH else Label.NOT_ENOUGH_INFO
        return Judgement(label=label, score=min(1.0, max(0.0, found.value)), reason="by ragas")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._runner.run(self._http.aclose())
        self._runner.close()


async def _gathered(scored: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(scored, return_exceptions=True))


def _imported() -> tuple[Any, Any, Any]:
    """The metrics, the maker of models, and the base of embeddings; nothing of it reports to anyone."""
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"  # read once, on import
    try:
        from ragas.embeddings.base import BaseRagasEmbedding
        from ragas.llms import llm_factory
        from ragas.metrics import collections
    except ImportError as error:
        raise BadInput(
            f"ragas cannot be used here: {error}.",
            "Make an environment with it by `make evals-env`, and use .venv-evals/bin/python.",
        ) from error
    return collections, llm_factory, BaseRagasEmbedding


def _embeddings(base: Any, embedder: Embedder) -> Any:
    """The tutor's own embedder, as ragas wants one."""

    class Ours(base):  # type: ignore[misc]  # a class of a library that is not installed where types are checked
        def embed_text(self, text: str, **_: Any) -> list[float]:
            return [float(each) for each in embedder.embed([Text(text)])[0].whole]

        async def aembed_text(self, text: str, **_: Any) -> list[float]:
            return self.embed_text(text)

    return Ours()
