"""Settings on the page, and the page that says what is sent where."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit import config
from streamlit.testing.v1 import AppTest

from tests.app.serving import Beacon, Server
from tests.app.visitor import Visitor
from tests.conftest import ROOT
from tests.loopback import LoopbackModel, answers

pytestmark = pytest.mark.xdist_group("page-model")  # one worker has the servers and the browser

KEY = "sk-known-to-nobody-else-42"
QUESTION = "What is the grain of a table?"


def fill(visitor: Visitor, address: str, key: str) -> None:
    """Choose another server and fill in its fields."""
    visitor.main.get_by_text("Another server that speaks its protocol").click()
    visitor.main.get_by_role("textbox", name="Address, with /v1").fill(address)
    visitor.main.get_by_role("textbox", name="Key").fill(key)
    visitor.main.get_by_role("textbox", name="Model", exact=True).fill("loopback")


def test_a_model_is_tried_before_it_is_kept(own_visitor: Visitor, own_server: Server) -> None:
    """A wrong key is said and not kept; the right one answers a test question, is kept, and then writes the answers."""
    with LoopbackModel(answers.quoting, key=KEY) as model:
        own_visitor.open("settings")
        fill(own_visitor, model.base_url, "sk-wrong-one-0000")
        own_visitor.page.get_by_role("button", name="Try it and save").click()
        assert "refused the key" in own_visitor.told()
        assert not (own_server.home / "settings.toml").exists()
        own_visitor.main.get_by_role("textbox", name="Key").fill(KEY)
        own_visitor.page.get_by_role("button", name="Try it and save").click()
        expect(own_visitor.main.get_by_text("answered a test question: 1 of 1 statements carried")).to_be_visible()
        expect(own_visitor.page.get_by_text("Saved.", exact=True)).to_be_visible()
        own_visitor.sidebar.get_by_role("link", name="What is sent where").click()
        expect(own_visitor.main.get_by_text(f"Questions are sent to {model.base_url}")).to_be_visible()
        own_visitor.sidebar.get_by_role("link", name="Ask").click()
        own_visitor.ask(QUESTION)
        expect(own_visitor.stands_on).to_have_text(re.compile("^written by loopback"))
        assert model.requests[-1].headers["authorization"] == f"Bearer {KEY}"
        shown = own_visitor.page.content()
        own_visitor.page.goto("about:blank")
    own_server.stop()
    for file in [path for path in own_server.home.rglob("*") if path.is_file() and path.name != "settings.toml"]:
        assert KEY.encode() not in file.read_bytes(), file
    assert KEY not in shown
    own_server.start()


def test_without_a_model_nothing_is_sent(own_visitor: Visitor) -> None:
    """The page that says what is sent where says so, and where everything is kept."""
    own_visitor.open("sent")
    assert "Nothing is sent anywhere: no model is set." in own_visitor.told()
    expect(own_visitor.main.get_by_text("To the letter")).to_have_count(0)


def test_the_very_request_can_be_read(model_visitor: Visitor) -> None:
    """With a model, the instructions and data that a question would send are shown word for word."""
    model_visitor.open("sent")
    field = model_visitor.main.get_by_role("textbox", name="The request that this question would send")
    field.fill(QUESTION)
    field.press("Enter")
    model_visitor.settle()
    model_visitor.main.get_by_text("Show it").click()
    expect(model_visitor.main.get_by_text("You answer a freelancer's question from the passages")).to_be_visible()
    expect(model_visitor.main.get_by_text(re.compile(f'"question": "{re.escape(QUESTION)}"'))).to_be_visible()


SENT = ROOT / "app" / "views" / "sent.py"


@pytest.mark.parametrize("model", ["", "loopback"])
def test_an_embedder_elsewhere_is_named_and_not_asked(
    empty_home: Path, beacon: Beacon, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    """Where questions go to an embedder over the network the page says so, and asks it nothing to say it."""
    beacon.hits.clear()
    monkeypatch.setenv("TUTOR_BASE_URL", f"{beacon.url}/v1")
    monkeypatch.setenv("TUTOR_EMBEDDER", "openai:nearby")
    monkeypatch.setenv("TUTOR_MODEL", model)
    page = AppTest.from_file(str(SENT), default_timeout=200).run()
    assert not page.exception
    assert [each.value for each in page.success] == []
    warned = [each.value for each in page.warning]
    assert any("nearby" in each and "Questions are sent to" in each for each in warned)
    assert len(warned) == 1 + bool(model)
    said = " ".join(each.value for each in page.markdown)
    assert "Searching happen" not in said
    assert "Searching, " not in said
    assert "When a corpus is loaded, the text of its sources goes there" in said
    assert [json.loads(each.value)["passages"] for each in page.code[1:]] == [[]] * bool(model)
    assert beacon.hits == []


def test_others_do_not_read_the_owners_project(
    empty_home: Path, beacon: Beacon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another address than loopback the page says that it is open, and leaves the project out of the request."""
    monkeypatch.setenv("TUTOR_BASE_URL", f"{beacon.url}/v1")
    monkeypatch.setenv("TUTOR_EMBEDDER", "openai:nearby")
    monkeypatch.setenv("TUTOR_MODEL", "loopback")
    monkeypatch.setenv("TUTOR_PROJECT", "A report for the bakery Krume.")
    before = config.get_option("server.address")
    try:
        config.set_option("server.address", "192.0.2.7")
        page = AppTest.from_file(str(SENT), default_timeout=200).run()
        assert any("open to others" in each.value for each in page.info)
        assert not any("Krume" in each.value for each in page.code)
        config.set_option("server.address", "127.0.0.1")
        page = AppTest.from_file(str(SENT), default_timeout=200).run()
        assert not page.info
        assert any("Krume" in each.value for each in page.code)
    finally:
        config.set_option("server.address", before)


def test_text_grows_and_sources_are_chosen_for_good(own_visitor: Visitor) -> None:
    """The size of text is that of the whole page, the chosen sources are picked; both also after a reload."""
    own_visitor.open("settings")
    normal = _font_size(own_visitor)
    own_visitor.main.get_by_text("Larger").click()
    own_visitor.main.get_by_role("combobox", name="Sources that are asked").click()
    own_visitor.page.get_by_role("option", name="SQL for analytics").click()
    own_visitor.page.keyboard.press("Escape")
    own_visitor.main.get_by_role("button", name="Save").first.click()
    expect(own_visitor.page.get_by_text("Saved.", exact=True)).to_be_visible()
    own_visitor.open()
    assert _font_size(own_visitor) > normal * 1.3
    expect(own_visitor.sidebar.get_by_role("button", name="Remove SQL for analytics")).to_be_visible()


def _font_size(visitor: Visitor) -> float:
    size: float = visitor.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    return size


def test_the_model_is_not_a_visitors_to_choose(empty_home: Path) -> None:
    """Where others than this machine reach the page, nobody can send the owner's key somewhere else."""
    assert not (empty_home / "settings.toml").exists()
    before = config.get_option("server.address")
    try:
        config.set_option("server.address", "192.0.2.7")
        page = AppTest.from_file(str(ROOT / "app" / "views" / "settings.py"), default_timeout=30).run()
        assert any("set by who runs this server" in info.value for info in page.info)
        assert any("saves under Settings is so for all" in info.value for info in page.info)
        assert [radio.label for radio in page.radio] == ["Size of text"]
        config.set_option("server.address", "127.0.0.1")
        page = AppTest.from_file(str(ROOT / "app" / "views" / "settings.py"), default_timeout=30).run()
        assert [radio.label for radio in page.radio] == ["Size of text", "Who writes the answers"]
        assert not page.info
    finally:
        config.set_option("server.address", before)
