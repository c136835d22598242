"""Conversations on the page: found, named, taken along, deleted and restored."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Download, Locator, expect

from tests.app.visitor import Visitor
from tests.conftest import NOW
from tutor.ask import answer_from
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.record import Kind, Record

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

QUESTION = "What does a LEFT JOIN keep?"


def once() -> str:
    """Letters that no other run has: the home is shared, and a test that is tried again finds its own record there."""
    return uuid4().hex[:6]


def menu(visitor: Visitor) -> None:
    """Open what can be done with the conversation."""
    visitor.main.get_by_role("button", name="This conversation").click()


def test_a_conversation_is_named_and_found_by_what_was_said_in_it(visitor: Visitor) -> None:
    """A new title stands on the page and in the list; a word of an answer finds the conversation, others do not."""
    title = f"Joins for the Meyer project {once()}"
    visitor.ask(QUESTION)
    menu(visitor)
    visitor.page.get_by_role("textbox", name="Title").fill(title)
    visitor.page.get_by_role("button", name="Rename").click()
    expect(visitor.main.get_by_role("heading", name=title)).to_be_visible()
    search = visitor.sidebar.get_by_role("textbox", name="Search conversations")

    def look_for(words: str) -> None:
        search.fill(words)
        visitor.page.wait_for_timeout(100)  # nobody is faster, and until then Enter is not heard
        search.press("Enter")

    for words, found in (("meyer", 1), ("unmatched", 1), ("zzzz", 0)):
        look_for(words)
        expect(visitor.sidebar.get_by_role("link", name=title)).to_have_count(found)
    expect(visitor.sidebar.get_by_text("No conversation has these words.")).to_be_visible()
    look_for("")
    expect(visitor.sidebar.get_by_role("link", name=title)).to_have_count(1)


def test_a_deleted_conversation_can_be_brought_back(visitor: Visitor) -> None:
    """It is gone from the list at once, and returns with one click; its address offers the same later."""
    question = "Why does NOT IN with NULL return nothing?"
    visitor.ask(question)
    address = visitor.page.url
    link = visitor.sidebar.locator(f"a[href$='conversation={visitor.conversation_id}']")
    expect(link).to_have_text(re.compile(re.escape(question)))
    menu(visitor)
    visitor.page.get_by_role("button", name="Delete").click()
    expect(visitor.main.get_by_text("The conversation was deleted.")).to_be_visible()
    expect(link).to_have_count(0)
    visitor.sidebar.get_by_role("combobox", name="Sources").click()
    visitor.page.get_by_role("option", name="SQL for analytics").click()
    visitor.page.keyboard.press("Escape")
    visitor.settle()
    expect(visitor.sidebar.get_by_role("button", name="Remove SQL for analytics")).to_be_visible()
    visitor.page.get_by_role("button", name="Undo").click()  # it outlives what else is done on the page
    expect(visitor.turn).to_contain_text(question)
    visitor.sidebar.get_by_role("link", name="New conversation").click()
    expect(visitor.main.get_by_role("heading", name="Groundwork")).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Undo")).to_have_count(0)  # there is nothing left to take back
    link.click()
    expect(visitor.turn).to_contain_text(question)
    expect(link).to_have_count(1)
    menu(visitor)
    visitor.page.get_by_role("button", name="Delete").click()
    expect(visitor.main.get_by_text("The conversation was deleted.")).to_be_visible()
    visitor.page.goto(address)
    assert "This conversation was deleted" in visitor.told()
    visitor.page.get_by_role("button", name="Restore it").click()
    expect(visitor.turn).to_contain_text(question)


def test_what_was_deleted_is_offered_until_a_question_is_asked(visitor: Visitor) -> None:
    """A new question ends the offer: whoever asks on does not want it back."""
    visitor.ask(QUESTION)
    menu(visitor)
    visitor.page.get_by_role("button", name="Delete").click()
    expect(visitor.page.get_by_role("button", name="Undo")).to_be_visible()
    visitor.ask("What is a window function?")
    visitor.sidebar.get_by_role("link", name="New conversation").click()
    expect(visitor.main.get_by_role("heading", name="Groundwork")).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Undo")).to_have_count(0)


def test_older_conversations_are_listed_on_demand(visitor: Visitor, home: Path) -> None:
    """The sidebar has 30 conversations at first; a click brings more, until there are none."""
    of_this_run = once()

    def link(number: int) -> Locator:
        return visitor.sidebar.get_by_role("link", name=f"Older {of_this_run} question {number}", exact=True)

    with Record(home / "record.sqlite") as record:
        for number in range(35):
            asked = {"question": f"Older {of_this_run} question {number}", "corpora": ["sql"]}
            record.add(Kind.QUESTION, asked, NOW)
    visitor.open()
    links = visitor.sidebar.get_by_role("link", name=re.compile("^(?!New conversation|Ask|Settings|What is sent)"))
    more = visitor.sidebar.get_by_role("button", name="More conversations")
    expect(link(34)).to_be_visible()
    expect(link(0)).to_have_count(0)
    shown = links.count()
    more.click()
    expect(link(0)).to_be_visible()
    visitor.settle()
    assert shown < links.count()
    while more.count():
        before = links.count()
        more.click()
        expect(links.nth(before)).to_be_visible()
        visitor.settle()
    assert visitor.sidebar.get_by_role("link", name=re.compile(f"^Older {of_this_run}")).count() == 35


def test_a_conversation_is_taken_along_with_its_citations(visitor: Visitor) -> None:
    """Both files have the question, the statements and the words that carry them."""
    visitor.ask(QUESTION)
    said = visitor.statements.first.locator(".text").evaluate("element => element.firstChild.textContent")
    menu(visitor)
    markdown = _downloaded(visitor, "Download as Markdown").path().read_text("utf-8")
    assert QUESTION in markdown
    assert re.search(r"sql, \d{8}-\d{6}-[0-9a-f]{6}", markdown) or "sql" in markdown
    whole = json.loads(_downloaded(visitor, "Download as JSON").path().read_text("utf-8"))
    (turn,) = whole["turns"]
    assert turn["question"] == QUESTION
    assert turn["answer"]["stated"][0]["text"] == said
    assert turn["answer"]["stated"][0]["citations"][0]["quote"]
    assert all(each["licence"] for each in whole["sources"])
    assert f"Licence {whole['sources'][0]['licence']}".split()[1][:2] in markdown


def _downloaded(visitor: Visitor, name: str) -> Download:
    with visitor.page.expect_download() as downloading:
        visitor.page.get_by_role("button", name=name).click()
    return downloading.value


def test_follow_ups_stand_in_one_conversation(visitor: Visitor) -> None:
    """What leans on the question before is understood with it, by rule where there is no model, and says so."""
    visitor.ask("What is a window function?")
    visitor.ask("and what about frames?")
    expect(visitor.turns).to_have_count(2)
    understood = visitor.turn.get_by_role("button", name=re.compile("^Understood as: "))
    expect(understood).to_have_text(re.compile("window function.*frames"))
    expect(visitor.statements.first).to_be_visible()
    visitor.page.reload()
    visitor.settle()
    expect(visitor.turns).to_have_count(2)
    expect(understood).to_be_visible()


def test_a_long_conversation_opens_at_its_end_and_shows_more_on_demand(visitor: Visitor, home: Path) -> None:
    """Of many turns the last ones are shown; a click shows those before them."""
    parts = Parts(read_settings(home=home))
    made = answer_from(QUESTION, parts.releases(["sql"]), parts)
    releases = dict(made.fingerprint.releases)
    with Record(home / "record.sqlite") as record:
        first = None
        for number in range(12):
            body = {"question": f"Question {number} of many", "corpora": ["sql"], "releases": releases}
            asked = record.add(Kind.QUESTION, body, NOW, about=first)
            first = first or asked
            record.add(Kind.ANSWER, made, NOW, about=asked)
    visitor.open(f"?conversation={first}")
    expect(visitor.turns).to_have_count(5)
    expect(visitor.turn).to_contain_text("Question 11 of many")
    expect(visitor.turn.get_by_test_id("stChatMessage").first).to_be_in_viewport()
    visitor.page.get_by_role("button", name="Show earlier questions").click()
    expect(visitor.turns).to_have_count(10)
    visitor.page.get_by_role("button", name="Show earlier questions").click()
    expect(visitor.turns).to_have_count(12)
    expect(visitor.page.get_by_role("button", name="Show earlier questions")).to_have_count(0)
