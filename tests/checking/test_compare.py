"""Two answers to one question, statement by statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from tests.checking.judges import EveryWord
from tutor.checking.compare import compare, in_words
from tutor.domain import Before, Change, ChangeKind, Judgement, Label
from tutor.errors import ModelFailed
from tutor.models.judge import Pair

PAYS = "The client pays the invoice within 30 days."
LATER = "The client pays the invoice within 45 days."
SAME = "Within 30 days the invoice, the client pays."
MAIL = "The invoice is sent by mail."
FEES = "A reminder costs five euros."
BOTH = "The client pays the invoice within 30 days and it is sent by mail."


def kinds(changes: Sequence[Change]) -> list[tuple[str, str, str]]:
    """Kind, statement now, statement then."""
    return [(change.kind.value, change.text, change.earlier) for change in changes]


@pytest.mark.parametrize(
    ("now", "earlier", "expected"),
    [
        ([], [], []),
        ([PAYS, MAIL], [MAIL, PAYS], [("unchanged", PAYS, PAYS), ("unchanged", MAIL, MAIL)]),
        ([PAYS.upper()], [f"**{PAYS}**"], [("unchanged", PAYS.upper(), f"**{PAYS}**")]),
        ([SAME], [PAYS], [("unchanged", SAME, PAYS)]),
        ([LATER, MAIL], [PAYS, MAIL], [("contradicted", LATER, PAYS), ("unchanged", MAIL, MAIL)]),
        ([PAYS, FEES], [PAYS], [("unchanged", PAYS, PAYS), ("added", FEES, "")]),
        ([PAYS], [FEES, PAYS], [("unchanged", PAYS, PAYS), ("dropped", "", FEES)]),
        ([], [PAYS], [("dropped", "", PAYS)]),
        ([PAYS], [], [("added", PAYS, "")]),
        ([PAYS, MAIL], [BOTH], [("unchanged", PAYS, ""), ("unchanged", MAIL, ""), ("unchanged", "", BOTH)]),
        ([BOTH], [PAYS, MAIL], [("unchanged", BOTH, ""), ("unchanged", "", PAYS), ("unchanged", "", MAIL)]),
        ([PAYS], [BOTH], [("unchanged", PAYS, ""), ("dropped", "", BOTH)]),
        ([BOTH], [PAYS], [("added", BOTH, ""), ("unchanged", "", PAYS)]),
    ],
    ids=["nothing", "order", "letters", "other words", "number", "added", "dropped", "all dropped", "all added",
         "split", "joined", "says less", "says more"],
)  # fmt: skip
def test_what_became_of_each(now: list[str], earlier: list[str], expected: list[tuple[str, str, str]]) -> None:
    """Each statement of both answers is told of once, with what says the same or otherwise beside it."""
    assert kinds(compare(now, earlier, EveryWord())) == expected


def test_the_same_words_need_no_judge_and_all_others_one_call() -> None:
    """A judge is asked once for all that is left, and of an answer that is the same not at all."""
    judge = EveryWord()
    compare([PAYS, MAIL], [PAYS, MAIL], judge)
    assert judge.calls == []
    compare([LATER, FEES, MAIL], [PAYS, BOTH, MAIL], judge)
    assert len(judge.calls) == 1
    assert not any(pair.claim == MAIL for pair in judge.calls[0] if pair.premise == MAIL)


def test_one_statement_is_contradicted_by_one() -> None:
    """Two new statements about a point that had one do not both take its place."""
    sooner = "The client pays the invoice within 14 days."
    found = kinds(compare([LATER, sooner], [PAYS], EveryWord()))
    assert found == [("contradicted", LATER, PAYS), ("added", sooner, "")]


class _Silent:
    """A judge that could not be reached."""

    fingerprint = "silent"

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """Nothing is checked."""
        return [Judgement(label=Label.NOT_CHECKED, score=0.0, reason="no connection") for _ in pairs]


def test_what_could_not_be_judged_is_not_told_as_a_change() -> None:
    """A judge that fails makes no comparison rather than a wrong one."""
    with pytest.raises(ModelFailed, match="no connection"):
        compare([LATER], [PAYS], _Silent())
    assert kinds(compare([PAYS], [PAYS], _Silent())) == [("unchanged", PAYS, PAYS)]


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ("", "nothing changed"),
        ("uu", "nothing changed"),
        ("uc", "1 statement changed"),
        ("cca", "2 statements changed, 1 is new"),
        ("aad", "2 statements are new, 1 is gone"),
        ("dd", "2 statements are gone"),
        ("cadd", "1 statement changed, 1 is new, 2 are gone"),
    ],
)
def test_in_words(counted: str, said: str) -> None:
    """The day it was asked on, and how many statements changed, are new and are gone."""
    by_letter = {kind.value[0]: kind for kind in ChangeKind}
    changes = tuple(Change(kind=by_letter[letter], text="x") for letter in counted)
    before = Before(question_id=1, conversation=1, at=datetime(2026, 10, 3, tzinfo=UTC), question="?", changes=changes)
    assert in_words(before) == f"You asked this on 3 October 2026; {said}"
