"""ragas as a second opinion: end to end on the loopback model where it is installed, and a clear error where not."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from evals.scoring.outcome import Status
from evals.scoring.ragas_scores import METRICS, Ragas
from evals.scoring.reply_cache import ReplyCache
from tests.evals.made import BENCH, answered, asked, case, citing, statement
from tests.loopback import LoopbackModel, Reply, Request
from tutor.errors import BadInput
from tutor.models.embedder import Embedder
from tutor.models.judge import Pair
from tutor.settings import Settings, read_settings

INSTALLED = importlib.util.find_spec("ragas") is not None
needs_ragas = pytest.mark.skipif(not INSTALLED, reason="ragas is in .venv-evals only: make evals-env")
FIRST = answered(statement("A join repeats rows.", citing(0)))
REPLIES: dict[str, dict[str, Any]] = {
    "StatementGeneratorOutput": {"statements": ["A join repeats rows."]},
    "NLIStatementOutput": {"statements": [{"statement": "A join repeats rows.", "reason": "it says so", "verdict": 1}]},
    "ResponseGroundednessOutput": {"rating": 2},
    "ContextRecallOutput": {"classifications": [{"statement": "A join repeats rows.", "reason": "it does",
                                                 "attributed": 1}]},
    "ContextPrecisionOutput": {"reason": "useful", "verdict": 1},
    "ClaimDecompositionOutput": {"claims": ["A join repeats rows."]},
    "AnswerRelevanceOutput": {"question": "Why does the sum grow?", "noncommittal": 0},
}  # fmt: skip


def replying(request: Request) -> Reply:
    """What each of ragas' prompts wants, known by the schema that it sends along."""
    text = "\n".join(request.texts)
    fields = {name: _first_field(reply) for name, reply in REPLIES.items()}
    named = [name for name in REPLIES if f'"title": "{name}"' in text] or [
        name for name, field in fields.items() if f'"{field}"' in text
    ]
    return Reply(text=json.dumps(REPLIES[named[0]]))


def _first_field(reply: dict[str, Any]) -> str:
    return next(iter(reply))


def settings(model: LoopbackModel) -> Settings:
    """A judge on the loopback interface."""
    return read_settings(model="judge", base_url=model.base_url, api_key="sk-secret", retries=0)


@pytest.fixture
def model() -> Iterator[LoopbackModel]:
    """A model that says what ragas wants to hear."""
    with LoopbackModel(replying) as running:
        yield running


@pytest.mark.skipif(INSTALLED, reason="ragas is installed here")
def test_without_ragas_the_cure_is_named(model: LoopbackModel, embedder: Embedder, tmp_path: Path) -> None:
    """Nobody has to guess what to install."""
    with pytest.raises(BadInput, match="make evals-env"):
        Ragas(settings(model), embedder, tmp_path / "replies.sqlite")


def test_without_a_model_there_is_no_judge(embedder: Embedder, tmp_path: Path) -> None:
    """A judge needs one."""
    with pytest.raises(BadInput, match="TUTOR_MODEL"):
        Ragas(read_settings(), embedder, tmp_path / "replies.sqlite")


@needs_ragas
@pytest.mark.filterwarnings("ignore")
def test_all_metrics_end_to_end(model: LoopbackModel, embedder: Embedder, tmp_path: Path) -> None:
    """Every metric gives a number, reports to nobody, and the second time no request is sent."""
    cache = tmp_path / "replies.sqlite"
    for _ in range(2):
        with Ragas(settings(model), embedder, cache) as ragas:
            found = {each.name: each.score([asked(FIRST)], BENCH) for each in ragas.scorers}
        assert {name: each.status for name, each in found.items()} == dict.fromkeys(METRICS, Status.VALUE), found
        assert found["ragas faithfulness"].value == 1
        sent = len(model.requests)
        assert sent > 0
    assert len(model.requests) == sent
    assert importlib.import_module("ragas._analytics").do_not_track()
    assert b"sk-secret" not in cache.read_bytes()


@needs_ragas
@pytest.mark.filterwarnings("ignore")
def test_what_cannot_be_scored_is_told(embedder: Embedder, tmp_path: Path) -> None:
    """Abstentions are unscored, a failing judge is broken, and neither is a number."""
    with (
        LoopbackModel(Reply(status=500)) as failing,
        Ragas(settings(failing), embedder, tmp_path / "r.sqlite") as ragas,
    ):
        scorer = ragas.scorers[0]
        assert scorer.score([asked(answered())], BENCH).status is Status.UNSCORED
        assert ragas.scorers[2].score([asked(FIRST, case(gold_answer="", kind="quiz", options=["a"], correct=[0]))],
                                      BENCH).status is Status.UNSCORED  # fmt: skip
        assert scorer.score([asked(FIRST)], BENCH).status is Status.ERROR


@needs_ragas
@pytest.mark.filterwarnings("ignore")
def test_it_can_be_measured_as_a_judge(model: LoopbackModel, embedder: Embedder, tmp_path: Path) -> None:
    """For its judge card it is asked of labelled pairs like any other."""
    with Ragas(settings(model), embedder, tmp_path / "r.sqlite") as ragas:
        (found,) = ragas.judge([Pair("A join repeats rows.", "A join repeats rows.")])
        assert "judge" in ragas.fingerprint
    assert found.score == 1


def test_replies_are_known_by_all_that_was_sent(tmp_path: Path) -> None:
    """Another address or model is another judge; an error is asked anew; the key is not kept."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(500 if "broken" in str(request.url) else 200, json={"number": len(seen)})

    async def ask(url: str, model: str) -> int:
        transport = ReplyCache(tmp_path / "r.sqlite", httpx.MockTransport(answer))
        async with httpx.AsyncClient(transport=transport, headers={"Authorization": "Bearer sk-secret"}) as client:
            number: int = (await client.post(url, json={"model": model})).json()["number"]
            return number

    asked_for = [("http://one/", "a"), ("http://one/", "a"), ("http://two/", "a"), ("http://one/", "b"),
                 ("http://broken/", "a"), ("http://broken/", "a"), ("http://one/", "a")]  # fmt: skip
    with ThreadPoolExecutor(1) as apart:  # this thread may have a browser's event loop
        numbers = [apart.submit(asyncio.run, ask(*each)).result() for each in asked_for]
    assert numbers == [1, 1, 2, 3, 4, 5, 1]
    assert b"sk-secret" not in (tmp_path / "r.sqlite").read_bytes()
