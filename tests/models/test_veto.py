"""What stands against support, to the letter."""

from __future__ import annotations

import pytest

from tutor.domain import Label
from tutor.models.veto import unmet, vetoed

SOURCE = "Version 3.1.4 came out in March 2021. Clients pay within 30 days; call `set_limit()` to raise the 5 % fee."


@pytest.mark.parametrize(
    "claim",
    [
        "In March 2021 version 3.1.4 was published.",
        "Payment is due thirty days later.",
        "The fee of five per cent is raised with set_limit.",
        "It may rain.",
        "It is from the 21st century, from the 2020s.",
    ],
)
def test_what_is_met_is_let_through(claim: str) -> None:
    """The same facts in other words and spellings are no reason against anything."""
    assert unmet(SOURCE, claim) == ""


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("Clients pay within 60 days.", "the source gives 30 days, the statement says 60 days"),
        ("It came out in 2022.", "the source does not have the number 2022"),
        ("It came out in October 2021.", "the source does not name October"),
        ("Call `reset_limit()` first.", "the source does not have reset_limit"),
    ],
)
def test_what_is_not_met_is_named(claim: str, reason: str) -> None:
    """The reason says which words are to blame, and what the source has in their place."""
    assert unmet(SOURCE, claim).startswith(reason)


def test_what_stands_against_it_lowers_and_never_supports() -> None:
    """However sure a judge is otherwise; of two such claims the likelier one stays the likelier."""
    found = [vetoed(SOURCE, "Clients pay within 60 days.", 0.8, score) for score in (0.0, 0.2, 0.6, 1.0)]
    assert all(each is not None and each.label is Label.REFUTED for each in found)
    scores = [each.score for each in found if each is not None]
    assert scores == sorted(scores)
    assert scores[0] < scores[1] < scores[2] < 0.3
    assert vetoed(SOURCE, "Clients pay within 30 days.", 0.8, 0.9) is None
