"""When enough was asked: the votes on a statement leave no real doubt which side has more."""

from __future__ import annotations

from math import comb

_CERTAIN = 0.9  # one in ten statements may be left too early: of the rest half as many redraws are spent


def settled(says: int, denies: int, certain: float = _CERTAIN) -> bool:
    """Whether the side that has more votes is the side of the majority, with probability `certain`.

    The stopping rule of Adaptive-Consistency (Aggarwal et al. 2023) for two sides: with a flat prior, the share of
    those who would say it is Beta(says + 1, denies + 1), and its mass on one side of a half is a binomial sum.
    Three votes without a dissent are enough, of six votes five.
    """
    return max(majority(says, denies), majority(denies, says)) >= certain


def majority(says: int, denies: int) -> float:
    """The probability that more than half of all votes would be for it, after these."""
    votes = says + denies + 1
    return float(sum(comb(votes, each) for each in range(says + 1)) / 2**votes)
