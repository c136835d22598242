"""Sources and questions that try to be more than words. Each test's browser is watched: see conftest's `watched`."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.hostile import FACT, hostile_question
from tests.app.serving import Beacon
from tests.app.visitor import Visitor
from tutor.parts import Parts
from tutor.settings import read_settings

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser


def test_a_hostile_source_is_quoted_letter_by_letter(visitor: Visitor, beacon: Beacon) -> None:
    """An answer out of a hostile source shows its directives, formulas and addresses as the letters they are."""
    visitor.ask("When does the zorbling ledger close?")
    expect(visitor.main.get_by_text(FACT).first).to_be_visible()
    made = visitor.main.locator(
        f"[src^='{beacon.url}'], [href^='{beacon.url}'], [href*='zorbling.test'], .katex, script"
    )
    assert made.count() == 0
    assert "Zorbling :material/check: ledgers and more" in visitor.chips.first.inner_text()
    visitor.chips.first.click()
    expect(visitor.panel.get_by_text("script").first).to_be_attached()
    elements = visitor.panel.evaluate(
        "element => [...new Set([...element.querySelectorAll('*')].map(each => each.localName))]"
    )
    assert not {"script", "img", "b", "iframe"} & set(elements)
    assert visitor.panel.locator("a").count() == 1  # the one to the whole source


@pytest.mark.parametrize("path", ["zorbling.md", "archive.txt"])
def test_a_hostile_source_is_shown_as_text(visitor: Visitor, home: Path, path: str) -> None:
    """The page of a hostile source has its words, and no element that they describe; its provenance is text too."""
    parts = Parts(read_settings(home=home))
    release = parts.shelf.current("hostile").name
    text = parts.releases(["hostile"])[0].texts.document(path)
    assert text is not None
    visitor.open_source(corpus="hostile", release=release, document=path, start="0", end=str(len(text.text)))
    expect(visitor.marks.first).to_be_visible()
    elements = visitor.article.evaluate(
        "element => [...new Set([...element.querySelectorAll('*')].map(e => e.localName))]"
    )
    assert not {"script", "img", "a", "b", "i", "iframe", "style"} & set(elements)
    shown = visitor.article.inner_text()
    said = FACT.split(" $x^2 >= 4$ ") if path == "zorbling.md" else ['onerror="alert(1)"> every ledger for <b>nine</b>']
    assert all(words in shown for words in said)
    assert "alert(" in shown
    expect(visitor.main.get_by_text("Licence: <script>alert('licence')</script> :green[free]")).to_be_visible()


def test_provenance_is_text_and_an_overdue_review_is_said(visitor: Visitor, home: Path, beacon: Beacon) -> None:
    """Author, address and version of a source are letters, not links; a review that is overdue is warned of."""
    release = Parts(read_settings(home=home)).shelf.current("hostile").name
    visitor.open_source(corpus="hostile", release=release, document="zorbling.md")
    line = visitor.main.get_by_text("Author: [Zorbling]").inner_text()
    assert f"Author: [Zorbling]({beacon.url}/author) & <b>others</b>" in line
    assert f"From: {beacon.url}/uri · Describes: :material/check: -> 3 · Reviewed on: 2020-01-02" in line
    assert "The date for its next review has passed" in visitor.told()
    assert visitor.main.locator(f"a[href^='{beacon.url}']").count() == 0


def test_every_mark_of_markdown_in_a_question_is_shown(visitor: Visitor) -> None:
    """A question of nothing but marks comes back letter for letter, above its answer and in the list beside it."""
    question = hostile_question()
    visitor.ask(question)
    shown = visitor.turn.get_by_test_id("stChatMessageContent").first.get_by_test_id("stMarkdownContainer")
    assert shown.evaluate("element => element.textContent") == question
    listed = visitor.sidebar.get_by_test_id("stPageLink-NavLink").nth(1).evaluate("element => element.textContent")
    assert listed == question[:79] + "…"
    made = visitor.turn.get_by_test_id("stChatMessage").first.locator("h1, a[href^='http'], code, em, li, .katex")
    assert made.count() == 0


def test_titles_of_hostile_corpora_are_text(visitor: Visitor) -> None:
    """The name of a corpus is letters on the start page and in the list to pick from."""
    visitor.open()
    title = "Zorbling :red[sources] <i>x</i> $y$"
    expect(visitor.main.get_by_text("Ask below about")).to_contain_text(title)
    expect(visitor.main.get_by_role("button", name="How :blue-badge[zorbling] ledgers $close$")).to_be_visible()
    visitor.sidebar.get_by_role("combobox", name="Sources").click()
    expect(visitor.page.get_by_role("option", name=title, exact=True)).to_be_visible()
