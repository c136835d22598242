"""The question that was asked before is found by its meaning, and no other is taken for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.store.answered import answered, stated
from tutor.models.embedder import Embedder, Text, Vectors
from tutor.store.conversations import remove, restore
from tutor.store.record import Kind, Record
from tutor.store.said_before import said_before
from tutor.writing.variants import variants

NUMBERING = "How should I number invoices?"


@dataclass
class Asking:
    """A record, and questions that are asked of it; `embedded` are all that were embedded."""

    record: Record
    embedder: Embedder
    embedded: list[str] = field(default_factory=list)

    def put(self, question: str, corpora: Sequence[str] = ("sql",), about: int | None = None, **more: object) -> int:
        """A question with its answer; gives the id of the question."""
        asked = self.record.add(Kind.QUESTION, {"question": question, "corpora": list(corpora)}, NOW, about=about)
        self.record.add(Kind.ANSWER, answered(question, stated("It is so."), **more), NOW, about=asked)
        return asked

    def embed(self, questions: Sequence[str]) -> list[Vectors]:
        """By the bundled embedder."""
        self.embedded += questions
        return [each.whole for each in self.embedder.embed([Text(question) for question in questions])]

    def before(self, question: str, corpora: Sequence[str] = ("sql",)) -> int | None:
        """The id of the question that is found for a new one."""
        asked = self.record.add(Kind.QUESTION, {"question": question, "corpora": list(corpora)}, NOW)
        found = said_before(self.record, question, asked, corpora, self.embed)
        return found.id if found else None


@pytest.fixture
def asking(tmp_path: Path, embedder: Embedder) -> Iterator[Asking]:
    """An empty record."""
    with Record(tmp_path / "record.sqlite") as record:
        yield Asking(record, embedder)


@pytest.mark.parametrize("again", [NUMBERING, f"  {NUMBERING.upper()} ", "how should I number invoices"])
def test_the_same_words(asking: Asking, again: str) -> None:
    """Capitals, marks and spaces make no other question, and nothing is embedded for it."""
    asked = asking.put(NUMBERING)
    assert (asking.before(again), asking.embedded) == (asked, [])


@pytest.mark.parametrize("again", [*variants(NUMBERING, 6), "How do I number an invoice?",
                                   "What is the right way to number my invoices?"])  # fmt: skip
def test_other_words(asking: Asking, again: str) -> None:
    """The same thing asked in another form is found."""
    asked = asking.put(NUMBERING)
    assert asking.before(again) == asked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What does a LEFT JOIN keep?", "What does a RIGHT JOIN keep?"),
        ("What must be on an invoice?", "What must not be on an invoice?"),
        ("How large is a deposit of 30 percent?", "How large is a deposit of 50 percent?"),
        ("When does the client pay the invoice?", "When does the freelancer pay the invoice?"),
        ("How do I raise my rate?", "How do I lower my rate?"),
        ("What is the cloud?", "What are some advantages of the cloud?"),
        ("What is it?", "What are they?"),
        (NUMBERING, "How do I bake bread?"),
    ],
)
def test_questions_that_are_near_and_not_the_same(asking: Asking, one: str, other: str) -> None:
    """One word that turns a question into another one keeps the two apart, however near their vectors are."""
    asking.put(one)
    assert asking.before(other) is None


def test_the_newest_of_the_same_corpora(asking: Asking) -> None:
    """Of several the newest is found, and one that was asked of other corpora is not."""
    first = asking.put(NUMBERING, ["a", "b"])
    second = asking.put("How do I number an invoice?", ["b", "a"])
    asking.put(NUMBERING, ["a"])
    assert asking.before(NUMBERING, ["a", "b"]) == second
    assert asking.before(NUMBERING, ["c"]) is None
    assert first < second


def test_what_can_be_compared(asking: Asking) -> None:
    """Without an answer, stopped, or in a conversation that was deleted, a question is passed over."""
    asked = asking.put(NUMBERING)
    asking.put(NUMBERING, stopped=True)
    asking.put(NUMBERING, passages=[])
    asking.record.add(Kind.QUESTION, {"question": NUMBERING, "corpora": ["sql"]}, NOW)
    gone = asking.put("Another one?")
    asking.put(NUMBERING, about=gone)
    remove(asking.record, gone, NOW)
    assert asking.before(NUMBERING) == asked
    restore(asking.record, gone, NOW)
    assert asking.before(NUMBERING) != asked


def test_a_follow_up_is_known_by_how_it_was_understood(asking: Asking) -> None:
    """What was typed as "and invoices?" counts as the question that it was understood to be."""
    asked = asking.record.add(Kind.QUESTION, {"question": "and invoices?", "corpora": ["sql"]}, NOW)
    asking.record.add(Kind.ANSWER, answered(NUMBERING, stated("It is so.")), NOW, about=asked)
    assert asking.before(NUMBERING) == asked
    assert asking.before("and invoices?") is None


def test_many_questions_cost_little(asking: Asking) -> None:
    """However many were asked, few are embedded: most differ by their words already."""
    for number in range(40):
        asking.put(f"What does function {number} return?")
    asking.put("How do I number an invoice?")
    assert asking.before(NUMBERING) is not None
    assert len(asking.embedded) == 2
