"""Questions to begin with: headings of the sources themselves, so that each has an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from tutor.domain import BlockKind, Document
from tutor.store.texts import Texts
from tutor.text.mapped import plain
from tutor.text.words import words

_READ = 50  # documents of a corpus that are looked through
_ASKS = re.compile(r"(?:how|what|when|where|which|who|why)\b|.*\?$", re.IGNORECASE)
_FEWEST_WORDS, _LONGEST = 4, 70  # shorter says nothing by itself, longer fits no button


def example_questions(corpora: Sequence[Texts], count: int) -> list[str]:
    """At most `count` headings, of each corpus in turn and at most one of a document."""
    in_turn = chain.from_iterable(zip_longest(*(_headings(texts) for texts in corpora)))
    return list(dict.fromkeys(heading for heading in in_turn if heading))[:count]


def _headings(texts: Texts) -> list[str]:
    """One heading of each document, those first that ask something."""
    documents = filter(None, (texts.document(path) for path in islice(texts.paths, _READ)))
    best = (min(_telling(document), key=_asks_nothing, default="") for document in documents)
    return sorted(filter(None, best), key=_asks_nothing)


def _telling(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if block.kind is BlockKind.HEADING and block.level > 1:
            heading = plain(document.text[block.start : block.end])
            if len(heading) <= _LONGEST and len(words(heading)) >= _FEWEST_WORDS:
                yield heading


def _asks_nothing(heading: str) -> bool:
    return _ASKS.match(heading) is None
