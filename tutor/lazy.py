"""A group of commands of which each is imported when it is looked up: none waits for the libraries of the others."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Lazy(click.Group):
    """`places` has the module and the name of each command that is not added otherwise, as "module:name"."""

    def __init__(self, *arguments: Any, places: Mapping[str, str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._places = places

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of all, in alphabetical order."""
        return sorted([*super().list_commands(context), *self._places])

    def get_command(self, context: click.Context, cmd_name: str) -> click.Command | None:
        """That command, imported; nothing where there is none of that name."""
        if cmd_name not in self._places:
            return super().get_command(context, cmd_name)
        module, _, name = self._places[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found
