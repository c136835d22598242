"""The command line: the group `tutor`, whose commands have files of their own beside this one.

Exit status: 0 answered or refused, 1 a credential does not verify, 2 bad usage or input, 3 a machine failed.
"""

from __future__ import annotations

import os
import sys
import traceback
from io import TextIOWrapper

import click

from tutor import __version__
from tutor.errors import GroundworkError
from tutor.lazy import Lazy

_PLACES = {
    "ask": "tutor.cli_ask:ask",
    "brief": "tutor.cli_brief:brief",
    "check": "tutor.cli_check:check",
    "conversation": "tutor.cli_conversations:conversation",
    "corpus": "tutor.cli_corpus:corpus",
    "credential": "tutor.cli_credential:credential",
    "learn": "tutor.cli_learn:learn",
    "learner": "tutor.cli_learner:learner",
    "load": "tutor.cli_load:load",
    "practise": "tutor.cli_learn:practise",
    "recheck": "tutor.cli_recheck:recheck",
    "search": "tutor.cli_ask:search",
    "serve": "tutor.cli_serve:serve",
    "show": "tutor.cli_ask:show",
}


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


@click.group(cls=Lazy, places=_PLACES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tutor")
def tutor() -> None:
    """Answers from curated sources, with the words that carry each statement."""
