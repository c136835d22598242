"""The commands `tutor brief ...`: who the learner is and what they work on, typed or drawn from a job post."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click
from pydantic import ValidationError

from tutor import brief as road
from tutor import wire
from tutor.domain import Brief, Coverage, Drawn, JobMatch
from tutor.errors import BadInput, wrong_fields
from tutor.job import match
from tutor.learning.post import tool_of
from tutor.options import corpus_option, course_of, from_option, json_option, opened_parts

_PARTS = {
    "role": "What you work as.",
    "domain": "The field you work in, and where: laws and formats differ.",
    "level": "How much of it you know.",
    "examples": "The language or notation that examples should be in.",
    "client": "Who the work is for; no model is told.",
    "deliverable": "What is to be delivered.",
    "stack": "What it has to fit into.",
    "deadline": "Until when.",
    "constraints": "Budget and conditions.",
}
_COLOURS = {Coverage.HELD: "green", Coverage.MISSING: "yellow", Coverage.UNCOVERED: "red"}
_post = click.argument("post", type=click.File("r", encoding="utf-8-sig"))


@click.group()
def brief() -> None:
    """Your brief: who you are and what you work on. Answers, paths and searches are fitted to it."""


@brief.command()
@json_option
def show(as_json: bool) -> None:
    """Print the brief in force."""
    _print(road.current(opened_parts().record), as_json)


def _with_parts(command: Any) -> Any:
    for name, words in reversed(_PARTS.items()):
        command = click.option(f"--{name}", help=words)(command)
    return command


@brief.command("set")
@_with_parts
@click.option("--tool", "tools", multiple=True, help="A tool and its version, as in “PostgreSQL 16”; may be repeated.")
@json_option
def set_parts(tools: tuple[str, ...], as_json: bool, **parts: str | None) -> None:
    """Set parts of the brief; those that are not named stay. An empty text takes a part out."""
    opened = opened_parts()
    told: dict[str, Any] = {name: words for name, words in parts.items() if words is not None}
    if tools:
        told["tools"] = [tool_of(each.strip()) for each in tools if each.strip()]
    if not told:
        raise click.UsageError(f"Name a part: {', '.join(f'--{name}' for name in _PARTS)}, --tool.")
    before = road.current(opened.record)
    try:
        changed = Brief.model_validate({**before.model_dump(), **told})
    except ValidationError as error:
        raise BadInput(f"The brief cannot be kept: {wrong_fields(error)}.", "Say it more briefly.") from error
    road.keep(changed, opened, _now())
    _print(changed, as_json)


@brief.command()
@_post
@click.option("--use", is_flag=True, help="Put it in force as it is; left out: it is only shown.")
@json_option
def draw(post: IO[str], use: bool, as_json: bool) -> None:
    """Draw a brief from the job post or message in the file POST; - is standard input.

    A model reads it where one is set, else rules do. Correct it with: tutor brief set
    """
    opened = opened_parts()
    found = road.drawn(post.read(), opened)
    if use:
        road.keep(found.brief, opened, _now())
    if as_json:
        click.echo(wire.line(_of_drawn(found)))
        return
    _print(found.brief, as_json=False)
    for notice in found.notices:
        click.secho(notice, fg="yellow", err=True)
    click.echo("It is in force now." if use else "Nothing was kept. Put it in force with --use.", err=True)


@brief.command()
@_post
@corpus_option
@from_option
@json_option
def job(post: IO[str], corpora: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """Compare what the job post in the file POST asks for with what you have shown and the corpora teach."""
    found = match(post.read(), course_of(corpora, folders), opened_parts())
    if as_json:
        click.echo(wire.line(_of_match(found)))
        return
    for coverage in Coverage:
        for each in found.only(coverage):
            click.secho(coverage.value, fg=_COLOURS[coverage], bold=True, nl=False)
            click.echo(f"  {each.words}")
            for skill, standing in zip(each.skills, each.standings, strict=True):
                click.secho(f"    {skill}: {standing.value}", dim=True)
    if not found.wanted:
        click.echo("The post asks for nothing that could be compared.")


@brief.command()
@json_option
def forget(as_json: bool) -> None:
    """Remove the brief, and every earlier one, from the record for good."""
    count = road.forget(opened_parts())
    click.echo(wire.line({"forgotten": count})) if as_json else click.echo(
        f"{count} forgotten." if count else "There was none."
    )


def _print(found: Brief, as_json: bool) -> None:
    if as_json:
        click.echo(wire.line({"brief": found.model_dump()}))
    elif found.empty:
        click.echo("There is no brief. Write one with: tutor brief set, or draw it with: tutor brief draw POST")
    else:
        for name, words in found.said():
            click.echo(click.style(f"{name}: ", bold=True) + words)


def _of_drawn(found: Drawn) -> wire.Json:
    return found.model_dump()


def _of_match(found: JobMatch) -> wire.Json:
    return found.model_dump(mode="json")


def _now() -> datetime:
    return datetime.now(UTC)
