"""The page while an answer is asked again, and what it shows of that: nothing that is read or open is disturbed."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from tests.app.conftest import ScriptedModel
from tests.app.visitor import Visitor
from tests.loopback import Reply, Request, Script, answers
from tests.loopback.wavering import Kind, fuller, number_of, steady, wavering

pytestmark = pytest.mark.xdist_group("page-model")  # one worker has the servers and the browser

QUESTION = "Within how many days must an invoice be issued?"
SOME_DISSENT = wavering(1 / 3, Kind.TEXT)


def only_this(script: Script) -> Script:
    """That script for this question; what another test left behind is answered honestly."""
    return lambda request: script(request) if QUESTION in request.texts[-1] else answers.resolving(request)


@pytest.fixture
def go_on(model_visitor: Visitor) -> Iterator[threading.Event]:
    """The redraws wait until the test sets this, in a low window: there is a place on the page to lose."""
    event = threading.Event()
    model_visitor.page.set_viewport_size({"width": 1200, "height": 500})
    yield event
    event.set()
    model_visitor.page.set_viewport_size({"width": 1200, "height": 800})


def waiting(script: Script, go_on: threading.Event) -> Script:
    """That script, whose redraws hold on."""

    def held(request: Request) -> Reply:
        reply = script(request)
        return replace(reply, stall_after=0, go_on=go_on) if number_of(request) else reply

    return only_this(held)


def ask_and_wait(visitor: Visitor, model: ScriptedModel, script: Script, statements: int = 2) -> None:
    """Ask, and come to where all is written and the redraws hold on."""
    model.script = script
    visitor.open()
    visitor.type_question(QUESTION)
    expect(visitor.statements).to_have_count(statements)
    expect(visitor.turn.get_by_text("Asked again, to see whether it holds …")).to_be_visible()
    expect(visitor.statements.locator(".note").first).to_have_text(" · being asked again …")


def top(found: Locator) -> float:
    """Where it stands in the window."""
    box = found.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("redraws", [SOME_DISSENT, fuller], ids=["they dissent", "they come first"])
def test_what_redraws_say_comes_in_place(
    model_visitor: Visitor, model: ScriptedModel, go_on: threading.Event, redraws: Script
) -> None:
    """Marks change and a statement comes above while a panel is read: it stays open, focused and where it is."""
    ask_and_wait(model_visitor, model, waiting(redraws, go_on), 1 if redraws is fuller else 2)
    model_visitor.chips.last.click()
    link = model_visitor.panel.get_by_role("link")
    link.focus()
    link.scroll_into_view_if_needed()
    before = top(link)
    go_on.set()
    expect(model_visitor.turn.get_by_text(re.compile("^The \\d redraws · 2 different meanings"))).to_be_attached()
    model_visitor.arrive()
    expect(model_visitor.statements).to_have_count(2)
    expect(model_visitor.panel).to_have_count(1)
    expect(link).to_be_focused()
    assert abs(top(link) - before) <= 2
    expect(model_visitor.statements.locator(".note").last).to_have_text(re.compile("asked again: \\d of \\d redraws"))


@pytest.mark.parametrize("redraws", [SOME_DISSENT, fuller], ids=["they dissent", "they come first"])
def test_a_click_under_way_hits_what_it_was_meant_for(
    model_visitor: Visitor, model: ScriptedModel, go_on: threading.Event, redraws: Script
) -> None:
    """The button is pressed, the redraws arrive, the button is let go: the chip below it opens its panel."""
    ask_and_wait(model_visitor, model, waiting(redraws, go_on), 1 if redraws is fuller else 2)
    chip, mouse = model_visitor.chips.last, model_visitor.page.mouse
    quote = chip.get_attribute("aria-controls")
    chip.hover()
    mouse.down()
    go_on.set()
    model_visitor.arrive()
    expect(model_visitor.statements).to_have_count(2)
    mouse.up()
    expect(model_visitor.panel).to_have_count(1)
    expect(model_visitor.panel).to_have_attribute("id", str(quote))


def test_what_is_withdrawn_while_it_is_read_stays_open(
    model_visitor: Visitor, model: ScriptedModel, go_on: threading.Event
) -> None:
    """A statement that the redraws outvote moves to the withheld with its open panel and the focus, in sight."""
    ask_and_wait(model_visitor, model, waiting(wavering(1, Kind.TEXT), go_on))
    model_visitor.chips.first.click()
    link = model_visitor.panel.get_by_role("link")
    link.focus()
    go_on.set()
    model_visitor.arrive()
    expect(model_visitor.statements).to_have_count(1)
    expect(model_visitor.withheld.get_by_text(re.compile("Asked again, the tutor contradicts it"))).to_be_visible()
    expect(model_visitor.withheld.locator(".panel")).to_be_visible()
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_a_button_keeps_the_focus_when_the_answer_is_complete(
    model_visitor: Visitor, model: ScriptedModel, go_on: threading.Event
) -> None:
    """Who is about to copy a statement can do so, though more can be said of it by now."""
    ask_and_wait(model_visitor, model, waiting(SOME_DISSENT, go_on))
    copy = model_visitor.statements.first.get_by_role("button", name="Copy with citation")
    copy.focus()
    go_on.set()
    model_visitor.arrive()
    expect(copy).to_be_focused()
    expect(model_visitor.statements.first.get_by_role("button", name="Not right?")).to_be_visible()


def test_the_words_of_a_dissent_open_by_keyboard(model_visitor: Visitor, model: ScriptedModel) -> None:
    """One key after the citation; Enter shows which redraws say what, and Escape closes it."""
    model.script = only_this(SOME_DISSENT)
    model_visitor.ask(QUESTION)
    disputed = model_visitor.turn.locator(".statement.disputed")
    expect(disputed.locator(".mark")).to_have_text(
        "≠ Supported, but disputed when asked again · asked again: 6 of 9 redraws say it, 3 contradict it"
    )
    summary = disputed.locator(".others summary")
    words = disputed.locator(".others li")
    expect(summary).to_have_text("What the others say")
    expect(words).not_to_be_visible()
    disputed.locator(".chip").focus()
    model_visitor.page.keyboard.press("Tab")
    expect(summary).to_be_focused()
    model_visitor.page.keyboard.press("Enter")
    expect(words).to_be_visible()
    expect(words).to_have_text(re.compile("^Redraws \\d, \\d and \\d: .*211"))
    model_visitor.page.keyboard.press("Escape")
    expect(words).not_to_be_visible()
    expect(summary).to_be_focused()


def test_grounded_and_stable_are_two_findings(model_visitor: Visitor, model: ScriptedModel) -> None:
    """The head line has both; folded below stand the redraws, what they mean and how far they are spread."""
    model.script = only_this(SOME_DISSENT)
    model_visitor.ask(QUESTION)
    expect(model_visitor.headline).to_have_text(
        "2 statements, each checked against its source · asked 9 more times: mostly stable (83%)"
    )
    redraws = model_visitor.turn.locator("details.redraws")
    expect(redraws.locator(".redraw").first).not_to_be_visible()
    redraws.get_by_text("The 9 redraws · 2 different meanings in 10 answers").click()
    expect(redraws.get_by_text("Semantic entropy 0.61: 0 where all answers mean the same")).to_be_visible()
    expect(redraws.locator(".redraw")).to_have_count(9)
    expect(redraws.locator(".redraw .mark").nth(2)).to_have_text(re.compile("Redraw 3 means something else"))
    expect(redraws.locator(".redraw .text").nth(2)).to_contain_text("211")
    expect(redraws.get_by_role("button")).to_have_count(0)


def test_redraws_that_cannot_vary_are_told(model_visitor: Visitor, model: ScriptedModel) -> None:
    """That it was said again tells little where it is the same letter by letter: said in the head line and in full."""
    model.script = only_this(steady)
    model_visitor.ask(QUESTION)
    expect(model_visitor.headline).to_contain_text("asked 3 more times: stable, the same letter by letter (100%)")
    model_visitor.turn.get_by_text("The 3 redraws · all 4 answers mean the same").click()
    expect(model_visitor.turn.get_by_text("it or its server may not vary its replies")).to_be_visible()


def test_without_a_model_sentences_are_chosen_again(visitor: Visitor) -> None:
    """The page does not speak of redraws where nothing was drawn."""
    visitor.ask("How does fan-out inflate a sum?")
    expect(visitor.headline).to_contain_text("chosen again 3 times from other evidence")
    expect(visitor.statements.locator(".note").first).to_have_text(
        re.compile("chosen again from other evidence \\d of 3 times")
    )
    expect(visitor.turn.locator("details.redraws summary")).to_have_text(re.compile("^The 3 choices · "))
