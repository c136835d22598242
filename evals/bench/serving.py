"""The page under questions: `python -m evals.bench.serving HOME QUESTIONS`, one line of JSON.

Starts `tutor serve` on TUTOR_HOME, asks through the page in headless Chromium, reads the memory of the server.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from playwright.sync_api import Page, expect, sync_playwright

from evals.bench.memory import peak_mb
from evals.bench.processes import TUTOR, Figures

_ASKED = 20
_READY = 60  # seconds for the server to come up
_CALM = "[data-testid='stApp'][data-test-script-state='notRunning']"


def serving(home: Path, questions: list[str]) -> Figures:
    """Memory of the server when it is up, after one answer, and after many; seconds from Enter to a finished page."""
    with _server(home) as (process, address), _page() as page:
        up = peak_mb(process)
        page.goto(address)
        page.wait_for_selector(_CALM)
        opened = peak_mb(process)
        first = _ask(page, questions[0])
        after_one = peak_mb(process)
        others = [_ask(page, question) for question in questions[1:_ASKED]]
        return {
            "peak_mb_started": up,
            "peak_mb_page_open": opened,
            "peak_mb_after_1_question": after_one,
            f"peak_mb_after_{_ASKED}_questions": peak_mb(process),
            "first_answer_s": round(first, 2),
            "later_answers_median_s": round(median(others), 2),
        }


def _ask(page: Page, question: str) -> float:
    """Ask in the page and return the seconds until the answer stands there."""
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    before = page.url
    began = time.perf_counter()
    field.press("Enter")
    page.wait_for_url(lambda url: url != before and "question=" in url, timeout=30_000)
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text(question, timeout=30_000)
    page.wait_for_selector(_CALM)
    return time.perf_counter() - began


@contextmanager
def _server(home: Path) -> Iterator[tuple[int, str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"TUTOR_HOME": str(home)}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([TUTOR, "serve", "--port", str(port)], env=environment, stdout=said, stderr=said)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield process.pid, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(_READY * 10):
        try:
            with urlopen(address, timeout=1):  # noqa: S310 - our own loopback server
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("tutor serve did not come up")


@contextmanager
def _page() -> Iterator[Page]:
    browsers = ("chromium", "chromium-browser", "google-chrome")
    browser_path = next(filter(None, map(shutil.which, browsers)), None)
    if browser_path is None:
        raise SystemExit("No Chromium is installed; make browser installs one.")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=quiet)
        yield browser.new_page()
        browser.close()


if __name__ == "__main__":
    print(json.dumps(serving(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))))
