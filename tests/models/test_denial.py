"""A denial in one of source and statement, and not in the other."""

from __future__ import annotations

import pytest

from tutor.models.denial import denied

SOURCE = (
    "Guests pay for a full shelf and may not load the kiln themselves. The kiln is never opened above 120 °C. "
    "A lease is valid for no longer than two years. Members load it on Sundays."
)


@pytest.mark.parametrize(
    ("source", "claim", "word"),
    [
        ("Guests may not load the kiln.", "Guests may load the kiln.", "load"),
        ("Guests may load the kiln.", "Guests may not load the kiln.", "load"),
        ("The kiln isn’t opened above 120 °C.", "The kiln is opened above 120 °C.", "opened"),
        ("Deposits are not to be refunded to clients.", "Deposits are refunded to clients.", "refunded"),
        (SOURCE, "The kiln is opened above 120 °C.", "opened"),
        (f"{SOURCE} Shelves are opened on Sundays.", "The kiln is opened above 120 °C.", "opened"),
        ("The deposit is non-refundable.", "The deposit is refundable.", "refundable"),
        ("The deposit is refundable.", "The deposit is non-refundable.", "refundable"),
        ("The deposit is nonrefundable.", "The deposit is refundable.", "refundable"),
        ("The invoice is paid.", "The invoice is unpaid.", "unpaid"),
        ("The ticket is invalid.", "The ticket is valid.", "valid"),
    ],
)
def test_what_only_one_of_the_two_denies(source: str, claim: str, word: str) -> None:
    """The word is named, whichever side denies it."""
    assert denied(source, claim) == word


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Do not charge VAT on deposits.", "VAT is not charged on deposits."),
        ("Not only members load the kiln.", "Members load the kiln."),
        ("A lease is valid for no longer than two years.", "A lease is valid for at most two years."),
        (SOURCE, "Members load the kiln on Sundays."),  # affirmed as well as denied
        ("Keys are not returned late.", "Glaze is returned on Sundays when keys and shelves are handed over."),
        ("It may not rain.", "Rain."),
        ("The deposit is not refunded.", "The deposit is non-refundable."),
        ("The book is fiction.", "The book is not non-fiction."),
        ("No, the deposit is refunded.", "The deposit is refunded."),
        ("Unless the deposit is paid, work stops.", "Less work stops when the deposit is paid."),
        ("", "Guests may load the kiln."),
    ],
)
def test_what_no_one_contradicts(source: str, claim: str) -> None:
    """Both deny it, a limit is no denial, both are said, or it is about something else."""
    assert denied(source, claim) == ""
