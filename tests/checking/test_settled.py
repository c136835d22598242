"""When enough was asked."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.checking.settled import majority, settled


@pytest.mark.parametrize("says", range(6))
@pytest.mark.parametrize("denies", range(6))
def test_the_majority_is_the_beta_posterior(says: int, denies: int) -> None:
    """As the paper has it: the mass above a half of Beta(says + 1, denies + 1)."""
    share = np.linspace(0, 1, 100_001)
    density = share**says * (1 - share) ** denies
    above = np.trapezoid(density[50_000:], share[50_000:]) / np.trapezoid(density, share)
    assert majority(says, denies) == pytest.approx(above, abs=1e-6)


def test_how_many_votes_settle_a_statement() -> None:
    """Three without a dissent, or five of six; both sides alike."""
    enough = {(says, denies) for says in range(7) for denies in range(says) if settled(says, denies)}
    assert min(says for says, denies in enough if denies == 0) == 3
    assert min(says for says, denies in enough if denies == 1) == 5
    assert all(settled(denies, says) for says, denies in enough)
