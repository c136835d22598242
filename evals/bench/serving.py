"""The page under questions: `python -m evals.bench.serving HOME QUESTIONS`, one line of JSON.

Starts `tutor serve` on TUTOR_HOME, asks through the page in headless Chromium, reads the memory of the server.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from evals.bench.memory import peak_mb
from evals.bench.processes import Figures
from evals.bench.running import CALM, COMPLETE, chromium, served

_ASKED = 20


def serving(home: Path, questions: list[str]) -> Figures:
    """Memory of the server when it is up, after one answer, and after many; seconds from Enter to a finished page."""
    with served(home) as server, chromium() as browser:
        page = browser.new_page()
        up = peak_mb(server.process)
        page.goto(server.address)
        page.wait_for_selector(CALM)
        opened = peak_mb(server.process)
        first = _ask(page, server.address, questions[0])
        after_one = peak_mb(server.process)
        others = [_ask(page, server.address, question) for question in questions[1:_ASKED]]
        return {
            "peak_mb_started": up,
            "peak_mb_page_open": opened,
            "peak_mb_after_1_question": after_one,
            f"peak_mb_after_{_ASKED}_questions": peak_mb(server.process),
            "first_answer_s": round(first, 2),
            "later_answers_median_s": round(median(others), 2),
        }


def _ask(page: Page, address: str, question: str) -> float:
    """Ask in a new conversation and return the seconds until the complete answer stands there."""
    page.goto(address)
    page.wait_for_selector(CALM)
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    began = time.perf_counter()
    field.press("Enter")
    page.locator(COMPLETE).wait_for(state="attached", timeout=30_000)
    page.wait_for_selector(CALM)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(serving(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))))
