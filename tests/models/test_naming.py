"""A name that a claim has and its source has in no form is the writer's own."""

from __future__ import annotations

import pytest

from tutor.models.naming import names_lacking

SOURCE = "The EU procedures cannot be used against a defendant in the United Kingdom. E5 models expect a prefix."


@pytest.mark.parametrize(
    ("claim", "lacking"),
    [
        ("The procedures are of no use against a defendant in Sweden.", ["Sweden"]),
        ("Switzerland is outside of these procedures.", ["Switzerland"]),
        ("Dutch defendants are outside of these procedures.", ["Dutch"]),
        ("The procedures of Monte Carlo do not reach British defendants.", ["Monte Carlo"]),
        ("The BGE models expect a prefix.", ["BGE"]),
        ("A defendant in Britain is not reached by the European procedures.", []),
        ("British defendants are outside of these procedures.", []),
        ("The procedures of the European Union do not reach the UK.", []),
        ("Defendants there are outside of these procedures.", []),
        ("Das Verfahren erreicht keine Beklagten in Schweden.", []),
    ],
)
def test_a_name_may_come_in_another_form(claim: str, lacking: list[str]) -> None:
    """As an adjective, a short form or one of two names of a country; in languages of capitals nothing is told."""
    assert names_lacking(SOURCE, claim) == lacking


@pytest.mark.parametrize(
    ("source", "claim", "lacking"),
    [
        ("Sign the non-disclosure agreement first.", "The NDA is signed first.", []),
        ("Sign the NDA first.", "The SOW is signed first.", ["SOW"]),
        ("The fee is 20 euros for 3 gigabytes.", "The fee is EUR 20 for 3 GB.", []),
        ("APIs differ.", "Every API is different.", []),
    ],
)
def test_capitals_may_be_spelled_out(source: str, claim: str, lacking: list[str]) -> None:
    """Initials of the source's words are known; currencies and units beside a number are no names."""
    assert names_lacking(source, claim) == lacking
