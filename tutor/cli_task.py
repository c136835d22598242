"""The command `tutor learn task`: checklists of the sources, done in the learner's own project."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tutor import learn as road
from tutor import wire
from tutor.domain import Exercise
from tutor.errors import BadInput
from tutor.options import corpus_option, course_of, from_option, json_option, opened_parts
from tutor.text.mapped import plain


@click.command()
@click.argument("skill")
@click.option("--done", multiple=True, metavar="LIST:ITEMS", help="What is done, as in 1:2,3; may be repeated.")
@corpus_option
@from_option
@json_option
def task(skill: str, done: tuple[str, ...], corpora: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """Show the checklists that go with SKILL, to be done in your own project, and what you ticked of them."""
    given, parts = course_of(corpora, folders), opened_parts()
    lists = road.checklists(given.skill(skill), given)
    for words in done:
        number, _, items = words.partition(":")
        if not number.isdecimal() or not 0 < int(number) <= len(lists):
            raise BadInput(f"There is no list {number!r}.", f"Name one from 1 to {len(lists)}, as in 1:2,3.")
        road.answer(lists[int(number) - 1], items, parts, datetime.now(UTC))
    ticked = {each.id: road.done_before(each, parts) for each in lists}
    if as_json:
        click.echo(wire.line({"tasks": [_of_task(each, ticked[each.id]) for each in lists]}))
        return
    for place, each in enumerate(lists, start=1):
        click.secho(f"{place}. {_about(each)}", bold=True)
        for item, criterion in enumerate(each.criteria, start=1):
            click.echo(f"    {'✓' if item in ticked[each.id] else '○'} {item}. {plain(criterion.text)}")
    click.echo("What you tick is your own word: it does not count as shown." if lists else "It has no checklist.")


def _about(exercise: Exercise) -> str:
    return exercise.prompt.partition("\n")[0]


def _of_task(exercise: Exercise, done: list[int]) -> wire.Json:
    return {
        "id": exercise.id,
        "skill": exercise.skill,
        "about": _about(exercise),
        "items": [plain(each.text) for each in exercise.criteria],
        "done": done,
    }
