"""What is shown and what is withheld: every row of the table."""

from __future__ import annotations

import pytest

from tutor.checking.decide import decide
from tutor.domain import Check, Claim, Label, Statement, Verdict, Withheld

CLAIM = Claim(text="A claim.")
LABELS = list(Label)


def verdict(check: Check, label: Label) -> Verdict:
    """A verdict that says why in one word."""
    return Verdict(check=check, label=label, score=0.5, reason=f"because-{check.value}")


@pytest.mark.parametrize("agreement", [None, *LABELS])
@pytest.mark.parametrize(
    ("grounding", "why"),
    [
        (None, "could not be checked"),
        (Label.NOT_CHECKED, "could not be checked"),
        (Label.REFUTED, "say otherwise: because-grounding"),
        (Label.NOT_ENOUGH_INFO, "do not carry it: because-grounding"),
    ],
)
def test_what_is_not_grounded_is_withheld(grounding: Label | None, why: str, agreement: Label | None) -> None:
    """Whatever redraws say, what its source does not carry, or what was not checked, is withheld with the reason."""
    verdicts = [verdict(Check.AGREEMENT, agreement)] if agreement else []
    verdicts += [verdict(Check.GROUNDING, grounding)] if grounding else []
    found = decide(CLAIM, verdicts)
    assert isinstance(found, Withheld)
    assert why in found.reason
    assert found.statement == Statement(claim=CLAIM, verdicts=tuple(verdicts))


@pytest.mark.parametrize("agreement", [None, *LABELS])
def test_what_is_grounded_is_stated_unless_contradicted(agreement: Label | None) -> None:
    """A grounded claim is stated with its verdicts, unless the tutor, asked again, contradicts it."""
    verdicts = [verdict(Check.GROUNDING, Label.SUPPORTED)]
    verdicts += [verdict(Check.AGREEMENT, agreement)] if agreement else []
    found = decide(CLAIM, verdicts)
    if agreement is Label.REFUTED:
        assert isinstance(found, Withheld)
        assert "contradicts it: because-agreement" in found.reason
    else:
        assert found == Statement(claim=CLAIM, verdicts=tuple(verdicts))
