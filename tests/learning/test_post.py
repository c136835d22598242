"""Job posts and messages read by rule."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutor.domain import Tool
from tutor.learning.post import draw, wanted

POST = """Freelance data analyst for a sales dashboard

We are Nordwind Coffee, a small online shop in Germany. We need someone to build a sales dashboard in Metabase on top
of our PostgreSQL 15 database. It has to be ready by Friday. Budget: 900 EUR.

Requirements:
- Strong SQL: joins, window functions
- Experience with cohort analysis
"""
MESSAGE = """hey, I'm Julia from Brightside Studio. looking for a senior front-end developer to redesign our landing
page in React 18 within 2 weeks. You should know accessibility. Max 40 hours per week."""


def test_a_post() -> None:
    """Role, field and place, client, tools with versions, task, deadline and conditions, each with its words."""
    drawn = draw(POST)
    brief = drawn.brief
    assert brief.role == "Freelance data analyst for a sales dashboard"
    assert brief.domain == "small online shop, in Germany"
    assert brief.client == "Nordwind Coffee"
    assert brief.tools == (Tool(name="Metabase"), Tool(name="PostgreSQL", version="15"))
    assert brief.deliverable.startswith("We need someone to build a sales dashboard")
    assert brief.deadline == "by Friday"
    assert brief.constraints.startswith("It has to be ready by Friday.")
    assert drawn.found["tools"] == "Metabase, PostgreSQL 15"
    assert drawn.by == "rules"


def test_a_message() -> None:
    """Written in a hurry, without lists or labels."""
    brief = draw(MESSAGE).brief
    assert (brief.role, brief.level, brief.deadline) == ("senior front-end developer", "senior", "within 2 weeks")
    assert brief.tools == (Tool(name="React", version="18"),)
    assert brief.constraints == "Max 40 hours per week."


def test_labels_go_before_turns_of_phrase() -> None:
    """What people label is what they mean."""
    text = "Deadline: 3 March 2027\nTech stack: Django, Postgres\nClient: ACME\n\nWe need it by Friday. We are Others."
    brief = draw(text).brief
    assert (brief.deadline, brief.stack, brief.client) == ("3 March 2027", "Django, Postgres", "ACME")


def test_what_is_asked_for() -> None:
    """The list items, else the sentences that speak of skills; each once."""
    assert wanted(POST) == ["Strong SQL: joins, window functions", "Experience with cohort analysis"]
    assert wanted(MESSAGE)[-1] == "You should know accessibility."
    assert wanted("- A thing\n- A thing\n- 42") == ["A thing"]


@given(st.text(max_size=400))
def test_any_text_gives_a_brief(text: str) -> None:
    """Nothing raises, and nothing is found that the text does not hold."""
    brief = draw(text).brief
    assert all(word in text for part in (brief.client, brief.role, brief.level) for word in part.split())
    wanted(text)
