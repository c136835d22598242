"""The page after asking again: each row of the table of decisions, as the learner sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.conftest import ScriptedModel, tabs
from tests.app.serving import Server
from tests.app.visitor import Visitor, Watched
from tests.roads.decided import CASES, Case
from tests.roads.invoices import PAYING, publish
from tutor.checking.decide import Standing
from tutor.models.embedder import Embedder

pytestmark = pytest.mark.xdist_group("page-model")  # one worker has the servers and the browser


@pytest.fixture(scope="module")
def invoices_server(
    tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, model_address: str
) -> Iterator[Server]:
    """The page on sources about invoices, one of them at odds with another."""
    home = tmp_path_factory.mktemp("invoices")
    publish(home, embedder)
    settings = {"TUTOR_MODEL": "loopback", "TUTOR_BASE_URL": model_address, "TUTOR_RETRIES": "0"}
    with Server(home, settings) as running:
        yield running


@pytest.fixture
def invoices_visitor(watched: Watched, invoices_server: Server) -> Iterator[Visitor]:
    """A tab for that page."""
    with tabs(watched, invoices_server) as new_tab:
        yield new_tab()


def choose(home: Path, case: Case) -> None:
    """Settle what is asked and who judges, as the page of settings does."""
    lines = f"corpora = {json.dumps(case.corpora)}\njudge = {json.dumps(case.judge)}\n"  # TOML writes these alike
    (home / "settings.toml").write_text(lines, "utf-8")


def mark(case: Case) -> str:
    """What the mark of a statement that is shown begins with."""
    found = "≠ Supported" if case.becomes is Standing.DISPUTED else "✓ Supported by 1 source"
    again = "not asked again" if case.becomes is Standing.NOT_ASKED_AGAIN else "asked again"
    return f"{found}{f', but {case.doubt}' if case.doubt else ''} · {again}: {case.why}"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_learner_sees_what_became_of_a_statement(
    invoices_visitor: Visitor, invoices_server: Server, model: ScriptedModel, case: Case
) -> None:
    """Shown with what its standing is called and how many redraws say it; or withheld, one click away, with why."""
    choose(invoices_server.home, case)
    model.script = case.script
    visitor = invoices_visitor
    visitor.ask(PAYING)
    text = re.compile(re.escape(case.text))
    stated = visitor.statements.filter(has_text=text)
    if case.becomes is Standing.WITHHELD:
        expect(stated).to_have_count(0)
        expect(visitor.headline).to_contain_text("withheld")
        visitor.withheld.locator("summary").first.click()
        held = visitor.withheld.locator(".statement").filter(has_text=text)
        expect(held.get_by_text(re.compile(re.escape(case.why)))).to_be_visible()
        return
    expect(stated).to_have_count(1)
    expect(stated.locator(".mark")).to_have_text(re.compile(f"^{re.escape(mark(case))}"))
