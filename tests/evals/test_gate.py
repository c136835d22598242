"""The gate: open where even the bad end of the interval is within the margin, closed by anything it cannot tell."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from evals import gate as door
from evals.__main__ import commanded
from evals.compare import compare
from evals.gate import Budgets, Gated, Ruling, gate, margins
from evals.scored import Scored, keep
from evals.scoring import SCORERS
from tests.evals.made import scored, unit
from tutor.errors import BadInput

F1, FALSE, WORDS = "token F1", "false refusals", "words to check"


def of(values: dict[str, list[float]], **changed: Any) -> Scored:
    """A run of as many cases as there are values, each of a document of its own."""
    count = len(next(iter(values.values())))
    return scored(*(unit(str(n), {name: each[n] for name, each in values.items()}) for n in range(count)), **changed)


def ruled(now: Scored, before: Scored, budgets: Budgets | None = None) -> Gated:
    """What the gate says."""
    return gate(compare(now, before), budgets or Budgets())


def test_the_same_holds_and_worse_does_not() -> None:
    """Within the margin it is open; a mean beyond it closes, in the direction that is worse for the scorer."""
    before = of({F1: [0.5] * 20, FALSE: [0.0] * 20})
    assert ruled(before, before).holds
    assert ruled(of({F1: [0.47] * 20, FALSE: [0.0] * 20}), before).holds
    assert ruled(of({F1: [0.4] * 20, FALSE: [0.0] * 20}), before).closed_by == [F1]
    assert ruled(of({F1: [0.9] * 20, FALSE: [1.0] * 20}), before).closed_by == [FALSE]


def test_what_is_not_shown_to_be_no_worse_closes() -> None:
    """A mean within the margin is no proof where the interval goes beyond it."""
    before = of({F1: [0.5] * 8})
    (found,) = ruled(of({F1: [0.1, 0.9, 0.1, 0.9, 0.3, 0.7, 0.5, 0.5]}), before).rulings
    assert found.ruling is Ruling.NOT_SHOWN


def test_silence_is_no_pass() -> None:
    """Values that are gone, broken values, errors and cases that were not asked close the gate beyond their budget."""
    before = scored(*(unit(str(n), {F1: 1.0}) for n in range(10)))
    lost = scored(*(unit(str(n), {F1: 1.0} if n > 1 else {}) for n in range(10)))
    assert ruled(lost, before).rulings[0].ruling is Ruling.UNSCORED
    assert ruled(lost, before, Budgets(unscored=0.3)).holds
    broken = scored(*(unit(str(n), {F1: 1.0} if n else {}, broken={} if n else {F1: "busy"}) for n in range(10)))
    assert ruled(broken, before).rulings[0].ruling is Ruling.BROKEN
    failed = scored(*(unit(str(n), {F1: 1.0}, error="" if n else "ModelBusy") for n in range(10)))
    assert ruled(failed, before).faults
    assert ruled(scored(*(unit(str(n), {F1: 1.0}) for n in range(9))), before).faults


def test_margins_are_in_the_unit_of_their_scorer(tmp_path: Path) -> None:
    """They can be given by name; what names no scorer, or is no number, is refused."""
    before, now = of({WORDS: [10.0] * 5}), of({WORDS: [14.0] * 5})
    assert ruled(now, before).holds
    assert not ruled(now, before, Budgets(margins=margins(["words to check=3"], SCORERS))).holds
    for wrong in ("words to check", "nothing=1", "token F1=-1", "token F1=nan"):
        with pytest.raises(BadInput, match="no margin"):
            margins([wrong], SCORERS)


def test_the_exit_status_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 where it holds, 1 where it does not, 2 where there is nothing to compare; kept files are read back."""
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    keep(of({F1: [0.9] * 5}), good)
    keep(of({F1: [0.1] * 5}), bad)
    assert commanded("gate", [str(good), str(good)]) == 0
    assert commanded("gate", [str(bad), str(good)]) == 1
    assert "# The gate is closed\n\ntoken F1 worse" in capsys.readouterr().out
    assert commanded("gate", [str(tmp_path / "none"), str(good)]) == 2
    parser = argparse.ArgumentParser()
    door.add_arguments(parser)
    assert door.command(parser.parse_args([str(bad), str(good), "--margin", "token F1=0.9"])) == 0
