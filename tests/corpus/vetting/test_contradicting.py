"""Contradictions: two documents of which only one can be right, and many that merely look like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.corpus.vetting.conftest import material
from tutor.corpus.vetting.contradicting import Contradictions, contradicting
from tutor.domain import Judgement, Label, Weight, unwatched
from tutor.models.judge import Judge, Pair
from tutor.parts import Parts
from tutor.settings import read_settings

Compare = Callable[..., Contradictions]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """What is found in these documents, with the judge that travels with the package."""

    def compared(files: Mapping[str, str], judge: Judge | None = None) -> Contradictions:
        return contradicting(material(tmp_path, files), judge or Parts(read_settings()).judge, unwatched)

    return compared


def two(one: str, other: str) -> dict[str, str]:
    """Two documents that say one sentence each."""
    return {"a.md": f"# First\n\n{one}\n", "b.md": f"# Second\n\n{other}\n"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The invoice must be paid within 30 days of receipt.",
            "An invoice is to be paid within 14 days of its receipt.",
        ),
        ("Invoices must be kept for ten years in Germany.", "In Germany invoices must be kept for eight years."),
        ("The API returns at most 100 results per page.", "The API returns at most 250 results per page."),
        ("A LEFT JOIN keeps all rows of the left table.", "A LEFT JOIN does not keep all rows of the left table."),
        ("Freelancers can deduct the cost of a home office.", "Freelancers cannot deduct the cost of a home office."),
        ("A half day costs 60% of the day rate.", "Half a day costs 75% of the day rate, and a call-out is extra."),
        ("New businesses file VAT returns monthly.", "New businesses file VAT returns quarterly."),
    ],
)
def test_only_one_can_be_so(compare: Compare, one: str, other: str) -> None:
    """Another number, a denial and an opposite are found, at the first document, with the words of the second."""
    (found,) = compare(two(one, other)).findings
    assert (found.path, found.words, found.weight) == ("a.md", one, Weight.SHOULD)
    assert "b.md line 3" in found.says
    assert other in found.says


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("An invoice must be paid within 30 days.", "Invoices have to be paid in 30 days at the latest."),
        ("In Germany the standard VAT rate is 19 percent.", "In France the standard VAT rate is 20 percent."),
        (
            "Stripe charges a fee of 1.5 percent for European cards.",
            "PayPal charges a fee of 2.9 percent for European cards.",
        ),
        ("The first milestone is 30 percent of the price.", "The second milestone is 70 percent of the price."),
        ("Ensure the pin is set to 5.", "Ensure the pin is set to 6."),
        ("In this lesson you need 2 sensors.", "In this lesson you need 3 sensors."),
        ("The `sleep` function takes the time in seconds.", "The `delay` function takes the time in milliseconds."),
        ("A RIGHT JOIN keeps all rows of the right table.", "A LEFT JOIN keeps all rows of the left table."),
        ("Version 3.8 supports the operator.", "Version 3.7 does not support the operator."),
        ("Is the fee 30 euros per hour?", "The fee is 40 euros per hour."),
    ],
)
def test_both_can_be_so(compare: Compare, one: str, other: str) -> None:
    """The same in other words, other subjects, steps of instructions and questions contradict nothing."""
    assert compare(two(one, other)).findings == ()


def test_one_document_may_weigh_both_sides(compare: Compare) -> None:
    """Within one document nothing is compared: it may tell of two cases."""
    page = "# Terms\n\nThe trial period lasts 14 days.\n\nThe trial period lasts 30 days.\n"
    assert compare({"a.md": page}).findings == ()


def test_versions_of_one_text_are_not_compared(compare: Compare) -> None:
    """Two documents that share their sentences differ on purpose; that they were passed over is said."""
    shared = "\n\n".join(f"The {name} is kept in the harbour office." for name in ("chart", "rope", "anchor", "boat"))
    pages = {f"{day}.md": f"# Rates\n\n{shared}\n\nThe harbour fee is {day} euros per night.\n" for day in (12, 15)}
    found = compare(pages)
    assert found.findings == ()
    assert "versions of one text" in found.notes[0]


class Undecided:
    """A judge that cannot tell."""

    fingerprint = "undecided"

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        return [Judgement(label=Label.NOT_CHECKED, score=0.0, reason="the judge is not there") for _ in pairs]


def test_a_judge_that_cannot_tell(compare: Compare) -> None:
    """What was not judged is no finding, and the report does not pass it over in silence."""
    found = compare(two("The trial period lasts 14 days.", "The trial period lasts 30 days."), Undecided())
    assert found.findings == ()
    assert found.notes == ("Contradictions: the judge could not tell of 1 pair.",)
