"""The road from a source elsewhere to a folder that loads as it is: whole or not at all, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import NOW, ROOT
from tests.corpus.elsewhere.repository import Repository
from tests.corpus.elsewhere.site import Answer, Page, Site, page
from tests.roads.conftest import Curating
from tutor.corpus.elsewhere.gathered import Fetched
from tutor.corpus.elsewhere.recipe import GitSource, Recipe, WebSource
from tutor.corpus.manifest import read_manifest
from tutor.domain import FileStatus
from tutor.errors import BadInput, FetchFailed, StoreFailed
from tutor.fetch import fetch, recipe_of
from tutor.load import Loader, load

RECIPES = ROOT / "corpora" / "recipes"


@pytest.fixture
def notes(tmp_path: Path) -> Repository:
    """A repository with two pages, tagged `v1`."""
    made = Repository(tmp_path / "notes")
    made.write("docs/tides.md", "# Tides\n\nHigh water comes every twelve hours and twenty-five minutes.\n")
    made.write("docs/wind.txt", "Wind\n====\n\nWind blows from high pressure to low pressure.\n")
    made.commit("v1")
    return made


def recipe(notes: Repository, **changed: object) -> Recipe:
    """A recipe of that repository."""
    known = {"name": "sea", "title": "Sea notes", "licence": "CC-BY-4.0", "author": "A. Sailor", "version": "2026",
             "git": GitSource(repository=notes.address, ref="v1", folder="docs"), "endings": {".txt": ".rst"},
             "homepage": "https://sea.example/"}  # fmt: skip
    return Recipe.model_validate({**known, **changed})


def from_site(site: Site, include: tuple[str, ...] = ()) -> Recipe:
    """A recipe of all pages of that site, or of those that are meant."""
    return Recipe(name="site", title="Site", web=WebSource(address=f"{site.root}/", delay=0), include=include)


def paths(found: Fetched) -> list[str]:
    """The files that came."""
    return [file.path for file in found.files]


def visible(folder: Path) -> list[str]:
    """The files of a folder, without hidden ones."""
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*")
                  if each.is_file() and not each.name.startswith("."))  # fmt: skip


def test_what_is_fetched_loads_as_it_is(notes: Repository, curating: Curating, tmp_path: Path) -> None:
    """Every file is indexed, and each source of the release names licence, author, version and day of the fetch."""
    found = fetch(recipe(notes), tmp_path / "sea", NOW)
    assert paths(found) == ["tides.md", "wind.rst"]
    assert found.notices == ()
    report = load(tmp_path / "sea", "sea", Loader(curating.shelf, curating.embedder, curating.cache), NOW)
    assert [(file.path, file.status) for file in report.files] == [
        ("tides.md", FileStatus.INDEXED), ("wind.rst", FileStatus.INDEXED),
    ]  # fmt: skip
    (opened,) = curating.parts().releases(["sea"])
    wind = opened.texts.document("wind.rst")
    assert wind is not None
    source = wind.source
    assert (source.title, source.licence, source.author) == ("Wind", "CC-BY-4.0", "A. Sailor")
    assert (source.uri, source.reviewed_on) == ("https://sea.example/", NOW.date())
    assert source.version.startswith("2026, v1 (")


def test_again_and_at_another_tag(notes: Repository, tmp_path: Path) -> None:
    """What did not change does not come again; what is gone from the source is gone from the folder."""
    fetch(recipe(notes), tmp_path / "sea", NOW)
    assert all(file.again for file in fetch(recipe(notes), tmp_path / "sea", NOW + timedelta(days=2)).files)
    (notes.folder / "docs/wind.txt").unlink()
    notes.write("docs/waves.md", "# Waves\n\nA wave breaks where the water is shallow.\n")
    notes.commit("v2")
    second = recipe(notes, git=GitSource(repository=notes.address, ref="v2", folder="docs"))
    found = fetch(second, tmp_path / "sea", NOW)
    assert {file.path: file.again for file in found.files} == {"tides.md": True, "waves.md": False}
    assert visible(tmp_path / "sea") == ["corpus.toml", "tides.md", "waves.md"]


def test_what_a_curator_wrote_stays(notes: Repository, tmp_path: Path) -> None:
    """Changes in the corpus.toml of an earlier fetch are in the next one, beside what that one knows anew."""
    to = tmp_path / "sea"
    fetch(recipe(notes), to, NOW)
    text = (to / "corpus.toml").read_text()
    text = text.replace('title = "Sea notes"', 'title = "The sea"', 1)
    text = text.replace('path = "tides.md"', 'path = "tides.md"\nreview_by = 2027-11-21', 1)
    accepted = '[[accepted]]\nfinding = "a"\nreason = "b"\n'
    (to / "corpus.toml").write_text(f'use = "commercial"\n{text}\n{accepted}')
    fetch(recipe(notes, version="2027"), to, NOW + timedelta(days=9))
    manifest = tomllib.loads((to / "corpus.toml").read_text())
    assert (manifest["title"], manifest["licence"]) == ("The sea", "CC-BY-4.0")
    assert (manifest["use"], manifest["accepted"]) == ("commercial", [{"finding": "a", "reason": "b"}])
    tides, wind = manifest["sources"]
    assert f"{tides['review_by']}" == "2027-11-21"
    assert tides["version"].startswith("2027, v1")
    assert tides["reviewed_on"] == (NOW + timedelta(days=9)).date()
    assert "review_by" not in wind


def test_a_folder_of_something_else(notes: Repository, tmp_path: Path) -> None:
    """A folder that was not fetched, or not from there, is never replaced."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.md").write_text("# Mine\n")
    with pytest.raises(BadInput, match="holds something that was not fetched"):
        fetch(recipe(notes), tmp_path / "mine", NOW)
    assert visible(tmp_path / "mine") == ["diary.md"]
    fetch(recipe(notes), tmp_path / "sea", NOW)
    other = recipe(notes, git=GitSource(repository=f"{notes.address}/.git", ref="v1"))
    with pytest.raises(BadInput, match=r"holds what was fetched from file://.*/notes\. Give this one another name"):
        fetch(other, tmp_path / "sea", NOW)


def test_nothing_that_is_meant(notes: Repository, tmp_path: Path) -> None:
    """Where no file comes, the folder stays what it was, and the message says why."""
    fetch(recipe(notes), tmp_path / "sea", NOW)
    with pytest.raises(FetchFailed, match=r"No file came from .*: nothing in it is meant"):
        fetch(recipe(notes, include=("no/**",)), tmp_path / "sea", NOW)
    assert visible(tmp_path / "sea") == ["corpus.toml", "tides.md", "wind.rst"]


def test_two_at_once(notes: Repository, tmp_path: Path) -> None:
    """A second fetch into the same folder is refused while the first runs."""
    with FileLock(tmp_path / ".sea.lock"), pytest.raises(StoreFailed, match="Another process fetches"):
        fetch(recipe(notes), tmp_path / "sea", NOW)


def test_a_disk_that_cannot_be_written(notes: Repository, tmp_path: Path) -> None:
    """It is said so, and where else to fetch to."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="--to"):
        fetch(recipe(notes), tmp_path / "file" / "sea", NOW)


def test_killed_between_the_two_renames(notes: Repository, tmp_path: Path) -> None:
    """The folder that was set aside for the moment of the switch is put back, and the fetch goes on."""
    fetch(recipe(notes), tmp_path / "sea", NOW)
    (tmp_path / "sea").rename(tmp_path / ".sea.old")
    with pytest.raises(FetchFailed):
        fetch(recipe(notes, include=("no/**",)), tmp_path / "sea", NOW)
    assert visible(tmp_path / "sea") == ["corpus.toml", "tides.md", "wind.rst"]


@pytest.mark.parametrize("earlier", [False, True])
def test_killed_in_the_middle(tmp_path: Path, earlier: bool) -> None:
    """After kill -9 the folder is what it was; the next fetch asks for nothing that had come, and is complete."""
    names = [f"/n{number}" for number in range(40)]
    pages: dict[str, Answer] = {name: page(name) for name in names}
    with Site({"/robots.txt": Page(status=404), "/": page("Home", *names), **pages}) as site:
        if earlier:
            fetch(from_site(site, include=("",)), tmp_path / "site", NOW)
        before = visible(tmp_path / "site") if earlier else []
        code = (
            "import sys; from datetime import datetime, UTC; from pathlib import Path; from tutor.fetch import fetch\n"
            "from tutor.corpus.elsewhere.recipe import Recipe\n"
            "fetch(Recipe.model_validate_json(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC))"
        )
        slow = WebSource(address=f"{site.root}/", delay=0.02)
        asked = from_site(site).model_copy(update={"web": slow})
        command = [sys.executable, "-c", code, asked.model_dump_json(), str(tmp_path / "site")]
        start = len(site.paths)
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        while len(site.paths) < start + 15:
            assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        came = site.paths[start:]
        assert (visible(tmp_path / "site") if earlier else []) == before
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        again = site.paths[start + len(came) :]
    assert set(came) & set(again) <= {came[-1]}
    assert visible(tmp_path / "site") == sorted(["corpus.toml", "index.html", *(f"{name[1:]}.html" for name in names)])
    assert not (tmp_path / ".site.part").exists()


def test_an_archive_with_a_manifest(tmp_path: Path) -> None:
    """A corpus that somebody packed comes out as it was, from a file as from the web."""
    with zipfile.ZipFile(tmp_path / "Sea Notes.zip", "w") as archive:
        archive.writestr("sea/corpus.toml", 'title = "Sea"\nlicence = "CC0-1.0"\n[[sources]]\npath = "tides.md"\n')
        archive.writestr("sea/tides.md", "# Tides\n\nHigh water comes every twelve hours.\n")
    found = fetch(recipe_of(str(tmp_path / "Sea Notes.zip"), RECIPES), tmp_path / "a", NOW)
    assert (found.name, found.notices) == ("sea-notes", ())
    raw = (tmp_path / "Sea Notes.zip").read_bytes()
    with Site({"/x/sea.zip": Page(raw, media_type="application/zip")}) as site:
        fetch(recipe_of(f"{site.root}/x/sea.zip", RECIPES), tmp_path / "b", NOW)
    for folder in (tmp_path / "a", tmp_path / "b"):
        assert visible(folder) == ["corpus.toml", "tides.md"]
        assert read_manifest(folder, "sea").corpus.licence == "CC0-1.0"


@pytest.mark.parametrize(
    ("what", "name", "kind"),
    [
        ("https://github.com/acme/Sea_Notes", "sea-notes", "git"),
        ("https://git.example.org/sea.git#v1", "sea", "git"),
        ("git+https://example.org/x/sea#main", "sea", "git"),
        ("https://example.org/files/Sea.ZIP", "sea", "archive"),
        ("https://www.example.org/docs/17/", "example-org-docs-17", "web"),
        ("https://example.org/sitemap.xml", "example-org-sitemap", "web"),
    ],
)
def test_what_an_address_means(what: str, name: str, kind: str) -> None:
    """An address tells whether it is a repository, an archive or a site, and gives the corpus a name."""
    found = recipe_of(what, RECIPES)
    assert found.name == name
    assert getattr(found, kind) is not None


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("no-such-recipe", "There is no recipe and no file"),
        ("../recipes/django", "There is no recipe and no file"),
        ("https://me:secret@example.org/", "must not hold a name or a password"),
        ("https:///nowhere", "must be an address"),
        (str(ROOT), "is here already: tutor load"),
    ],
)
def test_what_is_nothing(what: str, words: str) -> None:
    """What cannot be fetched is refused with the cure."""
    with pytest.raises(BadInput, match=words):
        recipe_of(what, RECIPES)
