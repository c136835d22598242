"""What a learner does on the page, in the learner's words; and what must never happen while they do it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlparse

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Locator, Page, expect

_IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"
_LOCAL = re.compile(r"(?:http|ws)://127\.0\.0\.1:(\d+)/|data:|blob:")
# Opened at its own address, a page of Streamlit looks for its server below that address first, then above.
_LOOKING_FOR_SERVER = re.compile(r"/source/_stcore/(?:health|host-config)$")


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
    def supported(self) -> Locator:
        """The check marks of statements."""
        return self.main.get_by_text(re.compile(r"Supported by \d sources?$"))

    @property
    def withheld(self) -> Locator:
        """The folded part with what is not stated."""
        return self.page.get_by_test_id("stExpander")

    @property
    def citations(self) -> Locator:
        """Links to words of sources, in order."""
        return self.main.locator("a[href*='source?']")

    @property
    def article(self) -> Locator:
        """A source as it is shown."""
        return self.page.get_by_role("article")

    @property
    def marks(self) -> Locator:
        """The highlighted words of a source."""
        return self.article.locator("mark")

    @property
    def question_id(self) -> int:
        """The number of the question whose page this is."""
        return int(parse_qs(urlparse(self.page.url).query)["question"][0])

    @property
    def exchange(self) -> Locator:
        """The question whose page this is, with its answer."""
        return self.page.locator(f".st-key-exchange-{self.question_id}")

    @property
    def answer_texts(self) -> Locator:
        """All texts of the question and its answer, in order."""
        return self.exchange.get_by_test_id("stMarkdownContainer")

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

    def type_question(self, question: str) -> None:
        """Type a question and send it, without waiting for the answer."""
        field = self.page.get_by_placeholder("Ask about the sources")
        field.fill(question)
        field.press("Enter")

    def ask(self, question: str) -> None:
        """Ask, from the start page if none is open yet, and wait for the page of the answer."""
        if self.page.url == "about:blank":
            self.open()
        before = self.page.url
        self.type_question(question)
        self.arrive_after(before)

    def arrive_after(self, before: str) -> None:
        """Wait for the page of an answer other than the one at `before`."""
        self.page.wait_for_url(lambda url: url != before and "question=" in url)
        expect(self.exchange).to_be_visible()
        expect(self.exchange.get_by_role("radiogroup", name="Feedback rating")).to_be_attached()  # what comes last
        self.settle()

    def pick(self, corpus: str) -> None:
        """Answer from that corpus."""
        self.sidebar.get_by_role("combobox", name="Sources").click()
        self.page.get_by_role("option", name=corpus).click()
        self.page.keyboard.press("Escape")
        self.settle()

    def told(self) -> str:
        """What the page tells in coloured boxes, all in one string."""
        boxes = self.page.get_by_test_id("stAlert")
        expect(boxes.first).to_be_visible()
        return "\n".join(boxes.all_inner_texts())
