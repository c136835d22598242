"""Releases as a curator handles them: what is kept, what differs, what was freed, and what is wrong with one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from tutor.domain.curation import Release
from tutor.domain.evidence import Span
from tutor.domain.noun import Noun


class Kept(Noun):
    """A release on the shelf.

    `size` is in bytes. `cited` is how many recorded answers cite it, those of deleted conversations among them.
    `published_at` is when it was last published, where that is on record. `release` is None where its manifest cannot
    be read: then it can only be removed.
    """

    id: str
    published: bool
    size: int
    cited: int
    published_at: datetime | None
    release: Release | None


class Switch(Noun):
    """Which release of a corpus is published now, and which was before; empty: none."""

    corpus: str
    before: str
    after: str


class Why(StrEnum):
    """Why a release is kept when others are removed."""

    PUBLISHED = "published"
    NEWEST = "newest"
    CITED = "cited"
    BEING_ASKED = "being asked"


class Spared(Noun):
    """A release that is kept, all reasons for it, and how many recorded answers cite it."""

    id: str
    why: tuple[Why, ...]
    cited: int


class Removed(Noun):
    """A release that is removed, and the bytes it took."""

    id: str
    size: int


class Pruned(Noun):
    """What became of the releases of a corpus; with `dry_run` only what would become of them."""

    corpus: str
    dry_run: bool
    removed: tuple[Removed, ...] = ()
    kept: tuple[Spared, ...] = ()

    @property
    def freed(self) -> int:
        """Bytes."""
        return sum(each.size for each in self.removed)


class Fault(Noun):
    """Something that is wrong with a release: in which part, and what."""

    part: str
    says: str


class Verified(Noun):
    """What a look at every part of a release found; `sentences` and `vectors` are as many as were looked at."""

    corpus: str
    release: str
    documents: int = 0
    chunks: int = 0
    sentences: int = 0
    vectors: int = 0
    faults: tuple[Fault, ...] = ()


class Fact(Noun):
    """A fact of a source, a corpus or a release that is another now; empty: it was, or is, not given."""

    name: str
    before: str
    after: str


class Rewritten(Noun):
    """A run of sentences that changed: its words and its place in each release.

    What was put in has no words before, what was taken out has none after.
    """

    before: str
    after: str
    place_before: Span | None
    place_after: Span | None


class DocumentChange(StrEnum):
    """What became of a document from one release to another."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # the same text under another path
    CHANGED = "changed"  # another text under the same path
    FACTS = "facts"  # the same text under the same path, with other facts about its source


class DocumentDifference(Noun):
    """What became of one document. `path` is where it is now, `path_before` where it was; one of them may be empty."""

    change: DocumentChange
    path: str
    path_before: str
    facts: tuple[Fact, ...] = ()
    rewritten: tuple[Rewritten, ...] = ()


class Displaced(Noun):
    """Words that a recorded answer cites and that do not stand where they stood; `now` is None where they are gone."""

    quote: str
    place: Span
    now: Span | None


class Touched(Noun):
    """A recorded answer that cites words which are gone or stand elsewhere.

    `rechecked` says whether `tutor recheck` has held it against the later release already; `fallen` are the statements
    that did not stand there.
    """

    question_id: int
    conversation: int
    question: str
    displaced: tuple[Displaced, ...] = Field(min_length=1)
    rechecked: bool = False
    fallen: tuple[str, ...] = ()


class Difference(Noun):
    """All that differs between two releases of a corpus; `facts` are those of the corpus and of how it was indexed."""

    corpus: str
    before: str
    after: str
    facts: tuple[Fact, ...] = ()
    documents: tuple[DocumentDifference, ...] = ()
    touched: tuple[Touched, ...] = ()


class Export(Noun):
    """A release in one file: its size in bytes and its sha256."""

    corpus: str
    release: str
    file: str
    size: int
    sha256: str


class Imported(Noun):
    """A release that came out of a file. `new` is False where the very same one was kept already."""

    corpus: str
    release: str
    new: bool
    published: bool
