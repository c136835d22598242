"""Personal data: of somebody, of nobody, and what only has the same shape."""

from __future__ import annotations

import pytest

from tests.corpus.vetting.conftest import Look
from tutor.corpus.vetting.personal import personal
from tutor.domain import Weight


@pytest.mark.parametrize(
    ("text", "words", "weight"),
    [
        ("Write to anna.berger@firma-berger.de soon.", "anna.berger@firma-berger.de", Weight.SHOULD),
        ("Licence questions go to jo@harbour-notes.org.", "jo@harbour-notes.org", Weight.NOTE),
        ("Ask info@harbour-notes.org about it.", "info@harbour-notes.org", Weight.NOTE),
        ("Call +49 30 9018 2031 before noon.", "+49 30 9018 2031", Weight.SHOULD),
        ("Call +44 (0)20 7219 3000 today.", "+44 (0)20 7219 3000", Weight.SHOULD),
        ("Pay to DE75 5121 0800 1245 1261 99 at once.", "DE75 5121 0800 1245 1261 99", Weight.MUST),
        ("IBAN: NL20INGB0001234567", "NL20INGB0001234567", Weight.MUST),
        ("The card 4539 1488 0343 6467 was charged.", "4539… (16 digits)", Weight.MUST),
        ("Credit card 4539148803436467", "4539… (16 digits)", Weight.MUST),
    ],
)
def test_of_somebody(look: Look, text: str, words: str, weight: Weight) -> None:
    """Addresses and numbers whose check digits are right are found where they stand."""
    (found,) = look(personal, f"# Notes\n\n{text}\n")
    assert (found.words, found.weight) == (words, weight)


@pytest.mark.parametrize(
    "text",
    [
        "name@example.org, me@mail.example, x@contoso.com and noreply@harbour-notes.org",
        "git clone git@github.com:sqlite/sqlite.git",
        "https://user@harbour-notes.org/path and mailto:someone@example.com",
        "The thread is 7SU1HRbeKVEd-sKA5WcJo3@mail.gmail.com.",
        "pip install package@1.2.3 and @decorator and a@b",
        "The drama number is +44 20 7946 0123 or +1 202 555 0143.",
        "Versions 1.2.3, dates 2026-11-21, sums +1,000,000 and +12 345 678.90",
        "DE89 3704 0044 0532 0130 00 is the example of the standard, DE00 1234 5678 9012 3456 78 is wrong.",
        "Test with 4242 4242 4242 4242 or 4111111111111111.",
        "The order 4539 1488 0343 6468 of last week.",
        "Row 4539148803436467 was deleted.",
        "3141592653589793 3.141592653589793 0000 0000 0000 0000",
        "GET /v1/items?id=5500005555555559&page=2",
        "latitude +47.6423109, longitude -122.1390293",
    ],
)
def test_of_nobody(look: Look, text: str) -> None:
    """Reserved examples, wrong check digits and other numbers are no finding."""
    assert look(personal, f"# Notes\n\n{text}\n") == []


def test_the_author_may_be_reached(look: Look) -> None:
    """An address that corpus.toml gives as the author's is a note wherever it stands."""
    manifest = 'title = "Notes"\n[[sources]]\npath = "a.md"\nauthor = "Jo Doe <jo@harbour-notes.org>"\n'
    (found,) = look(personal, "# Notes\n\nSend corrections to jo@harbour-notes.org please.\n", manifest)
    assert found.weight is Weight.NOTE
