"""`tutor load`: publish a folder as a corpus, or the corpora that come with Groundwork."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tutor import terminal, wire
from tutor.cli_fetch import fetched_first
from tutor.cli_vetting import checked_first
from tutor.corpus.manifest import named_after
from tutor.domain import FileStatus, IngestReport
from tutor.errors import BadInput
from tutor.golden import by_rule
from tutor.load import Loader
from tutor.load import load as load_road
from tutor.options import json_option, opened_parts
from tutor.parts import Parts

STARTER = Path(__file__).parent.parent / "corpora"


@click.command()
@click.argument("path", required=False)
@click.option("--corpus", metavar="NAME", help="What learners will pick it by; left out: the folder's name.")
@click.option("--starter", is_flag=True, help="Load the starter corpora that come with Groundwork.")
@click.option("--check", "checked", is_flag=True, help="Publish only where tutor corpus check finds no must.")
@click.option("--force", is_flag=True, help="Publish also what answers golden questions worse than before.")
@json_option
def load(path: str | None, corpus: str | None, starter: bool, checked: bool, force: bool, as_json: bool) -> None:
    """Publish the files of PATH as a corpus: documents, pages, office files, notebooks, tables, letters.

    PATH is a folder, a file, a .zip, or an address, which is fetched first. docs/curators.md names the formats.
    """
    if starter == (path is not None):
        raise click.UsageError("Give either a PATH or --starter.")
    if starter and corpus:
        raise click.UsageError("--corpus names the corpus of a PATH; the starter corpora have names.")
    parts = opened_parts()
    source = fetched_first(path, corpus) if path else None
    folders = {corpus or named_after(source): source} if source else starter_folders()
    for name, folder in folders.items():
        if checked:
            checked_first(folder, name, parts, as_json=as_json)
        report = load_with_progress(folder, name, parts, force=force)
        click.echo(wire.line(wire.of_report(report))) if as_json else terminal.show_report(report)
        if not any(file.status in (FileStatus.INDEXED, FileStatus.UNCHANGED) for file in report.files):
            raise BadInput(f"No file in {folder} could be indexed; nothing was published.", "See the reasons above.")
        if report.held:
            cure = f"Mend it, or publish it all the same with: tutor corpus publish {name} {report.held}"
            raise BadInput(f"{report.held} answers golden questions worse, and was not published.", cure)


def starter_folders() -> dict[str, Path]:
    """The corpora that come with Groundwork, by name."""
    return {folder.name: folder for folder in sorted(STARTER.iterdir()) if (folder / "corpus.toml").is_file()}


def load_with_progress(folder: Path | None, name: str, parts: Parts, *, force: bool = False) -> IngestReport:
    """Load one folder, with a progress bar on standard error."""
    assert folder is not None
    with terminal.progress() as watch:
        loader = Loader(parts.shelf, parts.embedder, parts.cache, watch, ask=by_rule(parts), force=force)
        return load_road(folder, name, loader, datetime.now(UTC))
