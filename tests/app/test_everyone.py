"""The page for everyone: rules of axe-core, keyboard alone, a telephone, large print, right to left, less motion.

Each page is kept as a picture in build/pictures, to be looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.app.conftest import PICTURES, NewVisitor, ScriptedModel
from tests.app.visitor import Visitor
from tests.loopback import Reply, Request, answers

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

QUESTION = "What does a LEFT JOIN keep?"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Rules about Streamlit's own frame, which no page can change: what they find there is not ours to mend.
_FRAME = [["[data-testid='stHeader']"], ["[data-testid='stToolbar']"]]


def picture(page: Page, name: str) -> None:
    """Keep what is seen now."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def serious(page: Page) -> list[str]:
    """What axe-core finds that is serious or critical, with the elements."""
    found = Axe().run(page, context={"exclude": _FRAME}).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {[node['html'][:150] for node in each['nodes'][:3]]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.fixture(params=SCHEMES)
def visitor_in(request: pytest.FixtureRequest, new_visitor: NewVisitor) -> Iterator[tuple[Visitor, str]]:
    """A tab in each of the two colour schemes."""
    visitor = new_visitor()
    visitor.page.emulate_media(color_scheme=request.param)
    yield visitor, request.param
    visitor.page.emulate_media(color_scheme=None)


@pytest.mark.parametrize("shown", ["start", "answer", "refusal", "source", "settings", "sent", "deleted"])
def test_no_page_breaks_a_serious_rule_of_axe(visitor_in: tuple[Visitor, str], shown: str) -> None:
    """Neither in light nor in dark, with panels open and fields shown."""
    visitor, scheme = visitor_in
    SHOW[shown](visitor)
    visitor.page.wait_for_timeout(400)  # colours fade in
    picture(visitor.page, f"{shown}-{scheme}")
    assert serious(visitor.page) == []


def _answer(visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    visitor.chips.first.click()
    visitor.statements.first.get_by_role("button", name="Not right?").click()


def _refusal(visitor: Visitor) -> None:
    visitor.ask("How do I bake sourdough bread?")
    visitor.chips.first.click()


def _source(visitor: Visitor) -> None:
    visitor.ask(QUESTION)
    visitor.chips.first.click()
    address = visitor.panel.get_by_role("link").get_attribute("href")
    visitor.open(str(address))
    expect(visitor.marks.first).to_be_visible()


def _settings(visitor: Visitor) -> None:
    visitor.open("settings")
    visitor.main.get_by_text("Another server that speaks its protocol").click()
    expect(visitor.main.get_by_role("textbox", name="Address, with /v1")).to_be_visible()


def _deleted(visitor: Visitor) -> None:
    visitor.ask("What is a semi-join?")
    visitor.main.get_by_role("button", name="This conversation").click()
    visitor.page.get_by_role("button", name="Delete").click()
    expect(visitor.main.get_by_text("The conversation was deleted.")).to_be_visible()


SHOW = {
    "start": lambda visitor: visitor.open(),
    "answer": _answer,
    "refusal": _refusal,
    "source": _source,
    "settings": _settings,
    "sent": lambda visitor: visitor.open("sent"),
    "deleted": _deleted,
}


def test_an_answer_in_the_making_breaks_no_rule_either(model_visitor: Visitor, model: ScriptedModel) -> None:
    """Also while it grows, with its button to stop; a withheld statement is open in the end."""

    def script(request: Request) -> Reply:
        mixed = answers.mixed(request)
        return Reply(mixed.text, stall_after=mixed.text.index("}]}") // 4 + 2)

    model.script = script
    model_visitor.open()
    model_visitor.type_question(QUESTION)
    expect(model_visitor.statements).to_have_count(1)
    picture(model_visitor.page, "making")
    assert serious(model_visitor.page) == []
    model_visitor.page.keyboard.press("Escape")
    model_visitor.arrive()
    model.script = answers.mixed
    model_visitor.ask(QUESTION)
    model_visitor.withheld.locator("summary").click()
    picture(model_visitor.page, "withheld")
    assert serious(model_visitor.page) == []


def _focused(page: Page) -> str:
    """Name and role of what has the focus, also inside an element of ours."""
    return str(
        page.evaluate(
            """() => {
                let element = document.activeElement;
                while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
                return `${element?.localName} ${element?.getAttribute("aria-label") || element?.textContent || ""}`;
            }"""
        )
    )


def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if re.search(wanted, _focused(page)):
            return
    raise AssertionError(f"the Tab key does not reach {wanted!r}")


def test_the_keyboard_alone_goes_all_the_way(visitor: Visitor) -> None:
    """Ask, open the words, go to the whole source, step through it, and come back: without a mouse."""
    visitor.open()
    _tab_to(visitor.page, r"^textarea")
    visitor.page.keyboard.type(QUESTION)
    visitor.page.keyboard.press("Enter")
    expect(visitor.turns).to_have_count(1)
    visitor.arrive()
    _tab_to(visitor.page, r"^button Source 1")
    visitor.page.keyboard.press("Enter")
    expect(visitor.panel).to_have_count(1)
    picture(visitor.page, "keyboard")
    _tab_to(visitor.page, r"^a Open the whole source")
    with visitor.page.context.expect_page() as opened:
        visitor.page.keyboard.press("Enter")
    source = Visitor(opened.value, visitor.url)
    source.settle()
    expect(source.marks.first).to_be_in_viewport()
    _tab_to(source.page, r"^a .*Back to the conversation")
    source.page.keyboard.press("Enter")
    expect(source.turn).to_be_visible()
    visitor.page.bring_to_front()
    visitor.page.wait_for_function("document.visibilityState === 'visible' && document.hasFocus()")
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_have_count(0)
    assert _focused(visitor.page).startswith("button Source 1")


def test_escape_closes_what_was_opened_last(visitor: Visitor) -> None:
    """From its chip, and after a click on plain text; what was opened before stays."""
    visitor.ask(QUESTION)
    visitor.chips.first.click()
    visitor.chips.last.click()
    expect(visitor.panel).to_have_count(2)
    visitor.headline.click()
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_have_count(1)
    expect(visitor.chips.last).to_be_focused()
    visitor.chips.first.focus()
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel).to_have_count(0)


@pytest.mark.parametrize(("width", "zoom"), [(360, 1.0), (640, 2.0)], ids=["telephone", "zoomed to 200 %"])
def test_a_narrow_page_is_read_without_scrolling_sideways(visitor: Visitor, width: int, zoom: float) -> None:
    """On a telephone, and at twice the size, all of an answer and its source stand in the width there is."""
    visitor.page.set_viewport_size({"width": int(width / zoom), "height": 740})
    visitor.page.emulate_media(color_scheme="dark")
    _answer(visitor)
    for mark in (visitor.statements.first, visitor.panel):
        box = mark.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width / zoom
    overflow = "document.getElementById('stMain').scrollWidth - document.getElementById('stMain').clientWidth"
    assert visitor.page.evaluate(overflow) <= 0
    picture(visitor.page, f"narrow-{width}")
    assert serious(visitor.page) == []
    address = visitor.panel.get_by_role("link").get_attribute("href")
    visitor.open(str(address))
    expect(visitor.marks.first).to_be_in_viewport()
    assert visitor.page.evaluate(overflow) <= 0
    picture(visitor.page, f"narrow-source-{width}")
    visitor.page.emulate_media(color_scheme=None)


# At which edge of its paragraph a line of text begins: where it is set, whatever property of style says so.
_STANDS_AT = """paragraph => {
    const range = document.createRange();
    range.selectNodeContents(paragraph);
    const [line] = range.getClientRects(), box = paragraph.getBoundingClientRect();
    return Math.abs(line.left - box.left) < Math.abs(line.right - box.right) ? "left" : "right";
}"""


def test_right_to_left_text_runs_right_to_left(model_visitor: Visitor, model: ScriptedModel) -> None:
    """A statement in Arabic or Hebrew letters has its own direction, whatever the page's is."""

    def script(request: Request) -> Reply:
        honest = json.loads(answers.quoting(request).text)
        honest["sentences"].append({"text": "المبلغ يدفع مقدما", "quotes": []})
        honest["not_in_sources"] = "لا تذكر المصادر السعر."
        return Reply(json.dumps(honest))

    model.script = script
    question = "ما هو LEFT JOIN؟ What does a LEFT JOIN keep?"
    model_visitor.ask(question)
    asked = model_visitor.turn.get_by_test_id("stChatMessage").first.locator("p")
    expect(asked).to_have_text(question)
    missing = model_visitor.turn.get_by_text("لا تذكر المصادر السعر.", exact=True)
    for paragraph, end in ((asked, "right"), (missing, "right"), (model_visitor.headline.locator("p"), "left")):
        assert paragraph.evaluate(_STANDS_AT) == end
    model_visitor.withheld.locator("summary").click()
    text = model_visitor.withheld.locator(".text").last
    assert text.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert model_visitor.statements.first.locator(".text").evaluate(
        "element => getComputedStyle(element).direction"
    ) == "ltr"  # fmt: skip
    picture(model_visitor.page, "right-to-left")


def test_an_answer_is_announced_by_one_region_alone(model_visitor: Visitor, model: ScriptedModel) -> None:
    """A refusal, a notice and a stopped answer are read out once and politely: nothing else on the page is live."""
    live = model_visitor.main.locator("[role=alert], [role=status], [aria-live]").filter(has_text=re.compile(r"\S"))
    model.script = Reply(status=401)
    model_visitor.ask(QUESTION)
    expect(live).to_have_text(re.compile("^Answer complete. .*refused the key.* These are the sources' own sentences"))
    model.script = answers.unsupported
    model_visitor.open()
    model_visitor.ask(QUESTION)
    expect(live).to_have_text("Answer complete. Nothing that was written is carried by the words it cites.")
    expect(model_visitor.set_off).to_contain_text("Nothing that was written is carried by the words it cites.")
    picture(model_visitor.page, "set-off")
    model.script = lambda request: replace(answers.quoting(request), stall_after=2)
    model_visitor.open()
    model_visitor.type_question(QUESTION)
    expect(model_visitor.turn.get_by_text("Writing, and checking each statement")).to_be_visible()
    model_visitor.page.keyboard.press("Escape")
    model_visitor.arrive()
    expect(live).to_have_text("You stopped this answer before anything of it was checked.")


def test_nothing_moves_for_those_who_want_less_motion(visitor: Visitor) -> None:
    """Where the system asks for less motion, no element of the page has an animation that lasts."""
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.ask(QUESTION)
    longest = visitor.page.evaluate(
        """() => Math.max(0, ...[...document.querySelectorAll('*')].map((element) =>
            Math.max(...getComputedStyle(element).animationDuration.split(',').map(parseFloat),
                     ...getComputedStyle(element).transitionDuration.split(',').map(parseFloat))))"""
    )
    visitor.page.emulate_media(reduced_motion=None)
    assert longest <= 0.01


def test_the_browser_is_told_to_fetch_nothing_from_elsewhere(visitor: Visitor, tmp_path: Path) -> None:
    """Every response has the policy; a picture of elsewhere that somehow got into the page would not be fetched."""
    assert tmp_path
    response = visitor.page.goto(visitor.url)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval'", "")
    assert "http" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    visitor.settle()
