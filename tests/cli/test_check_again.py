"""Rows of an answer and samples of it through `tutor check`: the shape, beside other rows, and what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.shapes import JUDGEMENT, REPEATED, faults
from tests.loopback import LoopbackModel, Reply
from tutor.checking.repeated import MOST_COMPARED

PAIR = {"source": "An invoice is due after 30 days.", "claim": "An invoice is due after 30 days."}
SHORT = {"answer": " Tony Blackburn", "samples": [" Tony Blackburn\nQ: And the second?", "John Peel"]}
LONG = {
    "answer": "The fee for the work is 12 EUR. The invoice is due within 30 days.",
    "samples": ["The fee for the work is 12 EUR.", "The fee for the work is 15 EUR."],
}


def lines(*rows: object) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


@pytest.mark.parametrize("judge", ["lexical", "local"])
def test_both_kinds_of_row_in_one_call(run: Run, tmp_path: Path, judge: str) -> None:
    """Each row gets its own shape and its id, in order; the same from a file and from standard input."""
    rows = lines({"id": "a", **SHORT}, {"id": "b", **PAIR}, {"id": "c", **LONG}, PAIR)
    (tmp_path / "rows.jsonl").write_text(rows, "utf-8")
    ran = run("check", "--judge", judge, "--batch", str(tmp_path / "rows.jsonl"))
    shapes = [REPEATED, JUDGEMENT, REPEATED, JUDGEMENT]
    found = [{key: value for key, value in row.items() if key != "id"} for row in ran.rows]
    assert [list(faults(row, shape)) for row, shape in zip(found, shapes, strict=True)] == [[]] * 4
    assert [row["id"] for row in ran.rows] == ["a", "b", "c", None]
    assert run("check", "--judge", judge, "--batch", "-", stdin=rows).raw == ran.raw
    assert ["id" in row for row in run("check", "--json", stdin=lines(SHORT, {"id": 0, **SHORT})).rows] == [False, True]


def test_what_is_counted(run: Run) -> None:
    """A phrase that is said again by one of two samples, and two sentences of which one is contradicted."""
    short, long = run("check", "--json", stdin=lines(SHORT, LONG)).rows
    assert short["statements"] == [{"text": "Tony Blackburn", "score": 0.5, "agree": 1, "contradict": 1, "silent": 0}]
    assert (short["stability"], short["entropy"]) == (0.5, 0.636514)
    fee, due = long["statements"]
    assert (fee["agree"], fee["contradict"], due["agree"]) == (1, 1, 0)


CURE = "Shorten the answer, or leave samples out."
WRONG: list[tuple[dict[str, object], str]] = [
    ({"answer": "Rome"}, 'The row has no list of texts "samples".'),
    ({"samples": ["Rome"]}, 'The row has no text "answer".'),
    ({"answer": None, "samples": ["Rome"]}, 'The row has no text "answer".'),
    ({"answer": "Rome", "samples": "Rome"}, 'The row has no list of texts "samples".'),
    ({"answer": "Rome", "samples": ["Rome", None]}, 'Number 2 of "samples" is no text.'),
    ({"answer": "Rome", "samples": [["Rome"]]}, 'Number 1 of "samples" is no text.'),
    ({"answer": "Rome", "samples": []}, "There are no samples to compare the answer with."),
    ({"answer": "Rome", "samples": ["Rome"] * 101}, "There are 101 samples; 100 are allowed. Leave some out."),
    ({"answer": "x " * 15_000, "samples": ["y"]}, "An answer has 30,000 characters; 20,000 are allowed. Shorten it."),
    (
        {"answer": "It was. " * 400, "samples": ["It was."] * 5},
        f"400 statements and 5 samples are 2,000 comparisons; {MOST_COMPARED:,} are allowed. {CURE}",
    ),
]


@pytest.mark.parametrize(("row", "said"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_a_row_that_cannot_be_compared(run: Run, row: dict[str, object], said: str) -> None:
    """It is an error in its place, in words, and the row after it is done."""
    wrong, right = run("check", "--batch", "-", stdin=lines({"id": 1, **row}, SHORT)).rows
    assert wrong == {"id": 1, "error": said}
    assert right["stability"] == 0.5


def test_rows_that_state_nothing(run: Run) -> None:
    """An empty answer and empty samples are no errors: they are compared as what they are."""
    empty, unanswered = run(
        "check", "--json", stdin=lines({"answer": "", "samples": ["", "Rome"]}, {"answer": "Rome", "samples": [" "]})
    ).rows
    assert (empty["statements"], empty["stability"]) == ([], 0.5)
    assert (unanswered["statements"][0]["silent"], unanswered["stability"]) == (1, 0)


def test_a_row_with_a_source_is_about_the_source(run: Run) -> None:
    """Other keys are ignored, as ever: a pair that happens to have an answer too is judged as a pair."""
    assert run("check", "--json", stdin=lines({**PAIR, **SHORT})).row["label"] == "supported"


def test_in_words(run: Run) -> None:
    """Without --json a line says what was counted."""
    assert run("check", stdin=lines(SHORT)).out == (
        "stability 0.50, entropy 0.64: Tony Blackburn (0.50: 1 say it, 1 contradict it, 0 silent)\n"
    )


def test_a_model_that_cannot_judge(run: Run) -> None:
    """What a failing model could not compare is an error and no agreement; short answers need no model."""
    with LoopbackModel(Reply(status=401)) as model:
        plugged = ("--judge", "model", "--model", "loopback", "--base-url", model.base_url)
        long, short = run("check", "--json", *plugged, stdin=lines(LONG, SHORT)).rows
    assert "The endpoint refused the key." in long["error"]
    assert short["statements"][0]["agree"] == 1
