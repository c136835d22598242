"""A small corpus that teaches, with skills: documents parsed by the real parser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.conftest import ROOT
from tutor.corpus.files import find_files, parse_file, read_file
from tutor.corpus.manifest import read_manifest
from tutor.domain import Attempt, Document, Exercise, Judgement, Label, Skill, Tried
from tutor.learning.skills import SKILLS, read_skills

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
STARTER = sorted(path.parent.name for path in (ROOT / "corpora").glob(f"*/{SKILLS}"))
PAGE = """# Boats

## Leaving the harbour

Check the tide before you leave, because the bar is dry at low water. Fenders are the cushions between boat and quay.

1. Start the engine.
2. Let go the lines.
3. Stow the fenders.

## Rules

A vessel under sail gives way to a vessel that is fishing. The light is shown after sunset.
"""


def documents(corpus: str, folder: Path | None = None) -> dict[str, Document]:
    """The documents of a starter corpus, or of a folder, by path."""
    place = folder or ROOT / "corpora" / corpus
    manifest = read_manifest(place, corpus)
    return {found.path: parse_file(found, read_file(found), manifest) for found in find_files(place)}


def starter(corpus: str) -> tuple[list[Skill], dict[str, Document]]:
    """The skills of a starter corpus, and its documents."""
    texts = documents(corpus)
    return read_skills(ROOT / "corpora" / corpus / SKILLS, corpus, texts.get), texts


def tried(exercise: Exercise, right: bool | None, minutes: float = 0, assessment: str = "") -> Tried:
    """An attempt that many minutes after `NOW`."""
    label = {True: Label.SUPPORTED, False: Label.REFUTED, None: Label.NOT_ENOUGH_INFO}[right]
    verdict = Judgement(label=label, score=float(bool(right)), reason="")
    attempt = Attempt(exercise=exercise, words="", verdict=verdict, assessment=assessment)
    return Tried(attempt=attempt, at=NOW + timedelta(minutes=minutes))
