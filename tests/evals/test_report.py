"""The report: one file that asks nothing of a network, says all in words, and can be searched with a keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from evals import stored
from evals.__main__ import commanded
from evals.report import beside, report
from evals.reporting.cases import Shown, shown
from evals.reporting.elements import Markup, tag
from evals.reporting.plots import Axes, Series, plot
from evals.scored import Scored, read_scores
from tests.evals import smoke
from tests.evals.made import TEXTS, answered, case, citing, statement, unit
from tests.evals.mutants import mutated

pytestmark = pytest.mark.xdist_group("evals")


@pytest.fixture(scope="module")
def written(model_run: Path, model_scored: Scored, eval_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a broken build, held against the tutor as it is."""
    del model_scored  # read from the folder
    out = tmp_path_factory.mktemp("broken")
    with mutated("judge says yes"):
        smoke.of_model(eval_home, out)
    smoke.scored(out)
    assert commanded("report", [str(out), "--baseline", str(model_run)]) == 0
    return out / "report.html"


@pytest.fixture
def page(browser: Browser, written: Path) -> Iterator[Page]:
    """The report in the system's Chromium, without a network."""
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    opened.goto(written.as_uri())
    yield opened
    context.close()


def test_one_file_that_asks_for_nothing(written: Path) -> None:
    """No address is fetched, no script or style is elsewhere, and a policy forbids what was overlooked."""
    html = written.read_text("utf-8")
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\(|@import""", html)
    assert escape("default-src 'none'") in html


def test_what_closed_the_gate_is_named(written: Path) -> None:
    """The scorer that caught the broken build, with why, and the judge's own accuracy."""
    html = written.read_text("utf-8")
    assert "✗ The gate is closed" in html
    assert re.search(r"<b>citation recall</b>: worse by 0\.\d+", html)
    assert "balanced accuracy on labelled pairs" in html
    for word in ("Retrieval", "Stability against correctness", "Reliability", "By corpus, kind and release"):
        assert word in html


def test_filters_and_keys(page: Page) -> None:
    """Cases are filtered by what became of them and by words; keys move, open, search and turn the light off."""
    assert page.inner_text("#count") == "14 of 14 cases"
    page.select_option("#mark", "worse")
    worse = page.locator(".case:visible").count()
    assert 0 < worse < 14
    page.select_option("#mark", "")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("LIMIT without any sorting")
    assert page.inner_text("#count") == "1 of 14 cases"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("o")
    opened = page.locator(".case[open]")
    assert opened.count() == 1
    assert opened.locator("mark").first.is_visible()
    assert "✓ supported" in opened.inner_text()
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.keyboard.press("d")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_accessible_and_not_too_wide(page: Page) -> None:
    """The rules of axe-core hold in light and dark with everything open, and a narrow window does not scroll."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for scheme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 380, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_words_of_models_and_sources_are_no_markup() -> None:
    """Whatever a case, an answer or a source holds is text."""
    evil = "<script>alert(1)</script>"
    answer = answered(statement(evil, citing(0)))
    row = stored.Row(case="one", epoch=0, corpus="sql", answer=answer)
    html = shown(Shown(case(question=evil, gold_answer=evil), [row], [], TEXTS, before=evil))
    assert evil not in html
    assert "&lt;script&gt;" in html
    assert tag("p", evil, Markup("<b>x</b>"), title='"') == f'<p title="&quot;">{tag("i", evil)[3:-4]}<b>x</b></p>'


def test_a_quote_that_stands_elsewhere_is_told() -> None:
    """The report looks at the canonical text itself."""
    answer = answered(statement("A join repeats rows.", citing(0, moved=1)))
    row = stored.Row(case="one", epoch=0, corpus="sql", answer=answer)
    assert "these words do not stand there" in shown(Shown(case(), [row], [], TEXTS))


def test_a_plot_of_nothing_says_so() -> None:
    """No empty frame where no answer has the values."""
    assert "Nothing to draw" in plot("Title", "says", Axes("x", "y"), [Series("none", [], [])])
    drawn = plot("Title", "says", Axes("x", "y"), [Series("one", [(0.0, 1.0)], [3])])
    assert 'role="img"' in drawn
    assert "<circle" in drawn


def test_a_report_without_a_baseline(no_model_run: Path, no_model_scored: Scored) -> None:
    """Nothing is said of a gate, and all cases are there."""
    run, (_, scores) = stored.read_run(no_model_run), read_scores(no_model_run)
    html = report(run, scores, no_model_scored)
    assert "The gate is" not in html
    assert html.count('class="case"') == len(run.cases)
    held = beside(no_model_scored, no_model_scored)
    assert "✓ The gate is open" in report(run, scores, no_model_scored, held)
    assert unit("a", {}).answer == "a."
