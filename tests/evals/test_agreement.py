"""Stability beside what is right: what counts as right, when it is enough, and figures of a planned model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import agreement
from evals.agreement import chosen_by, is_right, recorded, votes
from evals.agreement_page import page
from evals.suite import Order
from tests.evals.test_suites import is_shown


@pytest.mark.parametrize(
    ("answer", "gold", "right", "either"),
    [
        (" Tony Blackburn", "Tony Blackburn", True, True),
        ("It was TONY BLACKBURN!", "Tony Blackburn", True, True),
        ("Blackburn", "Tony Blackburn", False, True),
        ("Tony the Blackburn", "Tony Blackburn", True, True),
        ("Tony, not Alan Blackburn", "Tony Blackburn", False, False),
        ("Tonya Blackburn", "Tony Blackburn", False, False),
        ("", "Tony Blackburn", False, False),
        ("Who", "The Who", True, True),
        ("M.A.S.H.", "M.A.S.H", True, True),
    ],
)
def test_what_is_right(answer: str, gold: str, right: bool, either: bool) -> None:
    """Whole words of the gold answer in their order, without case, marks and articles; leniently the other way too."""
    assert (is_right(answer, gold), is_right(answer, gold, either=True)) == (right, either)


def test_when_enough_is_drawn() -> None:
    """Three that agree are enough, and so are five that do not; even votes take all ten; there may be fewer."""
    assert votes([True] * 19) == 3
    assert votes([False] * 19) == 5
    assert votes([False, True] * 9) == 10
    assert votes([False, True]) == 2


def test_the_answer_of_the_majority() -> None:
    """The first answer of the largest kind; of equally large ones the kind that came first."""
    assert chosen_by(["a", "b", "b"]) == 1
    assert chosen_by(["b", "a", "a", "b"]) == 0
    assert chosen_by([0, 1, 2]) == 0


def test_agreement_on_a_slice(tmp_path: Path) -> None:
    """Right answers are said again and wrong ones are not: stability tells all, and the majority mends first slips."""
    sure = {"gold": "Tony Blackburn", "samples": [" Tony Blackburn\n"] * 12}
    slip = {"gold": "Paris", "samples": [" Lyon", *["Paris"] * 11]}
    lost = {"gold": "Goethe", "samples": [f"Poet number {number}" for number in range(12)]}
    rows = [sure, slip, lost, sure, slip, lost]
    (tmp_path / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert [len(each.answers) for each in recorded(tmp_path / "samples.jsonl")] == [12] * 6
    figures = agreement.measure(Order(tmp_path / "samples.jsonl", tmp_path, sample=6)) | {"measured_at": "today"}
    assert (figures["questions"], figures["answers_each"]) == (6, 12)
    assert figures["first_right"]["value"] == pytest.approx(1 / 3, abs=1e-3)
    assert {name: each["5"]["value"] for name, each in figures["curve"].items()} == {
        "stability": 1, "exact match": 1, "semantic entropy": 1,
    }  # fmt: skip
    assert list(figures["curve"]["stability"]) == [str(count) for count in range(1, 12)]
    assert figures["adaptive"]["by_number"] == {"3": 2, "5": 4}
    assert figures["adaptive"]["less_than_of_most"]["value"] == 0
    mended = figures["majority"]["10"]["meaning"]
    assert mended["right"]["value"] == pytest.approx(2 / 3, abs=1e-3)
    assert mended["gain"]["value"] == pytest.approx(1 / 3, abs=1e-3)
    twice = figures["asked_twice"]
    assert list(twice) == ["3", "5"]
    assert twice["5"]["first"]["same"]["value"] == pytest.approx(1 / 3, abs=1e-3)
    assert twice["5"]["meaning"]["same"]["value"] == pytest.approx(2 / 3, abs=1e-3)
    assert twice["5"]["gain"]["value"] == pytest.approx(1 / 3, abs=1e-3)
    assert {tuple(each) for each in figures["sentences"].values()} == {("judge alone", "as counted")}
    assert is_shown("\n".join(page(figures)))
