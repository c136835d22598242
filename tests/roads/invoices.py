"""Questions about invoices, of sources made for them, and what became of the statements of their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.loopback import LoopbackModel, Script
from tests.roads.asking import Asking
from tutor.ask import ask
from tutor.checking.decide import Standing, standing
from tutor.domain import Answer, Check, Stability, Statement, Verdict
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

PAYS = "The client pays the invoice within 30 days."
WRONG = "The client pays the invoice within 211 days."  # what `wavering` makes of it
OTHERS_PAY = "In contracts the client pays the invoice within 45 days."
INTEREST = "Interest on a late invoice is 8 percent above the base rate."
REMINDER = "A reminder for an unpaid invoice costs 5 euros."
PAGES = {
    "law": f"# Paying an invoice\n\n{PAYS} It is sent by mail.\n\n# Late invoices\n\n{INTEREST} Reminders help.\n",
    "odds": f"# Contracts\n\n{OTHERS_PAY} Clients pay late.\n",
    "fees": f"# Paying an invoice\n\n{PAYS} {INTEREST} {REMINDER}\n",
}
PAYING = "When does the client pay the invoice?"
BOTH_WAYS = pytest.mark.parametrize("most_choices", [100, 1], ids=["with n", "without n"])


def publish(folder: Path, embedder: Embedder) -> Path:
    """The releases of the corpora `law`, `odds` and `fees`, of one document each, made under `folder`."""
    with EmbeddingCache(folder / "embeddings.sqlite") as cache:
        for corpus, page in PAGES.items():
            (folder / corpus).mkdir()
            (folder / corpus / "page.md").write_text(page, "utf-8")
            load(folder / corpus, corpus, Loader(Shelf(folder / "releases"), embedder, cache), NOW)
    return folder / "releases"


@dataclass
class Wavering:
    """Asks about invoices: of a source that is at one with itself, or with a second one that says otherwise."""

    asking: Asking
    most_choices: int = 100

    def model(self, script: Script) -> LoopbackModel:
        """A model that gives up to so many choices of a request."""
        return self.asking.stack.enter_context(LoopbackModel(script, most_choices=self.most_choices))

    def parts(self, model: LoopbackModel | None, **chosen: object) -> Parts:
        """Parts that draw an answer three more times."""
        return self.asking.parts(model, **{"redraws": 3, **chosen})

    def answer(self, script: Script, corpora: Sequence[str] = ("law",), **chosen: object) -> Answer:
        """What a model with that script answers from these sources."""
        return ask(PAYING, corpora, self.parts(self.model(script), **chosen), NOW).answer


def agreement(statement: Statement) -> Verdict:
    """What asking again found of it."""
    found = statement.verdict(Check.AGREEMENT)
    assert found is not None
    return found


def stable(found: Answer) -> Stability:
    """What asking again found of the whole."""
    assert found.stability is not None
    return found.stability


def became(found: Answer, text: str) -> tuple[Standing, str]:
    """What became of a statement: how it is shown, or why it is withheld."""
    for held in found.withheld:
        if held.statement.claim.text == text:
            return standing(held.statement), held.reason
    (statement,) = [each for each in found.stated if each.claim.text == text]
    return standing(statement), agreement(statement).reason
