"""What the desk has done beside the page: the roads that the command line goes too, on the folder of a corpus."""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime
from pathlib import Path

from app.desk.folder import folder_of, link
from app.desk.kept_report import keep_report
from app.desk.under_way import Do
from tutor.corpus.elsewhere.gathered import Fetched
from tutor.corpus.elsewhere.recipe import Recipe
from tutor.domain import IngestReport, Vetted, Watch, Weight
from tutor.errors import BadInput
from tutor.fetch import fetch
from tutor.golden import by_rule
from tutor.load import Loader, load
from tutor.parts import Parts


def loading(corpus: str, parts: Parts, *, check: bool) -> Do:
    """Load the corpus and publish it; with `check` only where nothing is found that must be settled first.

    Gives the `IngestReport`, or what was found and holds it back.
    """
    home, folder = parts.settings.home, _there(corpus, parts)

    def do(watch: Watch) -> IngestReport | Vetted:
        own = _in_this_thread(parts)
        with own.cache:
            if check:
                found = _vetted(folder, corpus, own, watch)
                if found.still_open(Weight.MUST):
                    return found
            loader = Loader(own.shelf, own.embedder, own.cache, watch, ask=by_rule(own))
            report = load(folder, corpus, loader, datetime.now(UTC))
        keep_report(home, report, datetime.now(UTC))
        return report

    return do


def checking(corpus: str, parts: Parts) -> Do:
    """Look at the files of the corpus as a curator would before publishing. Gives `Vetted`."""
    folder = _there(corpus, parts)

    def do(watch: Watch) -> Vetted:
        own = _in_this_thread(parts)
        with own.cache:
            return _vetted(folder, corpus, own, watch)

    return do


def fetching(recipe: Recipe, parts: Parts) -> Do:
    """Bring what the recipe names into a folder of its own, and load its corpus from there. Gives `Fetched`."""
    home = parts.settings.home

    def do(watch: Watch) -> Fetched:
        fetched = fetch(recipe, home / "fetched" / recipe.name, datetime.now(UTC), watch)
        link(home, recipe.name, fetched.folder)
        return fetched

    return do


def _there(corpus: str, parts: Parts) -> Path:
    folder = folder_of(parts.settings.home, corpus)
    if not folder.is_dir():
        raise BadInput(f"There are no files of {corpus} here yet.", "Bring some in first.")
    return folder


def _vetted(folder: Path, corpus: str, parts: Parts, watch: Watch) -> Vetted:
    from tutor.vet import Vetting, vet  # here: what it needs takes long to import

    return vet(folder, corpus, Vetting(parts, watch=watch), datetime.now(UTC))


def _in_this_thread(parts: Parts) -> Parts:
    """The same machines, with a cache of its own: SQLite wants each connection used by the thread that opened it."""
    own = copy(parts)
    vars(own).pop("cache", None)
    return own
