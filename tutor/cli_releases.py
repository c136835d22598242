"""The commands for the releases of a corpus: `tutor corpus releases | diff | publish | rollback | remove | ...`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tutor import terminal, wire
from tutor.domain import (
    Difference,
    DocumentChange,
    DocumentDifference,
    Kept,
    Noun,
    Pruned,
    Switch,
    Touched,
    Verified,
    Why,
)
from tutor.errors import BrokenRelease
from tutor.options import json_option, opened_parts

_KEEP = 3  # releases: the published one, the one to go back to, and one more
_MARKS = {
    DocumentChange.ADDED: "green",
    DocumentChange.REMOVED: "red",
    DocumentChange.MOVED: "blue",
    DocumentChange.CHANGED: "yellow",
    DocumentChange.FACTS: "blue",
}
_WHY = {
    Why.PUBLISHED: "published",
    Why.NEWEST: "among the newest",
    Why.BEING_ASKED: "a question to it may still be answered",
}

corpus_argument = click.argument("name", metavar="NAME")


@click.command()
@corpus_argument
@json_option
def releases(name: str, as_json: bool) -> None:
    """List all releases of the corpus NAME that are kept, the newest first."""
    from tutor.releases import releases as releases_road

    parts = opened_parts()
    found = releases_road(name, parts)
    if not found:
        raise parts.shelf.none_kept(name)
    if as_json:
        click.echo(wire.line({"corpus": name, "releases": [_of_kept(each) for each in found]}))
        return
    for each in found:
        click.echo(_kept_line(each))
    if not any(each.published for each in found):
        click.echo(f"None is published. Publish one with: tutor corpus publish {name} RELEASE")


@click.command()
@corpus_argument
@click.argument("before", required=False, default="")
@click.argument("after", required=False, default="")
@json_option
def diff(name: str, before: str, after: str, as_json: bool) -> None:
    """Show what differs in NAME from the release BEFORE to the release AFTER.

    Left out, AFTER is the published one and BEFORE the one that was published before it.
    """
    from tutor.releases_compared import difference

    found = difference(name, before, after, opened_parts())
    _tell(found, as_json, _show_difference)


@click.command()
@corpus_argument
@click.argument("release", required=False, default="")
@json_option
def publish(name: str, release: str, as_json: bool) -> None:
    """Answer from that RELEASE of NAME from now on; left out: the one that was published last."""
    from tutor.releases import publish as publish_road

    _tell(publish_road(name, release, opened_parts(), datetime.now(UTC)), as_json, _show_switch)


@click.command()
@corpus_argument
@json_option
def rollback(name: str, as_json: bool) -> None:
    """Go back to the release of NAME that was published before this one."""
    from tutor.releases import rollback as rollback_road

    _tell(rollback_road(name, opened_parts(), datetime.now(UTC)), as_json, _show_switch)


@click.command()
@corpus_argument
@json_option
def remove(name: str, as_json: bool) -> None:
    """Take the corpus NAME off the shelf; its releases are kept, and `publish` brings it back."""
    from tutor.releases import remove as remove_road

    _tell(remove_road(name, opened_parts(), datetime.now(UTC)), as_json, _show_switch)


@click.command()
@corpus_argument
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--release", default="", metavar="ID", help="Left out: the published one.")
@json_option
def export(name: str, file: Path, release: str, as_json: bool) -> None:
    """Write a release of NAME into FILE, which ends in .tar or .zip."""
    from tutor.releases_carried import export as export_road

    found = export_road(name, release, file, opened_parts())
    if as_json:
        click.echo(wire.line(found.model_dump(mode="json")))
        return
    click.echo(f"{name} {found.release} is in {found.file} ({_size(found.size)}).")
    click.echo(f"sha256 {found.sha256}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--sha256", default="", metavar="HEX", help="Refuse the file unless it has this sha256.")
@click.option("--publish", "publishing", is_flag=True, help="Answer from it from now on.")
@json_option
def import_release(file: Path, sha256: str, publishing: bool, as_json: bool) -> None:
    """Keep the release that was exported into FILE, once every part of it was found in order."""
    from tutor.releases_carried import take_in

    parts = opened_parts()
    with terminal.progress() as watch:
        found = take_in(file, parts, datetime.now(UTC), sha256=sha256, publish=publishing, watch=watch)
    if as_json:
        click.echo(wire.line(found.model_dump(mode="json")))
        return
    click.echo(f"{found.corpus} {found.release} {'is kept now' if found.new else 'was kept already'}.")
    click.echo("It is published." if found.published
               else f"Publish it with: tutor corpus publish {found.corpus} {found.release}")  # fmt: skip


@click.command()
@corpus_argument
@click.option("--keep", default=_KEEP, show_default=True, type=click.IntRange(0), help="How many of the newest stay.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@json_option
def prune(name: str, keep: int, dry_run: bool, as_json: bool) -> None:
    """Remove old releases of NAME; the published one stays, and so do those that recorded answers cite."""
    from tutor.releases import prune as prune_road

    found = prune_road(name, keep, opened_parts(), datetime.now(UTC), dry_run=dry_run)
    if as_json:
        click.echo(wire.line({**found.model_dump(mode="json"), "freed": found.freed}))
    else:
        _show_pruned(found)


@click.command()
@corpus_argument
@click.argument("release", required=False, default="")
@click.option("--all", "all_kept", is_flag=True, help="Every release of NAME that is kept.")
@json_option
def verify(name: str, release: str, all_kept: bool, as_json: bool) -> None:
    """Look at every part of a RELEASE of NAME, and search each of its vectors; left out: the published one."""
    from tutor.releases import verify as verify_road

    if all_kept and release:
        raise click.UsageError("Give either a RELEASE or --all.")
    parts = opened_parts()
    wanted = parts.shelf.kept(name) if all_kept else [release]
    broken = []
    for each in wanted or [""]:
        with terminal.progress() as watch:
            found = verify_road(name, each, parts, watch)
        _tell(found, as_json, _show_verified)
        broken += [found.release] if found.faults else []
    if broken:
        raise BrokenRelease(
            f"Of {name} not in order: {', '.join(broken)}.",
            f"Go back with tutor corpus rollback {name}, or load the corpus again.",
        )


def _tell(found: Any, as_json: bool, show: Callable[[Any], None]) -> None:
    """A noun as its JSON, or in words."""
    assert isinstance(found, Noun)
    click.echo(wire.line(found.model_dump(mode="json"))) if as_json else show(found)


def _of_kept(each: Kept) -> wire.Json:
    told = each.model_dump(mode="json", exclude={"release"})
    made = each.release
    return {
        **told,
        "created_at": made.created_at.isoformat() if made else None,
        "documents": made.documents if made else None,
        "chunks": made.chunks if made else None,
        "embedder": made.embedder if made else None,
        "splitter": made.splitter if made else None,
    }


def _kept_line(each: Kept) -> str:
    mark = click.style("*", fg="green") if each.published else " "
    if each.release is None:
        return f"{mark} {each.id}  {_size(each.size):>9}  " + click.style("its manifest cannot be read", fg="red")
    held = f"{each.release.documents:4} documents {each.release.chunks:6} passages"
    cited = f"  {_cited(each.cited)}" if each.cited else ""
    at = f"  published {each.published_at:%Y-%m-%d %H:%M}" if each.published_at else ""
    return f"{mark} {each.id}  {held}  {_size(each.size):>9}{at}{cited}"


def _cited(count: int) -> str:
    return f"cited by {count} recorded answer{'' if count == 1 else 's'}"


def _show_switch(found: Switch) -> None:
    if not found.after:
        click.echo(f"{found.corpus} is not published any more; learners are not answered from it.")
        click.echo(f"Undo it with: tutor corpus publish {found.corpus} {found.before}")
    elif found.before == found.after:
        click.echo(f"{found.corpus}: release {found.after} is published already.")
    else:
        click.echo(f"{found.corpus}: release {found.after} is published.")
        if found.before:
            click.echo(f"Undo it with: tutor corpus publish {found.corpus} {found.before}")


def _show_pruned(found: Pruned) -> None:
    for each in found.kept:
        told = {**_WHY, Why.CITED: _cited(each.cited)}
        reasons = ", ".join(told[why] for why in each.why)
        click.echo(click.style("kept    ", fg="green") + f" {each.id}  {reasons}")
    word = "to go" if found.dry_run else "removed"
    for gone in found.removed:
        click.echo(click.style(f"{word:8}", fg="yellow") + f" {gone.id}  {_size(gone.size)}")
    verb = "would be freed" if found.dry_run else "freed"
    click.echo(f"{len(found.removed)} of {len(found.removed) + len(found.kept)} releases; {_size(found.freed)} {verb}.")


def _show_verified(found: Verified) -> None:
    for fault in found.faults:
        click.echo(click.style("✗ ", fg="red") + f"{fault.part}: {_line(fault.says)}")
    counted = f"{found.documents} documents, {found.chunks} passages, {found.sentences} sentences"
    state = "not in order" if found.faults else "in order; every vector was found"
    click.echo(f"{found.corpus} {found.release}: {counted}, {found.vectors} vectors. It is {state}.")


def _show_difference(found: Difference) -> None:
    click.secho(f"{found.corpus}: from {found.before} to {found.after}", bold=True)
    for fact in found.facts:
        click.echo(f"  {fact.name}: {_line(fact.before) or '(none)'} → {_line(fact.after) or '(none)'}")
    for document in found.documents:
        for line in _document_lines(document):
            click.echo(line)
    for answer in found.touched:
        for line in _touched_lines(answer):
            click.echo(line)
    counts = {change: sum(each.change is change for each in found.documents) for change in DocumentChange}
    told = ", ".join(f"{count} {change.value}" for change, count in counts.items() if count) or "none differs"
    click.echo(f"Documents: {told}. Recorded answers touched: {len(found.touched)}.")
    if any(not answer.rechecked for answer in found.touched):
        click.echo(f"Hold them against what is published with: tutor recheck --corpus {found.corpus}")


def _document_lines(found: DocumentDifference) -> Iterator[str]:
    moved = f"{found.path_before} → " if found.change is DocumentChange.MOVED else ""
    yield click.style(f"{found.change.value:8}", fg=_MARKS[found.change]) + f" {moved}{found.path or found.path_before}"
    for fact in found.facts:
        yield f"    {fact.name}: {_line(fact.before) or '(none)'} → {_line(fact.after) or '(none)'}"
    for each in found.rewritten:
        if each.place_before:
            place = f"{each.place_before.start}-{each.place_before.end}"
            yield click.style(f"    - {_line(each.before)}", fg="red") + f"  [{place}]"
        if each.place_after:
            place = f"{each.place_after.start}-{each.place_after.end}"
            yield click.style(f"    + {_line(each.after)}", fg="green") + f"  [{place}]"


def _touched_lines(answer: Touched) -> Iterator[str]:
    yield click.style(f"answer to question {answer.question_id}: {_line(answer.question)}", bold=True)
    for each in answer.displaced:
        now = f"now at {each.now.document} {each.now.start}-{each.now.end}" if each.now else "gone"
        yield f'    "{_line(each.quote)}" of {each.place.document} {each.place.start}-{each.place.end}: {now}'
    if answer.rechecked:
        yield from (f"    ✗ no longer stands: {_line(text)}" for text in answer.fallen)
        if not answer.fallen:
            yield "    held against it by a recheck: it stands"


def _line(text: str, longest: int = 240) -> str:
    """`text` on one line, without what would steer a terminal, and cut where it is long."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"
