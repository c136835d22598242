"""What was said before, on the page: both versions side by side, and answers that no longer stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.conftest import tabs
from tests.app.serving import Server
from tests.app.test_everyone import picture, serious
from tests.app.visitor import Visitor, Watched
from tutor.ask import ask
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.recheck import recheck
from tutor.settings import read_settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

THEN = datetime(2026, 10, 3, 9, tzinfo=UTC)
PAYS = "The client pays the invoice within 30 days | net."
LATER = "The client pays the invoice within 45 days | net."
INTEREST = "Interest on a late invoice is 8 percent above the base rate."
REMINDER = "A reminder for an unpaid invoice costs 5 euros."
PAYING = "When does the client pay the invoice, and what does a late one cost?"
REMINDING = "What does a reminder for an unpaid invoice cost?"


@pytest.fixture
def changed_server(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Server]:
    """The page of a home whose only corpus changed since two questions were asked, and their answers rechecked."""
    home = tmp_path_factory.mktemp("changed")
    _publish(home, embedder, THEN, f"# Invoices\n\n{PAYS} {INTEREST} {REMINDER}\n")
    parts = Parts(read_settings(home=home))
    parts.embedder = embedder
    for question in (PAYING, REMINDING):
        ask(question, [], parts, THEN)
    _publish(home, embedder, THEN.replace(month=11), f"# Invoices\n\n{LATER} {INTEREST}\n")
    recheck([], parts, THEN.replace(month=11))
    parts.record.close()
    with Server(home) as running:
        yield running


def _publish(home: Path, embedder: Embedder, now: datetime, page: str) -> None:
    folder = home / "sources"
    folder.mkdir(exist_ok=True)
    (folder / "invoices.md").write_text(page, "utf-8")
    with EmbeddingCache(home / "cache" / "embeddings.sqlite") as cache:
        load(folder, "law", Loader(Shelf(home / "releases"), embedder, cache), now)


@pytest.fixture
def visitor(watched: Watched, changed_server: Server) -> Iterator[Visitor]:
    """A tab for that page."""
    with tabs(watched, changed_server) as new_tab:
        yield new_tab()


def test_a_new_visit_is_told_what_no_longer_stands(visitor: Visitor) -> None:
    """A line with links is there until the answer was looked at; the answer names the statements that fell."""
    visitor.open()
    notice = visitor.main.locator(".st-key-no-longer-stand")
    expect(notice).to_contain_text("2 earlier answers no longer stand on the sources as they are now")
    expect(notice.get_by_role("link")).to_have_count(2)
    expect(notice.get_by_role("link", name=REMINDING)).to_be_visible()
    picture(visitor.page, "no-longer-stand")
    notice.get_by_role("link", name=REMINDING).click()
    warning = visitor.set_off
    expect(warning).to_contain_text("no longer stand")
    visitor.settle()
    expect(warning).to_contain_text(REMINDER)
    expect(warning).to_contain_text("nothing in the sources carries it now")
    visitor.open()
    expect(notice).to_contain_text("An earlier answer no longer stands")
    expect(notice.get_by_role("link", name=REMINDING)).to_have_count(0)
    visitor.open("settings")
    expect(notice).to_have_count(0)


def test_the_same_question_shows_what_changed_since(visitor: Visitor) -> None:
    """Folded above the statements: the day, both versions letter for letter, the reason, and the way to the earlier."""
    visitor.ask(PAYING)
    expander = visitor.turn.get_by_test_id("stExpander")
    head = expander.locator("summary")
    expect(head).to_contain_text("You asked this on 3 October 2026; 1 statement changed, 1 is gone")
    expect(expander.get_by_role("table")).to_be_hidden()
    head.click()
    table = expander.get_by_role("table")
    expect(table).to_be_visible()
    rows = [row.get_by_role("cell").all_inner_texts() for row in table.get_by_role("row").all()[1:]]
    assert ["changed", PAYS, LATER] in rows
    assert ["as before", INTEREST, INTEREST] in rows
    assert ["gone", REMINDER, "—"] in rows
    expect(expander).to_contain_text("There is another release of Law: Invoices changed.")
    visitor.turn.scroll_into_view_if_needed()
    picture(visitor.page, "before")
    visitor.page.wait_for_timeout(400)  # colours fade in
    assert serious(visitor.page) == []
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    head.scroll_into_view_if_needed()
    picture(visitor.page, "before-narrow")
    assert visitor.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    visitor.page.set_viewport_size({"width": 1200, "height": 800})
    asked_here = visitor.conversation_id
    expander.get_by_role("link", name="Open the earlier conversation").click()
    visitor.page.wait_for_url(lambda url: not re.search(rf"conversation={asked_here}\b", url))
    visitor.settle()
    expect(visitor.turns).to_have_count(1)
    warning = visitor.set_off
    expect(warning).to_contain_text("2 statements no longer stand on the sources as they are now")
    expect(warning).to_contain_text(PAYS)
    expect(warning).to_contain_text(f"“{LATER}”")
    visitor.page.wait_for_timeout(400)  # colours fade in
    picture(visitor.page, "fallen")
    assert serious(visitor.page) == []


def test_asked_once_more_nothing_changed(visitor: Visitor) -> None:
    """Of the same sources the same question gets the same answer, and that is said."""
    visitor.ask(REMINDING)
    visitor.ask(REMINDING)
    expect(visitor.turn.locator("summary").first).to_contain_text("; nothing changed")
    visitor.turn.locator("summary").first.click()
    expect(visitor.turn).to_contain_text("You asked it in this conversation.")
