"""How fast the page is: `python -m evals.bench.page HOME QUESTIONS`, one line of JSON. HOME has no record yet.

From the start of `tutor serve` to the frame, a rerun, and a conversation of 200 answers, in headless Chromium.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Browser, Page

from evals.bench.figures import percentiles, spread
from evals.bench.memory import peak_mb
from evals.bench.processes import Figures
from evals.bench.running import (
    CALM,
    COMPLETE,
    Served,
    Wanted,
    chromium,
    clock,
    cpu_seconds,
    own_home,
    seen,
    served,
    served_bare,
    watch,
    watch_from_the_start,
)
from tutor.ask import answer, put
from tutor.parts import Parts
from tutor.settings import read_settings

ANSWERS = 200
_OTHERS = 30  # conversations of one answer, as many as the sidebar lists
_STARTS = 9
_OPENED = 11
_RERUNS = 60
_WARM_UP = 3
_QUIET = 0.3  # seconds without a word: the server has said all
_TYPIST = 50  # milliseconds between the last letter and Enter
_FRAME: tuple[Wanted, ...] = (
    ("[data-testid='stSidebar']", "input"),
    ("[data-testid='stChatInput']", "textarea"),
)

# Notes when a learner acts, when the server is asked and what it tells, and when that has been painted. Streamlit's own
# sign of running is no measure: a short run begins and ends between two paintings.
_NOTING = """
  window.noted = [];
  const note = (what) => window.noted.push([what, performance.now()]);
  window.WebSocket = class extends WebSocket {
    constructor(...how) {
      super(...how);
      this.addEventListener("message", () => {
        note("told");
        requestAnimationFrame(() => setTimeout(() => note("painted")));
      });
    }
    send(what) { note("asked"); super.send(what); }
  };
  for (const act of ["click", "keydown"]) addEventListener(act, () => note("acted"), true);
"""


def page(home: Path, questions: list[str]) -> Figures:
    """Everything, with a browser that is already running."""
    with own_home(home) as own, chromium() as browser:
        found: Figures = {"chromium": browser.version, "start": _starts(own, browser)}
        conversation, last = _recorded(own, questions)
        with served(own) as server:
            found["rerun"] = _reruns(browser, server, conversation)
            found["conversation"] = _openings(browser, server, conversation, last)
            found["peak_mb"] = peak_mb(server.process)
    return found


# ------------------------------------------------------------------ from nothing to the frame


def _starts(home: Path, browser: Browser) -> Figures:
    """Seconds from starting the server to the frame, and which part is whose; beside a page of the frame alone.

    In turn, after one of each that compiles and reads from disk. The browser has nothing of the page yet.
    """
    pairs = [(_start(served(home), browser), _start(served_bare(), browser)) for _ in range(_STARTS + 1)][1:]
    ours, bare = zip(*pairs, strict=True)
    return {"runs": len(pairs), "ours": _spreads(ours), "bare": _spreads(bare)}


def _spreads(runs: Sequence[dict[str, float]]) -> Figures:
    return {name: spread([run[name] for run in runs]) for name in runs[0]}


def _start(serving: AbstractContextManager[Served], browser: Browser) -> dict[str, float]:
    with browser.new_context() as context, serving as server:
        tab = context.new_page()
        watch_from_the_start(tab, *_FRAME)
        tab.goto(server.address, wait_until="commit")
        milliseconds = seen(tab)
        cpu = cpu_seconds(server.process)
        framed = clock(tab).ours(milliseconds)
        tab.wait_for_selector(CALM)
        return {
            "frame_s": framed - server.started,
            "server_s": server.up - server.started,
            "browser_s": framed - server.up,
            "server_cpu_s": cpu,
        }


# ------------------------------------------------------------------ a rerun


def _reruns(browser: Browser, server: Served, conversation: int) -> Figures:
    """Milliseconds of a rerun of the start page and of a conversation, by what the learner does."""
    found = {}
    with browser.new_context() as context:
        context.add_init_script(_NOTING)
        tab = context.new_page()
        for name, path in (("start page", "/"), ("conversation", f"/?conversation={conversation}")):
            tab.goto(server.address + path)
            tab.wait_for_selector(CALM)
            found[f"search, {name}"] = _timed(tab, _search, server)
            found[f"sources, {name}"] = _timed(tab, _pick, server)
    return found


def _search(tab: Page, number: int) -> None:
    field = tab.get_by_placeholder("Search conversations")
    field.fill("" if number % 2 else "client")
    tab.wait_for_timeout(_TYPIST)  # else the field may not know yet that it was changed, and Enter does nothing
    field.press("Enter")


def _pick(tab: Page, number: int) -> None:
    """Add a corpus to those that are asked, or take it away again."""
    chosen = tab.get_by_test_id("stSidebar").get_by_role("combobox")
    if number % 2:
        chosen.press("Backspace")
    else:
        chosen.click()
        tab.get_by_role("option").first.click()


def _timed(tab: Page, act: Callable[[Page, int], None], server: Served) -> Figures:
    """From asking the server to its last word, and from the learner's act to what is painted then, in the browser.

    And what the server spends on one, which does not depend on how busy the machine is with something else.
    """
    running: list[float] = []
    waited: list[float] = []
    spent = cpu_seconds(server.process)
    for number in range(_RERUNS + _WARM_UP):
        tab.evaluate("window.noted.length = 0")
        act(tab, number)
        noted = _settled(tab)
        asked = next(at for what, at in noted if what == "asked")
        told = max(at for what, at in noted if what == "told")
        acted = max(at for what, at in noted if what == "acted" and at <= asked)
        running.append((told - asked) / 1000)
        waited.append((noted[-1][1] - acted) / 1000)
    cpu = (cpu_seconds(server.process) - spent) / len(running)
    return {
        "running": percentiles(running[_WARM_UP:]),
        "since_the_act": percentiles(waited[_WARM_UP:]),
        "server_cpu_ms": round(cpu * 1000, 1),
    }


def _settled(tab: Page) -> list[tuple[str, float]]:
    """What was noted until the server had been asked, all it told was painted, and nothing more came for a while."""
    noted: list[tuple[str, float]] = []
    while True:
        time.sleep(_QUIET)
        before, noted = noted, [(what, at) for what, at in tab.evaluate("window.noted")]
        if noted == before and {"asked", "told"} <= {what for what, _ in noted} and noted[-1][0] == "painted":
            return noted


# ------------------------------------------------------------------ a long conversation


def _recorded(home: Path, questions: Sequence[str]) -> tuple[int, int]:
    """Ask 200 questions in one conversation, after some others; the ids of it and of its last question."""
    parts = Parts(read_settings(home=home))
    now = datetime.now(UTC)
    asked = cycle(questions)
    for question in islice(asked, _OTHERS):
        answer(put(question, (), parts, now), parts, now)
    conversation = last = 0
    for question in islice(asked, ANSWERS):
        entry = put(question, (), parts, now, conversation or None)
        answered = answer(entry, parts, now).answer
        conversation = entry.conversation
        last = entry.id if answered.stated else 0
    assert last, "the last answer states nothing"
    parts.record.close()
    return conversation, last


def _openings(browser: Browser, server: Served, conversation: int, last: int) -> Figures:
    """Seconds until the last answer is seen: from an address, in a browser new to the page or not, and from a click."""
    place = f".st-key-turn-{last}"
    wanted = ((place, ".stated .statement"), (place, COMPLETE))
    address = f"{server.address}/?conversation={conversation}"
    cold: list[float] = []
    warm: list[float] = []
    clicked: list[float] = []
    for _ in range(_OPENED):
        with browser.new_context() as context:
            tab = context.new_page()
            watch_from_the_start(tab, *wanted)
            for times in (cold, warm):
                began = time.perf_counter()
                tab.goto(address, wait_until="commit")
                milliseconds = seen(tab)
                times.append(clock(tab).ours(milliseconds) - began)
                tab.wait_for_selector(CALM)
            clicked.append(_click(tab, server, conversation, wanted))
    named = {"new_browser_s": cold, "address_s": warm, "click_s": clicked}
    return {"answers": ANSWERS, "runs": _OPENED} | {name: spread(times) for name, times in named.items()}


def _click(tab: Page, server: Served, conversation: int, wanted: Sequence[Wanted]) -> float:
    tab.goto(server.address)
    tab.wait_for_selector(CALM)
    link = tab.locator(f"[data-testid='stSidebar'] a[href*='conversation={conversation}']").first
    link.hover()
    times = clock(tab)
    watch(tab, *wanted)
    began = time.perf_counter()
    link.click()
    return times.ours(seen(tab)) - began


if __name__ == "__main__":
    print(json.dumps(page(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))))
