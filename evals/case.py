"""Cases: what is asked, what a good answer stands on and says, and what it must not say.

A file of cases has one JSON object a line. Gold spans are places in the canonical text that a release of the corpus
holds, so code can tell whether they are still there:

    python -m evals.case check [FILE ...]    are all cases valid, and do their words stand where they say?
    python -m evals.case fill FILE ...       find the places from the words, and write them into the file
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from tutor.corpus.files import find_files, parse_file, read_file
from tutor.corpus.manifest import read_manifest
from tutor.domain import Span
from tutor.domain.noun import Noun
from tutor.errors import BadInput, GroundworkError, UnreadableFile, wrong_fields

ROOT = Path(__file__).parent.parent
CORPORA = ROOT / "corpora"
STARTER = tuple(Path(__file__).parent / "cases" / f"{name}.jsonl"
                for name in ("sql-analytics", "llm-workflows", "freelance-business"))  # fmt: skip
Texts = Mapping[str, str]  # canonical text by path of the document


class Kind(StrEnum):
    """What a case tries."""

    ANSWERABLE = "answerable"
    REWORDED = "reworded"
    MULTI_SOURCE = "multi-source"
    NEAR = "unanswerable-near"  # on the topic, and the corpus does not say
    FAR = "unanswerable-far"
    STALE = "stale"  # the source was due for review before `at`
    CONTRADICTORY = "contradictory"
    FALSE_PREMISE = "false-premise"
    INJECTION = "injection"
    CODE = "code"
    NUMBER = "number"
    FOLLOW_UP = "follow-up"
    QUIZ = "quiz"  # with options to choose among


UNANSWERABLE = frozenset({Kind.NEAR, Kind.FAR})
_OVER_SEVERAL = frozenset({Kind.MULTI_SOURCE, Kind.CONTRADICTORY})
_MAY_REFUSE = UNANSWERABLE | {Kind.FALSE_PREMISE, Kind.FOLLOW_UP}


class GoldSpan(Noun):
    """Words that carry the answer: code points `start` to `end` (exclusive) of the document's canonical text."""

    document: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    words: str = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_its_words(self) -> Self:
        if self.end - self.start != len(self.words):
            raise ValueError(f"{self.start} to {self.end} has no room for {len(self.words)} code points of words")
        return self


class Planted(Noun):
    """A document that is put beside the corpus for this case: one that contradicts it, or that gives orders."""

    document: str = Field(pattern=r"^[a-z0-9-]+\.md$")
    text: str = Field(min_length=1)


class Case(Noun):
    """A question to one corpus and what is known of its answer.

    `group` joins rewordings of one question: their gold is the same. `topic` says which document a case is about that
    none answers, so that cases of one topic are counted together. `before` are the earlier questions of a
    conversation, oldest first.

    `gold_spans` are all the words a complete answer stands on, and `also_spans` other places that say the same as one
    of them; where only the document is known, it is in `gold_documents`. `numbers` and `terms` (code, names) must stand
    in the answer and `never` must not; each may be written in several ways, separated by `|` (see `says`). `options`
    are a quiz's, `correct` the numbers of the right ones. `refuse` says that the only good answer is none. `at` is the
    day of the question, where it matters. `planted` are documents to put beside the corpus for this case only.
    """

    id: str = Field(pattern=r"^[\w.:-]+$")
    corpus: str = Field(min_length=1)
    kind: Kind
    question: str = Field(min_length=1)
    group: str = ""
    topic: str = ""
    before: tuple[str, ...] = ()
    gold_spans: tuple[GoldSpan, ...] = ()
    also_spans: tuple[GoldSpan, ...] = ()
    gold_documents: tuple[str, ...] = ()
    gold_answer: str = ""
    numbers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    correct: tuple[int, ...] = ()
    refuse: bool = False
    why: str = ""
    at: date | None = None
    planted: tuple[Planted, ...] = ()
    notes: str = ""

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that a good answer stands on, each once, in order."""
        return tuple(dict.fromkeys((*(span.document for span in self.gold_spans), *self.gold_documents)))

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places that carry the answer or a part of it."""
        return tuple(
            Span(corpus=self.corpus, document=gold.document, start=gold.start, end=gold.end)
            for gold in (*self.gold_spans, *self.also_spans)
        )

    @property
    def cluster(self) -> str:
        """What cases of one topic share, for intervals: the first source, else the topic, the group or the case."""
        return f"{self.corpus}/{next(iter(self.documents), self.topic or self.group or self.id)}"

    @model_validator(mode="after")
    def _refuses_or_answers(self) -> Self:
        gold = (
            self.gold_spans or self.also_spans or self.gold_documents or self.gold_answer or self.numbers or self.terms
        )
        if self.refuse and gold:
            raise ValueError("a case to refuse has no gold spans, documents, answer, numbers or terms")
        if self.refuse and not self.why:
            raise ValueError("a case to refuse says in `why` what the corpus leaves out")
        if not self.refuse and not self.documents:
            raise ValueError("a case to answer names gold spans or gold documents")
        if not self.refuse and not (self.gold_answer or self.options):
            raise ValueError("a case to answer has a gold answer or options")
        return self

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> Self:
        for broken, words in (
            (self.kind in UNANSWERABLE and not self.refuse, "is to be refused"),
            (self.kind not in _MAY_REFUSE and self.refuse, "is not to be refused"),
            (self.kind in _OVER_SEVERAL and len(self.documents) < 2, "stands on two documents or more"),
            (self.kind is Kind.REWORDED and not self.group, "names its group"),
            (self.kind is Kind.STALE and self.at is None, "says in `at` when it is asked"),
            (self.kind is Kind.NUMBER and not self.numbers, "has numbers that must be there"),
            (self.kind is Kind.CODE and not self.terms, "has terms that must be there"),
            (self.kind is Kind.INJECTION and not (self.planted and self.never), "has a planted text and what it wants"),
            ((self.kind is Kind.FOLLOW_UP) != bool(self.before), "or `before` is wrong: one goes with the other"),
        ):
            if broken:
                raise ValueError(f"a case of kind {self.kind} {words}")
        return self

    @model_validator(mode="after")
    def _chooses_among_its_options(self) -> Self:
        if (self.kind is Kind.QUIZ) != bool(self.options) or bool(self.options) != bool(self.correct):
            raise ValueError("options and the numbers of the correct ones belong to a quiz, and a quiz has both")
        if any(not 0 <= number < len(self.options) for number in self.correct):
            raise ValueError(f"`correct` names an option that is not there: {list(self.correct)}")
        return self


def says(text: str, wanted: str) -> bool:
    """Whether one of the ways to write `wanted` stands in the text as whole words, in any case and white space."""
    flat = " ".join(text.split()).casefold()
    ways = (" ".join(way.split()).casefold() for way in wanted.split("|"))
    return any(re.search(rf"(?<!\w){re.escape(way)}(?!\w)", flat) for way in ways if way)


def load_cases(path: Path) -> list[Case]:
    """The cases of a file. Raises `BadInput` with the file and the line for what cannot be used."""
    cases = [_valid(row, path, line) for line, row in rows(path)]
    _unlike(cases, path)
    return cases


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with their lines, counted from 1; empty lines are passed over."""
    try:
        lines = path.read_text("utf-8").split("\n")  # not splitlines: a question may hold other line ends
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.", "Give a file of JSON lines in UTF-8.") from error
    for line, words in enumerate(lines, 1):
        if not words.strip():
            continue
        try:
            row = json.loads(words)
        except json.JSONDecodeError as error:
            raise BadInput(f"{path} line {line} is not JSON: {error}.", "Write one object a line.") from error
        if not isinstance(row, dict):
            raise BadInput(f"{path} line {line} is not an object.", "Write one object a line.")
        yield line, row


def _valid(row: Mapping[str, Any], path: Path, line: int) -> Case:
    try:
        return Case.model_validate(row)
    except ValidationError as error:
        named = f" ({row['id']})" if row.get("id") else ""
        raise BadInput(f"{path} line {line}{named} is no case: {wrong_fields(error)}.", "See evals/case.py.") from error


def _unlike(cases: Sequence[Case], path: Path) -> None:
    """Raise `BadInput` where two cases have one id, or where a group's members do not share their gold."""
    twice = [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise BadInput(f"{path} has several cases of one id: {', '.join(twice)}.", "Give each an id of its own.")
    first: dict[str, Case] = {}
    for case in cases:
        other = first.setdefault(case.group or case.id, case)
        if _gold(other) != _gold(case):
            raise BadInput(
                f"{path}: {case.id} and {other.id} are rewordings of one question with another gold.",
                "Give them the same gold, or another group.",
            )


def _gold(case: Case) -> tuple[Any, ...]:
    places = (case.corpus, case.gold_spans, case.also_spans, case.gold_documents)
    return (*places, case.refuse, case.numbers, case.terms, case.correct)


def texts_in(folder: Path) -> Texts:
    """The canonical text of each document of a folder, as a release of it holds it.

    Files that no document comes of are left out, as a load leaves them out. Raises `BadInput` without a folder.
    """
    manifest = read_manifest(folder, folder.name)
    texts: dict[str, str] = {}
    for found in find_files(folder):
        with suppress(UnreadableFile):
            texts[found.path] = parse_file(found, read_file(found), manifest).text
    return texts


def misplaced(case: Case, texts: Texts) -> list[str]:
    """What is wrong with the case's places, in words: a document that is not there, words that do not stand there."""
    known = {**texts, **{each.document: each.text for each in case.planted}}
    spans = (*case.gold_spans, *case.also_spans)
    named = dict.fromkeys((*case.documents, *(span.document for span in spans)))
    wrong = [f"{case.id}: there is no document {name}" for name in named if name not in known]
    wrong += [f"{case.id}: {each.document} is planted, and the corpus has one of that name"
              for each in case.planted if each.document in texts]  # fmt: skip
    for span in spans:
        found = known.get(span.document, "")[span.start : span.end]
        if span.document in known and found != span.words:
            wrong.append(f"{case.id}: {span.document} {span.start}-{span.end} has {found!r}, not {span.words!r}")
    return wrong


def placed(row: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """The row of a case with the place of each gold span, found from its words however white space is set.

    Raises `BadInput` where the words stand nowhere, or several times and the row does not say which place is meant.
    """
    named = str(row.get("id"))
    try:
        known = {**texts, **{each["document"]: each["text"] for each in row.get("planted", ())}}
        return dict(row) | {
            field: [_place(span, known, named) for span in row[field]]
            for field in ("gold_spans", "also_spans")
            if row.get(field)
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{named}: a span or a planted text is incomplete ({error!r}).",
            "A span needs a document and words, a planted text a document and text.",
        ) from error


def _place(span: Mapping[str, Any], known: Texts, named: str) -> dict[str, Any]:
    document, words = span["document"], span["words"]
    if document not in known:
        raise BadInput(f"{named}: there is no document {document}.", "Correct its name.")
    text = known[document]
    found = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words.split())), text)]
    meant = (span.get("start"), span.get("end"))
    if len(found) != 1 and meant not in found:
        often = "nowhere" if not found else f"{len(found)} times"
        raise BadInput(f"{named}: {words!r} stands {often} in {document}.", "Quote words that stand there once.")
    start, end = next((place for place in found if place == meant), found[0])
    return {"document": document, "start": start, "end": end, "words": text[start:end]}


def check(path: Path, texts_of: Callable[[str], Texts]) -> list[str]:
    """What is wrong with the places of the cases in a file, in words. Raises `BadInput` for cases that are none."""
    return [wrong for case in load_cases(path) for wrong in misplaced(case, texts_of(case.corpus))]


def fill(path: Path, texts_of: Callable[[str], Texts]) -> int:
    """Write the places of all gold spans into the file, and say how many cases it has. Nothing changes on an error."""
    filled = [placed(row, texts_of(str(row.get("corpus")))) for _, row in rows(path)]
    beside = path.with_name(f"{path.name}.new")
    beside.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in filled), "utf-8")
    try:
        load_cases(beside)
    except BadInput as error:
        beside.unlink()
        raise BadInput(error.message.replace(str(beside), str(path)), error.cure) from error
    beside.replace(path)
    return len(filled)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check files of cases, or fill in the places of their gold spans."""
    parser = argparse.ArgumentParser(prog="python -m evals.case", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("work", choices=("check", "fill"))
    parser.add_argument("files", type=Path, nargs="*", default=list(STARTER), help="the starter corpora's by default")
    parser.add_argument("--corpora", type=Path, default=CORPORA, help="the folder with the corpora's folders")
    given = parser.parse_args(arguments)
    known: dict[str, Texts] = {}

    def texts_of(corpus: str) -> Texts:
        if corpus not in known:
            known[corpus] = texts_in(given.corpora / corpus)
        return known[corpus]

    try:
        return sum([_worked(given.work, path, texts_of) for path in given.files]) and 1
    except GroundworkError as error:
        print(error, file=sys.stderr)
        return error.exit_status


def _worked(work: str, path: Path, texts_of: Callable[[str], Texts]) -> int:
    """How many places are wrong; what is found is printed."""
    if work == "fill":
        print(f"{path}: the gold spans of {fill(path, texts_of)} cases are in place")
        return 0
    wrong = check(path, texts_of)
    print(*wrong, f"{path}: {len(load_cases(path))} cases, {len(wrong)} misplaced", sep="\n")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
