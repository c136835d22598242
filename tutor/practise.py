"""The road of practice: choose passages on a topic, pose exercises, grade what was filled in, record it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tutor.domain import Attempt, Exercise
from tutor.learning.fill_in import fill_ins, grade
from tutor.parts import Parts
from tutor.retrieval.question import proper
from tutor.retrieval.retrieve import retrieve
from tutor.store.record import Kind


def pose(topic: str, corpora: Sequence[str], parts: Parts, count: int) -> list[Exercise]:
    """At most `count` exercises on `topic` from the published releases. Raises `BadQuestion`, `NoCorpus`."""
    passages = retrieve(proper(topic), parts.releases(corpora), parts.embedder, parts.settings.passages)
    return fill_ins(passages, count)


def attempt(exercise: Exercise, words: str, parts: Parts, now: datetime) -> Attempt:
    """Grade the words filled in and put the attempt on record. Raises `StoreFailed`."""
    graded = Attempt(exercise=exercise, words=words, verdict=grade(exercise, words))
    parts.record.add(Kind.ATTEMPT, graded, now)
    return graded
