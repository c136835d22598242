"""The command `tutor check`: rows to judge, of a source and a claim or of an answer and samples of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

import click

from tutor import terminal, wire
from tutor.checking.repeated import repeated
from tutor.domain import Progress
from tutor.errors import GroundworkError
from tutor.models.judge import Judge, Pair
from tutor.options import checking_options, json_option, opened_parts
from tutor.rows import (
    ENCODING,
    KEEP_GOING,
    LONGEST_ROW,
    Row,
    attempted,
    batch_option,
    count_rows,
    rows_of,
    text_of,
    texts_of,
)

_JUDGED_AT_ONCE = 64


@dataclass(frozen=True)
class Sampled:
    """An answer, and others to the same question."""

    answer: str
    samples: Sequence[str]


Wanted = Pair | Sampled | GroundworkError
Group = list[tuple[Any, Wanted]]


@click.command()
@checking_options
@json_option
@batch_option
def check(as_json: bool, batch: IO[str] | None) -> None:
    """Judge rows {"source": ..., "claim": ...} of JSON lines: does the source carry the claim?

    Or rows {"answer": ..., "samples": [...]}: do other answers to the same question say it again?
    """
    judge = opened_parts().judge
    file: IO[str] = batch or click.open_file("-", encoding=ENCODING, errors=KEEP_GOING)
    at_once = _JUDGED_AT_ONCE if file.seekable() else 1  # who writes to a pipe may wait for each answer
    shown = terminal.rows_leave()
    total, done = count_rows(file) if shown and file.seekable() else 0, 0
    with terminal.progress(shown=shown) as watch:
        for group in _groups(file, at_once):
            for identity, found in _checked(group, judge):
                named = {"id": identity} if batch or identity is not None else {}
                click.echo(wire.line({**named, **found}) if as_json or batch else _spoken(found))
            done += len(group)
            watch(Progress(step="check", done=done, total=total))


def _groups(file: IO[str], at_once: int) -> Iterator[Group]:
    """The rows with their ids, as many together as are judged at once: so many, or fewer that are long."""
    group: Group = []
    length = 0
    for identity, row in rows_of(file):
        wanted = attempted(partial(_wanted, row))
        length += _length(wanted)
        group.append((identity, wanted))
        if len(group) == at_once or length > LONGEST_ROW:
            yield group
            group, length = [], 0
    if group:
        yield group


def _wanted(row: Row) -> Pair | Sampled:
    """What a row asks. One that has a source or a claim asks about these, whatever else it has."""
    names = set(row) if isinstance(row, dict) else set()
    if names & {"answer", "samples"} and not names & {"source", "claim"}:
        return Sampled(text_of(row, "answer"), texts_of(row, "samples"))
    return Pair(text_of(row, "source"), text_of(row, "claim"))


def _length(wanted: Wanted) -> int:
    if isinstance(wanted, Pair):
        return len(wanted.premise) + len(wanted.claim)
    return sum(map(len, wanted.samples)) if isinstance(wanted, Sampled) else 0


def _checked(group: Group, judge: Judge) -> Iterator[tuple[Any, wire.Json]]:
    """What is found for each row, in order: all pairs are judged in one call."""
    judged = iter(judge.judge([pair for _, pair in group if isinstance(pair, Pair)]))
    for identity, wanted in group:
        yield identity, wire.of_judgement(next(judged)) if isinstance(wanted, Pair) else _repeated(wanted, judge)


def _repeated(wanted: Sampled | GroundworkError, judge: Judge) -> wire.Json:
    if isinstance(wanted, Sampled):
        found = attempted(partial(repeated, wanted.answer, wanted.samples, judge))
        return {"error": str(found)} if isinstance(found, GroundworkError) else wire.of_repeated(found)
    return {"error": str(wanted)}


def _spoken(found: wire.Json) -> str:
    if "error" in found:
        return str(found["error"])
    if "label" in found:
        return f"{found['label']} ({found['score']:.2f}): {found['reason']}"
    counted = [
        f"{each['text']} ({each['score']:.2f}: {each['agree']} say it, {each['contradict']} contradict it, "
        f"{each['silent']} silent)"
        for each in found["statements"]
    ]
    return f"stability {found['stability']:.2f}, entropy {found['entropy']:.2f}: {'; '.join(counted) or 'no statement'}"
