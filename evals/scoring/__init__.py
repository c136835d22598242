"""Scorers, one concern a file, in the order in which they are told: those that need no judge first."""

from evals.scoring import alce, correctness, cost, effort, gold, handling, quiz, quotes, refusal, shares, stability
from evals.scoring.outcome import Scorer

SCORERS: tuple[Scorer, ...] = (
    *quotes.SCORERS,
    *refusal.SCORERS,
    *gold.SCORERS,
    *shares.SCORERS,
    *alce.SCORERS,
    *correctness.SCORERS,
    *handling.SCORERS,
    *stability.SCORERS,
    *effort.SCORERS,
    *quiz.SCORERS,
    *cost.SCORERS,
)
