"""Scored runs: every answer with its values, as they are compared, gated and reported.

A scored run is read from the folder of a run, or from a file that `score --keep` made: the header, and below it the
units without their evidence, a JSON line each. That is what is committed as a baseline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from evals.case import Case
from evals.scoring.outcome import Outcome, Over, Scorer, Status
from evals.stored import SCORES, Header, N, Row, StoredRun, read_lines, read_run, write_lines
from tutor.domain.noun import Noun
from tutor.errors import BadInput

ALL_EPOCHS = -1  # the epoch of what is scored over all of them
_RUN = "python -m evals run SUITE --out FOLDER"


class Score(Noun):
    """What one scorer said of a unit: a case in an epoch, a case over all epochs, or a group of rewordings."""

    scorer: str
    unit: str
    epoch: int
    outcome: Outcome


class Judged(Noun):
    """Which judge scored a run, and its balanced accuracy on labelled pairs where that was measured."""

    judge: str
    card: str = ""


class Unit(Noun):
    """What is scored as one: where it belongs, what was said, the values, and why there is none.

    `broken` has the reasons of what should have a value and has none, `unscored` of what need not.
    """

    id: str
    epoch: int
    over: Over
    corpus: str
    kind: str
    release: str
    cluster: str
    question: str
    said: tuple[str, ...] = ()
    refusal: str = ""
    error: str = ""
    values: dict[str, float] = Field(default_factory=dict)
    unscored: dict[str, str] = Field(default_factory=dict)
    broken: dict[str, str] = Field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int]:
        """What no two units of a run share."""
        return f"{self.over}:{self.id}", self.epoch

    @property
    def answer(self) -> str:
        """What a learner saw, in words."""
        return " ".join(self.said) or self.refusal or self.error


class Scored(Noun):
    """A run with its values."""

    header: Header
    judged: Judged
    units: tuple[Unit, ...]

    def values(self, scorer: str) -> dict[tuple[str, int], float]:
        """The values of a scorer, by unit."""
        return {unit.key: unit.values[scorer] for unit in self.units if scorer in unit.values}


class Group(Noun):
    """Rows that are scored together, and the case that speaks for them."""

    id: str
    epoch: int
    over: Over
    case: Case
    rows: tuple[Row, ...]

    @property
    def kind(self) -> str:
        """What it is counted under."""
        return self.case.kind.value


def groups(run: StoredRun, over: Over) -> Iterator[Group]:
    """What a scorer over such groups gets, in the order of the cases."""
    rows = [(run.cases[row.case], row) for row in run.rows if row.case in run.cases]
    if over is Over.ANSWER:
        for case, row in rows:
            yield Group(id=case.id, epoch=row.epoch, over=over, case=case, rows=(row,))
        return
    keyed: dict[tuple[str, int], list[tuple[Case, Row]]] = {}
    for case, row in rows:
        if over is Over.EPOCHS:
            keyed.setdefault((case.id, ALL_EPOCHS), []).append((case, row))
        elif case.group:
            keyed.setdefault((f"{case.corpus}/{case.group}", row.epoch), []).append((case, row))
    for (name, epoch), members in keyed.items():
        if over is Over.EPOCHS or len(members) > 1:
            yield Group(id=name, epoch=epoch, over=over, case=members[0][0], rows=tuple(row for _, row in members))


def units(run: StoredRun, scores: Sequence[Score], scorers: Sequence[Scorer]) -> tuple[Unit, ...]:
    """The units of a run with the values of `scores`."""
    over_of = {each.name: each.over for each in scorers}
    by_unit: dict[tuple[Over, str, int], dict[str, Outcome]] = {}
    for score in scores:
        if score.scorer in over_of:
            by_unit.setdefault((over_of[score.scorer], score.unit, score.epoch), {})[score.scorer] = score.outcome
    return tuple(
        _unit(group, by_unit.get((over, group.id, group.epoch), {}), run.header)
        for over in Over
        for group in groups(run, over)
    )


def _unit(group: Group, outcomes: Mapping[str, Outcome], header: Header) -> Unit:
    case, row, alone = group.case, group.rows[0], group.over is Over.ANSWER
    answer = row.answer
    release = header.releases[row.corpus].id if row.corpus in header.releases else ""
    return Unit(
        id=group.id,
        epoch=group.epoch,
        over=group.over,
        corpus=case.corpus,
        kind=group.kind,
        release=release,
        cluster=case.cluster,
        question=case.question,
        said=tuple(each.claim.text for each in answer.stated) if alone and answer else (),
        refusal=answer.refusal if alone and answer else "",
        error=row.error if alone else "",
        values={name: each.value for name, each in outcomes.items() if each.value is not None},
        unscored=_reasons(outcomes, Status.UNSCORED),
        broken=_reasons(outcomes, Status.ERROR),
    )


def _reasons(outcomes: Mapping[str, Outcome], status: Status) -> dict[str, str]:
    return {name: each.reason for name, each in outcomes.items() if each.status is status}


# ------------------------------------------------------------------ reading and keeping


def read_scores(folder: Path) -> tuple[Judged, list[Score]]:
    """The scores of the run in `folder` and which judge they are by. Raises `BadInput` where it was not scored."""
    path = folder / SCORES
    if not path.exists():
        raise BadInput(f"The run in {folder} is not scored.", f"Score it with: python -m evals score {folder}")
    return _headed(path, Judged), list(read_lines(path, Score, first=1))


def write_scores(folder: Path, judged: Judged, scores: Sequence[Score]) -> None:
    """The scores of a run, in the place of those it had."""
    write_lines(folder / SCORES, [judged, *scores])


def read_scored(path: Path, scorers: Sequence[Scorer]) -> Scored:
    """A scored run: the folder of a run, or a file that was kept. Raises `BadInput`."""
    if path.is_dir():
        run = read_run(path)
        judged, scores = read_scores(path)
        return Scored(header=run.header, judged=judged, units=units(run, scores, scorers))
    if not path.is_file():
        raise BadInput(f"There is no run at {path}.", f"Make one with: {_RUN}")
    header = _headed(path, Header)
    judged, *_ = read_lines(path, Judged, first=1, last=2)
    return Scored(header=header, judged=judged, units=tuple(read_lines(path, Unit, first=2)))


def keep(scored: Scored, path: Path) -> None:
    """Write a scored run into one file, to compare with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_lines(path, [scored.header, scored.judged, *scored.units])


def _headed(path: Path, noun: type[N]) -> N:
    found = next(iter(read_lines(path, noun, last=1)), None)
    if found is None:
        raise BadInput(f"{path} is empty.", f"Make a run with: {_RUN}")
    return found
