"""What many tests share: a clean environment, the bundled embedder, and a home with two small published corpora."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.models.onnx_embedder import bundled_embedder
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

ROOT = Path(__file__).parent.parent
SQL = (
    "grouping-having-and-conditional-aggregation.md",
    "joins-and-row-multiplication.md",
    "select-filtering-and-null.md",
    "window-functions.md",
)
BUSINESS = (
    "change-requests-and-scope-creep.md",
    "contract-clauses.md",
    "hourly-and-day-rates.md",
    "invoicing.md",
)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")

# The same examples in every run: a change is red because of the change. The machine may be busy: no deadlines.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fixtures of the session see no settings from outside the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("TUTOR_", "OPENAI_"))]:
            patch.delenv(name)
        patch.setenv("TUTOR_HOME", str(tmp_path_factory.mktemp("nobody")))
        yield


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new `TUTOR_HOME` for every test, and in force as such."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("TUTOR_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The embedder that travels with the package, opened once."""
    return bundled_embedder()


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A home with the corpora `sql` and `business`, four documents each. One per worker: write only to a copy."""
    home = tmp_path_factory.mktemp("starter")
    together = tmp_path_factory.getbasetemp()
    together = together.parent if "PYTEST_XDIST_WORKER" in os.environ else together
    cache = together / "embeddings.sqlite"
    with FileLock(together / "embeddings.lock"):  # the first worker embeds, the others find it done
        with EmbeddingCache(cache) as kept:
            loader = Loader(Shelf(home / "releases"), embedder, kept)
            for name, folder, chosen in (("sql", "sql-analytics", SQL), ("business", "freelance-business", BUSINESS)):
                cut = tmp_path_factory.mktemp(name)
                cut_corpus(ROOT / "corpora" / folder, cut, chosen)
                load(cut, name, loader, NOW)
        (home / "cache").mkdir()
        shutil.copy(cache, home / "cache")
    return home


def cut_corpus(corpus: Path, folder: Path, documents: tuple[str, ...]) -> None:
    """Copy those `documents` of `corpus` into `folder`, with a manifest that names just them."""
    for document in documents:
        shutil.copy(corpus / document, folder)
    head, *entries = (corpus / "corpus.toml").read_text("utf-8").split("[[sources]]")
    kept = [entry for entry in entries if any(f'path = "{document}"' in entry for document in documents)]
    (folder / "corpus.toml").write_text("[[sources]]".join([head, *kept]), "utf-8")


@pytest.fixture(scope="session")
def parts(starter_home: Path) -> Parts:
    """The machines on `starter_home`, without a chat model."""
    return Parts(read_settings(home=starter_home))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window; one for all, since a process can have only one Playwright."""
    found = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    assert found, f"none of {', '.join(_CHROMIUM)} is installed"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        yield chromium
        chromium.close()
