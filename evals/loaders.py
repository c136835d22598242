"""Cases from questions that others wrote, and a corpus with the documents that cases plant in it.

A set is a folder with `corpus/` and `questions.jsonl`, a row each: {"question"} and, as far as they are known, "id",
"options" and "correct" (numbers of the right ones, from 0), "answers", "answerable" (true where it is left out),
"gold_docs" (paths in `corpus/`), and "gold_spans" ({"doc", "start", "end", "text"}: ways to quote one answer).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.case import Case, GoldSpan, Kind, rows
from tutor.errors import BadInput, wrong_fields

QUESTIONS = "questions.jsonl"
_NOT_IN_IDS = re.compile(r"[^\w.:-]+")


def sets(folder: Path) -> dict[str, list[Case]]:
    """The cases of each set in `folder`, or of `folder` itself where it is one, by the set's name.

    Raises `BadInput` where there is none, and for a row that is no question.
    """
    found = [folder / QUESTIONS] if (folder / QUESTIONS).is_file() else sorted(folder.glob(f"*/{QUESTIONS}"))
    if not found:
        raise BadInput(f"{folder} has no {QUESTIONS}.", f"Give a folder with corpus/ and {QUESTIONS}, or one of such.")
    return {path.resolve().parent.name: questions(path) for path in found}


def questions(path: Path) -> list[Case]:
    """The cases of one `questions.jsonl`; the corpus is named after its folder. Raises `BadInput`."""
    corpus = path.resolve().parent.name
    return [_case(row, corpus, path, line) for line, row in rows(path)]


def strangers(sets_by_corpus: Mapping[str, Sequence[Case]]) -> Iterator[Case]:
    """Each answerable question of each set, asked of every other corpus, which is to refuse it."""
    for of, cases in sets_by_corpus.items():
        for corpus in sets_by_corpus:
            if corpus != of:
                yield from (_strange(case, corpus) for case in cases if not case.refuse)


def with_planted(corpus: Path, cases: Iterable[Case], target: Path) -> Path:
    """A copy of the folder `corpus` at `target`, with the documents that the cases plant beside its own.

    Raises `BadInput` where a planted document would stand in the place of another, of the corpus or planted.
    """
    planted = {(each.document, each.text) for case in cases for each in case.planted}
    names = [name for name, _ in planted]
    taken = sorted({name for name in names if names.count(name) > 1 or (corpus / name).exists()})
    if taken:
        raise BadInput(f"Cases plant {', '.join(taken)}, and there is one already.", "Give each a name of its own.")
    shutil.copytree(corpus, target, dirs_exist_ok=True)
    for name, text in planted:
        (target / name).write_text(text, "utf-8")
    return target


def _case(row: Mapping[str, Any], corpus: str, path: Path, line: int) -> Case:
    try:
        named = _NOT_IN_IDS.sub("-", str(row.get("id") or f"{corpus}:{line}"))
        known = {"id": named, "corpus": corpus, "question": row["question"]}
        return Case.model_validate(known | (_gold(row) if row.get("answerable", True) else _none(row)))
    except ValidationError as error:
        raise BadInput(f"{path} line {line} is no question: {wrong_fields(error)}.", "See evals/loaders.py.") from error
    except (LookupError, TypeError, AttributeError) as error:
        raise BadInput(f"{path} line {line} is no question: {error!r}.", "See evals/loaders.py.") from error


def _gold(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of the answer; of several answers, each is right."""
    options, correct = tuple(row.get("options") or ()), tuple(row.get("correct") or ())
    answers = tuple(row.get("answers") or (options[number] for number in correct))
    if options:
        return {"kind": Kind.QUIZ, "options": options, "correct": correct} | _places(row) | {"gold_answer": answers[0]}
    ways = "|".join(way for way in answers if "|" not in way)
    return {"kind": Kind.ANSWERABLE, "gold_answer": answers[0], "terms": (ways,) if ways else ()} | _places(row)


def _places(row: Mapping[str, Any]) -> dict[str, Any]:
    """Where the answer stands: one way to quote it is enough, so the first is gold and the others say the same."""
    spans = tuple(
        GoldSpan(document=span["doc"], start=span["start"], end=span["end"], words=span["text"])
        for span in row.get("gold_spans") or ()
    )
    return {"gold_spans": spans[:1], "also_spans": spans[1:], "gold_documents": tuple(row.get("gold_docs") or ())}


def _none(row: Mapping[str, Any]) -> dict[str, Any]:
    about = (row.get("asked_about") or {}).get("doc", "the corpus")
    return {"kind": Kind.NEAR, "refuse": True, "why": f"{about} does not say", "topic": str(about)}


def _strange(case: Case, corpus: str) -> Case:
    return Case(
        id=f"{corpus}:asked:{case.id}",
        corpus=corpus,
        kind=Kind.FAR,
        question=case.question,
        topic=case.cluster,
        refuse=True,
        why=f"it is a question to {case.corpus}",
    )
