"""What the commands found of a run, kept in its folder for whoever looks at it later, the page's Evals above all.

    summary.json          the figures of every scorer, as `score` printed them
    compared-NAME.json    what differs from the baseline NAME
    gated-NAME.json       what the gate said against that baseline
    command.txt           the words that began the run, and go on with it

Each names the scores that it was made of by their sha256, so that a reader can tell when it is out of date.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.stored import SCORES

SUMMARY, COMMAND = "summary.json", "command.txt"


def keep_summary(folder: Path, found: Mapping[str, Any]) -> None:
    """The figures of the run in `folder`, in the place of those it had."""
    _write(folder / SUMMARY, {"scores": _scores(folder), **found})


def keep_comparison(run: Path, baseline: Path, told: Mapping[str, Any]) -> None:
    """What differs from the baseline; nothing is kept of a run that is a file."""
    if run.is_dir():
        _write(run / f"compared-{_name(baseline)}.json", _headed(run, baseline) | {"comparison": told})


def keep_gate(run: Path, baseline: Path, told: Mapping[str, Any]) -> None:
    """What the gate said; nothing is kept of a run that is a file."""
    if run.is_dir():
        _write(run / f"gated-{_name(baseline)}.json", {**_headed(run, baseline), **told})


def keep_command(folder: Path, words: str) -> None:
    """The command that goes on with the run in `folder`."""
    _replace(folder / COMMAND, f"{words}\n")


def _headed(run: Path, baseline: Path) -> dict[str, str]:
    return {"baseline": _name(baseline), "scores": _scores(run), "baseline_scores": _scores(baseline)}


def _name(path: Path) -> str:
    whole = path.resolve()
    return whole.name if whole.is_dir() else whole.stem


def _scores(path: Path) -> str:
    """The sha256 of the scores of a run: of its file of them, or of the file that was kept."""
    return hashlib.sha256((path / SCORES if path.is_dir() else path).read_bytes()).hexdigest()


def _write(path: Path, found: Mapping[str, Any]) -> None:
    _replace(path, json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def _replace(path: Path, words: str) -> None:
    """In one rename. Where the folder is only to be read it is said, and the command goes on: it has printed all."""
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_text(words, "utf-8")
        beside.replace(path)
    except OSError as error:
        print(f"{path} is not kept: {error.strerror}.", file=sys.stderr)
