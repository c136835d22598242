"""Machines for the tests of the roads: the small published corpora, a record of its own, any chat model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.roads.asking import Asking
from tests.roads.invoices import Wavering, publish
from tutor.domain import Answer, IngestReport, Watch, unwatched
from tutor.golden import by_rule
from tutor.load import Loader, load
from tutor.models.embedder import Counted, Embedder, Embedding, Text, uncounted
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

NOTES = {
    "bees.md": "# Bees\n\nA honey bee colony keeps its brood nest at 35 degrees Celsius all year round.\n",
    "bread.md": "# Bread\n\nSourdough bread rises for twelve hours in a cool kitchen before it is baked.\n",
    "sub/tides.txt": "The tide is highest shortly after new moon and full moon, and is called a spring tide.\n",
}


@pytest.fixture
def asking(empty_home: Path, starter_home: Path, embedder: Embedder) -> Iterator[Asking]:
    """The releases of `starter_home` under a home whose record is empty."""
    (empty_home / "releases").symlink_to(starter_home / "releases")
    asking = Asking(empty_home, embedder)
    with asking.stack:
        yield asking


@pytest.fixture(scope="session")
def invoices(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The releases of the corpora `law`, `odds` and `fees`, of one document each."""
    return publish(tmp_path_factory.mktemp("invoices"), embedder)


@pytest.fixture
def law(asking: Asking, invoices: Path) -> Wavering:
    """The corpora of `invoices` and nothing else."""
    (asking.home / "releases").unlink()
    (asking.home / "releases").symlink_to(invoices)
    return Wavering(asking)


def texts(answer: Answer) -> list[str]:
    """What is stated."""
    return [statement.claim.text for statement in answer.stated]


def expect_verbatim(answer: Answer, parts: Parts) -> None:
    """Every citation, stated, withheld or against either, is cut from the canonical text of its document."""
    statements = [*answer.stated, *(withheld.statement for withheld in answer.withheld)]
    citations = [citation for statement in statements for citation in (*statement.claim.citations, statement.against)]
    for citation in filter(None, citations):
        span = citation.span
        document = parts.releases([span.corpus])[0].texts.document(span.document)
        assert document is not None
        assert document.text[span.start : span.end] == citation.quote


class Counting:
    """The bundled embedder, and how many texts it was really given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.embedded = 0

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed(self, texts: Sequence[Text], watch: Counted = uncounted) -> list[Embedding]:
        """What the bundled embedder gives."""
        self.embedded += len(texts)
        return self._embedder.embed(texts, watch)


@dataclass
class Curating:
    """A curator's folder, and the machines to load it into one home as the corpus `notes`."""

    folder: Path
    home: Path
    embedder: Counting
    cache: EmbeddingCache
    now: datetime = NOW

    @property
    def shelf(self) -> Shelf:
        """The shelf of the home."""
        return Shelf(self.home / "releases")

    def write(self, name: str, text: str) -> None:
        """Put a file into the folder."""
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, "utf-8")

    def load(self, watch: Watch = unwatched, *, asks: bool = False, force: bool = False) -> IngestReport:
        """Load the folder, a minute later than the last time; with `asks` its golden questions are asked."""
        self.now += timedelta(minutes=1)
        self.embedder.embedded = 0
        ask = by_rule(self.parts()) if asks else None
        loader = Loader(self.shelf, self.embedder, self.cache, watch, ask=ask, force=force)
        return load(self.folder, "notes", loader, self.now)

    def parts(self) -> Parts:
        """New parts on the home: as another process sees it."""
        parts = Parts(read_settings(home=self.home))
        parts.embedder = self.embedder
        return parts

    def found(self, question: str) -> list[str]:
        """The documents in which passages for `question` are found, best first."""
        parts = self.parts()
        return list(
            dict.fromkeys(each.span.document for each in retrieve(question, parts.releases(), self.embedder, 8))
        )

    def left_over(self) -> list[str]:
        """What lies beside the releases, the pointer to the published one, the history, and the lock."""
        inside = {path.name for path in (self.home / "releases" / "notes").iterdir()}
        known = {"current", "history", ".lock"}
        return sorted(name for name in inside - known if not re.fullmatch(r"\d{8}-\d{6}-\w{6}", name))


@pytest.fixture
def curating(empty_home: Path, embedder: Embedder, tmp_path: Path) -> Iterator[Curating]:
    """A folder with three notes, not loaded yet."""
    with EmbeddingCache(empty_home / "cache" / "embeddings.sqlite") as cache:
        curating = Curating(tmp_path / "notes", empty_home, Counting(embedder), cache)
        for name, text in NOTES.items():
            curating.write(name, text)
        yield curating
