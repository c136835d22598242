"""What most redraws say and the first answer does not."""

from __future__ import annotations

from tests.checking.judges import EveryWord
from tests.checking.passages import claim, passages
from tutor.checking.consensus import lacking
from tutor.domain import Claim

PAYS = "The client pays the invoice within 30 days."
LATER = "The client pays the invoice within 60 days."
INTEREST = "Interest on late invoices is 8 percent above the base rate."
REMINDER = "A reminder costs 5 euros."
(PASSAGE,) = passages(f"# Paying\n\n{PAYS} {INTEREST} {REMINDER} {LATER}\n")


def said(*texts: str) -> list[Claim]:
    """What one answer claims, each sentence citing itself."""
    return [claim(text, [PASSAGE], (1, text)) for text in texts]


def texts(claims: list[Claim]) -> list[str]:
    """What they say."""
    return [each.text for each in claims]


def test_what_most_redraws_say_is_added_once() -> None:
    """Two of three are most, one of three and two of four are not; what is found says that redraws made it."""
    redrawn = [said(PAYS, INTEREST), said(INTEREST, REMINDER), said(PAYS)]
    found = lacking(said(PAYS), redrawn, EveryWord())
    assert texts(found) == [INTEREST]
    assert found[0].redrawn
    assert lacking(said(PAYS), [*redrawn, said(PAYS)], EveryWord()) == []


def test_what_the_first_answer_says_is_not_added() -> None:
    """Neither in the same words nor in others that it entails."""
    other = "The client pays within 30 days."
    assert lacking(said(PAYS), [said(PAYS)] * 3, EveryWord()) == []
    assert lacking(said(PAYS), [[claim(other, [PASSAGE], (1, PAYS))]] * 3, EveryWord()) == []


def test_two_wordings_of_one_statement_are_one() -> None:
    """Of sentences that entail each other the first is added, with the votes of both."""
    other = "Interest is 8 percent above the base rate on late invoices."
    redrawn = [said(INTEREST), [claim(other, [PASSAGE], (1, INTEREST))], said(PAYS)]
    assert texts(lacking(said(PAYS), redrawn, EveryWord())) == [INTEREST]


def test_what_contradicts_the_first_answer_is_added() -> None:
    """What most redraws say takes the place of an outlier, also where that says otherwise."""
    assert texts(lacking(said(PAYS), [said(LATER)] * 3, EveryWord())) == [LATER]


def test_the_best_supported_come_first() -> None:
    """By votes, then in the order in which they came; all of them, so that whoever leaves some out can say so."""
    redrawn = [said(REMINDER, INTEREST), said(INTEREST, REMINDER), said(INTEREST)]
    assert texts(lacking([], redrawn, EveryWord())) == [INTEREST, REMINDER]
    animals = [f"{name} are counted on {name} farms." for name in ("Cows", "Goats", "Hens", "Ducks", "Geese", "Mules")]
    (farm,) = passages("# Farm\n\n" + " ".join(animals) + "\n")
    answers = [[claim(each, [farm], (1, each)) for each in animals]] * 2
    assert texts(lacking([], answers, EveryWord())) == animals


def test_a_redraw_that_was_cut_counts_for_what_it_says_only() -> None:
    """Its silence is no vote against an addition; what it does say is a vote for it, and a denial is one against it."""
    redrawn = [said(INTEREST), said(PAYS), said(PAYS)]
    assert lacking(said(PAYS), redrawn, EveryWord()) == []
    assert texts(lacking(said(PAYS), redrawn, EveryWord(), cut=[1, 2])) == [INTEREST]
    assert texts(lacking(said(PAYS), [said(PAYS), said(INTEREST), said(INTEREST)], EveryWord(), cut=[1])) == [INTEREST]
    other = said(INTEREST.replace("8", "9"))
    assert INTEREST not in texts(lacking(said(PAYS), [said(INTEREST), other, other], EveryWord(), cut=[1, 2]))


def test_what_cites_nothing_or_speaks_of_the_project_is_not_added() -> None:
    """One without words of a source, or one that applies them to the learner's project, is one answer's choice."""
    uncited = [Claim(text=INTEREST)]
    applied = [each.model_copy(update={"applies": True}) for each in said(INTEREST)]
    for redrawn in (uncited, applied):
        assert lacking(said(PAYS), [redrawn] * 3, EveryWord()) == []


def test_nothing_is_added_where_nothing_was_drawn() -> None:
    """No redraws, or redraws that state nothing: no judge is asked about nothing."""
    judge = EveryWord()
    assert lacking(said(PAYS), [], judge) == []
    assert lacking(said(PAYS), [[], []], judge) == []
    assert judge.pairs == 0
