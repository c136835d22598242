"""Runs as they are stored: what was asked under which circumstances, and every answer, one JSON line each.

A run is a folder:

    header.json       what decided the answers: code, corpora, prompts, settings, model, packages, prices
    cases.jsonl       the cases as they were asked
    documents.jsonl   the canonical texts they were asked of, so that a run can be scored anywhere
    answers.jsonl     one line for each (case, epoch), added as it is finished
    scores.jsonl      what scorers made of it: a line for each value, written anew by `score`

and what the commands found of it, as [beside](beside.py) has it.

A line that was cut off by a kill is no line: it is dropped, and its case is asked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import AwareDatetime, Field, ValidationError

from evals.case import Case
from tutor.domain import Answer, Passage
from tutor.domain.agreement import Scalar
from tutor.domain.noun import Noun
from tutor.errors import BadInput, wrong_fields

HEADER, CASES, DOCUMENTS, ANSWERS, SCORES = (
    "header.json", "cases.jsonl", "documents.jsonl", "answers.jsonl", "scores.jsonl"
)  # fmt: skip
_CIRCUMSTANCES = frozenset({"started_at", "revision", "changed", "settings_sha256"})  # told otherwise, or no cause
N = TypeVar("N", bound=Noun)


class Asked(Noun):
    """A release that cases were asked of: its id, and a hash of its texts and of how it was indexed."""

    id: str
    sha256: str
    documents: int


class Header(Noun):
    """All that decided the answers of a run.

    `code` is a hash of the tutor's source, which tells two states of a working copy apart where the `revision` does
    not; `changed` says whether there was anything in it that is in no revision. `prompts` are hashes by module.
    `prices` are of a million tokens, sent and received. `seed` is what the choice of cases was drawn with.
    """

    suite: str
    started_at: AwareDatetime
    revision: str
    changed: bool
    code: str
    cases: str = Field(description="sha256 of cases.jsonl")
    epochs: int = Field(ge=1)
    seed: int = 0
    releases: dict[str, Asked]
    prompts: dict[str, str]
    settings: dict[str, Scalar]
    settings_sha256: str
    model: str = ""
    base_url: str = ""
    embedder: str
    judge: str
    packages: dict[str, str]
    prices: dict[str, float]

    def differs_from(self, other: Header) -> list[str]:
        """The names of what decided the answers and is another in `other`."""
        return [
            name for name in Header.model_fields
            if name not in _CIRCUMSTANCES and getattr(self, name) != getattr(other, name)
        ]  # fmt: skip


class Text(Noun):
    """The canonical text of a document, and its title."""

    corpus: str
    document: str
    title: str
    text: str


class Row(Noun):
    """What came of asking a case once: an answer, or the error in its place.

    `corpus` is the corpus as it was published, with what the case plants in it. `understood` is the question that was
    answered, where it was another than the one typed. `tries` is how often it was asked until there was an answer.
    `cautions` is what a learner was told of each cited document on the day of the question. `options` has for each
    option of a quiz the passages found for question and option together.
    """

    case: str
    epoch: int = Field(ge=0)
    corpus: str
    answer: Answer | None = None
    understood: str = ""
    error: str = ""
    tries: int = Field(1, ge=1)
    seconds: float = Field(0.0, ge=0)
    cautions: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    options: tuple[tuple[Passage, ...], ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """What no two rows of a run share."""
        return self.case, self.epoch


class StoredRun(Noun):
    """A run, read whole: rows in the order of the cases, epoch by epoch."""

    header: Header
    cases: dict[str, Case]
    texts: dict[tuple[str, str], Text]
    rows: tuple[Row, ...]

    @property
    def missing(self) -> int:
        """How many (case, epoch) were not asked yet."""
        return len(self.cases) * self.header.epochs - len(self.rows)


def read_run(folder: Path) -> StoredRun:
    """The run in `folder`. Raises `BadInput` where there is none, or a part of it cannot be read."""
    header = read_header(folder)
    cases = {each.id: each for each in read_lines(folder / CASES, Case)}
    texts = {(each.corpus, each.document): each for each in read_lines(folder / DOCUMENTS, Text)}
    rows = in_order(read_rows(folder), list(cases))
    return StoredRun(header=header, cases=cases, texts=texts, rows=tuple(rows))


def read_header(folder: Path) -> Header:
    """The header of the run in `folder`. Raises `BadInput`."""
    try:
        return Header.model_validate_json((folder / HEADER).read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{folder} holds no run.", "Make one with: python -m evals run SUITE --out FOLDER") from error
    except ValidationError as error:
        raise BadInput(f"{folder / HEADER} cannot be read: {wrong_fields(error)}.", "Run the suite anew.") from error


def read_rows(folder: Path) -> list[Row]:
    """The rows that are whole, the last of each (case, epoch)."""
    path = folder / ANSWERS
    return list({row.key: row for row in (read_lines(path, Row) if path.exists() else ())}.values())


def in_order(rows: Iterable[Row], cases: Sequence[str]) -> list[Row]:
    """The rows in the order of the cases, each with its epochs one after the other."""
    place = {name: number for number, name in enumerate(cases)}
    return sorted(rows, key=lambda row: (place.get(row.case, len(place)), row.epoch))


def mended(path: Path) -> None:
    """Cut off what stands behind the last line end: a line that a kill left incomplete."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        whole = file.read()
        if whole and not whole.endswith(b"\n"):
            file.truncate(whole.rfind(b"\n") + 1)


def write_lines(path: Path, nouns: Iterable[Noun]) -> None:
    """One JSON line each, in one rename: a reader sees the old file or the new one."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.writelines(f"{each.model_dump_json()}\n" for each in nouns)
    beside.replace(path)


def read_lines(path: Path, noun: type[N], first: int = 0, last: int | None = None) -> Iterator[N]:
    """The nouns on the lines from `first` to before `last`, counted from 0, of a file. Raises `BadInput`.

    What stands behind the last line end was cut off by a kill, and is left out.
    """
    try:
        words = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.", "Run the suite anew.") from error
    lines = words.split("\n")[:-1]
    for number, line in list(enumerate(lines, 1))[first:last]:
        try:
            yield noun.model_validate_json(line)
        except ValidationError as error:
            wrong = wrong_fields(error)
            raise BadInput(f"{path} line {number} cannot be read: {wrong}.", "Run the suite anew.") from error


def header_text(header: Header) -> str:
    """The header as it is stored."""
    return json.dumps(header.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def counted(rows: Sequence[Row]) -> Mapping[str, float]:
    """How many rows, errors and tries again, and tokens and price of all answers as far as they are known."""
    answers = [row.answer for row in rows if row.answer]
    return {
        "rows": len(rows),
        "errors": sum(bool(row.error) for row in rows),
        "tried_again": sum(row.tries - 1 for row in rows),
        "tokens": sum(each.usage.input_tokens + each.usage.output_tokens for each in answers),
        "price": sum(each.usage.price or 0.0 for each in answers),
    }
