"""Eval runs as they lie in a folder, read by their files: the program that makes them is not installed with the page.

Anything may lie there: a run that a kill ended, files of another version, what never was a run. Nothing of it raises;
what cannot be read is said in words beside what can.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from app.render import shortened
from tutor.errors import wrong_fields

REPORT = "report.html"
_HEADER, _COMMAND, _CASES, _ANSWERS = "header.json", "command.txt", "cases.jsonl", "answers.jsonl"
_SCORES, _SUMMARY = "scores.jsonl", "summary.json"
_LARGEST = 64_000_000  # bytes of a JSON file that is read whole
_LONGEST_COMMAND = 2000  # characters
_LONGEST_REASON = 200  # characters of what is wrong with a file


class _Read(BaseModel):
    """A value of a file that a newer version may have written: what is not known is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Header(_Read):
    """What decided the answers of a run, as far as the page tells it."""

    suite: str
    started_at: AwareDatetime
    revision: str = ""
    changed: bool = False
    epochs: int = Field(1, ge=1)
    model: str = ""
    base_url: str = ""
    embedder: str = ""
    judge: str = ""
    code: str = ""
    settings: dict[str, str | int | float | bool | None] = Field(default_factory=dict)


class Figure(_Read):
    """A mean with its 95 % interval, over `count` values; None: not known."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int = 0


class Scorer(_Read):
    """What one scorer came to: as a whole, and by slice."""

    says: str = ""
    better: Literal["higher", "lower", ""] = ""
    overall: Figure
    unscored: int = 0
    broken: int = 0
    reasons: dict[str, int] = Field(default_factory=dict)
    pass_all: Figure | None = None
    corpus: dict[str, Figure] = Field(default_factory=dict)
    kind: dict[str, Figure] = Field(default_factory=dict)


class Summary(_Read):
    """The figures of a scored run, and of which scores they are."""

    scores: str
    answers: int = 0
    errors: int = 0
    judge: str = ""
    judge_card: str = ""
    scorers: dict[str, Scorer]


class Flip(_Read):
    """A case that moved, and both answers."""

    id: str
    question: str = ""
    before: float
    now: float
    worse: bool
    answer_before: str = ""
    answer_now: str = ""


class Difference(_Read):
    """What became of a scorer: the paired difference, now less before, with its interval."""

    scorer: str
    better: Literal["higher", "lower", ""] = ""
    margin: float | None = None
    before: float | None = None
    now: float | None = None
    low: float | None = None
    value: float | None = None
    high: float | None = None
    pairs: int = 0
    lost: int = 0
    gained: int = 0
    flips: tuple[Flip, ...] = ()


class Comparison(_Read):
    """Two runs beside each other."""

    circumstances: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


class Compared(_Read):
    """A comparison with a baseline, and of which scores of both."""

    baseline: str
    scores: str
    baseline_scores: str
    comparison: Comparison


class Ruled(_Read):
    """What the gate said of one scorer."""

    scorer: str
    ruling: str
    says: str = ""
    margin: float = 0.0


class Gated(_Read):
    """What the gate said against a baseline."""

    baseline: str
    scores: str
    baseline_scores: str
    holds: bool
    rulings: tuple[Ruled, ...] = ()
    faults: tuple[str, ...] = ()


class Progress(_Read):
    """How many answers there are of those planned; `last` is when something was added."""

    done: int
    planned: int
    errors: int
    last: datetime | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return 0 < self.planned <= self.done


class Run(_Read):
    """A run as it lies in its folder. `wrong` says what of it cannot be read, each in a sentence.

    `scores` is the sha256 of the scores there are now; empty: it is not scored. `has_report` is whether there is one.
    """

    name: str
    folder: Path
    header: Header | None = None
    command: str = ""
    progress: Progress
    scores: str = ""
    summary: Summary | None = None
    gates: tuple[Gated, ...] = ()
    has_report: bool = False
    wrong: tuple[str, ...] = ()


R = TypeVar("R", bound=_Read)


# ------------------------------------------------------------------ the folder of runs


def run_names(folder: Path) -> list[str]:
    """What lies in the folder and has the header of a run; none where there is no such folder."""
    try:
        return sorted(each.name for each in folder.iterdir() if _is_run(each))
    except OSError:
        return []


def foreign_names(folder: Path) -> list[str]:
    """What else lies there, hidden files left out."""
    try:
        found = [each for each in folder.iterdir() if not each.name.startswith(".")]
    except OSError:
        return []
    return sorted(each.name for each in found if not _is_run(each))


def has_runs(folder: Path) -> bool:
    """Whether there is one."""
    try:
        return any(_is_run(each) for each in folder.iterdir())
    except OSError:
        return False


def report_of(folder: Path, name: str) -> Path | None:
    """The report of the run of that name; none where there is none, or the name leads out of the folder."""
    return folder / name / REPORT if name in run_names(folder) and (folder / name / REPORT).is_file() else None


def _is_run(folder: Path) -> bool:
    return (folder / _HEADER).is_file()


def marks_of(run: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes whenever a file of the run does: to read it anew only then."""
    try:
        found = [(each.name, each.stat()) for each in run.iterdir()]
    except OSError:
        return ()
    return tuple(sorted((name, told.st_mtime_ns, told.st_size) for name, told in found))


# ------------------------------------------------------------------ one run


def read_run(folder: Path) -> Run:
    """The run in `folder`, as far as it can be read."""
    wrong: list[str] = []
    header = _noun(folder / _HEADER, Header, wrong)
    epochs = header.epochs if header else 1
    summary = _noun(folder / _SUMMARY, Summary, wrong) if (folder / _SUMMARY).exists() else None
    gates = (_noun(path, Gated, wrong) for path in sorted(folder.glob("gated-*.json")))
    return Run(
        name=folder.name,
        folder=folder,
        header=header,
        command=_command(folder, header),
        progress=_progress(folder, epochs, wrong),
        scores=_hash(folder / _SCORES),
        summary=summary,
        gates=tuple(each for each in gates if each),
        has_report=(folder / REPORT).is_file(),
        wrong=tuple(wrong),
    )


def read_comparison(run: Run, baseline: Run) -> Compared | None:
    """What was found to differ between the two as they are now; none where it was not asked since they were scored."""
    found = _noun(run.folder / f"compared-{baseline.name}.json", Compared, [])
    if found is None or (found.scores, found.baseline_scores) != (run.scores, baseline.scores):
        return None
    return found


def _progress(folder: Path, epochs: int, wrong: list[str]) -> Progress:
    planned = len({_case(row) for row in _rows(folder / _CASES, _case, wrong)}) * epochs
    if not (folder / _CASES).exists():
        wrong.append(f"{_CASES} is missing: how many answers were planned is not known.")
    failed = {(_case(row), row.get("epoch")): bool(row.get("error")) for row in _rows(folder / _ANSWERS, _case, wrong)}
    try:
        last = datetime.fromtimestamp((folder / _ANSWERS).stat().st_mtime, UTC) if failed else None
    except OSError:
        last = None
    return Progress(done=len(failed), planned=planned, errors=sum(failed.values()), last=last)


def _case(row: dict[str, object]) -> str:
    """The case that a line is about: an answer names it, a case is it. Raises `KeyError` where a line is neither."""
    return str(row["case"] if "epoch" in row else row["id"])


def _rows(path: Path, of: Callable[[dict[str, object]], str], wrong: list[str]) -> list[dict[str, object]]:
    """The lines that `of` finds something in. What stands behind the last line end is no line yet, and no fault."""
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    except OSError as error:
        wrong.append(f"{path.name} cannot be read: {error.strerror}.")
        return []
    found, bad = [], []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            of(row)
            found.append(row)
        except (ValueError, KeyError, TypeError, RecursionError):
            bad.append(number)
    if bad:
        first = f"line {bad[0]}" if len(bad) == 1 else f"{len(bad)} lines, the first is line {bad[0]}"
        wrong.append(f"{path.name} cannot be read in full: {first}.")
    return found


def _command(folder: Path, header: Header | None) -> str:
    """The command that goes on with the run: as it was begun, else as far as the header tells it."""
    try:
        words = (folder / _COMMAND).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        words = ""
    if words and len(words) <= _LONGEST_COMMAND and words.isprintable():
        return words
    if header is None:
        return ""
    options = {"--model": header.model, "--base-url": header.base_url, "--epochs": str(header.epochs)}
    if header.epochs == 1:
        del options["--epochs"]
    named = [word for option, value in options.items() if value for word in (option, value)]
    return shlex.join(["python", "-m", "evals", "run", header.suite, *named, "--out", str(folder)])


def _noun(path: Path, noun: type[R], wrong: list[str]) -> R | None:
    """What stands in the file; none where it cannot be read, and why is added to `wrong`."""
    try:
        if path.stat().st_size > _LARGEST:
            wrong.append(f"{path.name} is too large to be read.")
            return None
        return noun.model_validate_json(path.read_bytes())
    except OSError as error:
        wrong.append(f"{path.name} cannot be read: {error.strerror}.")
    except ValidationError as error:
        why = shortened(wrong_fields(error).removeprefix(": "), _LONGEST_REASON)
        wrong.append(f"{path.name} cannot be read: {why}.")
    return None


def _hash(path: Path) -> str:
    """The sha256 of a file; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
