"""The road from an answer to what a learner should know of its sources: overdue for review, or of another version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from tutor.brief import versions
from tutor.domain import Answer
from tutor.parts import Parts
from tutor.text.freshness import cautions

Cautions = Mapping[tuple[str, str], tuple[str, ...]]  # by corpus and document
NOTHING_TO_SAY: Cautions = MappingProxyType({})


def cautions_of(answer: Answer, parts: Parts, today: date) -> Cautions:
    """What there is to say of the sources that the answer cites; one of which nothing is to be said is left out.

    Raises `NoCorpus` and `BrokenRelease` where a release that it stands on cannot be read, and `StoreFailed`.
    """
    statements = (*answer.stated, *(each.statement for each in answer.withheld))
    cited = {
        (citation.span.corpus, citation.span.document)
        for statement in statements
        for citation in (*statement.claim.citations, statement.against)
        if citation
    }
    found, mine = {}, versions(parts)
    for corpus, path in sorted(cited):
        document = parts.release(corpus, answer.fingerprint.releases[corpus]).texts.document(path)
        said = cautions(document.source, mine, today) if document else ()
        if said:
            found[corpus, path] = said
    return found
