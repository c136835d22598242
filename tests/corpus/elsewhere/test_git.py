"""Files of a real git repository at one commit: nothing of it is run, and nothing but what is meant comes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.corpus.elsewhere.repository import Repository, Served
from tests.corpus.elsewhere.site import Page, Site, moved
from tutor.corpus.elsewhere.gathered import Errand, Gathered
from tutor.corpus.elsewhere.git import Bounds, clone
from tutor.corpus.elsewhere.recipe import GitSource, Recipe
from tutor.domain import Progress
from tutor.errors import BadInput, FetchFailed

Clone = Callable[..., Gathered]


@pytest.fixture
def notes(tmp_path: Path) -> Repository:
    """A repository with two pages, tagged `v1`."""
    made = Repository(tmp_path / "notes")
    made.write("docs/tides.md", "# Tides\n\nHigh water comes every twelve hours.\n")
    made.write("docs/sub/wind.txt", "Wind\n====\n\nWind blows from high pressure to low.\n")
    made.write("src/code.py", "print(1)\n")
    made.commit("v1")
    return made


@pytest.fixture
def cloned(tmp_path: Path) -> Clone:
    """Clones into `tmp_path / "part"`."""

    def clone_it(made: Repository | str, bounds: Bounds | None = None, **asked: object) -> Gathered:
        of_git = {name: asked.pop(name) for name in ("ref", "folder", "pages") if name in asked}
        address = made if isinstance(made, str) else made.address
        source = GitSource.model_validate({"repository": address, **of_git})
        recipe = Recipe.model_validate({"name": "notes", "title": "Notes", "git": source, **asked})
        (tmp_path / "part").mkdir(exist_ok=True)
        return clone(source, Errand(recipe, tmp_path / "part", tmp_path / "earlier", NOW), bounds)

    return clone_it


def test_at_a_tag(notes: Repository, cloned: Clone, tmp_path: Path) -> None:
    """The files of the tag come, not those of today; each names its version and address, and has the right ending."""
    commit = notes.git("rev-parse", "HEAD")
    notes.write("docs/tides.md", "# Tides\n\nChanged.\n")
    notes.commit()
    found = cloned(notes, ref="v1", folder="docs", include=["**/*.{md,txt}"], endings={".txt": ".rst"},
                   pages="https://example.org/v1/{stem}.html")  # fmt: skip
    assert [file.path for file in found.files] == ["sub/wind.rst", "tides.md"]
    assert found.files[0].uri == "https://example.org/v1/sub/wind.html"
    assert {file.version for file in found.files} == {found.version} == {f"v1 ({commit[:12]}, 2026-10-03)"}
    assert "twelve hours" in (tmp_path / "part/tides.md").read_text()
    assert sorted(path.name for path in (tmp_path / "part").iterdir()) == ["sub", "tides.md"]


def test_at_a_commit_a_branch_and_nothing(notes: Repository, cloned: Clone) -> None:
    """A full commit is fetched whichever it is; a branch and no ref mean its newest commit."""
    first = notes.git("rev-parse", "HEAD")
    notes.write("docs/new.md", "# New\n")
    newest = notes.commit()
    assert len(cloned(notes, ref=first, include=["docs/**"]).files) == 2
    assert cloned(notes, ref="main", include=["docs/**"]).version.startswith(f"main ({newest[:12]}")
    assert cloned(notes, include=["docs/**"]).version.startswith(newest)


@pytest.mark.parametrize(("ref", "words"), [("v9", "has no 'v9'"), ("0" * 40, "has no '0"), ("abcdef1", "shortened")])
def test_a_ref_that_is_not_there(notes: Repository, cloned: Clone, ref: str, words: str) -> None:
    """It is said so, with what may be given instead."""
    with pytest.raises(BadInput, match=words):
        cloned(notes, ref=ref)


def test_a_repository_that_is_not_there(cloned: Clone, tmp_path: Path) -> None:
    """It is said so in words."""
    with pytest.raises(FetchFailed, match="cannot be fetched"):
        cloned(f"file://{tmp_path}/nowhere")


def test_nothing_of_it_is_run(
    notes: Repository, cloned: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hooks, filters, links and submodules of the repository, and settings of the user, have no effect at all."""
    marker = tmp_path / "ran"
    hook = tmp_path / "template/hooks/post-checkout"
    hook.parent.mkdir(parents=True)
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n")
    hook.chmod(0o755)
    (tmp_path / "gitconfig").write_text(
        f"[init]\n templateDir = {tmp_path}/template\n[core]\n hooksPath = {hook.parent}\n"
        f' fsmonitor = "touch {marker}"\n'
        f'[filter "x"]\n smudge = "touch {marker}"\n[credential]\n helper = "!touch {marker}"\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"touch {marker}")
    other = Repository(tmp_path / "other")
    other.write("a.md", "# Other\n")
    other.commit()
    notes.write(".gitattributes", "*.md filter=x\n*.md text eol=crlf ident\n")
    notes.git("submodule", "--quiet", "add", other.address, "docs/module")
    (notes.folder / "docs/link.md").symlink_to("/etc/passwd")
    (notes.folder / "docs/up").symlink_to("../..")
    notes.commit("v2")
    found = cloned(notes, ref="v2", include=["docs/**"])
    assert [file.path for file in found.files] == ["docs/sub/wind.txt", "docs/tides.md"]
    assert {each.path: each.reason for each in found.left_out} == {
        "docs/link.md": "it is a link",
        "docs/up": "it is a link",
        "docs/module": "it is a repository of its own (a submodule)",
    }
    assert (tmp_path / "part/docs/tides.md").read_bytes() == (notes.folder / "docs/tides.md").read_bytes()
    assert not marker.exists()


def test_only_what_is_meant_is_sent(notes: Repository, cloned: Clone, tmp_path: Path) -> None:
    """Of a large repository only the meant files come over, and those that are there already do not come again."""
    notes.write("film.bin", "".join(f"{number * 7919 % 1_000_003:06x}" for number in range(300_000)))
    notes.commit("v2")
    sizes: list[float] = []

    def watch(now: Progress) -> None:
        if now.note.endswith("MB"):
            sizes.append(float(now.note.rpartition(": ")[2].removesuffix(" MB")))

    source = GitSource(repository=notes.address, ref="v2")
    recipe = Recipe(name="notes", title="Notes", git=source, include=("docs/**",))
    (tmp_path / "part").mkdir()
    errand = Errand(recipe, tmp_path / "part", tmp_path / "earlier", NOW, watch)
    assert not any(file.again for file in clone(source, errand).files)
    assert all(file.again for file in clone(source, errand).files)
    assert max(sizes) < 0.5


def test_over_http(notes: Repository, cloned: Clone) -> None:
    """A server of git over HTTP gives the tree and then the meant files; what is there is not asked for again."""
    with Served(notes.folder.parent) as served:
        address = f"{served.root}/notes/.git"
        assert not any(file.again for file in cloned(address, ref="v1", include=["docs/**"]).files)
        asked = len(served.asked)
        assert all(file.again for file in cloned(address, ref="v1", include=["docs/**"]).files)
        assert len(served.asked) < 2 * asked
        with pytest.raises(BadInput, match="has no 'v9'"):
            cloned(address, ref="v9")


def test_names_that_are_not_utf_8(notes: Repository, cloned: Clone) -> None:
    """A file whose name is no text is left out and named as far as it can be."""
    Path(f"{notes.folder}/docs/caf\udce9.md").write_text("# Coffee\n")
    notes.write("docs/crème brûlée.md", "# Crème\n")
    notes.commit("v2")
    found = cloned(notes, ref="v2", include=["docs/*.md"])
    assert [file.path for file in found.files] == ["docs/crème brûlée.md", "docs/tides.md"]
    (left,) = found.left_out
    assert left.path.isprintable()


def test_bounds(notes: Repository, cloned: Clone) -> None:
    """Too many files are refused with the cure, and a host that never answers is left in words."""
    with pytest.raises(BadInput, match="3 files are meant; 2 are allowed"):
        cloned(notes, Bounds(files=2), ref="v1")
    ask = "/slow.git/info/refs?service=git-upload-pack"
    with Site({ask: Page("x", drip=0.05)}) as site:
        start = time.monotonic()
        with pytest.raises(FetchFailed, match=r"took longer than 0\.5 seconds"):
            cloned(f"{site.root}/slow.git", Bounds(seconds=0.5))
        assert time.monotonic() - start < 10


def test_a_host_that_leads_elsewhere_or_wants_a_password(cloned: Clone) -> None:
    """A redirect is not followed and no password is asked for: each ends at once, in words."""
    ask = "/x.git/info/refs?service=git-upload-pack"
    with Site({}) as private:
        away = moved(f"{private.root}/x.git/info/refs?service=git-upload-pack")
        locked = Page(status=401, headers={"WWW-Authenticate": "Basic"})
        for answer, error, words in (
            (away, BadInput, "leads to another address"),
            (locked, FetchFailed, "wants a name and a password"),
        ):
            with Site({ask: answer}) as site, pytest.raises(error, match=words):
                cloned(f"{site.root}/x.git")
        assert private.asked == []
