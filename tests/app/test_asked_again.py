"""What asking again found of a whole answer, as data for the page."""

from __future__ import annotations

from math import log

import pytest

from app.asked_again import in_short, redraws
from tests.app.answers import made
from tutor.again import IDENTICAL
from tutor.domain import Answer, Fingerprint, Sample, Stability

FIRST = Sample(statements=("Pay first.", "Then the rest."))
OTHER = Sample(statements=("Pay last.",))
NOTHING = Sample(statements=())
FAILED = Sample(statements=(), failure="The endpoint failed.")
CUT = Sample(statements=("Pay first.",), cut=True)
BY_RULE = Fingerprint(tutor="1", releases={}, embedder="e", judge="j", writer="extract")


def drawn(
    samples: tuple[Sample, ...], meanings: tuple[int, ...], words: str = "stable", score: float = 0.916
) -> Answer:
    """An answer that was asked again with these samples."""
    entropy = log(2) if len(set(meanings)) > 1 else 0
    found = Stability(samples=samples, meanings=meanings, entropy=entropy, score=score, words=words)
    return made(1, 0).model_copy(update={"stability": found})


def marks(answer: Answer) -> list[str]:
    """What is said of each redraw."""
    return [item["mark"] for item in redraws(answer)["items"]]


def test_stability_is_a_finding_of_its_own() -> None:
    """How often it was asked, how stable it is, and the number; nothing where it was not asked again."""
    assert in_short(drawn((FIRST,) * 3, (0, 0, 0, 0))) == "asked 3 more times: stable (92%)"
    assert in_short(drawn((FIRST,), (0, 0))) == "asked once more: stable (92%)"
    assert in_short(made(1, 0)) == ""


def test_no_number_where_nothing_came() -> None:
    """That all redraws failed is not a share of nought."""
    answer = drawn((FAILED, FAILED), (), "not known: no redraw came", 0)
    assert in_short(answer) == "asked 2 more times: no redraw came"
    assert marks(answer) == [f"Redraw {number} did not come: The endpoint failed" for number in (1, 2)]


def test_what_no_model_wrote_was_chosen_again() -> None:
    """The sources' own sentences are chosen again, from other evidence."""
    answer = drawn((FIRST, OTHER), (0, 0, 1)).model_copy(update={"fingerprint": BY_RULE})
    assert in_short(answer) == "chosen again 2 times from other evidence: stable (92%)"
    group = redraws(answer)
    assert group["label"] == "The 2 choices · 2 different meanings in 3 answers"
    assert marks(answer) == ["Choice 1 means the same as the first answer", "Choice 2 means something else"]
    assert not any("redraw" in line.lower() for line in group["lines"])


def test_the_same_letter_by_letter_is_said() -> None:
    """In the head line in short, and with the redraws in full: that it was said again tells little."""
    answer = drawn((FIRST, FIRST), (0, 0, 0), score=1).model_copy(update={"notices": (IDENTICAL,)})
    assert in_short(answer) == "asked 2 more times: stable, the same letter by letter (100%)"
    assert IDENTICAL in redraws(answer)["lines"]


@pytest.mark.parametrize(
    ("samples", "meanings", "label"),
    [
        ((FIRST,), (0, 0), "The redraw · both answers mean the same"),
        ((FIRST, FIRST, FIRST), (0, 0, 0, 0), "The 3 redraws · all 4 answers mean the same"),
        ((FIRST, OTHER, NOTHING), (0, 0, 1, 2), "The 3 redraws · 3 different meanings in 4 answers"),
        ((FIRST, FAILED, CUT), (0, 0), "The 3 redraws · both answers mean the same"),
        ((FAILED,), (), "The redraw"),
    ],
)
def test_how_many_meanings_there_are(samples: tuple[Sample, ...], meanings: tuple[int, ...], label: str) -> None:
    """What is folded says in its line what would be found in it."""
    group = redraws(drawn(samples, meanings))
    assert (group["label"], group["folded"]) == (label, True)


def test_the_entropy_is_explained() -> None:
    """Its number with what it would be at best and at worst; where all mean the same there is nothing to explain."""
    (line, _) = redraws(drawn((FIRST, OTHER), (0, 0, 1)))["lines"]
    assert line == "Semantic entropy 0.69: 0 where all answers mean the same, 1.10 where no two do."
    assert len(redraws(drawn((FIRST, FIRST), (0, 0, 0)))["lines"]) == 1


def test_each_redraw_is_shown_with_what_it_means() -> None:
    """In its own words, and marked as unchecked; equal meanings refer to each other, what has none says why."""
    answer = drawn((FIRST, OTHER, FAILED, CUT, OTHER, NOTHING), (0, 0, 1, 1, 2))
    group = redraws(answer)
    assert marks(answer) == [
        "Redraw 1 means the same as the first answer",
        "Redraw 2 means something else",
        "Redraw 3 did not come: The endpoint failed",
        "Redraw 4 was cut off before its end",
        "Redraw 5 means the same as redraw 2",
        "Redraw 6 means something else",
    ]
    assert [item["text"] for item in group["items"]] == [
        "Pay first. Then the rest.", "Pay last.", "", "Pay first.", "Pay last.",
        "It says that the sources do not answer.",
    ]  # fmt: skip
    assert "not checked against the sources" in group["lines"][-1]
    assert all(item["copy"] == "" and item["cites"] == [] for item in group["items"])


def test_nothing_is_folded_where_nothing_was_asked_again() -> None:
    """An answer that was stopped, or with redraws turned off, has no such group."""
    assert redraws(made(1, 0))["items"] == []
