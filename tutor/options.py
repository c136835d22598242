"""Options that several commands have, and the machines under the settings that options chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from tutor.corpus.manifest import named_after
from tutor.errors import BadInput
from tutor.learn import Course, course
from tutor.learning.skills import SKILLS
from tutor.parts import Parts
from tutor.settings import Settings, read_settings

_STARTER = Path(__file__).parent.parent / "corpora"
Command = TypeVar("Command", bound=Callable[..., Any])

corpus_option = click.option(
    "--corpus", "corpora", multiple=True, metavar="NAME", help="May be repeated; left out: all."
)
from_option = click.option(
    "--from", "folders", multiple=True, metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder whose skills.toml goes before that of the published corpus of its name; may be repeated.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="JSON on standard output (docs/json.md).")


def chosen_setting(name: str, **described: Any) -> Callable[[Command], Command]:
    """An option that goes before the setting of the same name."""

    def choose(context: click.Context, option: click.Parameter, value: object) -> None:
        context.ensure_object(dict)[option.name] = value

    return click.option(name, expose_value=False, callback=choose, **described)


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorated(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


checking_options = _together(
    chosen_setting("--model", help="Chat model; left out: TUTOR_MODEL, else none."),
    chosen_setting("--base-url", help="OpenAI-compatible server, with /v1."),
    chosen_setting(
        "--judge",
        type=click.Choice(get_args(Settings.model_fields["judge"].annotation)),
        help="What decides whether words carry a statement; left out: TUTOR_JUDGE, else local.",
    ),
)


def opened_parts() -> Parts:
    """The machines under the settings, those that the command's options chose first. Raises `BadSettings`."""
    return Parts(read_settings(**click.get_current_context().ensure_object(dict)))


def course_of(corpora: Sequence[str], folders: Sequence[Path]) -> Course:
    """The skills that the published corpora carry; those in `folders` go before them."""
    starter = {file.parent.name: file.parent for file in sorted(_STARTER.glob(f"*/{SKILLS}"))}
    return course(opened_parts(), starter, corpora, {named_after(each): each for each in folders})


def course_if_any(corpora: Sequence[str], folders: Sequence[Path]) -> Course | None:
    """The same, or nothing where no corpus is published or none has skills."""
    try:
        return course_of(corpora, folders)
    except BadInput:
        return None
