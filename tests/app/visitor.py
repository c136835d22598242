"""What a learner does on the page, in the learner's words; and what must never happen while they do it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlparse

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Locator, Page, expect

_IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
_LOCAL = re.compile(r"(?:http|ws)://127\.0\.0\.1:(\d+)/|data:|blob:")
# Opened at its own address, a page of Streamlit looks for its server below that address first, then above.
_LOOKING_FOR_SERVER = re.compile(r"/(?:source|settings|sent|desk|evals|evidence|learn)/_stcore/(?:health|host-config)$")


@dataclass
class Watched:
    """Everything the browser did beside showing the page."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.context.on("dialog", self._asked)
        self.context.on("page", lambda page: page.on("websocket", lambda socket: self.requests.append(socket.url)))

    def _asked(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _LOOKING_FOR_SERVER.search(message.location["url"]):
            self.errors.append(f"{message.text} ({message.location['url']})")

    def forget(self) -> None:
        """Begin anew."""
        for seen in (self.requests, self.errors, self.dialogs):
            seen.clear()

    def close_tabs(self) -> None:
        """Close all that is open."""
        for page in self.context.pages:
            page.close()

    def left_for(self, ports: set[int]) -> list[str]:
        """Requests to anywhere but those ports of this machine."""
        found = [(url, _LOCAL.match(url)) for url in self.requests]
        return [url for url, local in found if local is None or (local[1] and int(local[1]) not in ports)]


@dataclass(frozen=True)
class Visitor:
    """One tab of a browser on the page."""

    page: Page
    url: str

    @property
    def main(self) -> Locator:
        """The middle of the page."""
        return self.page.get_by_role("main")

    @property
    def sidebar(self) -> Locator:
        """The column at the side."""
        return self.page.get_by_test_id("stSidebar")

    @property
    def turns(self) -> Locator:
        """Questions with their answers, in order."""
        return self.page.locator("[class*='st-key-turn-']")

    @property
    def turn(self) -> Locator:
        """The last question with its answer."""
        return self.turns.last

    @property
    def statements(self) -> Locator:
        """The stated statements of the last answer."""
        return self.turn.locator(".stated .statement")

    @property
    def supported(self) -> Locator:
        """Those of them that are supported and undisputed."""
        return self.turn.locator(".stated .statement.supported")

    @property
    def withheld(self) -> Locator:
        """The folded part with what is not stated."""
        return self.turn.locator("details.withheld")

    @property
    def chips(self) -> Locator:
        """What opens the words of the sources, in order."""
        return self.turn.locator(".chip")

    @property
    def panel(self) -> Locator:
        """The cited words that are open."""
        return self.turn.locator(".panel:not([hidden])")

    @property
    def headline(self) -> Locator:
        """The line above the last answer."""
        return self.turn.get_by_test_id("stChatMessage").last.get_by_test_id("stMarkdownContainer").first

    @property
    def stands_on(self) -> Locator:
        """The small line below that one."""
        return self.turn.get_by_test_id("stChatMessage").last.get_by_test_id("stMarkdownContainer").nth(1)

    @property
    def article(self) -> Locator:
        """A source as it is shown."""
        return self.page.get_by_role("article")

    @property
    def marks(self) -> Locator:
        """The highlighted words of a source."""
        return self.article.locator("mark")

    @property
    def set_off(self) -> Locator:
        """What is said of the last answer, set off from it."""
        return self.turn.locator("[class*='st-key-set-off-']")

    @property
    def conversation_id(self) -> int:
        """The number of the conversation whose page this is."""
        return int(parse_qs(urlparse(self.page.url).query)["conversation"][0])

    def open(self, path: str = "") -> None:
        """Go to an address of the page, loading it anew."""
        self.page.goto(f"{self.url}/{path}")
        self.settle()

    def open_source(self, **named: str) -> None:
        """Go to the address of a source."""
        self.open(f"source?{urlencode(named)}")

    def settle(self) -> None:
        """Wait until the server has said all."""
        expect(self.page.get_by_test_id("stAppViewContainer")).to_be_visible()
        expect(self.page.locator(_IDLE)).to_be_attached(timeout=30_000)

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait for something beside the page, such as the record."""
        for _ in range(100):
            if holds():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it did not come to hold")

    def type_question(self, question: str) -> None:
        """Type a question and send it, without waiting for the answer."""
        field = self.page.get_by_placeholder("Ask about the sources")
        field.fill(question)
        field.press("Enter")

    def ask(self, question: str) -> None:
        """Ask, from the start page if none is open yet, and wait until the answer is complete."""
        if self.page.url == "about:blank":
            self.open()
        before = self.turns.count()
        self.type_question(question)
        expect(self.turns).to_have_count(before + 1)
        self.arrive()

    def arrive(self) -> None:
        """Wait until the last answer is complete."""
        self.page.wait_for_url(lambda url: "conversation=" in url)
        complete = self.turn.get_by_role("radiogroup", name="Feedback rating")
        expect(complete).to_be_attached(timeout=60_000)  # the first one of a server waits for its libraries
        self.settle()

    def open_conversation(self, title: str) -> None:
        """Open a conversation from the list at the side."""
        self.sidebar.get_by_role("link", name=title, exact=True).first.click()
        expect(self.main.get_by_role("heading", name=title, exact=True)).to_be_visible()
        self.settle()

    def pick(self, corpus: str) -> None:
        """Answer from that corpus."""
        self.sidebar.get_by_role("combobox", name="Sources").click()
        self.page.get_by_role("option", name=corpus).click()
        self.page.keyboard.press("Escape")
        self.settle()

    def told(self) -> str:
        """What the page tells in boxes, all in one string."""
        boxes = self.page.locator("[data-testid='stAlert'], [class*='st-key-set-off-']")
        expect(boxes.first).to_be_visible()
        return "\n".join(boxes.all_inner_texts())
