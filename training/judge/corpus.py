"""All that is learnt from, and what is held back for calibrating: by a hash of a group's name, so always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from training.judge import asked
from training.judge import questions as reading
from training.judge.examples import Example, Labelled, labelled, written, written_passages
from training.judge.made import from_document, from_labelled, from_written, strangers
from training.judge.questions import Question, squad

HELD_BACK = 0.08  # share of groups
CURRICULA = ("data-science-for-beginners", "iot-for-beginners")  # the third is kept for measuring
_PLENTY = "fever_dev"
_EDITED = 0.15  # share of rows that edits are made of in an epoch
_OF_DOCUMENT = 2  # pairs of a document in an epoch
_STRANGE = 0.04  # claims beside sources that have nothing to do with them, for each other pair
_ASKED = 2  # questions of a document in an epoch
_READ = 0.2  # share of all questions that are learnt from in an epoch
_LONG = 200  # words of a source that is used as a document too


class Corpus:
    """The examples of every epoch, and those held back."""

    def __init__(self, data: Path) -> None:
        rows = labelled(data / "judge" / "train.jsonl.gz")
        passages = written_passages()
        texts, of_squad = squad(data / "squad2-half", kept=False)
        self._rows = _parted(rows, lambda row: row.group)
        self._passages = _parted(passages, lambda passage: passage["id"])
        self._documents = _parted([*_documents(data), *((f"squad/{name}", text) for name, text in texts.items()),
                                   *_long_sources(rows)], lambda each: each[0])  # fmt: skip
        self._texts = texts
        self._asked = _parted(of_squad, lambda each: f"{each.article}/{each.start}")

    def examples(self, random: Random, *, held_back: bool = False) -> list[Example]:
        """Pairs for the judge: other edits and windows every time, the same rows."""
        found = list(self._examples(random, int(held_back)))
        return [*found, *strangers(found, int(len(found) * _STRANGE), random)]

    def questions(self, random: Random, *, held_back: bool = False) -> list[Question]:
        """Passages and questions for the reader."""
        part = int(held_back)
        found = [
            *reading.from_squad(self._texts, self._asked[part], random),
            *reading.from_written(self._passages[part], random),
        ]
        for name, text in self._documents[part]:
            found.extend(asked.from_document(text, name, min(_ASKED, len(text) // 300), random))
        return found if held_back else random.sample(found, int(len(found) * _READ))

    def _examples(self, random: Random, part: int) -> Iterator[Example]:
        for row in self._rows[part]:
            if row.dataset == _PLENTY and random.random() < 0.5:
                continue  # twice as many rows as all other sets together, and the easiest
            yield row.example
            if random.random() < _EDITED:
                yield from from_labelled(row, random)
        yield from written(self._passages[part], random)
        yield from from_written(self._passages[part], random)
        for name, text in self._documents[part]:
            count = min(_OF_DOCUMENT, len(text) // 150 + 3)
            yield from from_document(text, "made/document", name, count, random)


def _parted(items: list[Any], group: Any) -> tuple[list[Any], list[Any]]:
    """What is learnt from, and what is held back."""
    parts: tuple[list[Any], list[Any]] = ([], [])
    for item in items:
        digest = hashlib.sha256(group(item).encode()).digest()
        parts[int(digest[0] < HELD_BACK * 256)].append(item)
    return parts


def _documents(data: Path) -> Iterator[tuple[str, str]]:
    for name in CURRICULA:
        for path in sorted((data / "curricula" / name / "corpus").rglob("*.md")):
            yield f"{name}/{path.name}/{path.parent.name}", path.read_text("utf-8")


def _long_sources(rows: list[Labelled]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for row in rows:
        if row.source not in seen and len(row.source.split()) >= _LONG:
            seen.add(row.source)
            yield row.group, row.source
