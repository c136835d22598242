"""What is shown and what is withheld: every row of the table, and every finding that can fall into it."""

from __future__ import annotations

from itertools import product

import pytest

from tutor.checking.decide import TABLE, Again, Against, Standing, decide, standing
from tutor.domain import Check, Citation, Claim, Label, Span, Statement, Verdict, Withheld

COMBINATIONS = list(product(Label, Against, Again))
TEXT = "It is so. It is not so."
SO = Citation.cut(TEXT, Span(corpus="c", document="d", start=0, end=9))
NOT_SO = Citation.cut(TEXT, Span(corpus="c", document="d", start=10, end=23))
CLAIM = Claim(text="A claim.", citations=(SO,))

WORDS_AGAINST = {Against.NOWHERE: None, Against.CITED: SO, Against.ELSEWHERE: NOT_SO}
# what the redraws may have found, in all the ways in which it can be written down: label and dissent
FOUND_AGAIN: dict[Again, list[tuple[Label, int] | None]] = {
    Again.NOT_ASKED: [None, (Label.NOT_CHECKED, 0), (Label.NOT_CHECKED, 1)],
    Again.SAID: [(Label.SUPPORTED, 0)],
    Again.SILENT: [(Label.NOT_ENOUGH_INFO, 0)],
    Again.SPLIT: [(Label.SUPPORTED, 1), (Label.NOT_ENOUGH_INFO, 2)],
    Again.CONTRADICTED: [(Label.REFUTED, 2)],
    Again.OUTVOTED: [(Label.REFUTED, 0)],
}

# The number of the row for each combination, from 0, written out: what a change of the table has to change too.
UNCARRIED = {
    Label.NOT_CHECKED: {Against.NOWHERE: 0, Against.CITED: 0, Against.ELSEWHERE: 0},
    Label.REFUTED: {Against.NOWHERE: 2, Against.CITED: 2, Against.ELSEWHERE: 1},
    Label.NOT_ENOUGH_INFO: {Against.NOWHERE: 3, Against.CITED: 3, Against.ELSEWHERE: 3},
}
CARRIED = {
    Again.CONTRADICTED: {Against.NOWHERE: 4, Against.CITED: 4, Against.ELSEWHERE: 4},
    Again.OUTVOTED: {Against.NOWHERE: 5, Against.CITED: 5, Against.ELSEWHERE: 5},
    Again.SPLIT: {Against.NOWHERE: 6, Against.CITED: 6, Against.ELSEWHERE: 6},
    Again.SAID: {Against.NOWHERE: 7, Against.CITED: 10, Against.ELSEWHERE: 10},
    Again.SILENT: {Against.NOWHERE: 8, Against.CITED: 10, Against.ELSEWHERE: 10},
    Again.NOT_ASKED: {Against.NOWHERE: 9, Against.CITED: 10, Against.ELSEWHERE: 10},
}
BECOMES = [
    (Standing.WITHHELD, "It could not be checked against the sources."),
    (Standing.WITHHELD, "Another passage says otherwise: because-grounding."),
    (Standing.WITHHELD, "The cited words say otherwise: because-grounding."),
    (Standing.WITHHELD, "The cited words do not carry it: because-grounding."),
    (Standing.WITHHELD, "Asked again, the tutor contradicts it: because-agreement."),
    (Standing.WITHHELD, "Asked again, the tutor answers otherwise: because-agreement."),
    (Standing.DISPUTED, ""),
    (Standing.HOLDS, ""),
    (Standing.SAID_ONCE, ""),
    (Standing.NOT_ASKED_AGAIN, ""),
    (Standing.DISPUTED, ""),
]


def row(label: Label, against: Against, again: Again) -> int:
    """The number of the row that has to decide."""
    return CARRIED[again][against] if label is Label.SUPPORTED else UNCARRIED[label][against]


def made(label: Label | None, against: Against, found: tuple[Label, int] | None) -> Statement:
    """A statement with these findings; the order of its verdicts must not count, so agreement stands first."""
    verdicts = []
    if found:
        again, dissent = found
        verdicts.append(
            Verdict(check=Check.AGREEMENT, label=again, score=0.5, reason="because-agreement", dissent=dissent)
        )
    if label:
        words = WORDS_AGAINST[against]
        verdicts.append(
            Verdict(check=Check.GROUNDING, label=label, score=0.5, reason="because-grounding", against=words)
        )
    return Statement(claim=CLAIM, verdicts=tuple(verdicts))


@pytest.mark.parametrize(("label", "against", "again"), COMBINATIONS)
def test_every_combination_is_decided_by_the_row_expected(label: Label, against: Against, again: Again) -> None:
    """What becomes of a statement, shown or withheld with its reason, is that of the row, however it is written."""
    becomes, why = BECOMES[row(label, against, again)]
    for found in FOUND_AGAIN[again]:
        statement = made(label, against, found)
        decided = decide(statement.claim, statement.verdicts)
        assert standing(statement) is becomes
        assert decided == (Withheld(statement=statement, reason=why) if why else statement)


def test_no_row_is_out_of_reach() -> None:
    """Each row of the table decides for some statement, and the first that fits is the one that is expected."""
    reached = set()
    for label, against, again in COMBINATIONS:
        fits = [
            number
            for number, each in enumerate(TABLE)
            if each.grounding is label and each.against in (None, against) and each.again in (None, again)
        ]
        assert fits[0] == row(label, against, again)
        reached.add(fits[0])
    assert reached == set(range(len(TABLE)))


def test_the_table_says_what_is_expected_of_it() -> None:
    """Standing and reason of each row, and a reason wherever something is withheld, nowhere else."""
    assert [each.standing for each in TABLE] == [becomes for becomes, _ in BECOMES]
    assert [bool(each.why) for each in TABLE] == [each.standing is Standing.WITHHELD for each in TABLE]


@pytest.mark.parametrize("found", [None, (Label.SUPPORTED, 0)])
def test_what_was_not_checked_is_withheld(found: tuple[Label, int] | None) -> None:
    """A statement without a verdict on its grounding never counts as grounded, whatever the redraws say."""
    statement = made(None, Against.NOWHERE, found)
    decided = decide(statement.claim, statement.verdicts)
    assert decided == Withheld(statement=statement, reason=BECOMES[0][1])


def test_words_that_touch_what_is_cited_stand_in_the_cited_words() -> None:
    """Where the words against a statement overlap its citation, the cited words say otherwise, not another passage."""
    wide = Citation.cut(TEXT, Span(corpus="c", document="d", start=5, end=23))
    verdict = Verdict(check=Check.GROUNDING, label=Label.REFUTED, score=0, reason="no", against=wide)
    decided = decide(CLAIM, [verdict])
    assert isinstance(decided, Withheld)
    assert decided.reason == "The cited words say otherwise: no."
