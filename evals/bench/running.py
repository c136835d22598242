"""A server and a browser to measure with, and one clock for both: `time.perf_counter` of this process."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns
from types import MappingProxyType
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from evals.bench.processes import OURS, TUTOR

CALM = "[data-testid='stApp'][data-test-script-state='notRunning']"
COMPLETE = "[role=radiogroup][aria-label='Feedback rating']"  # what only a complete answer has

_READY = 60  # seconds for the server to come up
_LOOK = 0.005  # seconds between two looks at whether it is up
_TRIES = 20  # readings of the two clocks, of which the closest is taken

# Looks once a frame, so it knows the time to a frame: 17 ms. What is there when a frame begins is painted in it, and
# the time noted is that of the next frame. What is in the shadow of an element is looked for as well.
_WATCH = """(wanted) => {
  const shown = (selector, root) => [...root.querySelectorAll(selector)].some((each) => each.checkVisibility());
  const within = (selector, root) => shown(selector, root)
    || [...root.querySelectorAll("*")].some((each) => each.shadowRoot && shown(selector, each.shadowRoot));
  const there = ([place, selector]) => [...document.querySelectorAll(place)].some((each) => within(selector, each));
  window.watched = new Promise((resolve, reject) => {
    const look = () => wanted.every(there)
      ? requestAnimationFrame(() => resolve(performance.now()))
      : requestAnimationFrame(look);
    setTimeout(() => reject(new Error("it did not appear")), 60_000);
    look();
  });
}"""


@dataclass(frozen=True)
class Served:
    """A server that is up: its process, its address, and when it was started and first answered."""

    process: int
    address: str
    started: float
    up: float


@dataclass(frozen=True)
class Clock:
    """What `performance.now()` of a page is on our clock, give or take `within` seconds."""

    offset: float
    within: float

    def ours(self, milliseconds: float) -> float:
        """A time of the page as seconds on our clock."""
        return milliseconds / 1000 + self.offset


@contextmanager
def served(home: Path, **settings: str) -> Iterator[Served]:
    """`tutor serve` on TUTOR_HOME, without settings of the user. Raises `SystemExit` where it does not come up."""
    port = _free_port()
    with _started([TUTOR, "serve", "--port", str(port)], port, {**settings, "TUTOR_HOME": str(home)}) as server:
        yield server


@contextmanager
def served_bare() -> Iterator[Served]:
    """Streamlit with a page of nothing but the frame: what no page of it can be faster than."""
    port = _free_port()
    options = (f"--server.port={port}", "--server.address=127.0.0.1", *_BARE)
    with _started([OURS, "-m", "streamlit", "run", str(Path(__file__).with_name("bare.py")), *options], port) as server:
        yield server


_BARE = ("--server.headless=true", "--server.fileWatcherType=none", "--browser.gatherUsageStats=false")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _started(command: Sequence[str], port: int, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Served]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUTOR_", "OPENAI_"))}
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, env={**kept, **settings}, stdout=said, stderr=said)
        try:
            up = _answers(port, process)
            yield Served(process.pid, f"http://127.0.0.1:{port}", started, up)
        finally:
            process.terminate()
            process.wait(timeout=60)


def cpu_seconds(process: int) -> float:
    """What a process has spent so far, in its own code and the system's, without its children (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def own_home(home: Path) -> Iterator[Path]:
    """A copy of a home without its record: what is asked in it is nobody else's."""
    with tempfile.TemporaryDirectory() as folder:
        yield copytree(home, Path(folder) / "home", ignore=ignore_patterns("record.sqlite*"))


def _answers(port: int, process: subprocess.Popen[bytes]) -> float:
    """The time when the server first answers: it listens before it can."""
    until = time.perf_counter() + _READY
    while process.poll() is None and time.perf_counter() < until:
        try:
            urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=_READY).close()
        except OSError:
            time.sleep(_LOOK)
        else:
            return time.perf_counter()
    raise SystemExit("The server did not come up.")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    browsers = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, browsers)), None)
    if found is None:
        raise SystemExit("No Chromium is installed; make browser installs one.")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=quiet)
        yield browser
        browser.close()


Wanted = tuple[str, str]  # a selector of a place, and one of what is to be visible in it


def watch(page: Page, *wanted: Wanted) -> None:
    """Begin to look for elements to be visible, all of them."""
    page.evaluate(_WATCH, wanted)


def watch_from_the_start(page: Page, *wanted: Wanted) -> None:
    """The same, from the moment on when the page goes to an address."""
    page.add_init_script(f"({_WATCH})({json.dumps(wanted)})")


def seen(page: Page) -> float:
    """When all that is watched for had been painted, in milliseconds of the page; waits for it."""
    return float(page.evaluate("window.watched"))


def clock(page: Page) -> Clock:
    """The two clocks side by side, read as close together as can be."""
    readings = []
    for _ in range(_TRIES):
        before = time.perf_counter()
        there = page.evaluate("performance.now()") / 1000
        after = time.perf_counter()
        readings.append(Clock((before + after) / 2 - there, (after - before) / 2))
    return min(readings, key=lambda reading: reading.within)
