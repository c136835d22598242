"""`tutor corpus`: the published corpora."""

from __future__ import annotations

import click

from tutor import wire
from tutor.lazy import Lazy
from tutor.options import json_option, opened_parts

_PLACES = {
    "check": "tutor.cli_vetting:check",
    "feedback": "tutor.cli_conversations:feedback",
    "fetch": "tutor.cli_fetch:fetch",
    **{
        name: f"tutor.cli_releases:{name}"
        for name in ("releases", "diff", "publish", "rollback", "remove", "export", "prune", "verify")
    },
    "import": "tutor.cli_releases:import_release",
}


@click.group(cls=Lazy, places=_PLACES)
def corpus() -> None:
    """The published corpora."""


@corpus.command("list")
@json_option
def list_corpora(as_json: bool) -> None:
    """Name every published corpus and its release."""
    releases = opened_parts().shelf.published()
    if as_json:
        click.echo(wire.line({"corpora": [wire.of_release(release) for release in releases]}))
        return
    for release in releases:
        click.echo(
            f"{release.corpus.name:24} {release.documents:4} documents {release.chunks:6} passages  {release.id}"
        )
    if not releases:
        click.echo("No corpus is published. Load the starter corpora with: tutor load --starter")
