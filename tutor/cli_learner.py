"""The commands `tutor learner ...`: all that is kept of the learner in one file, and all of it gone."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from tutor import learner as road
from tutor import wire
from tutor.errors import BadInput, StoreFailed
from tutor.options import json_option, opened_parts


@click.group()
def learner() -> None:
    """Your own data: take it with you, or erase it."""


@learner.command()
@click.argument("folder", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--with-keys", is_flag=True, help="With the private keys that sign your badges: keep the file safe.")
@json_option
def export(folder: Path, with_keys: bool, as_json: bool) -> None:
    """Write all that is kept of you into one JSON file in FOLDER; - is standard output."""
    now = datetime.now(UTC)
    raw = road.exported(opened_parts(), now, with_keys=with_keys)
    if str(folder) == "-":
        click.echo(raw, nl=False)
        return
    file = folder / f"groundwork-learner-{now:%Y%m%d-%H%M%S}.json"
    _write(file, raw)
    if as_json:
        click.echo(wire.line({"file": str(file), "size": len(raw)}))
    else:
        click.echo(f"Written to {file} ({len(raw):,} bytes); only you can read it.")


@learner.command()
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
def erase(yes: bool, as_json: bool) -> None:
    """Erase all that is kept of you: questions and answers, brief, practice, badges on record, and your keys.

    It cannot be undone. The corpora stay. Export first what you want to keep.
    """
    home = opened_parts().settings.home
    found = road.traces(home)
    if not (yes or found.empty):
        if as_json:
            raise BadInput("Nothing was erased.", "Say --yes where you mean it.")
        if not click.confirm(f"Erase {_said(found)} from {home}? This cannot be undone.", err=True):
            click.echo("Nothing was erased.")
            return
    gone = road.erase(home)
    if as_json:
        click.echo(wire.line(gone.model_dump(mode="json")))
        return
    click.echo("There was nothing." if gone.empty else f"Erased: {_said(gone)}.")
    for each in gone.stays:
        click.echo(f"    stays: {each}")


def _said(found: road.Traces) -> str:
    told = [f"{found.entries} {'entry' if found.entries == 1 else 'entries'} on record"]
    if found.keys:
        told.append(f"the keys {', '.join(found.keys)}")
    if found.settings:
        told.append(f"the settings {', '.join(found.settings)}")
    return ", ".join(told)


def _write(file: Path, raw: bytes) -> None:
    """Into a new file that its owner alone can read, whole or not at all."""
    new = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
        new.rename(file)
    except OSError as error:
        raise StoreFailed(f"{file} cannot be written: {error.strerror}.", "Choose another folder.") from error
    finally:
        with suppress(OSError):
            new.unlink()
