"""Which questions lean on what was asked before."""

from __future__ import annotations

import pytest

from tutor.writing.leaning import dangling, leans, opened

LEANING = """\
and in Postgres?|But what if the client refuses?|So what is a join?|Then how do I avoid it?|what about credit notes?
How about NULL values?|Ok, and for recursion?|for Postgres?|with an example?|in Germany?|Without a window function?
Why?|Why not?|How so?|And?|How much?|An example?|Tell me more|Explain more simply|Which is better?|Anything else?
Which is faster in Postgres?|Can you give an example?|What else should I check?|What should I use instead?
Why does it matter?|Is it legal?|Is it the same in MySQL?|How much does it cost?|Which databases support it?
Who decides that?|Is that legal in Germany?|Is that enough?|How do I do that in Postgres?|Can I charge for that?
How do I write that clause?|What is the difference between it and a view?|What are the alternatives to it?
If it fails, what should I do?|In Postgres, how do I do it?|What happens if they refuse?|Can they be changed later?
How do I handle them?|What are its limits?|How does this work?|Is this true in Europe?|Are there exceptions to this?
When do those expire?|Which one is faster?|Is there a shorter one?|Does the same apply to consumers?
Is the latter safer?|How does it work there?|Should I put it in the contract?|What if the client refuses to sign it?
Postgres?|postgres|Postgres or SQLite?|same for Postgres|The same in Postgres?|same question for Postgres?
...and for Postgres?|… and for Postgres?|- and for Postgres?|Thanks! And for Postgres?|Ok. And for Postgres?
Thank you so much. What about views?|Great, why?|Postgres too?|credit notes as well?|for Postgres too?
AND FOR POSTGRES?|WHAT ABOUT POSTGRES?|SAME FOR POSTGRES|FOR POSTGRES?
und für Postgres?|¿Y en Postgres?|et en Allemagne ?|那么Postgres呢？"""

ALONE = """\
How do I create an index in MySQL?|How do window functions work?|What is SQL?|What is C#?|VAT|invoice numbering
What is it called when a join multiplies rows?|Is it legal to charge late fees?|How long does it take to get paid?
Does it make sense to index a boolean?|How do I make it clear that scope changed?|Is it better to charge by the hour?
If I build an index, how big is it?|Can a contract be changed after it is signed?|How do I write a query and test it?
How do clients react when they get a reminder?|Why do clients say they are late?|Who owns the code that I wrote?
How do I tell a client that the scope changed?|What are those who audit invoices looking for?
How do I check that rows match?|What is the weight of a table compared to that of an index?
Are LEFT JOIN and LEFT OUTER JOIN the same?
What is the difference between an inner join and an outer one?|Which one is faster, a CTE or a view?
How can one avoid fan-out?|Should I use one table or two?|How many indexes are there on a table?
What can I use instead of a CTE?|What else must an invoice contain?|How does CASE WHEN ELSE work?|AND or OR in SQL?
Is IT consulting subject to VAT?|In which order does SQL run its clauses?|In its early days, what did the union do?
Thanks!|Thank you|Thanks! How do I create a view?|Great, what is a view?|Ok. What is a view?|- What is a view?
.NET 8 jobs|-- comments in SQL|Is Postgres free too?|Which tools are free as well?|Postgres indexes|AND OR OR?
THE SAME OLD QUERY|With Postgres, how do I create an index?|For tax purposes, what is a supply?|Also known as VAT
To draw a waffle chart, use this library:"""


def _rows(table: str) -> list[str]:
    return table.replace("\n", "|").split("|")


@pytest.mark.parametrize("question", _rows(LEANING))
def test_a_follow_up_leans(question: str) -> None:
    """A connective, a fragment, or a word that stands for something the question does not have."""
    assert leans(question)


@pytest.mark.parametrize("question", _rows(ALONE))
def test_a_question_of_its_own_does_not(question: str) -> None:
    """What a word stands for is named in the question, or it stands for nothing: such questions are never changed."""
    assert not leans(question)


def test_what_dangles_is_where_it_says() -> None:
    """The places of all words without a meaning of their own, and of no other."""
    question = "How do I test it, and why is that slow?"
    assert [question[start:end] for start, end in dangling(question)] == ["it", "that"]


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("...and for Postgres?", "for Postgres?"),
        ("Thanks a lot! – And what about views?", "views?"),
        ("SAME FOR POSTGRES", "FOR POSTGRES"),
        ("AND OR OR?", "AND OR OR?"),
        ("--force?", "--force?"),
        (".NET?", ".NET?"),
    ],
)
def test_what_it_opens_with_is_no_part_of_the_question(question: str, rest: str) -> None:
    """Marks, thanks and connectives say nothing; a mark that is a part of the first word, and a word of SQL, do."""
    assert question[opened(question) :] == rest
