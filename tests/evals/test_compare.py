"""Two runs beside each other: each case with itself, what was lost is counted, and flips have both answers."""

from __future__ import annotations

from typing import Any

import pytest

from evals.compare import compare, told
from evals.scored import ALL_EPOCHS
from evals.scoring.outcome import Over
from tests.evals.made import scored, unit
from tutor.errors import BadInput

F1 = "token F1"


def test_each_case_is_held_against_itself() -> None:
    """Epochs are averaged first, and cases that both runs have are paired whatever their order."""
    before = scored(unit("a", {F1: 0.2}), unit("b", {F1: 0.9}), unit("a", {F1: 0.4}, epoch=1))
    now = scored(unit("b", {F1: 0.9}), unit("a", {F1: 0.8}))
    (found,) = compare(now, before).differences
    assert (found.before, found.now, found.value, found.pairs) == (0.6, 0.85, 0.25, 2)
    assert found.low is not None
    assert found.low <= 0.25
    (flip,) = found.flips
    assert (flip.id, flip.worse, flip.before, flip.now) == ("a", False, 0.3, 0.8)


def test_what_became_unscored_is_lost_and_told() -> None:
    """A value that is gone is no pair: it is counted, as is what broke and what is new."""
    before = scored(unit("a", {F1: 1.0}), unit("b", {F1: 1.0}), unit("c", {}), unit("d", {F1: 1.0}))
    now = scored(unit("a", {F1: 1.0}), unit("b", {}, broken={F1: "busy"}), unit("c", {F1: 0.0}))
    found = compare(now, before)
    (difference,) = found.differences
    assert (difference.pairs, difference.lost, difference.broken, difference.gained) == (1, 2, 1, 1)
    assert found.missing == ("d",)


def test_flips_have_both_answers_the_worst_first() -> None:
    """A maintainer reads what was said then and now."""
    before = scored(unit("a", {F1: 1.0}, said=("Then.",)), unit("b", {F1: 0.5}))
    now = scored(unit("a", {F1: 0.0}, said=(), refusal="Not here."), unit("b", {F1: 0.4}))
    page = "\n".join(told(compare(now, before)))
    assert page.index("a (worse, 1 → 0)") < page.index("b (worse, 0.5 → 0.4)")
    assert "before: Then." in page
    assert "now: Not here." in page


def test_groups_are_told_from_cases_and_what_decided_them() -> None:
    """A group of rewordings has a value of its own, and another model is said to be another."""
    group: dict[str, Any] = {"over": Over.REWORDINGS, "epoch": 0, "said": ()}
    before = scored(unit("a", {F1: 1.0}), unit("g", {"rewordings agree": 1.0}, **group))
    now = scored(unit("a", {F1: 1.0}), unit("g", {"rewordings agree": 0.0}, **group), model="other")
    found = compare(now, before)
    assert {each.scorer: each.pairs for each in found.differences} == {F1: 1, "rewordings agree": 1}
    assert found.circumstances == ("model",)
    assert ALL_EPOCHS < 0


def test_what_cannot_be_compared_is_refused() -> None:
    """Values of two judges, or runs without a case in common."""
    with pytest.raises(BadInput, match="scored the one run"):
        compare(scored(unit("a", {F1: 1.0})), scored(unit("a", {F1: 1.0}), judge="other"))
    with pytest.raises(BadInput, match="no case in common"):
        compare(scored(unit("a", {F1: 1.0})), scored(unit("b", {F1: 1.0})))
