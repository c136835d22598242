"""Answers as they come: seen sentence by sentence, stopped, left and found again. Nothing unchecked is ever sent."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import WebSocket, expect

from app.statement_view import _assets
from app.statements import stated, told_apart, withheld
from tests.app.answers import setting, statement
from tests.app.conftest import ScriptedModel, tabs
from tests.app.serving import Server
from tests.app.test_everyone import picture
from tests.app.visitor import Visitor, Watched
from tests.loopback import Reply, Request, Script, answers
from tutor.domain import Withheld

pytestmark = pytest.mark.xdist_group("page-model")  # one worker has the servers and the browser

QUESTION = "How does fan-out inflate a sum?"
STOPPED = "You stopped this answer. What was checked until then is shown; it was not asked again."


def held(go_on: threading.Event | None = None) -> Script:
    """The honest answer, that holds on in the midst of the words of its second sentence: until then, or for good."""

    def script(request: Request) -> Reply:
        honest = answers.resolving(request)
        second = json.loads(honest.text)["sentences"][1]["text"]
        middle = honest.text.index(json.dumps(second, ensure_ascii=False)) + len(second) // 2
        return replace(honest, stall_after=middle // 4, go_on=go_on)

    return script


@pytest.fixture
def go_on(model: ScriptedModel) -> Iterator[threading.Event]:
    """The model holds on in the midst of its answer until the test sets this."""
    event = threading.Event()
    model.script = held(event)
    yield event
    event.set()


def sentences(model: ScriptedModel, visitor: Visitor) -> list[str]:
    """What the honest answer says, read off a complete one in a conversation of its own."""
    said: list[str] = []

    def script(request: Request) -> Reply:
        honest = answers.quoting(request)
        said[:] = [sentence["text"] for sentence in json.loads(honest.text)["sentences"]]
        return honest

    model.script = script
    visitor.ask(QUESTION)
    visitor.open()
    return said


def test_only_what_was_checked_is_sent_to_the_browser(model_visitor: Visitor, model: ScriptedModel) -> None:
    """A sentence is there while the next is written; of the next not one word has left the server."""
    first, second = sentences(model, model_visitor)
    frames: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(frame if isinstance(frame, bytes) else frame.encode()))

    model_visitor.page.on("websocket", listen)
    model.script = held()
    model_visitor.open()
    model_visitor.type_question(QUESTION)
    expect(model_visitor.statements).to_have_count(1)
    expect(model_visitor.statements.locator(".mark")).to_have_text("✓ Supported by 1 source · being asked again …")
    expect(model_visitor.turn.get_by_text("passages found in")).to_be_visible()
    expect(model_visitor.turn.get_by_text("1 statements written and checked")).to_be_visible()
    model_visitor.page.wait_for_timeout(500)
    seen = b"".join(frames)
    assert first[:30].encode() in seen
    assert second[: len(second) // 3].encode() not in seen
    model_visitor.page.get_by_role("button", name="Stop").click()
    model_visitor.arrive()


def test_stop_keeps_what_was_checked(model_visitor: Visitor, model: ScriptedModel) -> None:
    """The button ends an answer at once, also where the model is silent; Escape does the same."""
    for stop in ("click", "key"):
        model.script = held()
        model_visitor.open()
        model_visitor.type_question(QUESTION)
        expect(model_visitor.statements).to_have_count(1)
        if stop == "click":
            model_visitor.page.get_by_role("button", name="Stop").click()
        else:
            model_visitor.page.keyboard.press("Escape")
        model_visitor.arrive()
        assert STOPPED in model_visitor.told()
        expect(model_visitor.statements).to_have_count(1)
        expect(model_visitor.statements.locator(".mark")).to_have_text("✓ Supported by 1 source · not asked again")
        expect(model_visitor.page.get_by_role("button", name="Stop")).to_have_count(0)


def test_a_fifth_answer_says_that_it_waits(model_visitor: Visitor, model: ScriptedModel) -> None:
    """It does not claim to search, and stopped while it waits it ends at once; the four before it go on."""
    model.script = held()
    addresses = []
    for _ in range(4):
        model_visitor.open()
        model_visitor.type_question(QUESTION)
        expect(model_visitor.statements).to_have_count(1)
        addresses.append(model_visitor.page.url)
    model_visitor.open()
    model_visitor.type_question("What is the grain of a table?")
    expect(model_visitor.turn.get_by_text("Waiting for its turn")).to_be_visible()
    expect(model_visitor.turn.get_by_text("Searching the sources")).to_have_count(0)
    picture(model_visitor.page, "waiting")
    model_visitor.page.keyboard.press("Escape")
    model_visitor.arrive()
    assert "You stopped this answer before anything of it was checked." in model_visitor.told()
    for address in addresses:
        model_visitor.page.goto(address)
        model_visitor.page.get_by_role("button", name="Stop").click()
        model_visitor.arrive()


def test_a_reload_and_a_second_tab_find_an_answer_in_the_making(
    watched: Watched, model_server: Server, go_on: threading.Event
) -> None:
    """Both see it grow to its end; it is made once."""
    with tabs(watched, model_server) as new_tab:
        first = new_tab()
        first.open()
        first.type_question(QUESTION)
        expect(first.statements).to_have_count(1)
        second = new_tab()
        second.page.goto(first.page.url)
        expect(second.statements).to_have_count(1)
        first.page.reload()
        expect(first.statements).to_have_count(1)
        for tab in (first, second):
            expect(tab.page.get_by_role("button", name="Stop")).to_be_visible()
        go_on.set()
        for tab in (first, second):
            tab.arrive()
            expect(tab.supported).to_have_count(2)
            expect(tab.turns).to_have_count(1)


def test_the_page_can_be_used_while_an_answer_is_made(model_visitor: Visitor, go_on: threading.Event) -> None:
    """Searching, another page and back, and a thumb: the answer goes on and is there in the end."""
    model_visitor.open()
    model_visitor.type_question(QUESTION)
    expect(model_visitor.statements).to_have_count(1)
    address = model_visitor.page.url
    model_visitor.sidebar.get_by_role("textbox", name="Search conversations").fill("zzz")
    model_visitor.page.keyboard.press("Enter")
    expect(model_visitor.sidebar.get_by_text("No conversation has these words.")).to_be_visible()
    model_visitor.sidebar.get_by_role("link", name="Settings").click()
    expect(model_visitor.main.get_by_role("heading", name="Settings")).to_be_visible()
    model_visitor.page.go_back()
    expect(model_visitor.statements).to_have_count(1)
    assert model_visitor.page.url == address
    go_on.set()
    model_visitor.arrive()
    expect(model_visitor.supported).to_have_count(2)


def test_what_is_open_stays_open_while_the_answer_grows(model_visitor: Visitor, go_on: threading.Event) -> None:
    """Panel, focus and place on the page survive the next sentence and the end, which is announced once."""
    model_visitor.open()
    model_visitor.type_question(QUESTION)
    expect(model_visitor.statements).to_have_count(1)
    model_visitor.chips.first.click()
    expect(model_visitor.panel).to_have_count(1)
    model_visitor.panel.get_by_role("link").focus()
    announced = model_visitor.turn.get_by_role("status")
    expect(announced).to_have_text("")
    before = model_visitor.panel.bounding_box()
    go_on.set()
    model_visitor.arrive()
    expect(model_visitor.statements).to_have_count(2)
    expect(model_visitor.panel).to_have_count(1)
    expect(model_visitor.panel.get_by_role("link")).to_be_focused()
    expect(announced).to_have_text(
        "Answer complete. 2 statements, each checked against its source. "
        "Asked 3 more times: stable, the same letter by letter (100%)."
    )
    after = model_visitor.panel.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 2
    model_visitor.page.reload()
    model_visitor.arrive()
    expect(announced).to_have_text("")  # an old answer is opened in silence


# Calls the element's script as Streamlit does, with one state after the other, and gives back the texts it shows.
_SHOWN = """async ([script, states]) => {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: show } = await import(address);
  const parentElement = document.body.appendChild(document.createElement("div"));
  for (const data of states) show({ data, parentElement });
  return [...parentElement.querySelectorAll(".statement .text")].map((each) => each.firstChild.textContent);
}"""


def test_an_earlier_state_that_comes_late_is_not_shown(model_visitor: Visitor) -> None:
    """Until a script is loaded, calls of it may overtake each other: the fullest state stays, and the complete one."""

    def state(*texts: str, complete: bool = False) -> dict[str, object]:
        item = {"kind": "supported", "sign": "", "mark": "", "note": "", "translation": "", "copy": "", "cites": []}
        items = [{**item, "key": text, "text": text} for text in texts]
        group = {"key": "stated", "label": "Statements", "folded": False, "items": items}
        return {
            "id": "late",
            "groups": [group] if items else [],
            "complete": complete,
            "announce": "",
            "feedback": False,
        }

    model_visitor.open()
    for states, shown in (
        ([state("One."), state()], ["One."]),
        ([state("One."), state("One.", "Two."), state("One.")], ["One.", "Two."]),
        ([state("One.", complete=True), state("One.", "Two.")], ["One."]),
        ([state("One."), state("Another.", complete=True), state("Third.", complete=True)], ["Third."]),
    ):
        assert model_visitor.page.evaluate(_SHOWN, [_assets("js"), states]) == shown


def test_a_sentence_repeated_with_a_bad_quote_does_not_vanish(model_visitor: Visitor) -> None:
    """It stays stated where its words were found, and stands among the withheld where they were not."""
    good, bad = statement("Pay first.", "A deposit is paid first."), statement("Pay first.")
    making = told_apart([stated([good], setting(), complete=False)])
    held = withheld([Withheld(statement=bad, reason="No.")], setting())
    done = told_apart([stated([good], setting(), complete=True), held])
    states = [
        {"id": "twice", "groups": groups, "complete": complete, "announce": "", "feedback": False}
        for groups, complete in ((making, False), (done, True))
    ]
    model_visitor.open()
    assert model_visitor.page.evaluate(_SHOWN, [_assets("js"), states]) == ["Pay first."] * 2
    kinds = "[...document.querySelectorAll('.statement')].map((each) => each.className)"
    assert model_visitor.page.evaluate(kinds) == ["statement supported", "statement withheld"]


@pytest.fixture
def own_server(home: Path, tmp_path: Path, model_address: str, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The page with a model and a home for one test, which may kill it; with the settings it is given."""
    shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("record.sqlite*"))
    chosen = {"TUTOR_MODEL": "loopback", "TUTOR_BASE_URL": model_address, **getattr(request, "param", {})}
    with Server(tmp_path / "home", chosen) as running:
        yield running


@pytest.mark.parametrize("own_server", [{"TUTOR_STREAM": "false"}], indirect=True)
def test_without_streaming_an_answer_comes_whole(watched: Watched, own_server: Server, go_on: threading.Event) -> None:
    """Who wants no growing page sees the steps, and the statements when all are there."""
    with tabs(watched, own_server) as new_tab:
        visitor = new_tab()
        visitor.open()
        visitor.type_question(QUESTION)
        expect(visitor.turn.get_by_text("1 statements written and checked")).to_be_visible(timeout=60_000)
        expect(visitor.statements).to_have_count(0)
        go_on.set()
        visitor.arrive()
        expect(visitor.supported).to_have_count(2)


def test_a_killed_server_loses_nothing_that_was_seen(
    watched: Watched, own_server: Server, model: ScriptedModel
) -> None:
    """After kill -9 in the midst of an answer, its checked sentences are there, and it can be asked again."""
    model.script = held()
    with tabs(watched, own_server) as new_tab:
        visitor = new_tab()
        visitor.open()
        visitor.type_question(QUESTION)
        expect(visitor.statements).to_have_count(1, timeout=60_000)
        seen = visitor.statements.locator(".text").inner_text()
        address = visitor.page.url
        visitor.page.goto("about:blank")
        own_server.kill()
        own_server.start()
        visitor.page.goto(address)
        expect(visitor.turn.get_by_text("This question has no answer on record")).to_be_visible()
        expect(visitor.statements.locator(".text")).to_have_text(seen, use_inner_text=True)
        model.script = answers.quoting
        visitor.page.get_by_role("button", name="Ask it again").click()
        expect(visitor.turns).to_have_count(2)
        visitor.arrive()
        expect(visitor.supported).to_have_count(2)


def test_a_follow_up_is_understood_shown_and_can_be_corrected(model_visitor: Visitor, model: ScriptedModel) -> None:
    """What a follow-up was understood as stands below it; another wording is asked as it stands."""
    model.script = answers.resolving
    model_visitor.ask("What is a window function?")
    model_visitor.ask("and what about its frame?")
    understood = model_visitor.turn.get_by_role("button", name=re.compile("^Understood as: "))
    expect(understood).to_be_visible()
    understood.click()
    field = model_visitor.page.get_by_role("textbox", name="What you mean")
    expect(field).to_have_value(re.compile("window function|frame"))
    field.fill("What is the grain of a table?")
    model_visitor.page.get_by_role("button", name="Ask this instead").click()
    expect(model_visitor.turns).to_have_count(3)
    model_visitor.arrive()
    expect(model_visitor.turn).to_contain_text("What is the grain of a table?")
    expect(model_visitor.turn.get_by_role("button", name=re.compile("^Understood as"))).to_have_count(0)
