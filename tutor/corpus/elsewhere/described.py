"""The `corpus.toml` of what was fetched, made anew each time without losing what a curator wrote into the last one."""

from __future__ import annotations

import tomllib
from typing import Any

import tomlkit

from tutor.corpus.elsewhere.gathered import Brought, Gathered
from tutor.corpus.elsewhere.recipe import Recipe

Table = dict[str, Any]


def described(recipe: Recipe, gathered: Gathered) -> str:
    """The manifest of the files that were gathered, as TOML."""
    text = " ".join(filter(None, (recipe.description, f"From {recipe.homepage or recipe.origin}.")))
    known = {"title": recipe.title, "description": text, "licence": recipe.licence, "language": recipe.language}
    sources = [_source(recipe, file) for file in gathered.files]
    return tomlkit.dumps({**{key: value for key, value in known.items() if value}, "sources": sources})


def _source(recipe: Recipe, file: Brought) -> Table:
    known: Table = {
        "path": file.path,
        "author": recipe.author,
        "uri": file.uri or recipe.homepage,
        "licence": recipe.licence,
        "version": ", ".join(dict.fromkeys(filter(None, (recipe.version, file.version)))),
        "reviewed_on": file.seen_on,
    }
    return {key: value for key, value in known.items() if value}


def merged(new: str, written: str, edited: str) -> str:
    """The `new` manifest with what a curator changed in the last one: `edited` is what became of `written`.

    Of a key that both changed the curator's word stands; sources that are gone are gone. `new` as it is where nothing
    was changed, or where one of the others is no TOML.
    """
    if edited == written:
        return new
    try:
        base, theirs = tomllib.loads(written), tomllib.loads(edited)
    except tomllib.TOMLDecodeError:
        return new
    ours: Table = tomllib.loads(new)
    whole = _merged(ours, base, theirs)
    whole = dict(sorted(whole.items(), key=lambda item: isinstance(item[1], list)))  # tables after plain values
    before, changed = _by_path(base), _by_path(theirs)
    whole["sources"] = [
        _merged(source, before.get(source["path"], {}), changed.get(source["path"], {})) for source in ours["sources"]
    ]
    return tomlkit.dumps(whole)


def _by_path(manifest: Table) -> dict[str, Table]:
    return {source["path"]: source for source in manifest.get("sources", []) if "path" in source}


def _merged(ours: Table, base: Table, theirs: Table) -> Table:
    """One table: what they changed or added, without what they took away, and the rest as it is now."""
    if not theirs:
        return ours
    kept = {key: value for key, value in ours.items() if key in theirs or key not in base}
    return {**kept, **{key: value for key, value in theirs.items() if key not in base or base[key] != value}}
