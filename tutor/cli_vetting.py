"""The command `tutor corpus check`, and the look at a folder before `tutor load --check` publishes it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click

from tutor import terminal, wire
from tutor.corpus.manifest import named_after
from tutor.domain import Finding, FindingKind, Vetted, Weight
from tutor.errors import BadInput
from tutor.options import json_option, opened_parts
from tutor.parts import Parts

ALL = tuple(FindingKind)
OPEN = 2  # the exit status where something must be settled first
_COLOURS = {Weight.MUST: "red", Weight.SHOULD: "yellow", Weight.NOTE: "blue"}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--corpus", metavar="NAME", help="What learners will pick it by; left out: the folder's name.")
@click.option(
    "--only",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in FindingKind]),
    help="Look for this kind only; may be repeated.",
)
@click.option("--strict", is_flag=True, help="Fail on whatever is open and more than a note.")
@click.option("--accept", "accepted", metavar="KEY", help="Let the finding KEY stay, and write why into corpus.toml.")
@click.option("--reason", default="", metavar="TEXT", help="Why it may stay.")
@click.option("--reject", "rejected", metavar="KEY", help="Take the acceptance of the finding KEY back.")
@json_option
@click.pass_context
def check(context: click.Context, /, folder: Path, corpus: str | None, strict: bool, **given: object) -> None:
    """Say what in the files of FOLDER should be put right before it is published. Nothing is published.

    Exit status 2 where something must be settled first.
    """
    name, as_json = corpus or named_after(folder), bool(given["as_json"])
    accepted, rejected, reason = given["accepted"], given["rejected"], str(given["reason"])
    if accepted and rejected:
        raise click.UsageError("Give either --accept or --reject.")
    if bool(reason) != bool(accepted):
        raise click.UsageError("--accept KEY needs --reason TEXT, and --reason says why of it.")
    if accepted:
        _accept(folder, name, str(accepted), reason, as_json=as_json)
        return
    if rejected:
        from tutor.vet import take_back

        take_back(folder, name, str(rejected))
        click.echo(wire.line({"rejected": rejected})) if as_json else click.echo(f"{rejected} is open again.")
        return
    kinds = given["kinds"]
    assert isinstance(kinds, tuple)
    found = vetted(folder, name, opened_parts(), [FindingKind(kind) for kind in kinds] or ALL)
    click.echo(wire.line(wire.of_vetted(found))) if as_json else show(found)
    failing = (Weight.MUST, Weight.SHOULD) if strict else (Weight.MUST,)
    context.exit(OPEN if found.still_open(*failing) else 0)


def vetted(folder: Path, corpus: str, parts: Parts, kinds: Collection[FindingKind] = ALL) -> Vetted:
    """Look at one folder, with a progress bar on standard error."""
    from tutor.vet import Vetting, vet

    with terminal.progress() as watch:
        return vet(folder, corpus, Vetting(parts, kinds, watch), datetime.now(UTC))


def checked_first(folder: Path, corpus: str, parts: Parts, *, as_json: bool) -> None:
    """Raise `BadInput` where something in the folder must be settled before it is published, having told of it."""
    found = vetted(folder, corpus, parts)
    open_ones = found.still_open(Weight.MUST)
    if not open_ones:
        return
    click.echo(wire.line(wire.of_vetted(found))) if as_json else show(found, only=open_ones)
    count = "1 finding" if len(open_ones) == 1 else f"{len(open_ones)} findings"
    raise BadInput(
        f"{count} in {folder} must be settled first; nothing was published.",
        f'Mend them, or accept them with: tutor corpus check {folder} --accept KEY --reason "..."',
    )


def show(found: Vetted, only: Collection[Finding] | None = None) -> None:
    """The findings by file, and how many there are of each weight."""
    shown = found.findings if only is None else only
    for path, group in groupby(shown, key=lambda each: each.path):
        click.secho(_line(path), bold=True)
        for each in group:
            _show(each)
    for report in found.unread:
        click.echo(f"not read: {_line(report.path)}: {_line(report.reason)}")
    for note in found.notes:
        click.echo(note)
    for gone in found.outdated:
        click.echo(f"{gone.key} is accepted in corpus.toml and no longer found ({_line(gone.reason)}).")
    open_ones = {weight: len(found.still_open(weight)) for weight in Weight}
    counts = [f"{number} {weight.value}" for weight, number in open_ones.items() if number] or ["nothing open"]
    accepted = sum(not each.open for each in found.findings)
    counts += [f"{accepted} accepted"] * bool(accepted)
    count = f"{found.files} file{'s' * (found.files != 1)}"
    click.echo(f"{found.corpus}: {count}, {', '.join(counts)}.")


def _show(each: Finding) -> None:
    where = ", ".join(filter(None, (f"line {each.line}" if each.line else "", each.place)))
    mark = click.style(f"{each.weight.value:6}", fg=_COLOURS[each.weight]) if each.open else "kept  "
    click.echo(f"  {mark} {each.kind.value}{f', {_line(where)}' if where else ''}: {_line(each.says)}")
    if each.words:
        click.echo(f"         «{_line(each.words)}»")
    if each.open:
        click.echo(f"         {each.cure}")
        click.secho(f"         {each.key}", dim=True)
    else:
        click.echo(f"         accepted: {_line(each.accepted)}  {click.style(each.key, dim=True)}")


def _accept(folder: Path, corpus: str, key: str, reason: str, *, as_json: bool) -> None:
    from tutor.vet import Vetting, accept_finding

    with terminal.progress() as watch:
        vetting = Vetting(opened_parts(), watch=watch)
        found = accept_finding(folder, corpus, key, reason, vetting, datetime.now(UTC))
    if as_json:
        click.echo(wire.line({"accepted": wire.of_finding(found)}))
    else:
        click.echo(f"Accepted: {_line(found.path)}: {_line(found.says)}")
        click.echo(f"To undo it: tutor corpus check {folder} --reject {key}")


def _line(text: str) -> str:
    """`text` on one line, without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
