"""A learner's brief: in force, drawn, forgotten, and what it does to an answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.learning.test_post import POST
from tests.loopback import Reply, answers
from tests.roads.asking import GRAIN, Asking
from tutor.ask import ask
from tutor.brief import LONGEST_POST, current, drawn, forget, in_force, keep, versions
from tutor.domain import Brief, Tool
from tutor.errors import BadInput
from tutor.store.record import Kind

BRIEF = Brief(
    role="analyst", client="Secret Ltd", domain="retail, in Germany", deliverable="A dashboard",
    tools=(Tool(name="PostgreSQL", version="16"), Tool(name="dbt")),
)  # fmt: skip
MONTHS = "What is returned when I add one month to the last day of a month?"


def test_the_newest_brief_is_in_force(asking: Asking) -> None:
    """Until another is kept; one and the same is kept once."""
    parts = asking.parts()
    assert current(parts.record).empty
    for brief in (BRIEF, BRIEF, BRIEF.model_copy(update={"role": "writer"})):
        keep(brief, parts, NOW)
    assert current(asking.parts().record).role == "writer"
    assert len(parts.record.entries(Kind.BRIEF)) == 2


def test_it_is_forgotten_for_good(asking: Asking) -> None:
    """Its words are not in the record's files any more; questions stay."""
    parts = asking.parts()
    ask(GRAIN, [], parts, NOW)
    keep(BRIEF, parts, NOW)
    assert forget(parts) == 1
    assert current(parts.record).empty
    assert len(parts.record.exchanges()) == 1
    files: list[Path] = list(asking.home.glob("record.sqlite*"))
    assert files
    assert not any(b"Secret Ltd" in file.read_bytes() for file in files)


def test_it_can_be_switched_off(asking: Asking) -> None:
    """Then answers are fitted to nobody, and it stays for later."""
    keep(BRIEF, asking.parts(), NOW)
    assert in_force(asking.parts(brief=False)).empty
    assert in_force(asking.parts()) == BRIEF
    assert versions(asking.parts(versions="Python 3.12")) == "Python 3.12; PostgreSQL 16"


def test_an_answer_is_fitted_to_it(asking: Asking) -> None:
    """Of sentences that answer as well, the one about the learner's tool comes in; the fingerprint says by what."""
    plain = ask("What happens when I select a column that is not in GROUP BY?", ["sql"], asking.parts(), NOW).answer
    assert "brief" not in plain.fingerprint.settings
    for tool, words in (("SQLite", "so-called bare column"), ("MySQL", "ONLY_FULL_GROUP_BY")):
        parts = asking.parts()
        keep(Brief(tools=(Tool(name=tool),)), parts, NOW)
        fitted = ask("What happens when I select a column that is not in GROUP BY?", ["sql"], parts, NOW).answer
        assert fitted.fingerprint.settings["brief"] == tool
        assert words in " ".join(each.claim.text for each in fitted.stated)
    other = ask(
        "What happens in PostgreSQL when I select a column that is not in GROUP BY?", ["sql"], asking.parts(), NOW
    ).answer
    assert "brief" not in other.fingerprint.settings  # it asks for another tool by name


def test_a_model_is_told_of_the_project_and_not_of_the_client(asking: Asking) -> None:
    """What is applied to the project is marked, and checked against sources and brief together."""
    model = asking.model(answers.quoting)
    parts = asking.parts(model)
    keep(BRIEF, parts, NOW)
    ask(GRAIN, [], parts, NOW)
    sent = json.dumps([request.body for request in model.requests])
    assert "A dashboard" in sent
    assert "PostgreSQL 16" in sent
    assert "Secret Ltd" not in sent
    assert "analyst" not in sent


def test_drawn_by_rule_where_the_model_fails(asking: Asking) -> None:
    """With a notice; nothing is kept."""
    parts = asking.parts(asking.model(Reply(status=500)))
    found = drawn(POST, parts)
    assert found.by == "rules"
    assert "read by rules instead" in found.notices[0]
    assert current(parts.record).empty
    assert drawn(POST, asking.parts()).brief == found.brief


@pytest.mark.parametrize("text", [" \n", "x" * (LONGEST_POST + 1)], ids=["empty", "too long"])
def test_a_text_that_cannot_be_read(asking: Asking, text: str) -> None:
    """Is refused at the door."""
    with pytest.raises(BadInput):
        drawn(text, asking.parts())
