"""What all checks look at, and how each tells what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tutor.corpus.files import Taken
from tutor.corpus.manifest import MANIFEST, Manifest
from tutor.domain import Document, Finding, FindingKind, Weight
from tutor.domain.vetting import key_of, shortened

_NAMED = 5  # files that a finding about many of them names


@dataclass(frozen=True)
class Material:
    """A corpus before it is published: its manifest, the documents read, and the paths of all files of its folder."""

    manifest: Manifest
    taken: Sequence[Taken]
    paths: frozenset[str]
    today: date

    @property
    def documents(self) -> Iterator[Document]:
        """The documents, in the order of their paths."""
        return (each.document for each in self.taken)


Finder = Callable[[Material], Iterator[Finding]]


@dataclass(frozen=True)
class Fault:
    """What is wrong with what was found: its kind and weight, in words, and the cure."""

    kind: FindingKind
    weight: Weight
    says: str
    cure: str


def in_place(fault: Fault, document: Document, start: int, end: int, shown: str = "") -> Finding:
    """A finding in `document.text[start:end]`; `shown` stands for these words where they must not be shown."""
    words = document.text[start:end]
    return Finding(
        **vars(fault),
        path=document.path,
        span=(start, end),
        line=line_of(document, start),
        place=_place(document, start),
        words=shortened(shown or words),
        key=key_of(fault.kind, document.path, words),
    )


def of_file(fault: Fault, path: str, what: str, *, words: str = "") -> Finding:
    """A finding about the file at `path` as a whole; `what` tells it from others of its kind and path."""
    return Finding(**vars(fault), path=path, words=shortened(words), key=key_of(fault.kind, path, words or what))


def of_manifest(fault: Fault, what: str, *, words: str = "") -> Finding:
    """A finding about what `corpus.toml` says of many files, or fails to say."""
    return of_file(fault, MANIFEST, what, words=words)


def named(paths: Sequence[str]) -> str:
    """`paths` in words, no more than a few of them."""
    rest = len(paths) - _NAMED
    return ", ".join(paths[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def line_of(document: Document, start: int) -> int:
    """The number of the line of the canonical text in which `start` stands."""
    return document.text.count("\n", 0, start) + 1


def _place(document: Document, start: int) -> str:
    before = [mark for mark in document.landmarks if mark.start <= start]
    return f"{before[-1].kind} {before[-1].label}".strip() if before else ""
