"""Open curricula with their own quizzes, published as corpora.

A curriculum is a folder with `corpus/` and `questions.jsonl`, a row each {"question", "gold_docs", ...}. Only the text
of a question is used to ask.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tutor.load import Loader, load
from tutor.parts import Parts
from tutor.store.release import OpenRelease

Question = dict[str, Any]


def quizzes(folder: Path) -> dict[str, list[Question]]:
    """The questions of each curriculum in `folder`, by its name."""
    return {path.parent.name: questions(path) for path in sorted(folder.glob("*/questions.jsonl"))}


def questions(path: Path) -> list[Question]:
    """The rows of a `questions.jsonl`."""
    with path.open(encoding="utf-8") as file:  # unlike `splitlines`, at line feeds only
        return [json.loads(line) for line in file]


def published(folders: Mapping[str, Path], parts: Parts) -> dict[str, OpenRelease]:
    """Each folder of documents as a corpus of that name, open for reading."""
    for name, folder in folders.items():
        load(folder, name, Loader(parts.shelf, parts.embedder, parts.cache), datetime.now(UTC))
    return {name: parts.releases([name])[0] for name in folders}
