"""Recipes say what is wrong with them, mean the paths that they say, and those that come with Groundwork are right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tutor.cli_load import starter_folders
from tutor.corpus.elsewhere.patterns import wanted
from tutor.corpus.elsewhere.recipe import read_recipe, read_recipes
from tutor.errors import BadRecipe

RECIPES = read_recipes(ROOT / "corpora" / "recipes")
GIT = 'title = "Notes"\n[git]\nrepository = "https://example.org/notes.git"\n'


@pytest.mark.parametrize(
    ("pattern", "meant", "not_meant"),
    [
        ("docs/**/*.md", ("docs/a.md", "docs/a/b/c.md"), ("a.md", "docs/a.txt", "xdocs/a.md", "docs/a.md/x")),
        ("*.rst", ("a.rst",), ("b/a.rst", "arst")),
        ("docs/**", ("docs/a", "docs/a/b"), ("docs",)),
        ("**/*.{md,mdx}", ("a.md", "b/a.mdx"), ("a.txt", "a.{md,mdx}")),
        ("v?.[x]/a+b.md", ("v1.[x]/a+b.md",), ("v10.[x]/a+b.md", "v1.x/aab.md")),
    ],
)
def test_patterns(pattern: str, meant: tuple[str, ...], not_meant: tuple[str, ...]) -> None:
    """`*` stays in a folder, `**` does not, braces are a choice, and every other letter is itself."""
    assert all(wanted(path, (pattern,), ()) for path in meant)
    assert not any(wanted(path, (pattern,), ()) for path in not_meant)
    assert not any(wanted(path, (), (pattern,)) for path in meant)


def test_a_recipe(tmp_path: Path) -> None:
    """The name is that of the file, and what is left out has its default."""
    (tmp_path / "notes.toml").write_text(GIT + 'ref = "v1.2"\n')
    recipe = read_recipe(tmp_path / "notes.toml")
    assert (recipe.name, recipe.origin, recipe.language) == ("notes", "https://example.org/notes.git", "en")


def test_a_recipe_of_an_archive(tmp_path: Path) -> None:
    """The archive lies beside the recipe, wherever the command is given."""
    (tmp_path / "notes.toml").write_text('title = "N"\n[archive]\nfile = "files/n.zip"\n')
    assert read_recipe(tmp_path / "notes.toml").origin == str(tmp_path / "files/n.zip")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('title = "N"', r"needs exactly one of \[git\], \[web\] and \[archive\]"),
        (GIT + '[web]\naddress = "https://example.org/"', "needs exactly one of"),
        ('tittle = "N"\n' + GIT, "tittle: Extra inputs are not permitted"),
        (GIT.replace("https:", "ssh:"), "git.repository: .* begins with http"),
        (GIT.replace("https://", "https://me:secret@"), "must not hold a name or a password"),
        (GIT.replace("https:", "ext::sh -c id"), "git.repository"),
        (GIT + 'ref = "--upload-pack=id"', "git.ref: .* must be a tag, a branch or a full commit"),
        (GIT + 'folder = "../x"', "git.folder: .* must be a folder inside the repository"),
        (GIT + 'pages = "https://example.org/{name}"', r"may hold \{path\}, \{stem\} and \{slug\}"),
        ('title = "N"\n[web]\naddress = "file:///etc/"', "web.address"),
        ('title = "N"\n[web]\naddress = "https://e.org"\nmost_pages = 0', "web.most_pages"),
        ('title = "N"\nendings = { txt = "rst" }\n[archive]\nfile = "a.zip"', "endings: .* must be endings"),
        ('title = "N"\n[archive]', "archive: .* give either an address or a file"),
        ("title = ", "read: Invalid value"),
    ],
)
def test_a_recipe_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    """The message names the file, the field and what is wrong with it."""
    (tmp_path / "notes.toml").write_text(text)
    with pytest.raises(BadRecipe, match=rf"notes\.toml cannot be .*{words}"):
        read_recipe(tmp_path / "notes.toml")


@pytest.mark.parametrize("recipe", RECIPES, ids=[recipe.name for recipe in RECIPES])
def test_the_recipes_that_come_along(recipe: object) -> None:
    """Each says its licence, what it describes and for whom, its origin over https, and which version or branch."""
    known = next(each for each in RECIPES if each is recipe)
    assert known.licence
    assert known.author
    assert known.description.endswith(".")
    assert known.homepage.startswith("https://")
    assert known.origin.startswith("https://")
    assert known.include
    if known.git:
        assert known.git.ref
        assert all(pattern.rpartition(".")[2] for pattern in known.include)


def test_there_are_many_and_they_disturb_no_starter_corpus() -> None:
    """At least twelve; and their folder is none of the corpora that are loaded."""
    assert len(RECIPES) >= 12
    assert len({recipe.origin + str(recipe.git) for recipe in RECIPES}) == len(RECIPES)
    assert "recipes" not in starter_folders()
