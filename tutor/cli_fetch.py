"""The command `tutor corpus fetch`, and fetching for `tutor load`: sources from elsewhere as folders here."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import click

from tutor import terminal, wire
from tutor.corpus.elsewhere.gathered import Fetched
from tutor.corpus.elsewhere.recipe import Recipe, read_recipes
from tutor.options import json_option
from tutor.settings import read_settings

RECIPES = Path(__file__).parent.parent / "corpora" / "recipes"
_ELSEWHERE = re.compile(r"(?:git\+)?(?:https?|file)://", re.IGNORECASE)
_SHOWN = 20  # of what was left out; --json has all


@click.command()
@click.argument("what", required=False, metavar="RECIPE|ADDRESS|FILE.zip")
@click.option(
    "--corpus", metavar="NAME", help="What it is called; left out: the recipe's name, or made from the source."
)
@click.option("--to", type=click.Path(path_type=Path), help="The folder; left out: TUTOR_HOME/fetched/NAME.")
@click.option("--pages", type=click.IntRange(1, 50_000), help="How many pages of a web site at most.")
@click.option("--list", "listed", is_flag=True, help="Name the recipes that come with Groundwork.")
@json_option
def fetch(
    what: str | None, corpus: str | None, to: Path | None, pages: int | None, listed: bool, as_json: bool
) -> None:
    """Fetch sources from elsewhere into a folder that can be loaded.

    A RECIPE by name or path, the ADDRESS of a page, a sitemap, a zip archive or a git repository (with #TAG), or a
    FILE.zip.
    """
    if listed:
        _list(as_json)
    elif what is None:
        raise click.UsageError("Name a recipe, an address or a zip archive; --list names the recipes.")
    else:
        found = _fetched(what, corpus, to, pages)
        click.echo(wire.line(wire.of_fetched(found))) if as_json else _show(found)


def fetched_first(path: str, corpus: str | None) -> Path:
    """The folder that `tutor load` is to load: `path`, or where an address or a zip archive was fetched to."""
    if not _ELSEWHERE.match(path) and not (path.lower().endswith(".zip") and Path(path).is_file()):
        return Path(path)
    found = _fetched(path, corpus)
    _show(found, aside=True)
    return Path(found.folder)


def _fetched(what: str, corpus: str | None, to: Path | None = None, pages: int | None = None) -> Fetched:
    """Fetch it, with progress on standard error. Raises what the road raises."""
    from tutor.fetch import fetch as fetch_road
    from tutor.fetch import recipe_of

    recipe = _chosen(recipe_of(what, RECIPES), corpus, pages)
    folder = to or read_settings().home / "fetched" / recipe.name
    with terminal.progress() as watch:
        return fetch_road(recipe, folder.absolute(), datetime.now(UTC), watch)


def _chosen(recipe: Recipe, corpus: str | None, pages: int | None) -> Recipe:
    """The recipe under the name and with the bound that the options chose."""
    if corpus is not None and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", corpus):
        raise click.UsageError(f"{corpus!r} cannot be a corpus name: small letters, digits and hyphens, 63 at most.")
    if pages is not None and recipe.web is None:
        raise click.UsageError("--pages is for web sites; this comes from elsewhere.")
    web = recipe.web.model_copy(update={"most_pages": pages}) if recipe.web and pages else recipe.web
    return recipe.model_copy(update={"name": corpus or recipe.name, "web": web})


def _list(as_json: bool) -> None:
    recipes = read_recipes(RECIPES) if RECIPES.is_dir() else []
    if as_json:
        click.echo(wire.line({"recipes": [wire.of_recipe(recipe) for recipe in recipes]}))
        return
    for recipe in recipes:
        click.echo(f"{recipe.name:24} {recipe.title}")
        click.secho(f"{'':24} {recipe.licence}; {recipe.origin}", dim=True)


def _show(found: Fetched, *, aside: bool = False) -> None:
    """What came and what did not; `aside`: on standard error, because it is only the first half of a command."""
    for each in found.left_out[:_SHOWN]:
        told = f"{_plain(each.path)}  {_plain(each.reason)}"
        click.echo(click.style("left out ", fg="yellow") + told, err=aside)
    if len(found.left_out) > _SHOWN:
        click.secho(f"left out  {len(found.left_out) - _SHOWN} more; --json names all", fg="yellow", err=aside)
    for notice in found.notices:
        click.secho(f"! {notice}", fg="yellow", err=aside)
    again = sum(file.again for file in found.files)
    same = f", {again} of them as they were" if again else ""
    count = "1 file" if len(found.files) == 1 else f"{len(found.files):,} files"
    click.echo(f"{count}{same}, {found.size:,} bytes, {len(found.left_out)} left out", err=aside)
    known = ", ".join(filter(None, (found.title, found.licence, found.version)))
    click.echo(f"{known}: {_plain(found.origin)}", err=aside)
    if not aside:
        click.echo(f"Load it with: tutor load {shlex.quote(found.folder)} --corpus {found.name}")


def _plain(text: str) -> str:
    """`text` on one line, without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
