"""Recipes: where a corpus comes from, under which licence, and which files are meant (`corpora/recipes/*.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from tutor.domain import Noun
from tutor.errors import BadRecipe, wrong_fields

_CURE = "See docs/curators.md for the fields of a recipe."
_REF = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/+-]{0,199}")
_ENDING = re.compile(r"\.[a-z0-9]{1,10}")
_PLACEHOLDER = re.compile(r"\{(?!path\}|stem\}|slug\})[^}]*\}")


def _one_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that begins with http:// or https://")
    if parts.username or parts.password:
        raise ValueError("must not hold a name or a password")
    return address


Address = Annotated[str, AfterValidator(_one_address)]
Patterns = tuple[str, ...]


class GitSource(Noun):
    """Files of a git repository at a tag, a full commit or a branch.

    `pages` gives each file its public address: `{path}` is the file's path in `folder`, `{stem}` that without its
    ending, and `{slug}` the stem without `index` at its end.
    """

    repository: str
    ref: str = ""  # empty: the branch that the repository itself puts first
    folder: str = ""  # whose paths the files get; empty: the whole repository
    pages: str = ""

    @field_validator("repository")
    @classmethod
    def _known_protocol(cls, repository: str) -> str:
        if urlsplit(repository).scheme == "file":
            return repository
        return _one_address(repository)

    @field_validator("ref")
    @classmethod
    def _plain_ref(cls, ref: str) -> str:
        if ref and (not _REF.fullmatch(ref) or ".." in ref):
            raise ValueError("must be a tag, a branch or a full commit")
        return ref

    @field_validator("folder")
    @classmethod
    def _inside(cls, folder: str) -> str:
        if folder.startswith("/") or ".." in folder.split("/") or "\\" in folder:
            raise ValueError("must be a folder inside the repository")
        return folder.strip("/")

    @field_validator("pages")
    @classmethod
    def _known_placeholders(cls, pages: str) -> str:
        if _PLACEHOLDER.search(pages):
            raise ValueError("may hold {path}, {stem} and {slug}, and nothing else in braces")
        return pages


class WebSource(Noun):
    """Pages of a web site: those that `address` leads to, a page or a sitemap, inside its folder or `within`."""

    address: Address
    within: str = ""  # path on the same host; empty: the folder of `address`
    most_pages: int = Field(1000, ge=1, le=50_000)
    delay: float = Field(1.0, ge=0, le=60)  # seconds between two requests; robots.txt may ask for more


class ArchiveSource(Noun):
    """A zip archive: a file here, or one at an address."""

    address: Address | None = None
    file: Path | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.address is None) == (self.file is None):
            raise ValueError("give either an address or a file")
        return self


class Recipe(Noun):
    """Where one corpus comes from: exactly one of `git`, `web` and `archive`. `name` is that of its file.

    `include` and `exclude` are patterns of paths, those of the web without the leading `/`. `endings` rename: a project
    that keeps reStructuredText in `.txt` says so.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    title: str = Field(min_length=1)
    description: str = ""
    licence: str = ""
    language: str = "en"
    author: str = ""
    version: str = ""
    homepage: str = ""
    include: Patterns = ()
    exclude: Patterns = ()
    endings: Mapping[str, str] = Field(default_factory=dict)
    git: GitSource | None = None
    web: WebSource | None = None
    archive: ArchiveSource | None = None

    @field_validator("endings")
    @classmethod
    def _endings(cls, endings: Mapping[str, str]) -> Mapping[str, str]:
        if not all(_ENDING.fullmatch(each) for pair in endings.items() for each in pair):
            raise ValueError('must be endings such as ".txt"')
        return endings

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(each is not None for each in (self.git, self.web, self.archive)) != 1:
            raise ValueError("needs exactly one of [git], [web] and [archive]")
        return self

    @property
    def origin(self) -> str:
        """Where it comes from, in a word: an address, or the path of a file."""
        if self.git:
            return self.git.repository
        if self.web:
            return self.web.address
        assert self.archive is not None
        return self.archive.address or str(self.archive.file)


def read_recipe(file: Path) -> Recipe:
    """The recipe in `file`; an archive that it names lies beside it. Raises `BadRecipe`."""
    try:
        content = tomllib.loads(file.read_text("utf-8"))
        recipe = Recipe.model_validate({**content, "name": file.stem})
    except ValidationError as error:
        raise BadRecipe(f"{file.name} cannot be used: {wrong_fields(error)}.", _CURE) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecipe(f"{file.name} cannot be read: {error}.", _CURE) from error
    if recipe.archive and recipe.archive.file:
        beside = ArchiveSource(file=file.absolute().parent / recipe.archive.file)
        return recipe.model_copy(update={"archive": beside})
    return recipe


def read_recipes(folder: Path) -> list[Recipe]:
    """All recipes of the folder, by name. Raises `BadRecipe`."""
    return [read_recipe(file) for file in sorted(folder.glob("*.toml"))]
