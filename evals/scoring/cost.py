"""What an answer took: time until something checked can be read, tokens, money. Reported, and gates nothing."""

from __future__ import annotations

from evals.scoring.outcome import Asked, Bench, Better, Outcome, Scorer, one_by_one, unscored, valued


def first_checked(asked: Asked, _: Bench) -> Outcome:
    """Seconds from the question to the first statement that was checked."""
    seconds = asked.answer.usage.first_checked
    return unscored("no statement was checked") if seconds is None else valued(seconds)


def tokens(asked: Asked, _: Bench) -> Outcome:
    """Tokens sent and received, redraws included."""
    usage = asked.answer.usage
    if not usage.requests:
        return unscored("no model was asked")
    return valued(float(usage.input_tokens + usage.output_tokens))


def price(asked: Asked, _: Bench) -> Outcome:
    """What an answer cost, in the currency of the settings' prices."""
    cost = asked.answer.usage.price
    return unscored("no prices are set, or no tokens were counted") if cost is None else valued(cost)


SCORERS = (
    Scorer("seconds to first", "seconds from the question to the first checked statement", one_by_one(first_checked),
           better=Better.LOWER, margin=None),
    Scorer("tokens", "tokens of an answer with all its redraws", one_by_one(tokens), better=Better.LOWER, margin=None),
    Scorer("price", "what an answer cost, at the prices of the settings", one_by_one(price),
           better=Better.LOWER, margin=None),
)  # fmt: skip
