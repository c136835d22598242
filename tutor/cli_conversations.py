"""The commands for what is on record: `tutor conversation ...` and `tutor corpus feedback`."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby

import click

from tutor import export, wire
from tutor.options import json_option, opened_parts
from tutor.store.conversations import conversations, known, remove, rename, restore, turns
from tutor.store.feedback import Remark, Says, feedback_by_source

_SAID = {
    Says.WRONG: "the statement is wrong",
    Says.QUOTE: "the quote does not say that",
    Says.NOT_HELPFUL: "the answer is not helpful",
}

_id_argument = click.argument("conversation_id", metavar="ID", type=int)


@click.group()
def conversation() -> None:
    """The conversations on record, each known by a number."""


@conversation.command("list")
@click.option("--search", default="", metavar="TEXT", help="Only those in which each word of TEXT was said.")
@click.option("-n", "limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="How many at most.")
@json_option
def list_conversations(search: str, limit: int, as_json: bool) -> None:
    """Name the conversations, the one with the newest question first."""
    found = conversations(opened_parts().record, search, limit)
    if as_json:
        click.echo(wire.line({"conversations": [wire.of_conversation(each) for each in found]}))
        return
    for each in found:
        questions = f"{each.questions} question{'s' if each.questions > 1 else ''}"
        click.echo(f"{each.id:6}  {each.last_at:%Y-%m-%d}  {questions:13}  {_shown(each.title)}")
    if not found:
        click.echo(
            "No conversation was found." if search else "There is no conversation yet. Begin one with: tutor ask"
        )


@conversation.command()
@_id_argument
@json_option
def show(conversation_id: int, as_json: bool) -> None:
    """Print conversation ID as a Markdown document, with the words that carry each statement."""
    parts = opened_parts()
    found, asked = known(parts.record, conversation_id), turns(parts.record, conversation_id)
    sources = export.sources_of(asked, parts)
    if as_json:
        click.echo(wire.line(export.as_json(found, asked, sources)))
    else:
        click.echo(export.as_markdown(found, asked, sources), nl=False)


@conversation.command("rename")
@_id_argument
@click.argument("title")
def name_conversation(conversation_id: int, title: str) -> None:
    """Give conversation ID the title TITLE."""
    rename(opened_parts().record, conversation_id, title, datetime.now(UTC))


@conversation.command()
@_id_argument
def delete(conversation_id: int) -> None:
    """Take conversation ID out of lists and searches; it stays on record."""
    remove(opened_parts().record, conversation_id, datetime.now(UTC))
    click.echo(f"Deleted. To undo it: tutor conversation restore {conversation_id}")


@conversation.command("restore")
@_id_argument
def undo_deletion(conversation_id: int) -> None:
    """Undo the deletion of conversation ID."""
    restore(opened_parts().record, conversation_id, datetime.now(UTC))


@click.command()
@click.option("--corpus", default="", metavar="NAME", help="Only on sources of this corpus.")
@json_option
def feedback(corpus: str, as_json: bool) -> None:
    """List what learners said against sources, newest first."""
    parts = opened_parts()
    remarks = feedback_by_source(parts.record, corpus)
    if corpus and not remarks:
        parts.shelf.current(corpus)  # a name that is not known is told
    if as_json:
        click.echo(wire.line({"feedback": [wire.of_remark(remark) for remark in remarks]}))
        return
    for (name, document), group in groupby(_by_document(remarks), key=_document):
        click.secho(f"{name}: {document}", bold=True)
        for remark in group:
            click.echo(f"    {remark.at:%Y-%m-%d}  {_SAID[remark.says]}  (release {remark.release})")
            if remark.statement:
                click.echo(f"        statement: {_shown(remark.statement)}")
            click.echo(f"        question {remark.question_id}: {_shown(remark.question)}")
    if not remarks:
        click.echo("Nothing stands against any source.")


def _document(remark: Remark) -> tuple[str, str]:
    return remark.corpus, remark.document


def _by_document(remarks: list[Remark]) -> list[Remark]:
    """Those of one document together, in the order of the newest of each."""
    order = {place: number for number, place in enumerate(dict.fromkeys(map(_document, remarks)))}
    return sorted(remarks, key=lambda remark: order[_document(remark)])


def _shown(text: str) -> str:
    """`text` on one line, without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text) or "(no words)"
