"""What stands against support, to the letter."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.sentences import prose
from tutor.domain import Label
from tutor.models.veto import lowered, unmet, vetoed

SOURCE = "Version 3.1.4 came out in March 2021. Clients pay within 30 days; call `set_limit()` to raise the 5 % fee."


@pytest.mark.parametrize(
    "claim",
    [
        "In March 2021 version 3.1.4 was published.",
        "The version is 3.1.4, as they say.",
        "Payment is due thirty days later.",
        "The fee of five per cent is raised with set_limit.",
        "It may rain.",
        "It is from the 21st century, from the 2020s.",
    ],
)
def test_what_is_met_is_let_through(claim: str) -> None:
    """The same facts in other words and spellings are no reason against anything."""
    assert unmet(SOURCE, claim) == ""


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("Clients pay within 60 days.", "the source gives 30 days, the statement says 60 days"),
        ("It came out in 2022.", "the source does not have the number 2022"),
        ("It came out in October 2021.", "the source does not name October"),
        ("Call `reset_limit()` first.", "the source does not have reset_limit"),
    ],
)
def test_what_is_not_met_is_named(claim: str, reason: str) -> None:
    """The reason says which words are to blame, and what the source has in their place."""
    assert unmet(SOURCE, claim).startswith(reason)


def gives(there: str, said: str) -> str:
    """The reason that sets both side by side."""
    return f"the source gives {there}, the statement says {said}"


@pytest.mark.parametrize(
    ("source", "claim", "reason"),
    [
        ("Pay within 30 days.", "Pay within 30 weeks.", gives("30 days", "30 weeks")),
        ("Pay within 30 calendar days.", "Pay within thirty weeks.", gives("30 calendar days", "30 weeks")),
        ("It takes 10 to 20 days.", "It takes 10 weeks.", gives("10 to 20 days", "10 weeks")),
        ("It costs $500.", "It costs €500.", gives("$500", "€500")),
        ("It costs USD 500.", "It costs 500 pounds.", gives("USD 500", "500 pounds")),
        ("It costs $5k.", "It costs $5.", gives("$5000", "$5")),
        ("It waits 20 s.", "It waits 20 ms.", gives("20 s", "20 ms")),
        ("It holds 2 GB.", "It holds 2 megabytes.", gives("2 GB", "2 megabytes")),
        ("It rose by 3 percentage points.", "It rose by 3 %.", gives("3 pp", "3 %")),
        ("It takes 10 minutes.", "It costs 10 euros.", "the source does not have 10 euros"),
        ("Due on 3 June 2024.", "Due on 3 May 2024.", gives("3 June", "3 May")),
        ("Due in April 2024.", "Due in March 2024.", "the source does not name March"),
        ("It may take 2 hours in 2024.", "It was in May 2024.", "the source does not name May"),
    ],
)
def test_a_number_with_another_unit_is_another_amount(source: str, claim: str, reason: str) -> None:
    """Thirty days are no thirty weeks, and the third of June is not the third of May."""
    assert unmet(source, claim) == reason


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("It takes 5 min.", "It takes 5 minutes."),
        ("It takes a minute.", "It takes 60 seconds."),
        ("It takes one day.", "It takes 24 hours."),
        ("It lasts a year.", "It lasts 12 months."),
        ("It holds 2 GB.", "It holds 2 gigabytes."),
        ("The fee is 5 %.", "The fee is 5 per cent."),
        ("The fee is 5 percent.", "The fee is 5 %."),
        ("It costs EUR 500.", "It costs €500."),
        ("It costs 500 euros.", "It costs EUR500."),
        ("It costs USD 500.", "It costs 500 dollars."),
        ("It costs GBP 500.", "It costs £500."),
        ("It costs $5k.", "It costs $5,000."),
        ("It costs about €5m.", "It costs about 5 million euros."),
        ("It has 5 million users.", "It has 5,000,000 users."),
        ("Half of them pay.", "50 % of them pay."),
        ("Due 2024-05-03.", "Due on 3 May 2024."),
        ("Due on 3 May 2024.", "Due 2024-05-03."),
        ("Due on 5 Nov 2024.", "Due on November 5, 2024."),
        ("There are 30 clients.", "There are 30 days."),  # no unit there, and the 30 may be of anything
        ("There are 30 clients.", "There are 30 invoices."),
        ("It measures 30 m².", "It measures 30 square metres."),
    ],
)
def test_one_amount_in_several_spellings(source: str, claim: str) -> None:
    """Abbreviations, currencies, scales, dates and larger units are no other numbers; and a word is no unit."""
    assert unmet(source, claim) == ""


def test_what_is_counted_is_named_only_where_it_says_something() -> None:
    """Small words behind a number are not given as what it counts."""
    assert unmet("It was in 2023 the best.", "It was in 2024 the best.") == "the source does not have the number 2024"
    assert unmet("It has 30 clients.", "It has 40 clients.") == gives("30 clients", "40 clients")


@pytest.mark.parametrize(
    ("source", "claim", "missing"),
    [
        ("Use v2.1 now.", "Use v2.3 now.", "v2.3"),
        ("Python 3.10 has it.", "Python 3.1 has it.", "3.1"),
        ("Python 3.1 has it.", "Python 3.10 has it.", "3.10"),
        ("Take 2.1-rc1 first.", "Take 2.1-rc2 first.", "2.1-rc2"),
        ("Take 2.1-rc1 first.", "Take version 2.1 first.", "2.1"),
        ("A DataFrame holds it.", "A DataSeries holds it.", "DataSeries"),
        ("Call os.path here.", "Call os.walk here.", "os.walk"),
        ("Run it with --quiet-mode.", "Run it with --quiet.", "--quiet"),
        ("It is already open.", "Call read() on it.", "read"),
        ("Set dataId first.", "Set dataID first.", "dataID"),
        ("The limits are set.", "The `limit` is set.", "limit"),
    ],
)
def test_versions_and_code_are_met_whole(source: str, claim: str, missing: str) -> None:
    """No part of a longer word, no other case and no stripped zero meets them."""
    assert unmet(source, claim) == f"the source does not have {missing}"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Use version 2.3 now.", "Use v2.3 now."),
        ("Use version 5 now.", "Use version 5.0 now."),
        ("Take v2.1-rc.1 now.", "Take 2.1-RC1 now."),
        ("It costs 3.1 euros.", "It costs Ann 3.10 euros."),
        ("A DataFrame holds it.", "DataFrames hold it."),
        ("Call ROW_NUMBER() there.", "Call `row_number` there."),
        ("Call os.path.join there.", "os.path is called."),
        ("It began in 1993 as a site.", "McCarthy began the site Glee.com in 1993."),
    ],
)
def test_the_same_version_and_code(source: str, claim: str) -> None:
    """In another spelling, or in another case where the whole is in one; and names of people are no code."""
    assert unmet(source, claim) == ""


def test_another_name_in_the_same_place() -> None:
    """Named are both; a name that is merely missing, in another form, or shortened, stands against nothing."""
    source = "The film Reign Over Me was written and directed by Mike Binder for the World Trade Fund."
    against = "the source names Mike Binder, the statement Spike Lee"
    assert unmet(source, "The film Reign Over Me was directed by Spike Lee.") == against
    assert unmet(source, "The film Reign Over Me was directed by Binder.") == ""
    assert unmet(source, "The film Reign Over Me was directed by Mike Bindr.") == ""
    assert unmet("The film was written by Mike Binder.", "The film Reign was written by Mike Binder.") == ""
    assert unmet("The firm is based in Italy.", "The firm is an Italian one.") == ""
    assert unmet("It is written for the WTF in Rome.", "It is written for the World Trade Fund.") == ""


def test_what_stands_against_it_lowers_and_never_supports() -> None:
    """However sure a judge is otherwise; of two such claims the likelier one stays the likelier."""
    found = [vetoed(SOURCE, "Clients pay within 60 days.", 0.8, score) for score in (0.0, 0.2, 0.6, 1.0)]
    assert all(each is not None and each.label is Label.REFUTED for each in found)
    scores = [each.score for each in found if each is not None]
    assert scores == sorted(scores)
    assert scores[0] < scores[1] < scores[2] < 0.3
    assert vetoed(SOURCE, "Clients pay within 30 days.", 0.8, 0.9) is None


def test_a_probability_is_lowered_by_its_odds() -> None:
    """Even odds less a factor of three are one to three; never more than what is allowed; sure stays sure."""
    assert lowered(0.5, log(3), 1.0) == pytest.approx(0.25)
    assert lowered(0.9, log(3), 0.4) == 0.4
    assert (lowered(0.0, log(3), 0.4), lowered(1.0, log(3), 1.0)) == (0.0, 1.0)


SENTENCES = [*prose("sql-analytics"), *prose("freelance-business")]
PIECES = st.sampled_from(
    """30 20–40 1980s 3,000 $5k €5m 5m half a one thirty million % per cent days week 3 May 2024-05-03 March 12.05.2024
    Nov v2.1 Python 3.10 2.1-rc1 DataFrame DataSeries os.path --all read() set_limit `id` not non-refundable unpaid
    never only paid Spike Lee by Mike Binder the km/h m² °C -5 1e5 and to""".split()  # noqa: SIM905
)


@given(st.lists(st.lists(PIECES, min_size=1, max_size=9).map(lambda each: f"It has {' '.join(each)}."), max_size=4))
def test_nothing_stands_against_what_the_source_says_itself(sentences: list[str]) -> None:
    """Whatever counts, names and denials a sentence has: among others it meets itself, but for what another denies."""
    for sentence in sentences:
        assert unmet(sentence, sentence) == ""
        found = unmet(" ".join(sentences), sentence)
        assert found == "" or "denies" in found


@given(st.data())
def test_sentences_of_the_corpora_meet_themselves(data: st.DataObject) -> None:
    """A sentence of the starter corpora among its neighbours is never vetoed."""
    at = data.draw(st.integers(0, len(SENTENCES) - 1))
    assert unmet(" ".join(SENTENCES[max(0, at - 2) : at + 3]), SENTENCES[at]) == ""


@given(st.text(), st.text())
def test_no_text_is_too_odd(premise: str, claim: str) -> None:
    """Whatever it is given, it answers, and a text meets itself."""
    assert isinstance(unmet(premise, claim), str)


@pytest.mark.timeout(20)  # it takes far less than a second, and with patterns that back-track without end for ever
@pytest.mark.parametrize("text", ["Aa" + "B" * 9000 + "_", "1-" * 9000, "A" * 9000, "a-" * 4000, "1.1" * 9000])
def test_hostile_text_takes_no_long_time(text: str) -> None:
    """Chains and runs without an end are read in one go, and meet themselves."""
    assert unmet(text, text) == ""
