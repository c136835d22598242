"""What a look at a corpus before publishing finds, and what its curator said to it."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum

from tutor.domain.curation import FileReport
from tutor.domain.noun import Noun

_SHOWN = 160  # characters of the words of a finding
_DIGITS = 10  # of the hash in a key: forty bits, far more than findings in any corpus


class FindingKind(StrEnum):
    """What a finding is about."""

    LICENCE = "licence"
    DATES = "dates"
    COPIES = "copies"
    CONTRADICTING = "contradicting"
    INSTRUCTING = "instructing"
    SECRETS = "secrets"
    PERSONAL = "personal"
    LINKS = "links"
    LANGUAGE = "language"
    READABILITY = "readability"
    THIN = "thin"


class Weight(StrEnum):
    """How much a finding matters: it must be settled before publishing, it should be, or it is good to know."""

    MUST = "must"
    SHOULD = "should"
    NOTE = "note"


class Acceptance(Noun):
    """A curator's word that a finding may stay, and why."""

    key: str
    reason: str
    on: date | None = None

    @property
    def kind(self) -> str:
        """The kind of the finding, as its key names it."""
        return self.key.rpartition("-")[0]


class Finding(Noun):
    """Something in a file that learners should not get as it is.

    `span` is (start, end) in the canonical text of the document and `line` its first line there; both are missing where
    it is about a file as a whole. `place` is the page, slide or cell. `words` are what stands there, shortened; a
    secret is never among them. The key names kind, path and words and nothing else, so it stays when the rest of the
    file is edited. `accepted` is the reason that a curator gave.
    """

    kind: FindingKind
    weight: Weight
    path: str
    span: tuple[int, int] | None = None
    line: int = 0
    place: str = ""
    words: str = ""
    says: str
    cure: str
    key: str
    accepted: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody accepted it."""
        return not self.accepted


class Vetted(Noun):
    """What was found in the files of a corpus: `files` were looked at, `unread` could not be, and why.

    `outdated` are acceptances of what is no longer found. `notes` say what was not looked at.
    """

    corpus: str
    files: int
    unread: tuple[FileReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    outdated: tuple[Acceptance, ...] = ()
    notes: tuple[str, ...] = ()

    def still_open(self, *weights: Weight) -> list[Finding]:
        """The findings of these weights that nobody accepted."""
        return [each for each in self.findings if each.open and each.weight in weights]


def key_of(kind: FindingKind, path: str, words: str) -> str:
    """The name of a finding: its kind, and a hash of kind, path and words whatever the white space between them."""
    told = "\0".join((kind.value, path, " ".join(words.split())))
    return f"{kind.value}-{hashlib.sha256(told.encode('utf-8', 'backslashreplace')).hexdigest()[:_DIGITS]}"


def shortened(words: str) -> str:
    """`words` on one line, cut where there are too many to show."""
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1].rstrip()}…"
