"""`tutor corpus fetch`, and `tutor load` of what must be fetched first, as a person and a program see them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.shapes import FETCHED, RECIPES, REPORT, faults
from tests.corpus.elsewhere.repository import Repository
from tests.corpus.elsewhere.site import Page, Site, page

TIDES = "# Tides\n\nHigh water comes every twelve hours and twenty-five minutes at this coast.\n"


@pytest.fixture
def notes(tmp_path: Path) -> Repository:
    """A repository with a page and a link, tagged `v1`."""
    made = Repository(tmp_path / "notes")
    made.write("docs/tides.md", TIDES)
    (made.folder / "docs/link.md").symlink_to("tides.md")
    made.commit("v1")
    return made


def test_the_recipes(run: Run) -> None:
    """They are listed with licence and origin, in words and in the documented shape."""
    ran = run("corpus", "fetch", "--list", "--json")
    assert list(faults(ran.row, RECIPES)) == []
    told = run("corpus", "fetch", "--list").out
    assert all(f"{recipe['recipe']} " in told and recipe["licence"] in told for recipe in ran.row["recipes"])


def test_a_repository(run: Run, notes: Repository, empty_home: Path) -> None:
    """What came, what did not and how to load it are said; the same command loads what was said."""
    ran = run("corpus", "fetch", f"{notes.address}#v1", "--corpus", "sea")
    assert ran.status == 0
    assert "left out docs/link.md  it is a link\n" in ran.out
    assert f"1 file, {len(TIDES)} bytes, 1 left out\n" in ran.out
    last = ran.out.splitlines()[-1]
    assert last == f"Load it with: tutor load {empty_home}/fetched/sea --corpus sea"
    assert "sea: release" in run(*last.split()[4:]).out
    ran = run("corpus", "fetch", f"{notes.address}#v1", "--corpus", "sea", "--json")
    assert list(faults(ran.row, FETCHED)) == []
    assert [file["again"] for file in ran.row["files"]] == [True]


def test_a_recipe_of_ones_own(run: Run, notes: Repository, tmp_path: Path) -> None:
    """The path of a recipe is fetched like the name of one, into the folder that was named."""
    (tmp_path / "sea.toml").write_text(
        'title = "Sea"\nlicence = "CC0-1.0"\ninclude = ["docs/*.md"]\n'
        f'[git]\nrepository = "{notes.address}"\nref = "v1"\n'
    )
    ran = run("corpus", "fetch", str(tmp_path / "sea.toml"), "--to", str(tmp_path / "here"), "--json")
    assert (ran.row["folder"], ran.row["licence"], ran.row["notices"]) == (str(tmp_path / "here"), "CC0-1.0", [])
    assert (tmp_path / "here/docs/tides.md").read_text() == TIDES


def test_load_fetches_first(run: Run, tmp_path: Path) -> None:
    """`tutor load` takes a zip archive and an address; what was fetched is told beside, and the report stays JSON."""
    with zipfile.ZipFile(tmp_path / "Sea Notes.zip", "w") as archive:
        archive.writestr("tides.md", TIDES)
    ran = run("load", str(tmp_path / "Sea Notes.zip"), "--json")
    assert list(faults(ran.row, REPORT)) == []
    assert (ran.row["corpus"], ran.row["files"][0]["status"]) == ("sea-notes", "indexed")
    assert "1 file, " in ran.err
    with Site({"/robots.txt": Page(status=404), "/d/": page("Tides")}) as site:
        ran = run("load", f"{site.root}/d/", "--corpus", "web", "--json")
    assert (ran.row["corpus"], [file["path"] for file in ran.row["files"]]) == ("web", ["index.html"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name a recipe"),
        (("nothing",), "There is no recipe and no file 'nothing'"),
        (("python", "--pages", "3"), "--pages is for web sites"),
        (("python", "--corpus", "No Name"), "cannot be a corpus name"),
        (("https://me:pw@example.org/",), "must not hold a name or a password"),
        (("https://docs.invalid/",), "There is no machine named docs.invalid"),
    ],
)
def test_what_cannot_be_fetched(run: Run, arguments: tuple[str, ...], words: str) -> None:
    """It ends with a status and a message that says what to do, and leaves no folder."""
    ran = run("corpus", "fetch", *arguments)
    assert ran.status in (2, 3)
    assert words in ran.err
