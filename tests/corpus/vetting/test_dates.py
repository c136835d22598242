"""Dates of review: passed, impossible, or not given."""

from __future__ import annotations

import pytest

from tests.corpus.vetting.conftest import Look
from tutor.corpus.vetting.dates import dates
from tutor.domain import Weight

PAGE = "# Tides\n\nThe tide is highest after new moon.\n"


def manifest(*lines: str) -> str:
    """A corpus.toml that says these of a.md."""
    return "\n".join(('title = "Notes"', "[[sources]]", 'path = "a.md"', *lines))


@pytest.mark.parametrize(
    "lines",
    [
        ("reviewed_on = 2026-11-21",),
        ("reviewed_on = 2026-11-22",),  # where it is tomorrow already
        ("reviewed_on = 2025-01-01", "review_by = 2026-11-21"),
    ],
)
def test_dates_in_order(look: Look, lines: tuple[str, ...]) -> None:
    """A date that has not passed is no finding, nor is the last day itself."""
    assert look(dates, PAGE, manifest(*lines)) == []


@pytest.mark.parametrize(
    ("lines", "weight", "said"),
    [
        (("reviewed_on = 2024-01-01", "review_by = 2026-11-20"), Weight.SHOULD, "1 day ago"),
        (("reviewed_on = 2026-01-01", "review_by = 2025-12-31"), Weight.MUST, "before it was reviewed"),
        (("reviewed_on = 2026-12-24",), Weight.MUST, "still to come"),
    ],
)
def test_dates_that_are_wrong(look: Look, lines: tuple[str, ...], weight: Weight, said: str) -> None:
    """A stale source is named; dates that cannot be must be corrected."""
    (found,) = look(dates, PAGE, manifest(*lines))
    assert (found.weight, found.path) == (weight, "a.md")
    assert said in found.says


def test_no_date_at_all(look: Look) -> None:
    """Files that nobody dated are one finding, and a file that is dated is not among them."""
    (found,) = look(dates, {"a.md": PAGE, "b.md": PAGE, "c.md": PAGE}, manifest("reviewed_on = 2026-11-21"))
    assert (found.path, found.weight) == ("corpus.toml", Weight.SHOULD)
    assert "2 files" in found.says
    assert "a.md" not in found.says
