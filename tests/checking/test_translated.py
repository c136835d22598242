"""Translations are kept only where they have the numbers of what was checked."""

from __future__ import annotations

import pytest

from tutor.checking.translated import kept


@pytest.mark.parametrize(
    ("translation", "text"),
    [
        ("Zahlen Sie innerhalb von 30 Tagen.", "Pay within 30 days."),
        ("Es kostet 1.000,50 Euro.", "It costs 1,000.50 euros."),
        ("Am 3. Oktober 2026", "On October 3, 2026"),
        ("  über\nzwei Zeilen ", "over two lines"),
        ("٣٠ يوما", "30 days"),
    ],
)
def test_the_same_numbers(translation: str, text: str) -> None:
    """Other separators, another order and other digits are the same numbers."""
    assert kept(translation, text) == " ".join(translation.split())


@pytest.mark.parametrize(
    ("translation", "text"),
    [("Innerhalb von 60 Tagen", "within 30 days"), ("sofort", "after 5 days"), ("5 von 5", "5 of 10"), ("", "7")],
)
def test_other_numbers(translation: str, text: str) -> None:
    """A number that was changed, lost or added costs the translation."""
    assert kept(translation, text) == ""
