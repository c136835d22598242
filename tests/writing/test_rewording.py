"""Follow-ups made to stand alone by rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.writing.test_leaning import ALONE, LEANING
from tutor.text.words import words
from tutor.writing.leaning import PREPOSITIONS, names_alone, opened, without_too
from tutor.writing.rewording import reworded

NUMBERING = "How should I number invoices?"
INDEX = "How do I create an index in MySQL?"
BOTH = "Is that legal in Germany? (about: How should I number invoices?)"

# the question before, the follow-up, and what becomes of it
REWORDED = [
    (INDEX, "and in Postgres?", "How do I create an index in Postgres?"),
    (NUMBERING, "and for Postgres?", "How should I number invoices for Postgres?"),
    (INDEX, "with an example?", "How do I create an index in MySQL with an example?"),
    ("What should an invoice in the UK include?", "in Germany?", "What should an invoice in Germany include?"),
    ("In Germany, how long do I keep invoices?", "and in Austria?", "In Austria, how long do I keep invoices?"),
    ("Who numbers invoices for a client in Rome?", "for an agency?", "Who numbers invoices for an agency in Rome?"),
    ("What can a loan for a client do?", "for a friend?", "For a friend? (about: What can a loan for a client do?)"),
    ("What is fan-out?", "Why does it matter?", "Why does fan-out matter?"),
    ("What is fan-out?", "What are its causes?", "What are fan-out's causes?"),
    ("What are window functions?", "Why do they matter?", "Why do window functions matter?"),
    ("What are window functions?", "Why does it matter?", "Why does it matter? (about: What are window functions?)"),
    ("What does a kill fee do?", "How does that work?", "How does a kill fee work?"),
    ("What is a kill fee?", "How do I write that clause?", "How do I write that clause? (about: What is a kill fee?)"),
    ("Explain recursion in SQL", "does it need an index?", "Does recursion in SQL need an index?"),
    (INDEX, "How do I drop it?", "How do I drop an index in MySQL?"),
    (NUMBERING, "When must I send them?", "When must I send invoices?"),
    (NUMBERING, "what about credit notes?", "How should I number invoices, and what about credit notes?"),
    ("What is a LEFT JOIN?", "and a FULL JOIN?", "What is a FULL JOIN?"),
    ("What is a view?", "So what is a join?", "What is a join?"),
    (NUMBERING, "Is that legal in Germany?", BOTH),
    (NUMBERING, "Why?", "Why? (about: How should I number invoices?)"),
    (NUMBERING, "And?", "And? (about: How should I number invoices?)"),
    (BOTH, "and in Austria?", "Is that legal in Austria? (about: How should I number invoices?)"),
    (BOTH, "Why?", "Why? (about: How should I number invoices? Is that legal in Germany?)"),
    (
        "How much is an hour in the kiln?",
        "and for members, what does it cost?",
        "For members, what does it cost? (about: How much is an hour in the kiln?)",
    ),
    (
        "How much is an hour in the kiln?",
        "and for members, what does an hour cost?",
        "For members, what does an hour cost? (about: How much is an hour in the kiln?)",
    ),
    ("How do I book the kiln?", "and what does an hour cost?", "What does an hour cost?"),
    ("I use MySQL. How do I index?", "in Postgres?", "In Postgres? (about: I use MySQL. How do I index?)"),
    (INDEX, "and for Postgres?", "How do I create an index for Postgres?"),
    (INDEX, "Postgres?", "How do I create an index in Postgres?"),
    (INDEX, "same for Postgres", "How do I create an index for Postgres?"),
    (INDEX, "The same in Postgres?", "How do I create an index in Postgres?"),
    (INDEX, "AND FOR POSTGRES?", "How do I create an index FOR POSTGRES?"),
    (INDEX, "...and for Postgres?", "How do I create an index for Postgres?"),
    (INDEX, "- and for Postgres?", "How do I create an index for Postgres?"),
    (INDEX, "Thanks! And for Postgres?", "How do I create an index for Postgres?"),
    (INDEX, "Ok. And for Postgres?", "How do I create an index for Postgres?"),
    (INDEX, "Postgres too?", "How do I create an index in Postgres?"),
    (INDEX, "and Postgres as well?", "How do I create an index in Postgres?"),
    (INDEX, "what about Postgres?", "How do I create an index in Postgres?"),
    (INDEX, "and for Postgres and SQLite?", "How do I create an index for Postgres and SQLite?"),
    (INDEX, "and with Django?", "How do I create an index in MySQL with Django?"),
    (INDEX, "Django?", "Django?"),
    (INDEX, "MySQL?", "MySQL?"),
    (NUMBERING, "Postgres?", "Postgres?"),
    (NUMBERING, "Germany?", "Germany? (about: How should I number invoices?)"),
    (NUMBERING, "credit notes too?", "How should I number invoices, and what about credit notes?"),
    (NUMBERING, "Thanks! Why?", "Why? (about: How should I number invoices?)"),
    ("Does MySQL have CTEs?", "and for Postgres?", "Does Postgres have CTEs?"),
    ("How do I list tables in the MySQL shell?", "for Postgres?", "How do I list tables in the Postgres shell?"),
    ("What should an invoice in the UK include?", "and for Germany?", "What should an invoice for Germany include?"),
    ("What should an invoice in the UK include?", "Germany?", "What should an invoice in Germany include?"),
    ("What are Germany's VAT rules?", "and in Austria?", "What are Austria's VAT rules?"),
    ("How does MySQL differ from SQLite?", "and Redis?", "Redis? (about: How does MySQL differ from SQLite?)"),
    ("I use MySQL. How do I index?", "for Postgres?", "For Postgres? (about: I use MySQL. How do I index?)"),
    ("Why? (about: How do I index in MySQL?)", "and Postgres?", "Why? (about: How do I index in Postgres?)"),
    ("¿Cómo creo un índice en MySQL?", "¿Y en Postgres?", "¿Y en Postgres? (about: ¿Cómo creo un índice en MySQL?)"),
]  # fmt: skip


@pytest.mark.parametrize(("last", "follow_up", "expected"), REWORDED)
def test_reworded(last: str, follow_up: str, expected: str) -> None:
    """A phrase takes the place of its like, a pronoun gets its name, and where neither is sure both questions stay."""
    assert reworded(follow_up, last, 4000) == expected


LINES = st.text(max_size=60).map(lambda text: " ".join(text.split())).filter(bool)
FOLLOW_UPS = st.sampled_from((LEANING + "|" + ALONE).replace("\n", "|").split("|")) | LINES
BEFORE = st.sampled_from([last for last, _, _ in REWORDED]) | FOLLOW_UPS
POINTING = {"it", "this", "that", "its", "they", "them", "these", "those", "their"}


@given(FOLLOW_UPS, BEFORE, st.integers(60, 300))
def test_nothing_that_was_typed_is_lost(follow_up: str, last: str, longest: int) -> None:
    """One line within the bound, with every word of the follow-up but what opens and closes it, and what got a name."""
    longest = max(longest, len(follow_up))
    result = reworded(follow_up, last, longest)
    assert len(result) <= longest
    assert len(result.splitlines()) == 1
    rest = without_too(follow_up[opened(follow_up) :])
    forgiven = POINTING | (PREPOSITIONS if names_alone(rest.partition(" ")[2]) else set())
    said = {part for word in words(result) for part in (word, word.removesuffix("'s"))}
    assert set(words(rest)) - forgiven <= said


def test_an_endless_question_before_is_cut() -> None:
    """The follow-up is kept whole; of what was asked before there is as much as fits, or nothing."""
    cut = reworded("Why?", "How do I number " + "very " * 100 + "many invoices?", 80)
    assert cut.startswith("Why? (about: How do I number very very")
    assert cut.endswith("…)")
    assert len(cut) <= 80
    assert reworded("Why is that so?", NUMBERING, 20) == "Why is that so?"
