"""`tutor serve`: the page. It imports little: the page opens its machines while the browser is on its way."""

from __future__ import annotations

from pathlib import Path

import click

from tutor.settings import read_settings
from tutor.store.shelf import Shelf

_SERVER = (
    "--server.headless=true",
    "--server.showEmailPrompt=false",
    "--server.fileWatcherType=none",
    "--server.maxMessageSize=20",
    "--browser.gatherUsageStats=false",
    "--client.toolbarMode=minimal",
    "--client.showErrorDetails=none",
    "--client.showErrorLinks=false",
    "--server.maxUploadSize=20",
    # A full collection after every run, several times a second while an answer is made, would walk all libraries and
    # corpora in memory each time and keep the answer itself from being made. Python collects often enough by itself.
    "--runner.postScriptGC=false",
    "--theme.light.primaryColor=#1f6f66",  # Streamlit's own red reads as an error
    "--theme.dark.primaryColor=#4fb3a5",
)


@click.command()
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Where it listens.")
@click.option(
    "--address", default="127.0.0.1", show_default=True, help="Other than loopback: anyone who reaches it can ask."
)
def serve(port: int, address: str) -> None:
    """Serve the page; load the starter corpora first where no corpus is published."""
    if not Shelf(read_settings().releases).corpora():
        _load_starter()
    click.echo(f"Groundwork: http://{address}:{port}", err=True)
    server = Path(__file__).parent.parent / "app" / "server.py"
    from streamlit.web.cli import main as streamlit  # here: no other command needs it

    streamlit(["run", str(server), f"--server.port={port}", f"--server.address={address}", *_SERVER])


def _load_starter() -> None:
    from tutor.cli_load import load_with_progress, starter_folders  # here: only the first start needs them
    from tutor.options import opened_parts

    click.echo("No corpus is published yet; loading the starter corpora.", err=True)
    parts = opened_parts()
    for name, folder in starter_folders().items():
        load_with_progress(folder, name, parts)
