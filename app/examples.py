"""Questions to begin and to go on with: headings of the sources themselves, so that each has an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from tutor.domain import Answer, BlockKind, Document, Passage
from tutor.store.texts import Texts
from tutor.text.mapped import plain
from tutor.text.words import content_stems, words

_READ = 50  # documents of a corpus that are looked through
_ASKS = re.compile(r"(?:how|what|when|where|which|who|why)\b|.*\?$", re.IGNORECASE)
_FEWEST_WORDS, _LONGEST = 4, 70  # shorter says nothing by itself, longer fits no button
_LONGEST_WITH_TITLE = 100


def example_questions(corpora: Sequence[Texts], count: int) -> list[str]:
    """At most `count` headings, of each corpus in turn and at most one of a document."""
    in_turn = chain.from_iterable(zip_longest(*(_headings(texts) for texts in corpora)))
    return list(dict.fromkeys(heading for heading in in_turn if heading))[:count]


def next_questions(answer: Answer, count: int) -> list[str]:
    """At most `count` headings of sections that were found for the question and not cited, nearest first.

    Plain text of the sources: as untrusted as any of it.
    """
    spans = [citation.span for each in answer.stated for citation in each.claim.citations]
    found = sorted(answer.passages, key=lambda passage: passage.rank)
    cited = {_section(passage) for passage in found if any(span.within(passage.span) for span in spans)}
    asked = set(content_stems(answer.question))
    uncited = [passage for passage in found if _section(passage) not in cited]
    new = [passage for passage in uncited if not asked.issuperset(content_stems(_heading(passage)))]
    return list(dict.fromkeys(filter(None, map(_asked_by, new))))[:count]  # once for each section


def _section(passage: Passage) -> tuple[str, ...]:
    return (passage.span.corpus, passage.span.document, *passage.heading)


def _heading(passage: Passage) -> str:
    return plain(passage.heading[-1] if passage.heading else passage.title)


def _asked_by(passage: Passage) -> str:
    """The heading of a passage, behind its title unless it names that by itself; nothing where that is no help.

    Asked without the title, 14 of 437 headings of the starter corpora were refused; asked like this, none.
    """
    title, heading = plain(passage.title), _heading(passage)
    topic = set(content_stems(title))
    named = len(topic.intersection(content_stems(heading))) * 2 >= len(topic)
    asked = heading if heading == title or (named and len(words(heading)) >= _FEWEST_WORDS) else f"{title}: {heading}"
    return asked if len(asked) <= _LONGEST_WITH_TITLE and len(words(asked)) > 1 else ""


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
