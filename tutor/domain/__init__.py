"""The nouns of Groundwork: frozen values that pass between the steps of every road.

One coordinate runs through all of them. A `Span` counts Unicode code points in the canonical text
that a document was given at ingest, so `text[span.start:span.end]` is always the words it names.
"""

from __future__ import annotations

from tutor.domain.agreement import Echo, Label, Sample, Sent, Stability
from tutor.domain.answers import (
    AllegedQuote,
    Answer,
    Check,
    Citation,
    Claim,
    Draft,
    DraftSentence,
    Fingerprint,
    Judgement,
    Statement,
    Usage,
    Verdict,
    Withheld,
)
from tutor.domain.curation import Corpus, FileReport, FileStatus, IngestReport, Release
from tutor.domain.evidence import Block, BlockKind, Chunk, Document, Landmark, Passage, Sentence, Source, Span
from tutor.domain.learning import Attempt, Exercise, Learner
from tutor.domain.memory import Before, Change, ChangeKind, Fallen, Held, Recheck, Rechecked, Rechecks
from tutor.domain.noun import Noun
from tutor.domain.progress import Progress, Stopped, Watch, unstopped, unwatched

__all__ = [
    "AllegedQuote",
    "Answer",
    "Attempt",
    "Before",
    "Block",
    "BlockKind",
    "Change",
    "ChangeKind",
    "Check",
    "Chunk",
    "Citation",
    "Claim",
    "Corpus",
    "Document",
    "Draft",
    "DraftSentence",
    "Echo",
    "Exercise",
    "Fallen",
    "FileReport",
    "FileStatus",
    "Fingerprint",
    "Held",
    "IngestReport",
    "Judgement",
    "Label",
    "Landmark",
    "Learner",
    "Noun",
    "Passage",
    "Progress",
    "Recheck",
    "Rechecked",
    "Rechecks",
    "Release",
    "Sample",
    "Sent",
    "Sentence",
    "Source",
    "Span",
    "Stability",
    "Statement",
    "Stopped",
    "Usage",
    "Verdict",
    "Watch",
    "Withheld",
    "unstopped",
    "unwatched",
]
