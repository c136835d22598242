"""Runs: a line for each answer as it comes, the same after a kill as without one, and errors that stay errors."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evals.case import STARTER, Case, load_cases
from evals.material import Material, few, material
from evals.run import Limits, Order, Spent, run
from evals.stored import ANSWERS, CASES, Row, StoredRun, read_run
from tests.loopback import LoopbackModel, Reply, Request
from tests.loopback.answers import resolving
from tutor.errors import BadInput
from tutor.parts import Parts
from tutor.settings import read_settings

pytestmark = pytest.mark.xdist_group("evals")
ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SQL = load_cases(STARTER[0])
QUICK = Limits(errors=0, pause=0.0)


def one(kind: str) -> Case:
    """The first case of that kind."""
    return next(case for case in SQL if case.kind == kind)


def order(cases: Sequence[Case], home: Path, out: Path, epochs: int = 1, **settings: object) -> Order:
    """These cases, asked of the corpus on SQL."""
    folders = {"sql-analytics": ROOT / "corpora" / "sql-analytics"}
    parts = Parts(read_settings(home=home, without_model="fail", retries=0, **settings))
    return Order("tests", Material(tuple(cases), folders), parts, out, epochs)


def timeless(found: StoredRun) -> list[dict[str, Any]]:
    """The rows without the time they took."""
    rows = [row.model_dump(mode="json", exclude={"seconds"}) for row in found.rows]
    for row in rows:
        if row["answer"]:
            row["answer"]["usage"]["seconds"] = row["answer"]["usage"]["first_checked"] = None
    return rows


def test_a_row_for_each_case_and_epoch(eval_home: Path, tmp_path: Path) -> None:
    """In the order of the cases; a follow-up is understood, a planted text is there for its own case only."""
    cases = [one("follow-up"), one("contradictory"), one("stale"), one("unanswerable-far")]
    assert run(order(cases, eval_home, tmp_path, 2), QUICK, NOW) == ""
    found = read_run(tmp_path)
    assert [row.key for row in found.rows] == [(case.id, epoch) for case in cases for epoch in (0, 1)]
    assert found.missing == 0
    rows = {row.case: row for row in found.rows}
    follow_up, contradictory, stale, _ = (rows[case.id] for case in cases)
    assert follow_up.understood.startswith(cases[0].question.rstrip("?")[:10]) or follow_up.understood
    assert contradictory.corpus != "sql-analytics"
    planted = cases[1].planted[0].document
    assert (contradictory.corpus, planted) in found.texts
    assert ("sql-analytics", planted) not in found.texts
    assert stale.answer is not None
    assert stale.answer.refused or any(stale.cautions.values())


def test_the_header_says_what_decided_the_answers(eval_home: Path, tmp_path: Path) -> None:
    """Code, corpora, prompts, settings, packages, prices; never a key."""
    run(order([one("number")], eval_home, tmp_path, api_key="sk-very-secret", price_input=2.0), QUICK, NOW)
    told = read_run(tmp_path).header
    assert (told.epochs, told.prices, told.model) == (1, {"input": 2.0, "output": 0.0}, "")
    assert told.releases["sql-analytics"].documents == 14
    assert told.prompts.keys() >= {"tutor.writing.prompt", "tutor.models.model_judge"}
    assert told.packages.keys() >= {"python", "onnxruntime", "pydantic"}
    assert len(told.code) == len(told.settings_sha256) == 64
    assert not any("sk-very-secret" in path.read_text("utf-8") for path in tmp_path.iterdir())


def test_killed_and_resumed_is_as_never_killed(eval_home: Path, tmp_path: Path) -> None:
    """After kill -9 in the middle the same command goes on: the same answers as of a run that nobody stopped."""
    cases = [case for case in few(SQL) if not case.planted]
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(f"{case.model_dump_json()}\n" for case in cases), "utf-8")
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    command = [sys.executable, "-m", "evals", "run", str(file), "--home", str(eval_home), "--out"]
    with subprocess.Popen([*command, str(killed)], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        _wait_for_lines(killed / ANSWERS, 3)
        os.kill(process.pid, signal.SIGKILL)
    answered = (killed / ANSWERS).read_bytes()
    assert 3 <= answered.count(b"\n") < len(cases)
    (killed / ANSWERS).write_bytes(answered + b'{"case": "sql-')  # what a kill in the midst of a line leaves
    for folder in (killed, whole):
        subprocess.run([*command, str(folder)], cwd=ROOT, check=True, capture_output=True)
    assert timeless(read_run(killed)) == timeless(read_run(whole))
    assert (killed / CASES).read_bytes() == (whole / CASES).read_bytes()


def _wait_for_lines(path: Path, count: int) -> None:
    until = time.monotonic() + 120
    while not path.exists() or path.read_bytes().count(b"\n") < count:
        assert time.monotonic() < until, f"{path} has not {count} lines"
        time.sleep(0.02)


def test_other_circumstances_are_another_run(eval_home: Path, tmp_path: Path) -> None:
    """A run is not mixed of answers under two settings; what differs is named and nothing is lost."""
    run(order([one("number")], eval_home, tmp_path), QUICK, NOW)
    before = (tmp_path / ANSWERS).read_bytes()
    with pytest.raises(BadInput, match="another settings"):
        run(order([one("number")], eval_home, tmp_path, passages=3), QUICK, NOW)
    assert (tmp_path / ANSWERS).read_bytes() == before


def test_errors_stay_errors_until_they_are_asked_again(eval_home: Path, tmp_path: Path) -> None:
    """A busy model is tried again and counted; what fails is an error in its row; asked again it is an answer."""
    busy = True

    def script(request: Request) -> Reply:
        return Reply(status=429) if busy else resolving(request)

    with LoopbackModel(script) as model:
        asked = order([one("number")], eval_home, tmp_path, model="any", base_url=model.base_url, redraws=0)
        assert run(asked, QUICK, NOW) == ""
        (row,) = read_run(tmp_path).rows
        assert (row.tries, row.answer) == (3, None)
        assert row.error.startswith("ModelBusy: ")
        busy = False
        run(asked, QUICK, NOW)
        assert read_run(tmp_path).rows == (row,)
        run(asked, QUICK, NOW, again=True)
    (row,) = read_run(tmp_path).rows
    assert row.answer is not None
    assert not row.error


def test_a_limit_stops_and_the_rest_can_follow(eval_home: Path, tmp_path: Path) -> None:
    """Tokens are counted as they are spent; a higher limit goes on where the lower one stopped."""
    cases = [case for case in SQL if case.kind == "answerable"][:4]
    with LoopbackModel(resolving) as model:
        asked = order(cases, eval_home, tmp_path, model="any", base_url=model.base_url, redraws=0)
        stopped = run(asked, Limits(tokens=1), NOW)
        assert "--most-tokens" in stopped
        assert 0 < len(read_run(tmp_path).rows) < len(cases)
        assert read_run(tmp_path).missing > 0
        assert run(asked, QUICK, NOW) == ""
    assert read_run(tmp_path).missing == 0


def test_spending_is_counted_in_any_currency_of_limits() -> None:
    """Price, tokens and errors each have their own limit, and 0 is none."""
    spent = Spent(price=3.0, tokens=10, errors=2)
    assert spent.over(Limits(errors=0)) == ""
    assert "--most-price" in spent.over(Limits(price=3.0))
    assert "--most-errors" in spent.over(Limits(errors=2))
    spent.add(Row(case="a", epoch=0, corpus="c", error="x"))
    assert spent.errors == 3


def test_suites_by_name_file_and_folder(tmp_path: Path) -> None:
    """The starter suite is all of it, smoke a few of each kind with a whole group; what is none says what there is."""
    whole, smoke = material("starter"), material("smoke")
    assert len(whole.cases) == sum(len(load_cases(path)) for path in STARTER)
    assert {(case.corpus, case.kind) for case in smoke.cases} == {(case.corpus, case.kind) for case in whole.cases}
    assert {case.corpus for case in material("sql-analytics").cases} == {"sql-analytics"}
    sampled = material("starter", 5)
    assert all(len({c.group or c.id for c in sampled.cases if c.corpus == name}) == 5 for name in sampled.folders)
    for name in ("one", "two"):
        (tmp_path / name / "corpus").mkdir(parents=True)
        row = {"question": f"What is {name}?", "gold_docs": ["a.md"], "answers": [name]}
        (tmp_path / name / "questions.jsonl").write_text(json.dumps(row), "utf-8")
    found = material(str(tmp_path))
    assert [(case.corpus, case.refuse) for case in found.cases] == [
        ("one", False), ("two", False), ("two", True), ("one", True)
    ]  # fmt: skip
    with pytest.raises(BadInput, match="no suite 'nothing'"):
        material("nothing")
