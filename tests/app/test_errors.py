"""Errors beside the page's own script, in words: of what a click calls, and of a part that runs by itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.serving import Server
from tests.app.visitor import Visitor

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

QUESTION = "What does a LEFT JOIN keep?"


def _break_record(home: Path) -> None:
    with sqlite3.connect(home / "record.sqlite") as record:
        (table,) = record.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'entr%'"
        ).fetchone()
        record.execute(f"ALTER TABLE {table} RENAME TO gone")
    record.close()


@pytest.mark.parametrize("click", ["said of a statement", "helpful", "delete"])
def test_an_error_beside_the_page_is_said_in_words(own_visitor: Visitor, own_server: Server, click: str) -> None:
    """A record that cannot be written is named, not called an accident; nothing of the code is shown."""
    visitor = own_visitor
    visitor.ask(QUESTION)
    visitor.settle()
    if click == "said of a statement":
        visitor.statements.first.get_by_role("button", name="Not right?").click()
        _break_record(own_server.home)
        visitor.statements.first.get_by_role("button", name="This is wrong").click()
    elif click == "helpful":
        _break_record(own_server.home)
        visitor.page.get_by_role("radio", name="Thumbs up").click(force=True)
    else:
        visitor.main.get_by_role("button", name="This conversation").click()
        _break_record(own_server.home)
        visitor.page.get_by_role("button", name="Delete").click()
    expect(visitor.page.get_by_test_id("stAlert").filter(has_text="record").first).to_be_visible()
    shown = visitor.page.locator("body").inner_text()
    assert "Traceback" not in shown
    assert "redacted" not in shown
    assert "app has encountered an error" not in shown
