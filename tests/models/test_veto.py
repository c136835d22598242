"""What stands against support, to the letter."""

from __future__ import annotations

import pytest

from tutor.models.veto import unmet

SOURCE = "Version 3.1.4 came out in March 2021. Clients pay within 30 days; call `set_limit()` to raise the 5 % fee."


@pytest.mark.parametrize(
    "claim",
    [
        "In March 2021 version 3.1.4 was published.",
        "Payment is due thirty days later.",
        "The fee of five per cent is raised with set_limit.",
        "It may rain.",
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
