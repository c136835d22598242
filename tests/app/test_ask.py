"""Asking on the page, with the answers that come without a model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.conftest import NewVisitor
from tests.app.serving import Server
from tests.app.visitor import Visitor
from tutor.domain import BlockKind
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.record import Kind, Record
from tutor.text.mapped import plain

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

QUESTION = "How does fan-out inflate a sum?"


def test_an_answer_has_statements_with_their_check_in_words_and_citations(visitor: Visitor) -> None:
    """Each statement says how many sources support it and links to its words; a line says what it stands on."""
    visitor.ask(QUESTION)
    stated = visitor.supported.count()
    assert stated >= 1
    assert visitor.citations.count() >= stated
    line = visitor.main.get_by_text(re.compile(rf"^{stated} of {stated} statements stated")).inner_text()
    assert "written by the sources themselves" in line
    assert re.search(r"· sql \d{8}-\d{6}-[0-9a-f]{6} ·", line)
    assert "business" not in line  # searched, but not cited


def test_a_citation_opens_its_words_in_the_source_and_leads_back(visitor: Visitor, home: Path) -> None:
    """A click on a citation shows the very words, highlighted and in sight; another click leads back to the answer."""
    visitor.ask(QUESTION)
    answer = visitor.page.url
    with Record(home / "record.sqlite") as record:
        exchange = record.exchange(visitor.question_id)
    assert exchange is not None
    assert exchange.answer is not None
    claim = exchange.answer.stated[0].claim
    expect(visitor.main.get_by_text(claim.text)).to_be_visible()
    visitor.citations.first.click()
    expect(visitor.marks.first).to_be_in_viewport()
    assert " ".join(visitor.marks.all_inner_texts()) == plain(claim.citations[0].quote)
    expect(visitor.article).to_have_accessible_name("Joins and row multiplication")
    visitor.page.get_by_role("link", name="Back to the question").click()
    expect(visitor.page).to_have_url(answer)
    expect(visitor.main.get_by_text(claim.text)).to_be_visible()


def test_a_refusal_names_and_links_what_comes_nearest(visitor: Visitor) -> None:
    """A question that the sources do not answer is refused as such, with passages to read instead."""
    visitor.ask("How do I bake sourdough bread?")
    assert "These sources do not answer this. The nearest they come:" in visitor.told()
    expect(visitor.supported).to_have_count(0)
    line = visitor.main.get_by_text(re.compile("^nothing stated")).inner_text()
    assert all(name in line for name in ("business", "sql", "hostile"))
    title = visitor.citations.first.inner_text().split("\n")[-1]
    assert title.replace(" › ", " > ") in visitor.told()
    visitor.citations.first.click()
    expect(visitor.marks.first).to_be_in_viewport()


def test_hello_is_greeted(visitor: Visitor) -> None:
    """A greeting gets one back, with what can be asked about, and no passages."""
    visitor.ask("hello")
    assert "Hello. Ask a question" in visitor.told()
    assert "SQL for analytics" in visitor.told()
    expect(visitor.citations).to_have_count(0)


def test_the_start_page_offers_headings_of_the_sources(visitor: Visitor, home: Path) -> None:
    """An empty page says what to do and has three examples out of the sources; a click asks one, and it is answered."""
    visitor.open()
    expect(visitor.main.get_by_text(re.compile("^Ask below about"))).to_contain_text("SQL for analytics")
    expect(visitor.main.get_by_role("button").nth(2)).to_be_visible()
    examples = visitor.main.get_by_role("button").all_inner_texts()
    examples = [text.split("\n")[-1] for text in examples if text.split("\n")[0] == "arrow_forward"]
    assert len(examples) == 3
    assert set(examples) <= _headings(home)
    before = visitor.page.url
    visitor.main.get_by_role("button", name=examples[-1]).click()
    visitor.arrive_after(before)
    expect(visitor.main.get_by_test_id("stChatMessage")).to_have_text(re.compile(re.escape(examples[-1])))
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


def test_picking_a_corpus_limits_the_answer(visitor: Visitor, home: Path) -> None:
    """Only the picked corpus is asked, for the next question too; without the pick it is all of them again."""
    visitor.open()
    visitor.pick("Freelance business")
    for question in ("How high should a day rate be?", QUESTION):
        visitor.ask(question)
        line = visitor.main.get_by_text(re.compile("stated")).last.inner_text()
        assert "business" in line
        assert "sql" not in line
    with Record(home / "record.sqlite") as record:
        assert [exchange.corpora for exchange in record.exchanges(limit=2)] == [("business",)] * 2
    visitor.sidebar.get_by_role("button", name="Remove Freelance business").click()
    visitor.settle()
    visitor.ask(QUESTION)
    expect(visitor.main.get_by_text(re.compile(r"· sql \d{8}"))).to_be_visible()


def test_an_answer_is_shown_from_its_beginning(visitor: Visitor) -> None:
    """Whoever reads to the end and asks there sees the next answer from the top, and the steps before it in place."""
    visitor.ask(QUESTION)
    visitor.page.get_by_role("radiogroup", name="Feedback rating").scroll_into_view_if_needed()
    visitor.ask("What is the grain of a table?")
    expect(visitor.main.get_by_test_id("stChatMessage")).to_be_in_viewport()
    expect(visitor.main.get_by_test_id("stChatMessage")).to_contain_text("What is the grain of a table?")


def test_feedback_is_recorded_once_and_stays(visitor: Visitor, home: Path) -> None:
    """A thumb goes on record about that answer, is still there after a reload, and can be changed."""
    visitor.ask(QUESTION)
    question = visitor.question_id
    visitor.page.get_by_role("radio", name="Thumbs up").click(force=True)
    expect(visitor.main.get_by_text("Noted. Thank you.")).to_be_visible()
    visitor.page.reload()
    visitor.settle()
    expect(visitor.page.get_by_role("radio", name="Thumbs up")).to_be_checked()
    assert _feedback(home, question) == [True]
    visitor.page.get_by_role("radio", name="Thumbs down").click(force=True)
    expect(visitor.page.get_by_role("radio", name="Thumbs down")).to_be_checked()
    visitor.page.reload()
    visitor.settle()
    expect(visitor.page.get_by_role("radio", name="Thumbs down")).to_be_checked()
    assert _feedback(home, question) == [False, True]


def _feedback(home: Path, question: int) -> list[bool]:
    """What was said of the answer to that question, newest first."""
    with Record(home / "record.sqlite") as record:
        exchange = record.exchange(question)
        assert exchange is not None
        return [entry.body["helpful"] for entry in record.entries(Kind.FEEDBACK, about=exchange.answer_id)]


def test_the_address_follows_what_is_shown(visitor: Visitor) -> None:
    """Earlier questions have addresses of their own: kept when a corpus is picked, and the browser's Back returns."""
    visitor.ask(QUESTION)
    first = visitor.page.url
    visitor.ask("What belongs on an invoice?")
    second = visitor.page.url
    visitor.sidebar.get_by_role("link", name=QUESTION).first.click()
    visitor.arrive_after(second)
    assert visitor.page.url == first
    visitor.pick("SQL for analytics")
    expect(visitor.main.get_by_test_id("stChatMessage")).to_contain_text(QUESTION)
    assert visitor.page.url == first
    visitor.page.go_back()
    expect(visitor.main.get_by_test_id("stChatMessage")).to_contain_text("What belongs on an invoice?")
    assert visitor.page.url == second


def test_two_tabs_do_not_mix(new_visitor: NewVisitor) -> None:
    """Two tabs ask at the same time: each shows its own question with its answer, and names it in its title."""
    questions = ("What does a LEFT JOIN keep?", "What belongs on an invoice?")
    tabs = [new_visitor(), new_visitor()]
    for tab, question in zip(tabs, questions, strict=True):
        tab.open()
        tab.type_question(question)
    for tab, question in zip(tabs, questions, strict=True):
        tab.arrive_after(f"{tab.url}/")
        expect(tab.main.get_by_test_id("stChatMessage")).to_have_text(re.compile(re.escape(question)))
        expect(tab.page).to_have_title(f"{question} · Groundwork")
        expect(tab.supported.first).to_be_visible()


def test_answers_outlive_a_reload_and_a_restart(visitor: Visitor, server: Server) -> None:
    """The address of an answer keeps it; after the server was started anew, earlier questions are listed and open."""
    question = "Why is NULL never equal to anything?"
    visitor.ask(question)
    expect(visitor.supported.first).to_be_visible()
    shown = visitor.answer_texts.all_inner_texts()
    visitor.page.reload()
    expect(visitor.answer_texts).to_have_text(shown)
    visitor.page.goto("about:blank")
    server.stop()
    server.start()
    visitor.open()
    visitor.sidebar.get_by_role("link", name=question).first.click()
    visitor.arrive_after(f"{visitor.url}/")
    expect(visitor.answer_texts).to_have_text(shown)


def test_a_question_that_is_not_on_record_is_said_to_be_none(visitor: Visitor) -> None:
    """Unknown, huge and senseless numbers in the address get words, not an accident."""
    for wanted in ("9999999", "9" * 30, "9" * 5000, "-1"):
        visitor.open(f"?question={wanted}")
        assert "There is no such question in the record." in visitor.told()
