"""The command `tutor recheck`: which recorded answers no longer stand on what is published now."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tutor import terminal, wire
from tutor.domain import Rechecks
from tutor.options import corpus_option, json_option, opened_parts


@click.command()
@corpus_option
@json_option
def recheck(corpora: tuple[str, ...], as_json: bool) -> None:
    """Hold recorded answers against newer releases of what they cite, and list those that no longer stand."""
    from tutor.recheck import recheck as recheck_road

    parts = opened_parts()
    with terminal.progress() as watch:
        found = recheck_road(corpora, parts, datetime.now(UTC), watch)
    click.echo(wire.line(wire.of_rechecks(found))) if as_json else _show(found)


def _show(found: Rechecks) -> None:
    for each in found.fallen:
        releases = ", ".join(f"{corpus} {release}" for corpus, release in each.recheck.releases.items())
        click.secho(_shown(each.question), bold=True)
        click.echo(f"    conversation {each.conversation}, asked on {each.asked_at:%Y-%m-%d}, held against {releases}")
        for fallen in each.recheck.fallen:
            click.secho(f"    ✗ {_shown(fallen.text)}", fg="red")
            click.echo(f"        {_shown(fallen.reason)}")
            if fallen.against:
                click.echo(f'        "{_shown(fallen.against)}"')
    before = f", {found.judged_before} held against it before" if found.judged_before else ""
    failed = f", {found.not_checked} could not be checked" if found.not_checked else ""
    click.echo(f"Answers held against what is published now: {found.judged}{before}{failed}.")
    click.echo(f"Answers that no longer stand: {len(found.fallen)}.")


def _shown(text: str) -> str:
    """`text` on one line, without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
