"""`tutor search`, `ask` and `show`: passages, an answer, and the text that citations count in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import IO

import click

from tutor import terminal, wire
from tutor.cautions import Cautions, cautions_of
from tutor.domain import Passage
from tutor.errors import BadInput, NoDocument
from tutor.options import checking_options, chosen_setting, corpus_option, json_option, opened_parts
from tutor.retrieval.question import proper
from tutor.retrieval.retrieve import retrieve
from tutor.reword import Reworded, ask_reworded
from tutor.rows import answer_each, batch_option, text_of


@click.command()
@click.argument("text", required=False)
@corpus_option
@click.option("-k", "limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many passages.")
@json_option
@batch_option
def search(text: str | None, corpora: tuple[str, ...], limit: int, as_json: bool, batch: IO[str] | None) -> None:
    """Find the passages nearest to TEXT."""
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


@click.command()
@click.argument("text", required=False)
@corpus_option
@checking_options
@chosen_setting("--redraws", type=int, help="How often the answer is drawn again.")
@click.option("--reword", default=0, type=click.IntRange(0, 10), help="Ask it so often in other words, and compare.")
@json_option
@batch_option
def ask(text: str | None, corpora: tuple[str, ...], reword: int, as_json: bool, batch: IO[str] | None) -> None:
    """Answer the question TEXT with checked citations."""
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


@click.command()
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


def _one_of(text: str | None, batch: IO[str] | None) -> str:
    if (text is None) == (batch is None):
        raise click.UsageError("Give either TEXT or --batch.")
    return text or ""
