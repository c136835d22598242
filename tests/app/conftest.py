"""Homes, servers and browser of the page tests. Every test also checks what its browser did behind the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.app.hostile import write_hostile_corpus
from tests.app.serving import Beacon, Server
from tests.app.visitor import Visitor, Watched
from tests.conftest import NOW, ROOT
from tests.loopback import LoopbackModel, Reply, Request, Script
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

expect.set_options(timeout=45_000)  # the machine may be busy

PICTURES = ROOT / "build" / "pictures"
_LONGEST_NAME = 120  # characters of a file's name
NewVisitor = Callable[[], Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests in the browser a second try: a busy machine may hold up a page. The report tells."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what was on the page at the end of each test as a picture; of a failure also as text in the report."""
    report = yield
    watched = getattr(item, "funcargs", {}).get("watched_browser")
    if report.when == "call" and watched:
        name = ("failed-" if report.failed else "") + re.sub(r"[^\w.-]+", "-", item.name)[:_LONGEST_NAME]
        for number, page in enumerate(watched.context.pages):
            if report.failed:
                report.sections.append((f"on the page {page.url}", page.locator("body").aria_snapshot()))
            page.screenshot(path=PICTURES / "tests" / f"{name}-{number}.png")
    return report


@pytest.fixture(scope="session")
def beacon() -> Iterator[Beacon]:
    """A listener that nothing on the page may ever reach."""
    with Beacon() as listening:
        yield listening


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, starter_home: Path, embedder: Embedder, beacon: Beacon) -> Path:
    """A home with the corpora `sql`, `business` and `hostile`."""
    folder = tmp_path_factory.mktemp("page") / "home"
    shutil.copytree(starter_home, folder)
    hostile = tmp_path_factory.mktemp("hostile")
    write_hostile_corpus(hostile, beacon.url)
    with EmbeddingCache(folder / "cache" / "embeddings.sqlite") as cache:
        load(hostile, "hostile", Loader(Shelf(folder / "releases"), embedder, cache), NOW)
    return folder


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[Server]:
    """The page without a chat model."""
    with Server(home) as running:
        yield running


class ScriptedModel:
    """A chat model that each test tells what to reply."""

    def __init__(self) -> None:
        self.script: Script | Reply = Reply()

    def __call__(self, request: Request) -> Reply:
        return self.script if isinstance(self.script, Reply) else self.script(request)


@pytest.fixture(scope="session")
def model() -> ScriptedModel:
    """What the chat model of `model_server` replies."""
    return ScriptedModel()


@pytest.fixture(scope="session")
def model_address(model: ScriptedModel) -> Iterator[str]:
    """Where that model is asked."""
    with LoopbackModel(model) as loopback:
        yield loopback.base_url


@pytest.fixture(scope="session")
def model_server(home: Path, model_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page with a chat model on the loopback interface."""
    folder = tmp_path_factory.mktemp("model") / "home"
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns("record.sqlite*"))
    settings = {"TUTOR_MODEL": "loopback", "TUTOR_BASE_URL": model_address, "TUTOR_RETRIES": "0"}
    with Server(folder, settings) as running:
        yield running


@pytest.fixture(scope="session")
def watched_browser(browser: Browser) -> Iterator[Watched]:
    """One window for all tests: the scripts of the page are fetched once."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_default_timeout(45_000)
    yield Watched(context)
    context.close()


@pytest.fixture
def watched(watched_browser: Watched, beacon: Beacon) -> Iterator[Watched]:
    """The window while one test uses it; at the end there was no dialog, no error on the console, no signal home."""
    watched_browser.forget()
    beacon.hits.clear()
    yield watched_browser
    assert watched_browser.dialogs == []
    assert watched_browser.errors == []
    assert beacon.hits == []


@contextmanager
def tabs(watched: Watched, server: Server) -> Iterator[NewVisitor]:
    """Tabs for the page of `server`; at the end, no request went anywhere else."""
    try:
        yield lambda: Visitor(watched.context.new_page(), server.url)
    finally:
        watched.close_tabs()
    assert watched.requests, "the browser asked for nothing at all"
    assert watched.left_for({server.port}) == []


@pytest.fixture
def new_visitor(watched: Watched, server: Server) -> Iterator[NewVisitor]:
    """Opens a tab for the page without a model."""
    with tabs(watched, server) as new_tab:
        yield new_tab


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    """A tab for the page without a model."""
    return new_visitor()


@pytest.fixture
def model_visitor(watched: Watched, model_server: Server) -> Iterator[Visitor]:
    """A tab for the page with a model."""
    with tabs(watched, model_server) as new_tab:
        yield new_tab()


@pytest.fixture
def own_server(home: Path, tmp_path: Path) -> Iterator[Server]:
    """The page with a home for one test, which may change its settings or break its record."""
    shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("record.sqlite*"))
    with Server(tmp_path / "home") as running:
        yield running


@pytest.fixture
def own_visitor(watched: Watched, own_server: Server) -> Iterator[Visitor]:
    """A tab for that page."""
    with tabs(watched, own_server) as new_tab:
        yield new_tab()
