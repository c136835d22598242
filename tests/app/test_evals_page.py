"""The page's Evals in a real browser, on runs that the real engine made: the list, one run, its report, and two."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from evals.__main__ import commanded
from tests.app.conftest import tabs
from tests.app.serving import Server
from tests.app.test_everyone import SCHEMES, _focused, _tab_to, picture, serious
from tests.app.visitor import Visitor, Watched

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

BEFORE, AFTER = "before", "fewer passages"


@pytest.fixture(scope="session")
def eval_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for the releases that cases are asked of, kept between runs."""
    return tmp_path_factory.mktemp("evals-home")


def ask(folder: Path, home: Path, passages: int = 8) -> None:
    """Ask a few cases, with so many passages to answer from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUTOR_PASSAGES", str(passages))
        few = ["--sample", "9", "--redraws", "0"]
        assert commanded("run", ["sql-analytics", *few, "--home", str(home), "--out", str(folder)]) == 0


@pytest.fixture(scope="session")
def eval_runs(eval_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scored runs: the later one with a single passage to answer from, held against the other."""
    runs = tmp_path_factory.mktemp("evals-runs")
    before, after = runs / BEFORE, runs / AFTER
    for folder, passages in ((before, 8), (after, 1)):
        ask(folder, eval_home, passages)
        assert commanded("score", [str(folder)]) == 0
    assert commanded("gate", [str(after), str(before)]) == 1
    assert commanded("report", [str(after), "--baseline", str(before)]) == 0
    return runs


@pytest.fixture(scope="session")
def evals_server(eval_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page of a maintainer who has these runs."""
    with Server(tmp_path_factory.mktemp("maintainer"), {"TUTOR_EVALS": str(eval_runs)}) as running:
        yield running


@pytest.fixture
def maintainer(watched: Watched, evals_server: Server) -> Iterator[Visitor]:
    """A tab for that page."""
    with tabs(watched, evals_server) as new_tab:
        yield new_tab()


def kept(run: Path, name: str) -> Any:
    """What a command kept of the run."""
    return json.loads((run / name).read_text("utf-8"))


def card(visitor: Visitor, name: str) -> Locator:
    """What the list says of a run."""
    return visitor.main.locator("[class*='st-key-run-']").filter(has=visitor.page.get_by_role("link", name=name))


def report(visitor: Visitor) -> FrameLocator:
    """The report on the page."""
    return visitor.page.frame_locator("iframe[title^='Report of']")


def test_the_list_opens_a_run_and_its_report(maintainer: Visitor, eval_runs: Path) -> None:
    """From the navigation to the figures that `score` printed, why the gate is closed, and a report that works."""
    found = kept(eval_runs / AFTER, "summary.json")["scorers"]["gold entailed"]["overall"]
    told = f"{found['value']:.3f} ({found['low']:.3f} to {found['high']:.3f})"
    maintainer.open()
    maintainer.sidebar.get_by_role("link", name="Evals").click()
    expect(card(maintainer, BEFORE)).to_contain_text("complete")
    expect(card(maintainer, AFTER)).to_contain_text(f"gold entailed {told}")
    expect(card(maintainer, AFTER)).to_contain_text("gate closed")
    card(maintainer, AFTER).get_by_role("link").click()
    maintainer.page.wait_for_url(lambda url: "run=fewer" in url)
    expect(maintainer.main.get_by_role("heading", name=AFTER)).to_be_visible()
    row = maintainer.main.get_by_role("row").filter(has_text="gold entailed").first
    expect(row).to_contain_text(told)
    framed = report(maintainer)
    expect(framed.get_by_text("The gate is closed")).to_be_visible()
    framed.locator("#kind").select_option("number")
    asked = len((eval_runs / AFTER / "cases.jsonl").read_text("utf-8").splitlines())
    expect(framed.locator("#count")).to_have_text(f"{framed.locator('.case:visible').count()} of {asked} cases")
    with maintainer.page.expect_download() as saved:
        maintainer.main.get_by_role("button", name="Download it").click()
    assert saved.value.path().read_bytes() == (eval_runs / AFTER / "report.html").read_bytes()
    maintainer.main.get_by_role("link", name="All runs").click()
    maintainer.page.wait_for_url(lambda url: url.endswith("/evals"))


def test_the_report_is_locked_up(maintainer: Visitor, watched: Watched, evals_server: Server) -> None:
    """It belongs to no site and may fetch nothing; nothing else can be had from its address."""
    maintainer.open(f"evals?run={AFTER}")
    body = report(maintainer).locator("body")
    assert body.evaluate("() => self.origin") == "null"
    assert body.evaluate("() => fetch(location.href).then(() => 'fetched', () => 'refused')") == "refused"
    assert all("Content Security Policy" in said for said in watched.errors)
    watched.errors.clear()
    get = maintainer.page.request.get
    assert get(f"{evals_server.url}/eval-report/{AFTER}").headers["content-security-policy"].startswith("sandbox")
    for name in ("none", BEFORE, "..", "%2e%2e%2fevals", f"{AFTER}%2fheader.json"):
        assert "Evals:" not in get(f"{evals_server.url}/eval-report/{name}").text()


def test_two_runs_side_by_side(maintainer: Visitor, eval_runs: Path) -> None:
    """The differences are those that were found, with the cases that moved; what was not compared names the command."""
    found = kept(eval_runs / AFTER, f"compared-{BEFORE}.json")["comparison"]["differences"]
    moved = next(each for each in found if each["flips"])
    maintainer.open("evals")
    rows = maintainer.main.get_by_role("row").filter(has_text=moved["scorer"])
    expect(rows.first).to_contain_text(f"{moved['value']:+.3f} ({moved['low']:+.3f} to {moved['high']:+.3f})")
    maintainer.main.get_by_text(f"{moved['scorer']}: {len(moved['flips'])} case").click()
    expect(maintainer.main.get_by_text(moved["flips"][0]["question"], exact=True).first).to_be_visible()
    maintainer.main.get_by_role("combobox", name="Baseline").click()
    maintainer.page.get_by_role("option", name=AFTER).click()
    expect(maintainer.main.get_by_text("These are the same run.")).to_be_visible()
    maintainer.page.reload()
    expect(maintainer.main.get_by_text("These are the same run.")).to_be_visible()
    maintainer.open(f"evals?after={BEFORE}&before={AFTER}")
    expect(maintainer.main.get_by_text("python -m evals compare")).to_contain_text(str(eval_runs / BEFORE))


def test_what_is_not_whole_says_so_and_how_to_go_on(watched: Watched, eval_home: Path, tmp_path: Path) -> None:
    """A run that was cut off, one that is broken and a foreign file: all on one page; the command shown goes on."""
    runs = tmp_path / "runs"
    (runs / "broken").mkdir(parents=True)
    (runs / "broken" / "header.json").write_text('{"suite": 3')
    (runs / "notes.txt").write_text("")
    ask(runs / "cut", eval_home)
    answers = (runs / "cut" / "answers.jsonl").read_bytes().splitlines(keepends=True)
    (runs / "cut" / "answers.jsonl").write_bytes(b"".join(answers[:2]) + answers[2][:50])
    with Server(tmp_path, {"TUTOR_EVALS": str(runs)}) as server, tabs(watched, server) as new_tab:
        visitor = new_tab()
        visitor.open("evals")
        expect(card(visitor, "cut")).to_contain_text(f"2 of {len(answers)} answers")
        expect(card(visitor, "broken")).to_contain_text("header.json cannot be read")
        expect(visitor.main.get_by_text("notes.txt is no run")).to_be_visible()
        picture(visitor.page, "evals-not-whole")
        shown = shlex.split(card(visitor, "cut").get_by_test_id("stCode").inner_text())
        assert commanded(shown[3], shown[4:]) == 0
        for name, words in (("broken", "header.json cannot be read"), ("gone", "There is no run")):
            visitor.open(f"evals?run={name}")
            assert words in visitor.told()
        visitor.open("evals?run=cut")
        expect(visitor.main.get_by_text("It is not scored yet.")).to_be_visible()
        expect(visitor.main.get_by_text("It is not complete")).to_have_count(0)


def test_learners_do_not_see_it(visitor: Visitor) -> None:
    """Where there is no run the navigation has no Evals, and its address leads nowhere."""
    visitor.open()
    expect(visitor.sidebar.get_by_role("link", name="Settings")).to_be_visible()
    expect(visitor.sidebar.get_by_role("link", name="Evals")).to_have_count(0)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [1200, 400])
def test_everyone_can_read_it(maintainer: Visitor, scheme: Any, width: int) -> None:
    """Light and dark, wide and narrow: no serious rule of axe is broken, and nothing is scrolled sideways."""
    maintainer.page.emulate_media(color_scheme=scheme)
    maintainer.page.set_viewport_size({"width": width, "height": 800})
    for name, path in (("evals", "evals"), ("evals-run", f"evals?run={AFTER}")):
        maintainer.open(path)
        for folded in maintainer.main.locator("details > summary").all():
            folded.click()
        maintainer.page.wait_for_timeout(400)  # colours fade in
        picture(maintainer.page, f"{name}-{scheme}-{width}")
        assert serious(maintainer.page) == []
        overflow = "document.getElementById('stMain').scrollWidth - document.getElementById('stMain').clientWidth"
        assert maintainer.page.evaluate(overflow) <= 0
    maintainer.page.emulate_media(color_scheme=None)


def test_the_keyboard_alone_opens_a_run_and_its_report(maintainer: Visitor) -> None:
    """Tab and Enter lead to the run, and Tab from there into its report and to what stands in it."""
    maintainer.open("evals")
    _tab_to(maintainer.page, f"^a .*{AFTER}")
    maintainer.page.keyboard.press("Enter")
    expect(maintainer.main.get_by_role("heading", name=AFTER)).to_be_visible()
    expect(report(maintainer).get_by_text("The gate is closed")).to_be_visible()
    maintainer.settle()
    _tab_to(maintainer.page, "^button .*Download it")
    maintainer.page.keyboard.press("Tab")
    maintainer.page.keyboard.press("Tab")
    assert _focused(maintainer.page).startswith("iframe")
