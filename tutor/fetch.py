"""The road from a source elsewhere to a folder that can be loaded: gather, describe, and switch to it in one step.

<to>/                the files and a `corpus.toml`; `.fetched.json` says where they came from
.<name>.part/        beside it: being filled; a fetch that was killed goes on there
.<name>.old/         beside it, for the moment of the switch only
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout
from pydantic import ValidationError

from tutor.corpus.elsewhere.archive import unpack
from tutor.corpus.elsewhere.described import described, merged
from tutor.corpus.elsewhere.download import download
from tutor.corpus.elsewhere.gathered import Errand, Fetched, Gathered
from tutor.corpus.elsewhere.git import clone
from tutor.corpus.elsewhere.recipe import ArchiveSource, GitSource, Recipe, WebSource, read_recipe
from tutor.corpus.elsewhere.web import VISITS, crawl
from tutor.corpus.manifest import MANIFEST
from tutor.domain import Noun, Watch, unwatched
from tutor.errors import BadInput, FetchFailed, StoreFailed

_NOTE = ".fetched.json"
_FORGES = frozenset({"github.com", "gitlab.com", "codeberg.org"})  # an address of two parts there is a repository
_LONGEST_NAME = 63


class _Note(Noun):
    """What `.fetched.json` holds: what was asked for, and the manifest that was written for it."""

    recipe: Recipe
    manifest: str = ""


def recipe_of(what: str, recipes: Path) -> Recipe:
    """What is meant by the name of a recipe, the path of a recipe or a zip archive, or an address.

    Raises `BadInput` where it is none of these, and `BadRecipe`.
    """
    if urlsplit(what).scheme in ("http", "https", "file", "git+https", "git+http", "git+file"):
        return _of_address(what)
    path = Path(what)
    if path.suffix.lower() == ".toml" and path.is_file():
        return read_recipe(path)
    if path.is_file():
        return Recipe(name=name_of(path.stem), title=_title(path.stem), archive=ArchiveSource(file=path.absolute()))
    if path.is_dir():
        raise BadInput(f"{what} is a folder.", f"It is here already: tutor load {what}")
    if (recipes / f"{what}.toml").is_file() and path.name == what:
        return read_recipe(recipes / f"{what}.toml")
    raise BadInput(f"There is no recipe and no file {what!r}.", "tutor corpus fetch --list names the recipes.")


def _of_address(what: str) -> Recipe:
    address, _, ref = what.removeprefix("git+").partition("#")
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step]
    stem = steps[-1] if steps else parts.hostname or ""
    a_forge = parts.hostname in _FORGES and len(steps) == 2
    try:
        if what.startswith(("git+", "file:")) or a_forge or stem.endswith(".git"):
            stem = stem.removesuffix(".git")
            return Recipe(name=name_of(stem), title=_title(stem), git=GitSource(repository=address, ref=ref))
        if stem.lower().endswith(".zip"):
            return Recipe(name=name_of(stem[:-4]), title=_title(stem[:-4]), archive=ArchiveSource(address=address))
        host = (parts.hostname or "").removeprefix("www.")
        name = name_of("-".join([host, *(step.partition(".")[0] for step in steps)]))
        return Recipe(name=name, title=host, homepage=address, web=WebSource(address=address))
    except ValidationError as error:
        said = "; ".join(each["msg"].removeprefix("Value error, ") for each in error.errors())
        raise BadInput(
            f"{what} cannot be fetched: {said}.", "Give a page, a zip archive or a git repository."
        ) from error


def name_of(words: str) -> str:
    """A name that a corpus can have, made of `words`."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in words.lower())
    return "-".join(part for part in letters.split("-") if part)[:_LONGEST_NAME].strip("-") or "fetched"


def _title(stem: str) -> str:
    return stem.replace("-", " ").replace("_", " ").strip().capitalize() or "Fetched"


def fetch(recipe: Recipe, to: Path, now: datetime, watch: Watch = unwatched) -> Fetched:
    """Bring what the recipe names into the folder `to`, with a manifest, so that it can be loaded as it is.

    Until all of it is there, `to` stays what it was; a fetch that was killed goes on the next time. Raises `BadInput`
    where `to` holds something else or the source is none, `FetchFailed` where it cannot be had, and `StoreFailed`.
    """
    with _alone(to):
        before = _note(to)
        if before is None and to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise BadInput(f"{to} holds something that was not fetched.", "Name another folder with --to.")
        if before is not None and before.recipe.origin != recipe.origin:
            cure = "Give this one another name with --corpus, another folder with --to, or delete that folder."
            raise BadInput(f"{to} holds what was fetched from {before.recipe.origin}.", cure)
        errand = Errand(recipe=recipe, folder=_part(to, recipe), earlier=to, now=now, watch=watch)
        gathered = _gathered(recipe, errand)
        if not gathered.files:
            reasons = "; ".join(dict.fromkeys(each.reason for each in gathered.left_out)) or "nothing in it is meant"
            raise FetchFailed(
                f"No file came from {recipe.origin}: {reasons}.", "Check the address, include and exclude."
            )
        _sweep(errand.folder, {file.path for file in gathered.files})
        own = (errand.folder / MANIFEST).is_file()
        if not own:
            manifest = described(recipe, gathered)
            _write_note(errand.folder, _Note(recipe=recipe, manifest=manifest))
            (errand.folder / MANIFEST).write_text(_with_edits(manifest, to, before), "utf-8")
        _switch(errand.folder, to)
    return Fetched(
        name=recipe.name,
        folder=str(to),
        title=recipe.title,
        licence=recipe.licence,
        origin=recipe.origin,
        version=recipe.version or gathered.version,
        files=gathered.files,
        left_out=gathered.left_out,
        notices=() if recipe.licence or own else ("No licence is known: name one in its corpus.toml.",),
    )


def _gathered(recipe: Recipe, errand: Errand) -> Gathered:
    if recipe.git:
        return clone(recipe.git, errand)
    if recipe.web:
        return crawl(recipe.web, errand)
    assert recipe.archive is not None
    if recipe.archive.file:
        return unpack(recipe.archive.file, errand)
    assert recipe.archive.address is not None
    found = unpack(download(recipe.archive.address, errand), errand)
    seen = {"uri": recipe.archive.address, "seen_on": errand.now.date()}
    return found.model_copy(
        update={
            "files": tuple(file.model_copy(update=seen) for file in found.files),
            "version": f"{errand.now:%Y-%m-%d}",
        }
    )


# ------------------------------------------------------------------ the folder


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    """Be the only one who fetches into this folder, and put right what a fetch that was killed left."""
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(to.with_name(f".{to.name}.lock"), timeout=0)
        lock.acquire()
    except Timeout as error:
        raise StoreFailed(f"Another process fetches into {to}.", "Wait for it.") from error
    except OSError as error:
        raise StoreFailed(
            f"{to.parent} cannot be written: {error.strerror}.", "Name another folder with --to."
        ) from error
    try:
        old = to.with_name(f".{to.name}.old")
        if old.exists() and not to.exists():  # killed between the two renames of the switch
            old.rename(to)
        shutil.rmtree(old, ignore_errors=True)
        yield
    except OSError as error:
        raise StoreFailed(f"{to} cannot be written: {error.strerror}.", "Make room, or choose --to.") from error
    finally:
        lock.release()


def _part(to: Path, recipe: Recipe) -> Path:
    """The folder to be filled; what an earlier fetch of the same recipe left there stays, of another it goes."""
    part = to.with_name(f".{to.name}.part")
    begun = _note(part)
    if begun is None or begun.recipe != recipe:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        _write_note(part, _Note(recipe=recipe))
    (part / MANIFEST).unlink(missing_ok=True)
    return part


def _note(folder: Path) -> _Note | None:
    try:
        return _Note.model_validate(json.loads((folder / _NOTE).read_text("utf-8")))
    except (OSError, ValueError):
        return None


def _write_note(folder: Path, note: _Note) -> None:
    (folder / f"{_NOTE}.new").write_text(note.model_dump_json(), "utf-8")
    (folder / f"{_NOTE}.new").replace(folder / _NOTE)


def _with_edits(manifest: str, to: Path, before: _Note | None) -> str:
    """The new manifest with what a curator changed in the one that is there."""
    if before is None or not before.manifest:
        return manifest
    try:
        return merged(manifest, before.manifest, (to / MANIFEST).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return manifest


def _sweep(folder: Path, kept: set[str]) -> None:
    """Take away what is no file of this fetch: of one that was killed, or gone from the source since."""
    own = {MANIFEST, "questions.toml", "skills.toml", _NOTE, VISITS}
    for path in sorted(folder.rglob("*"), key=lambda path: len(path.parts), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in kept | own:
            path.unlink()


def _switch(part: Path, to: Path) -> None:
    """Put the complete folder in place. A fetch that is killed in between is put right by the next one."""
    old = to.with_name(f".{to.name}.old")
    if to.exists():
        to.rename(old)
    part.rename(to)
    shutil.rmtree(old, ignore_errors=True)
