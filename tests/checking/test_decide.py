"""What is shown and what is withheld: every row of the table."""

from __future__ import annotations

import pytest

from tutor.checking.decide import decide
from tutor.domain import Check, Citation, Claim, Label, Span, Statement, Verdict, Withheld

TEXT = "It is so. It is not so."
SO = Citation.cut(TEXT, Span(corpus="c", document="d", start=0, end=9))
NOT_SO = Citation.cut(TEXT, Span(corpus="c", document="d", start=10, end=23))
CLAIM = Claim(text="A claim.", citations=(SO,))
LABELS = list(Label)


def verdict(check: Check, label: Label, against: Citation | None = None) -> Verdict:
    """A verdict that says why in one word."""
    return Verdict(check=check, label=label, score=0.5, reason=f"because-{check.value}", against=against)


@pytest.mark.parametrize("agreement", [None, *LABELS])
@pytest.mark.parametrize(
    ("grounding", "against", "why"),
    [
        (None, None, "It could not be checked against the sources."),
        (Label.NOT_CHECKED, None, "It could not be checked against the sources."),
        (Label.REFUTED, None, "The cited words say otherwise: because-grounding."),
        (Label.REFUTED, SO, "The cited words say otherwise: because-grounding."),
        (Label.REFUTED, NOT_SO, "Another passage says otherwise: because-grounding."),
        (Label.NOT_ENOUGH_INFO, None, "The cited words do not carry it: because-grounding."),
    ],
)
def test_what_is_not_grounded_is_withheld(
    grounding: Label | None, against: Citation | None, why: str, agreement: Label | None
) -> None:
    """Whatever redraws say, what its source does not carry, or what was not checked, is withheld with the reason."""
    verdicts = [verdict(Check.AGREEMENT, agreement)] if agreement else []
    verdicts += [verdict(Check.GROUNDING, grounding, against)] if grounding else []
    found = decide(CLAIM, verdicts)
    assert isinstance(found, Withheld)
    assert found.reason == why
    assert found.statement == Statement(claim=CLAIM, verdicts=tuple(verdicts))


@pytest.mark.parametrize("against", [None, NOT_SO])
@pytest.mark.parametrize("agreement", [None, *LABELS])
def test_what_is_grounded_is_stated_unless_contradicted(agreement: Label | None, against: Citation | None) -> None:
    """A grounded claim is stated, with any words against it, unless the tutor, asked again, contradicts it."""
    verdicts = [verdict(Check.GROUNDING, Label.SUPPORTED, against)]
    verdicts += [verdict(Check.AGREEMENT, agreement)] if agreement else []
    found = decide(CLAIM, verdicts)
    if agreement is Label.REFUTED:
        assert isinstance(found, Withheld)
        assert "contradicts it: because-agreement" in found.reason
    else:
        assert found == Statement(claim=CLAIM, verdicts=tuple(verdicts))
        assert found.against == against
