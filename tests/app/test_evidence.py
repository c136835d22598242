"""The page's Evidence in a real browser, on a record that the real roads made: skills, badges, checks, own data."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import FilePayload, Locator, expect

from tests.app.conftest import tabs
from tests.app.serving import Server
from tests.app.test_everyone import SCHEMES, _tab_to, picture, serious
from tests.app.visitor import Visitor, Watched
from tests.conftest import ROOT
from tutor.cli import tutor
from tutor.domain import Exercise, Skill
from tutor.learn import Course, answer, begin, course, practice
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

pytestmark = pytest.mark.xdist_group("page")  # one worker has the servers and the browser

PASSED, FAILED, BEGUN, PRACTISED = "use-windows", "filter-with-null", "check-data", "join-tables"
NAME = "Ada *Example*"


def right(exercise: Exercise) -> str:
    """What is right, as a learner types it."""
    return exercise.answer.partition(" → ")[0] if exercise.kind == "find the error" else exercise.answer


def assess(skill: Skill, given: Course, parts: Parts, at: datetime, wrong: int, asked: int = 20) -> None:
    """Take an assessment, as far as the first `asked`, with so many answers left out, the others right."""
    sitting = begin(skill, given, parts, at)
    for number, each in enumerate(sitting.exercises[:asked]):
        answer(each, "" if number < wrong else right(each), parts, at + timedelta(minutes=number), sitting.id)


@pytest.fixture(scope="session")
def learned_home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, starter_home: Path) -> Path:
    """A home whose learner passed an assessment, failed one, began one, and practised."""
    home = tmp_path_factory.mktemp("learned") / "home"
    (home / "cache").mkdir(parents=True)
    shutil.copy(starter_home / "cache" / "embeddings.sqlite", home / "cache")
    with EmbeddingCache(home / "cache" / "embeddings.sqlite") as cache:
        load(ROOT / "corpora" / "sql-analytics", "sql", Loader(Shelf(home / "releases"), embedder, cache), _ago(9))
    parts = Parts(read_settings(home=home))
    given = course(parts, {})
    skills = {skill.id: skill for skill in given.skills}
    assess(skills[PASSED], given, parts, _ago(3), wrong=0)
    assess(skills[FAILED], given, parts, _ago(2), wrong=12)
    for number, each in enumerate(practice(skills[PRACTISED], given, parts, 4)):
        answer(each, right(each) if number else "[a](https://example.com) <b>wrong</b>", parts, _ago(1))
    assess(skills[BEGUN], given, parts, datetime.now(UTC) - timedelta(minutes=9), wrong=0, asked=2)
    parts.record.close()
    return home


def _ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


@pytest.fixture(scope="session")
def learned_server(learned_home: Path) -> Iterator[Server]:
    """The page of that learner."""
    with Server(learned_home) as running:
        yield running


@pytest.fixture
def learner(watched: Watched, learned_server: Server) -> Iterator[Visitor]:
    """A tab for that page."""
    with tabs(watched, learned_server) as new_tab:
        yield new_tab()


def card(visitor: Visitor, words: str) -> Locator:
    """What the page says of an assessment."""
    return visitor.main.locator("[class*='st-key-assessment-']").filter(has_text=words)


def issue(visitor: Visitor) -> Locator:
    """Sign a badge for the assessment that was passed, with a piece of work."""
    passed = card(visitor, "passed").filter(has_not_text="not passed")
    passed.locator("summary").filter(has_text="Issue").click()
    passed.get_by_role("textbox", name="Your name").fill(NAME)
    work = FilePayload(name="report.sql", mimeType="text/plain", buffer=b"SELECT 1;")
    passed.locator("input[type=file]").set_input_files(work)
    expect(passed.get_by_text("report.sql")).to_be_visible()
    passed.get_by_role("button", name="Sign the badge").click()
    expect(passed.get_by_text("The badge is signed")).to_be_visible()
    return passed


def saved(visitor: Visitor, button: Locator) -> bytes:
    """What a button saves."""
    with visitor.page.expect_download() as download:
        button.click()
    return download.value.path().read_bytes()


def check(visitor: Visitor, name: str, raw: bytes) -> None:
    """Drop a file where badges are checked."""
    field = visitor.main.locator(".st-key-badge-to-check input[type=file]")
    field.set_input_files(FilePayload(name=name, mimeType="application/octet-stream", buffer=raw))


def test_skills_with_their_intervals_and_what_was_answered(learner: Visitor) -> None:
    """A bar and words for each skill that was tried, the others folded; each answer leads to its source."""
    learner.open()
    learner.sidebar.get_by_role("link", name="Evidence").click()
    rows = learner.main.locator(".skills .tried li")
    expect(rows).to_have_count(4)
    held = rows.filter(has=learner.page.locator(".held"))
    expect(held).to_contain_text("20 of 20 right at first sight")
    expect(held).to_contain_text("19 min practising")
    low, high = (float(held.locator(".interval").evaluate(f"each => parseFloat(each.style.{side})"))
                 for side in ("left", "width"))  # fmt: skip
    assert 80 < low < 100 < low + high + 1
    learner.main.get_by_text("not tried yet").click()
    expect(learner.main.locator(".skills .untried li").first).to_be_visible()
    expect(card(learner, "not passed")).to_have_count(1)
    wrong = (
        learner.main.locator("[class*='st-key-attempt-']")
        .filter(has=learner.page.get_by_text("Wrong", exact=True))
        .first
    )
    wrong.locator("summary").click()
    expect(wrong.get_by_text("[a](https://example.com) <b>wrong</b>")).to_be_visible()
    picture(learner.page, "evidence-answer")
    wrong.get_by_role("link", name="See it in").click()
    expect(learner.marks.first).to_be_visible()


def test_a_badge_is_signed_saved_and_verified(learner: Visitor, tmp_path: Path) -> None:
    """Without a name it says what is missing; every file of it verifies by the command and by the page."""
    learner.open("evidence")
    passed = issue(learner)
    picture(learner.page, "evidence-issued")
    link = passed.get_by_role("link", name="Add it to LinkedIn").get_attribute("href")
    assert str(link).startswith("https://www.linkedin.com/profile/add?")
    files = {
        "badge.json": saved(learner, passed.get_by_role("button", name="Signed JSON")),
        "badge.svg": saved(learner, passed.get_by_role("button", name="Picture")),
        "badge.html": saved(learner, passed.get_by_role("button", name="Page that verifies itself")),
    }
    assert NAME in str(json.loads(files["badge.json"]))
    assert b"SELECT 1" not in files["badge.json"]
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
        found = CliRunner().invoke(tutor, ["credential", "verify", str(tmp_path / name)])
        assert found.exit_code == 0, found.output
        check(learner, name, raw)
        expect(learner.main.get_by_text("It verifies")).to_be_visible()
        learner.open("evidence")


def test_a_changed_badge_and_what_is_none_are_refused(learner: Visitor) -> None:
    """Changed by one word it does not verify, and the check that failed is named; a foreign file is no badge."""
    learner.open("evidence")
    raw = saved(learner, issue(learner).get_by_role("button", name="Signed JSON"))
    check(learner, "changed.json", raw.replace(b"Example", b"Exomple"))
    expect(learner.main.get_by_text("It does not verify.")).to_be_visible()
    expect(learner.main.get_by_text("failed.").first).to_be_visible()
    learner.main.get_by_text("It does not verify.").scroll_into_view_if_needed()
    picture(learner.page, "evidence-refused")
    learner.open("evidence")
    check(learner, "list.json", b"[1]")
    expect(learner.main.get_by_text("Give the file as it was issued.")).to_be_visible()


def test_an_assessment_under_way_gives_nothing_away(learner: Visitor) -> None:
    """Its answers are not shown before its end, and it says when the skill can be tried again."""
    learner.open("evidence")
    begun = card(learner, "not finished")
    expect(begun).to_contain_text("It can be tried again after")
    expect(learner.main.get_by_text("Answers of an assessment that is under way")).to_be_visible()
    expect(learner.main.get_by_role("button", name="Show more of 34 earlier answers")).to_be_visible()
    expect(learner.main.locator("[class*='st-key-attempt-']").first).to_contain_text("practice")


def test_a_badge_needs_a_name(learner: Visitor) -> None:
    """Said with the cure, before anything is signed."""
    learner.open("evidence")
    passed = card(learner, "passed").filter(has_not_text="not passed")
    passed.locator("summary").filter(has_text="Issue").click()
    passed.get_by_role("button", name="Sign the badge").click()
    expect(passed.get_by_text("Type the name that is to stand on it.")).to_be_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [1200, 400])
def test_everyone_can_read_it(learner: Visitor, scheme: Any, width: int) -> None:
    """Light and dark, wide and narrow: no serious rule of axe is broken, and nothing is scrolled sideways."""
    learner.page.emulate_media(color_scheme=scheme)
    learner.page.set_viewport_size({"width": width, "height": 2400})
    learner.open("evidence")
    expect(learner.main.locator(".skills .tried li")).to_have_count(4)
    for folded in learner.main.locator("details > summary").all()[:4]:
        folded.click()
    learner.main.get_by_role("heading", name="Evidence").scroll_into_view_if_needed()
    learner.page.wait_for_timeout(400)  # colours fade in
    picture(learner.page, f"evidence-{scheme}-{width}")
    assert serious(learner.page) == []
    overflow = "document.getElementById('stMain').scrollWidth - document.getElementById('stMain').clientWidth"
    assert learner.page.evaluate(overflow) <= 0
    learner.page.emulate_media(color_scheme=None)


def test_the_keyboard_alone_unfolds_a_form(learner: Visitor) -> None:
    """Tab and Enter lead into the form of a badge."""
    learner.open("evidence")
    expect(learner.main.locator(".skills .tried li")).to_have_count(4)
    _tab_to(learner.page, "^summary .*Issue")
    learner.page.keyboard.press("Enter")
    _tab_to(learner.page, "^input Your name")


def test_all_is_exported_and_erased(watched: Watched, learned_home: Path, tmp_path: Path) -> None:
    """The file has every answer; erasing needs the word, says what is gone, and leaves the corpora."""
    home = tmp_path / "home"
    shutil.copytree(learned_home, home)
    with Server(home) as server, tabs(watched, server) as new_tab:
        visitor = new_tab()
        visitor.open("evidence")
        whole = json.loads(saved(visitor, visitor.main.get_by_role("button", name="Export all of it")))
        assert len(whole["record"]["attempt"]) == 46
        visitor.main.get_by_text("Erase all of it").click()
        word = visitor.main.get_by_role("textbox", name="to confirm")
        word.fill("yes")
        visitor.main.get_by_role("button", name="Erase for good").click()
        expect(visitor.main.get_by_text("Nothing was erased.")).to_be_visible()
        picture(visitor.page, "evidence-erase")
        word.fill("erase")
        visitor.main.get_by_role("button", name="Erase for good").click()
        expect(visitor.main.get_by_text("What stays: the releases of the corpora")).to_be_visible()
        expect(visitor.main.get_by_text("Nothing is answered yet.")).to_be_visible()
        expect(visitor.main.get_by_text("No assessment is taken yet.")).to_be_visible()
        picture(visitor.page, "evidence-erased")
    assert b"example.com" not in b"".join(each.read_bytes() for each in home.glob("record.sqlite*"))
