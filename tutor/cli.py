"""The command line: the group `tutor` and its commands, some of which have files of their own beside this one.

Exit status: 0 answered or refused, 1 a credential does not verify, 2 bad usage or input, 3 a machine failed.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO

import click

from tutor import __version__, terminal, wire
from tutor.cautions import Cautions, cautions_of
from tutor.cli_brief import brief
from tutor.cli_check import check
from tutor.cli_conversations import conversation, feedback
from tutor.cli_credential import credential
from tutor.cli_fetch import fetch, fetched_first
from tutor.cli_learn import learn, practise
from tutor.cli_learner import learner
from tutor.cli_recheck import recheck
from tutor.cli_releases import COMMANDS as RELEASE_COMMANDS
from tutor.cli_task import task
from tutor.cli_vetting import check as check_corpus
from tutor.cli_vetting import checked_first
from tutor.corpus.manifest import named_after
from tutor.domain import FileStatus, IngestReport, Passage
from tutor.errors import BadInput, GroundworkError, NoDocument
from tutor.options import checking_options, chosen_setting, corpus_option, json_option, opened_parts
from tutor.parts import Parts
from tutor.rows import answer_each, batch_option, text_of

STARTER = Path(__file__).parent.parent / "corpora"
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


def main() -> None:
    """Run the command line and turn every error into words and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # the contract is UTF-8, whatever the locale says
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        # not tutor.main(), which would end with status 1 when whoever reads us has read enough
        with tutor.make_context("tutor", sys.argv[1:]) as context:
            tutor.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has read enough
        sys.exit(0)
    except GroundworkError as error:
        click.secho(f"error: {error}", fg="red", err=True)
        sys.exit(error.exit_status)
    except Exception as error:  # noqa: BLE001 - the one place of this door: what nobody foresaw
        click.secho(f"error: unforeseen {type(error).__name__}: {error}", fg="red", err=True)
        click.echo(
            traceback.format_exc() if os.environ.get("TUTOR_DEBUG") else "Set TUTOR_DEBUG=1 for details.", err=True
        )
        sys.exit(3)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tutor")
def tutor() -> None:
    """Answers from curated sources, with the words that carry each statement."""


@tutor.command()
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
    from tutor.golden import by_rule
    from tutor.load import Loader
    from tutor.load import load as load_road

    assert folder is not None
    with terminal.progress() as watch:
        loader = Loader(parts.shelf, parts.embedder, parts.cache, watch, ask=by_rule(parts), force=force)
        return load_road(folder, name, loader, datetime.now(UTC))


tutor.add_command(brief)
tutor.add_command(conversation)
tutor.add_command(credential)
tutor.add_command(check)
tutor.add_command(recheck)
tutor.add_command(learn)
learn.add_command(task)
tutor.add_command(practise)
tutor.add_command(learner)


@tutor.group()
def corpus() -> None:
    """The published corpora."""


corpus.add_command(check_corpus)
corpus.add_command(feedback)
for command in RELEASE_COMMANDS:
    corpus.add_command(command)
corpus.add_command(fetch)


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


@tutor.command()
@click.argument("text", required=False)
@corpus_option
@click.option("-k", "limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many passages.")
@json_option
@batch_option
def search(text: str | None, corpora: tuple[str, ...], limit: int, as_json: bool, batch: IO[str] | None) -> None:
    """Find the passages nearest to TEXT."""
    from tutor.retrieval.question import proper
    from tutor.retrieval.retrieve import retrieve

    text = _one_of(text, batch)
    parts = opened_parts()

    def found(question: str) -> list[Passage]:
        return retrieve(proper(question), parts.releases(corpora), parts.embedder, limit)

    if batch:
        answer_each(batch, lambda row: wire.of_search(found(text_of(row, "question"))))
    elif as_json:
        click.echo(wire.line(wire.of_search(found(text))))
    else:
        terminal.show_passages(found(text))


@tutor.command()
@click.argument("text", required=False)
@corpus_option
@checking_options
@chosen_setting("--redraws", type=int, help="How often the answer is drawn again.")
@click.option("--reword", default=0, type=click.IntRange(0, 10), help="Ask it so often in other words, and compare.")
@json_option
@batch_option
def ask(text: str | None, corpora: tuple[str, ...], reword: int, as_json: bool, batch: IO[str] | None) -> None:
    """Answer the question TEXT with checked citations."""
    from tutor.reword import Reworded, ask_reworded

    text = _one_of(text, batch)
    parts = opened_parts()

    def answered(question: str) -> Reworded:
        return ask_reworded(question, corpora, parts, datetime.now(UTC), reword)

    def said_of(found: Reworded) -> Cautions:
        return cautions_of(found.exchanged.answer, parts, datetime.now(UTC).date())

    def as_row(question: str) -> wire.Json:
        found = answered(question)
        return wire.of_reworded(found, said_of(found))

    if batch:
        answer_each(batch, lambda row: as_row(text_of(row, "question")))
    elif as_json:
        click.echo(wire.line(as_row(text)))
    else:
        found = answered(text)
        terminal.show_reworded(found)
        terminal.show_cautions(said_of(found))


@tutor.command()
@click.argument("document")
@corpus_option
@click.option("--release", metavar="ID", help="An earlier release of the one --corpus; left out: the published one.")
def show(document: str, corpora: tuple[str, ...], release: str | None) -> None:
    """Print the canonical text of DOCUMENT exactly: what start and end of a citation count in."""
    if release is not None and len(corpora) != 1:
        raise click.UsageError("--release needs one --corpus, the one it is of.")
    parts = opened_parts()
    earlier = [parts.release(corpora[0], parts.shelf.find(corpora[0], release))] if release is not None else []
    releases = earlier or parts.readable(corpora)
    found = [text for text in (release.texts.document(document) for release in releases) if text]
    if not found:
        raise NoDocument(f"There is no document {document!r}.", "tutor search --json names the documents.")
    if len(found) > 1:
        names = ", ".join(each.corpus for each in found)
        raise BadInput(f"Several corpora have {document!r}: {names}.", "Choose one with --corpus.")
    sys.stdout.buffer.write(found[0].text.encode())


@tutor.command()
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Where it listens.")
@click.option(
    "--address", default="127.0.0.1", show_default=True, help="Other than loopback: anyone who reaches it can ask."
)
def serve(port: int, address: str) -> None:
    """Serve the page; load the starter corpora first where no corpus is published."""
    parts = opened_parts()
    if not parts.shelf.corpora():
        click.echo("No corpus is published yet; loading the starter corpora.", err=True)
        for name, folder in starter_folders().items():
            load_with_progress(folder, name, parts)
    click.echo(f"Groundwork: http://{address}:{port}", err=True)
    server = Path(__file__).parent.parent / "app" / "server.py"
    from streamlit.web.cli import main as streamlit  # here: no other command needs it

    streamlit(["run", str(server), f"--server.port={port}", f"--server.address={address}", *_SERVER])


def _one_of(text: str | None, batch: IO[str] | None) -> str:
    if (text is None) == (batch is None):
        raise click.UsageError("Give either TEXT or --batch.")
    return text or ""
