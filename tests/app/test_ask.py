"""Asking on the page, with the answers that come without a model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.conftest import NewVisitor
from tests.app.serving import Server
from tests.app.test_everyone import picture
from tests.app.visitor import Visitor
from tutor.domain import BlockKind
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.record import Exchange, Kind, Record
from tutor.text.mapped import plain

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

QUESTION = "How does fan-out inflate a sum?"


def last_exchange(home: Path, conversation: int) -> Exchange:
    """The last question of a conversation with its answer, as it is on record."""
    with Record(home / "record.sqlite") as record:
        return record.exchanges(limit=1, conversation=conversation)[0]


def test_an_answer_has_statements_with_their_check_in_words_and_citations(visitor: Visitor) -> None:
    """Each statement says how many sources support it and has a chip for its words; a line says what it stands on."""
    visitor.ask(QUESTION)
    stated = visitor.supported.count()
    assert stated >= 1
    expect(visitor.supported.locator(".mark").first).to_have_text(
        re.compile(r"✓ Supported by 1 source.* · chosen again from other evidence \d of 3 times")
    )
    assert visitor.chips.count() >= stated
    expect(visitor.headline).to_have_text(re.compile(f"^{stated} statements?, (each )?checked against its source"))
    line = visitor.stands_on.inner_text()
    assert "in the sources' own words" in line
    assert re.search(r"from SQL for analytics \(\d{8}-\d{6}-[0-9a-f]{6}\)", line)
    assert "Freelance" not in line  # searched, but not cited


def test_a_chip_opens_the_words_in_place_and_closes_again(visitor: Visitor, home: Path) -> None:
    """A click shows the words, highlighted where they stand, with what is known of the source; Escape closes them."""
    visitor.ask(QUESTION)
    answer = last_exchange(home, visitor.conversation_id).answer
    assert answer is not None
    claim = answer.stated[0].claim
    chip = visitor.chips.first
    expect(chip).to_have_attribute("aria-expanded", "false")
    chip.click()
    expect(chip).to_have_attribute("aria-expanded", "true")
    assert " ".join(visitor.panel.locator("mark").all_inner_texts()) == plain(claim.citations[0].quote)
    expect(visitor.panel.locator("mark").first).to_be_in_viewport()
    assert len(visitor.panel.locator(".words").inner_text()) > len(claim.citations[0].quote)
    expect(visitor.panel.locator(".place")).to_have_text(re.compile("^Joins and row multiplication › "))
    facts = visitor.panel.locator(".facts").inner_text()
    assert all(name in facts for name in ("Licence", "CC-BY-4.0", "Reviewed on", "Review by", "Corpus"))
    chip.focus()
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_have_count(0)
    expect(chip).to_be_focused()


def test_the_whole_source_opens_in_a_new_tab_at_the_words(visitor: Visitor) -> None:
    """One more click shows the words in the whole source; its address leads there by itself, and back."""
    visitor.ask(QUESTION)
    visitor.chips.first.click()
    cited = visitor.panel.locator("mark").all_inner_texts()
    with visitor.page.context.expect_page() as opened:
        visitor.panel.get_by_role("link", name="Open the whole source").click()
    source = Visitor(opened.value, visitor.url)
    source.settle()
    current = source.article.locator("mark.current")
    expect(current.first).to_be_in_viewport()
    assert current.all_inner_texts() == cited
    expect(visitor.panel).to_have_count(1)  # nothing was lost where it was opened
    source.page.get_by_role("link", name="Back to the conversation").click()
    expect(source.turn).to_be_visible()
    assert source.conversation_id == visitor.conversation_id


def test_from_one_citation_to_the_next_of_the_same_answer(visitor: Visitor) -> None:
    """Each chip opens the source at its own words, and from there one goes on to those of all other statements."""
    visitor.ask(QUESTION)
    number = visitor.chips.first.locator(".number").inner_text()
    places = visitor.statements.locator(".chip .number", has_text=number).count()
    assert places > 1
    began = set()
    for chip in (visitor.chips.first, visitor.chips.last):
        chip.click()
        here = visitor.panel.locator("mark").all_inner_texts()
        with visitor.page.context.expect_page() as opened:
            visitor.panel.get_by_role("link", name="Open the whole source").click()
        chip.click()
        source = Visitor(opened.value, visitor.url)
        source.settle()
        current, count = source.article.locator("mark.current"), source.page.locator(".cited .count")
        expect(current.first).to_be_in_viewport()
        assert current.all_inner_texts() == here
        expect(count).to_have_text(re.compile(f"^Cited words [1-{places}] of {places}$"))
        began.add(count.inner_text())
    assert len(began) == 2
    seen = {" ".join(here)}
    for _ in range(places - 1):
        source.page.get_by_role("button", name="Next cited words").click()
        expect(current.first).to_be_in_viewport()
        seen.add(" ".join(current.all_inner_texts()))
    assert len(seen) == places
    picture(source.page, "cited-by-the-answer")


def test_a_refusal_opens_what_comes_nearest(visitor: Visitor) -> None:
    """A question that the sources do not answer is refused as such, with passages to read instead, in place."""
    visitor.ask("How do I bake sourdough bread?")
    assert visitor.told().endswith("These sources do not answer this.")
    expect(visitor.statements).to_have_count(0)
    expect(visitor.headline).to_have_text("Nothing stated")
    line = visitor.stands_on.inner_text()
    assert all(name in line for name in ("Freelance business", "SQL for analytics", "Zorbling"))
    expect(visitor.chips).to_have_count(3)
    visitor.chips.first.click()
    expect(visitor.panel.locator("mark").first).to_be_visible()
    assert visitor.panel.locator(".place").inner_text() in visitor.chips.first.inner_text()


def test_hello_is_greeted(visitor: Visitor) -> None:
    """A greeting gets one back, with what can be asked about, and no passages."""
    visitor.ask("hello")
    assert "Hello. Ask a question" in visitor.told()
    assert "SQL for analytics" in visitor.told()
    expect(visitor.chips).to_have_count(0)


def test_the_start_page_offers_headings_of_the_sources(visitor: Visitor, home: Path) -> None:
    """An empty page says what to do and has examples out of the sources; a click asks one, and it is answered."""
    visitor.open()
    expect(visitor.main.get_by_text(re.compile("^Ask below about"))).to_contain_text("SQL for analytics")
    buttons = visitor.page.locator("[class*='st-key-example-'] button")
    expect(buttons.nth(2)).to_be_visible()
    examples = [text.split("\n")[-1] for text in buttons.all_inner_texts()]
    assert len(examples) >= 3
    assert set(examples) <= _headings(home)
    buttons.last.click()
    expect(visitor.turns).to_have_count(1)
    visitor.arrive()
    expect(visitor.turn).to_contain_text(examples[-1])
    expect(visitor.supported.first).to_be_visible()


def _headings(home: Path) -> set[str]:
    texts = [release.texts for release in Parts(read_settings(home=home)).releases()]
    documents = [document for each in texts for path in each.paths if (document := each.document(path))]
    return {
        plain(document.text[block.start : block.end])
        for document in documents
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    }


def test_what_to_ask_next_comes_from_the_sources_and_is_answered(visitor: Visitor) -> None:
    """Below the last answer stand headings near to it; a click asks one in the same conversation."""
    visitor.ask(QUESTION)
    suggested = visitor.page.locator("[class*='st-key-next-'] button")
    expect(suggested.first).to_be_visible()
    text = suggested.first.inner_text()
    suggested.first.click()
    expect(visitor.turns).to_have_count(2)
    visitor.arrive()
    expect(visitor.turn).to_contain_text(text)
    expect(visitor.supported.first).to_be_visible()


def test_picking_a_corpus_limits_the_answer(visitor: Visitor, home: Path) -> None:
    """Only the picked corpus is asked, for the next question too; without the pick it is all of them again."""
    visitor.open()
    visitor.pick("Freelance business")
    for question in ("How high should a day rate be?", QUESTION):
        visitor.ask(question)
        line = visitor.stands_on.inner_text()
        assert "Freelance business" in line
        assert "SQL" not in line
        assert last_exchange(home, visitor.conversation_id).corpora == ("business",)
    visitor.sidebar.get_by_role("button", name="Remove Freelance business").click()
    visitor.settle()
    visitor.ask(QUESTION)
    expect(visitor.stands_on).to_have_text(re.compile(r"from SQL for analytics \("))


def test_a_new_turn_is_shown_from_its_question(visitor: Visitor) -> None:
    """Whoever reads to the end and asks there sees the next question at the top, with its answer below."""
    visitor.ask(QUESTION)
    visitor.turn.get_by_role("radiogroup", name="Feedback rating").scroll_into_view_if_needed()
    visitor.ask("What is the grain of a table?")
    expect(visitor.turn.get_by_test_id("stChatMessage").first).to_be_in_viewport()
    expect(visitor.turn.get_by_test_id("stChatMessage").first).to_contain_text("What is the grain of a table?")


def test_feedback_is_recorded_once_and_stays(visitor: Visitor, home: Path) -> None:
    """A thumb goes on record about that answer, is still there after a reload, and can be changed."""
    visitor.ask(QUESTION)
    visitor.page.get_by_role("radio", name="Thumbs up").click(force=True)
    expect(visitor.main.get_by_text("Noted. Thank you.")).to_be_visible()
    visitor.page.reload()
    visitor.settle()
    expect(visitor.page.get_by_role("radio", name="Thumbs up")).to_be_checked()
    expect(visitor.statements.first).to_be_visible()  # what stands above is as high as it will be
    assert _feedback(home, visitor, "helpful") == [True]
    visitor.page.get_by_role("radio", name="Thumbs down").click(force=True)
    expect(visitor.page.get_by_role("radio", name="Thumbs down")).to_be_checked()
    visitor.page.reload()
    visitor.settle()
    expect(visitor.page.get_by_role("radio", name="Thumbs down")).to_be_checked()
    assert _feedback(home, visitor, "helpful") == [False, True]


def test_a_statement_can_be_called_wrong(visitor: Visitor, home: Path) -> None:
    """What is said of a statement is on record with its sources, is there after a reload, and can be taken back."""
    visitor.ask(QUESTION)
    statement = visitor.statements.first
    statement.get_by_role("button", name="Not right?").click()
    said = statement.get_by_role("button", name="The quote does not say that")
    said.click()
    expect(said).to_have_attribute("aria-pressed", "true")
    visitor.wait_until(lambda: len(_feedback(home, visitor, None)) == 1)
    visitor.page.reload()
    visitor.settle()
    expect(said).to_have_attribute("aria-pressed", "true")
    (body,) = _feedback(home, visitor, None)
    assert body["says"] == "quote"
    assert body["statement"] == statement.locator(".text").evaluate("element => element.firstChild.textContent")
    assert body["sources"][0]["document"] == "joins-and-row-multiplication.md"
    said.click()
    expect(said).to_have_attribute("aria-pressed", "false")
    visitor.wait_until(lambda: [body["says"] for body in _feedback(home, visitor, None)] == ["", "quote"])


def _feedback(home: Path, visitor: Visitor, key: str | None) -> list[Any]:
    """What was said of the last answer, newest first; under `key`, or whole bodies."""
    exchange = last_exchange(home, visitor.conversation_id)
    with Record(home / "record.sqlite") as record:
        bodies = [entry.body for entry in record.entries(Kind.FEEDBACK, about=exchange.answer_id)]
    return [body[key] if key else body for body in bodies]


def test_a_statement_is_copied_with_its_citation(visitor: Visitor) -> None:
    """One click puts statement, cited words and place on the clipboard, and says so."""
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.ask(QUESTION)
    visitor.statements.first.get_by_role("button", name="Copy with citation").click()
    expect(visitor.statements.first.get_by_role("button", name="Copied")).to_be_visible()
    copied = visitor.page.evaluate("() => navigator.clipboard.readText()")
    visitor.page.context.clear_permissions()
    statement, *lines = copied.split("\n")  # a mark comes first, where it is a reserve
    cited = next(line for line in lines if line.startswith("“"))
    assert visitor.statements.first.locator(".text").inner_text().startswith(statement)
    assert re.fullmatch(r"“.+” — Joins and row multiplication › .+ \(sql, \d{8}-\S+, CC-BY-4.0\)", cited)


def test_the_address_follows_what_is_shown(visitor: Visitor) -> None:
    """Conversations have addresses of their own: kept when a corpus is picked, and the browser's Back returns."""
    visitor.ask(QUESTION)
    first = visitor.page.url
    visitor.sidebar.get_by_role("link", name="New conversation").click()
    expect(visitor.main.get_by_text(re.compile("^Ask below about"))).to_be_visible()
    visitor.ask("What belongs on an invoice?")
    second = visitor.page.url
    assert second != first
    visitor.open_conversation(QUESTION)
    assert visitor.page.url == first
    visitor.pick("SQL for analytics")
    expect(visitor.turn).to_contain_text(QUESTION)
    assert visitor.page.url == first
    visitor.page.go_back()
    expect(visitor.turn).to_contain_text("What belongs on an invoice?")
    assert visitor.page.url == second


def test_two_tabs_do_not_mix(new_visitor: NewVisitor) -> None:
    """Two tabs ask at the same time: each shows its own question with its answer, and names it in its title."""
    questions = ("What does a LEFT JOIN keep?", "What belongs on an invoice?")
    tabs = [new_visitor(), new_visitor()]
    for tab, question in zip(tabs, questions, strict=True):
        tab.open()
        tab.type_question(question)
    for tab, question in zip(tabs, questions, strict=True):
        expect(tab.turns).to_have_count(1)
        tab.arrive()
        expect(tab.turn).to_contain_text(question)
        expect(tab.page).to_have_title(f"{question} · Groundwork")
        expect(tab.supported.first).to_be_visible()


def test_answers_outlive_a_reload_and_a_restart(visitor: Visitor, server: Server) -> None:
    """The address of an answer keeps it; after the server was started anew, conversations are listed and open."""
    question = "Why is NULL never equal to anything?"
    visitor.ask(question)
    expect(visitor.supported.first).to_be_visible()
    shown = visitor.statements.all_inner_texts()
    visitor.page.reload()
    expect(visitor.statements).to_have_text(shown, use_inner_text=True)
    visitor.page.goto("about:blank")
    server.stop()
    server.start()
    visitor.open()
    visitor.open_conversation(question)
    expect(visitor.statements).to_have_text(shown, use_inner_text=True)


def test_a_conversation_that_is_not_on_record_is_said_to_be_none(visitor: Visitor) -> None:
    """Unknown, huge and senseless numbers in the address get words, not an accident."""
    for wanted in ("9999999", "9" * 30, "9" * 5000, "-1"):
        visitor.open(f"?conversation={wanted}")
        assert "There is no such conversation in the record." in visitor.told()
