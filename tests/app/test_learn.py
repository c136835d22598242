"""A newcomer's way through the page: brief, path, read, ask, practise, assess, show; and what may go wrong on it."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from click.testing import CliRunner
from playwright.sync_api import expect

from tests.app.conftest import tabs
from tests.app.serving import Server
from tests.app.test_everyone import SCHEMES, picture, serious
from tests.app.visitor import Visitor, Watched
from tests.conftest import NOW, ROOT, SQL, cut_corpus
from tests.learning.test_post import POST
from tutor.cli import tutor
from tutor.domain import Exercise, ExerciseKind
from tutor.learn import sittings
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf

pytestmark = [pytest.mark.xdist_group("page"), pytest.mark.timeout(600)]

WAIT = 60_000  # milliseconds: exercises are chosen, and each is checked by the judge
TAUGHT = ("join-tables", "use-windows")
SKILL = "sql/use-windows"
ADDRESS = "assess=sql%2Fuse-windows"


@pytest.fixture
def new_home(tmp_path: Path, starter_home: Path, embedder: Embedder) -> Path:
    """A home with a corpus that teaches two skills, and a learner of whom nothing is known."""
    home, texts = tmp_path / "home", tmp_path / "texts"
    texts.mkdir()
    (home / "cache").mkdir(parents=True)
    shutil.copy(starter_home / "cache" / "embeddings.sqlite", home / "cache")
    cut_corpus(ROOT / "corpora" / "sql-analytics", texts, SQL)
    held = tomllib.loads((ROOT / "corpora" / "sql-analytics" / "skills.toml").read_text("utf-8"))["skills"]
    kept = [{**skill, "needs": []} for skill in held if skill["id"] in TAUGHT]
    (texts / "skills.toml").write_text(tomlkit.dumps({"skills": kept}), "utf-8")
    with EmbeddingCache(home / "cache" / "embeddings.sqlite") as cache:
        load(texts, "sql", Loader(Shelf(home / "releases"), embedder, cache), NOW)
    return home


@pytest.fixture
def learner(watched: Watched, new_home: Path) -> Iterator[Visitor]:
    """A tab for the page of that learner."""
    with Server(new_home) as server, tabs(watched, server) as new_tab:
        yield new_tab()


def press(learner: Visitor, name: str) -> None:
    """Press the button of that name, and wait for what it does."""
    learner.main.get_by_role("button", name=name, exact=True).first.click()
    learner.settle()


def plan(learner: Visitor, goal: str) -> None:
    """Ask for the way to that goal."""
    learner.main.get_by_role("textbox", name="What you want to be able to do").fill(goal)
    press(learner, "Plan the way")


def answer(learner: Visitor, exercise: Exercise) -> None:
    """Answer the exercise that is shown as one who knows."""
    main = learner.main
    if exercise.kind is ExerciseKind.CHOICE:
        main.get_by_role("radiogroup").locator("label").nth(exercise.options.index(exercise.answer)).click()
    elif exercise.kind is ExerciseKind.ORDER:
        box = main.get_by_role("combobox", name="Press them in order")
        for number in exercise.answer.split():
            box.click()
            learner.page.get_by_role("option", name=re.compile(rf"^{number}\. ")).click()
        learner.page.keyboard.press("Escape")
    else:
        words = exercise.sql.solution if exercise.sql else exercise.answer.partition(" → ")[0]
        main.get_by_role("textbox").fill(words)
    press(learner, "Check")


def test_a_newcomers_way_through(learner: Visitor, new_home: Path, tmp_path: Path) -> None:
    """From a job post to a badge that verifies elsewhere."""
    _brief(learner)
    _path(learner)
    _ask_and_practise(learner)
    _assess(learner, new_home)
    _show(learner, tmp_path)


def _brief(learner: Visitor) -> None:
    learner.open("learn")
    main = learner.main
    main.get_by_text("Read a job post or a client's message").click()
    main.get_by_role("textbox", name="Post or message").fill(POST)
    press(learner, "Read it")
    expect(main.get_by_role("textbox", name="For whom")).to_have_value("Nordwind Coffee")
    expect(main.get_by_text("No corpus here teaches it")).to_be_visible()
    main.get_by_role("textbox", name="What you work as").fill("Data analyst")
    picture(learner.page, "learn-brief")
    press(learner, "Use this brief")
    expect(main.get_by_text("Role Data analyst")).to_be_visible()


def _path(learner: Visitor) -> None:
    main = learner.main
    plan(learner, "window functions in SQL, 2 hours")
    expect(main.get_by_text("of 120 minutes")).to_be_visible()
    step = main.locator("[class*='st-key-step-']").filter(has_text="Window functions")
    step.locator("summary").filter(has_text="Read:").click()
    expect(step.get_by_role("link").first).to_be_visible()
    picture(learner.page, "learn-path")
    step.get_by_role("button", name="I have read these").click()
    expect(learner.page.get_by_text("On record.")).to_be_visible()
    step.locator("summary").filter(has_text="Do it:").click()
    step.get_by_test_id("stCheckbox").first.locator("label").click()
    step.get_by_role("button", name="Keep it").click()
    expect(step.get_by_text("(1 of 5)")).to_be_visible()


def _ask_and_practise(learner: Visitor) -> None:
    main = learner.main
    learner.open()
    learner.page.get_by_placeholder("Ask").fill("What does RANK do with tied rows?")
    learner.page.keyboard.press("Enter")
    expect(learner.statements.first).to_be_visible(timeout=WAIT)
    learner.turn.get_by_role("link", name="Practise this").click()
    expect(main.get_by_text(re.compile("^1 of "))).to_be_visible(timeout=WAIT)
    press(learner, "I do not know")
    expect(main.get_by_text("you did not answer")).to_be_visible()
    expect(main.get_by_role("link", name=re.compile("See it in"))).to_be_visible()
    picture(learner.page, "learn-practice")


def _assess(learner: Visitor, new_home: Path) -> None:
    main = learner.main
    learner.open(f"learn?{ADDRESS}")
    press(learner, "Begin")
    expect(main.get_by_text("1 of 20")).to_be_visible(timeout=WAIT)
    parts = Parts(read_settings(home=new_home))
    (sitting,) = sittings(parts)
    parts.record.close()
    for number, exercise in enumerate(sitting.exercises, start=1):
        expect(main.get_by_text(f"{number} of 20")).to_be_visible(timeout=WAIT)
        if number == 3:  # it goes on where it was after a reload
            learner.page.reload()
            learner.settle()
            expect(main.get_by_text("3 of 20")).to_be_visible(timeout=WAIT)
        answer(learner, exercise)
    expect(main.get_by_text("Passed.")).to_be_visible(timeout=WAIT)
    picture(learner.page, "learn-passed")


def _show(learner: Visitor, tmp_path: Path) -> None:
    main = learner.main
    main.get_by_role("link", name="Evidence").click()
    passed = main.locator("[class*='st-key-assessment-']").filter(has_text="passed")
    passed.locator("summary").filter(has_text="Issue").click()
    passed.get_by_role("textbox", name="Your name").fill("Ada Li")
    passed.get_by_role("button", name="Sign the badge").click()
    with learner.page.expect_download() as saved:
        passed.get_by_role("button", name="Signed JSON").click()
    saved.value.save_as(tmp_path / "badge.json")
    assert "Ada Li" in (tmp_path / "badge.json").read_text("utf-8")
    found = CliRunner().invoke(tutor, ["credential", "verify", str(tmp_path / "badge.json")])
    assert found.exit_code == 0, found.output


def test_what_is_practised_changes_the_way_and_comes_back(learner: Visitor) -> None:
    """A round says how far it is and what came of it; the path tells the standing, and what is due its time."""
    learner.open("learn")
    expect(learner.main.get_by_text("Nothing yet: what you practise comes back here")).to_be_visible()
    plan(learner, "window functions")
    press(learner, "Check yourself")
    for number in range(1, 6):
        expect(learner.main.get_by_text(f"{number} of 5")).to_be_visible(timeout=WAIT)
        press(learner, "I do not know")
        press(learner, "Next" if number < 5 else "Done")
    expect(learner.main.get_by_text("0 of 5 answers right.")).to_be_visible()
    press(learner, "Learn")
    expect(
        learner.main.get_by_text(re.compile("Nothing is due now. The next one is|exercises? to look at"))
    ).to_be_visible()
    expect(learner.main.get_by_text(re.compile("not yet|too little to tell")).first).to_be_visible()


def test_a_brief_is_forgotten_and_comes_back(learner: Visitor) -> None:
    """Removed from the record for good; what was removed stands in the form once more, for who did not mean it."""
    learner.open("learn")
    learner.main.get_by_text("Write it").click()
    learner.main.get_by_role("textbox", name="Tools and their versions").fill("PostgreSQL 16, dbt")
    press(learner, "Use this brief")
    expect(learner.main.get_by_text("PostgreSQL 16, dbt")).to_be_visible()
    press(learner, "Forget my brief")
    expect(learner.main.get_by_text("Removed from the record")).to_be_visible()
    expect(learner.main.get_by_role("button", name="Forget my brief")).to_have_count(0)
    expect(learner.main.get_by_role("textbox", name="Tools and their versions")).to_have_value("PostgreSQL 16, dbt")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_everyone_can_use_it(learner: Visitor, scheme: Any) -> None:
    """Light and dark, wide and narrow: no serious rule of axe is broken, and nothing is scrolled sideways."""
    learner.page.emulate_media(color_scheme=scheme)
    learner.open("learn")
    plan(learner, "window functions, 2 hours")
    overflow = "document.getElementById('stMain').scrollWidth - document.getElementById('stMain').clientWidth"
    for width in (1200, 400):
        learner.page.set_viewport_size({"width": width, "height": 2400})
        expect(learner.main.get_by_text("of 120 minutes")).to_be_visible()
        learner.page.wait_for_timeout(400)  # colours fade in
        picture(learner.page, f"learn-{scheme}-{width}")
        assert serious(learner.page) == []
        assert learner.page.evaluate(overflow) <= 0
    press(learner, "Check yourself")
    expect(learner.main.get_by_text("1 of 5")).to_be_visible(timeout=WAIT)
    assert serious(learner.page) == []
    learner.page.emulate_media(color_scheme=None)


def test_an_address_that_names_nothing(learner: Visitor) -> None:
    """What it names is said not to be there, with the way on; nothing breaks."""
    for wanted in ("practise=sql%2Fabsent", "practise=answer%3A99", "practise=answer%3Ax", "assess=absent"):
        learner.open(f"learn?{wanted}")
        expect(learner.main.get_by_role("alert")).to_be_visible()
        expect(learner.main.get_by_role("button", name="Learn")).to_be_visible()
