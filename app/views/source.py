"""One source as a whole, with the cited words highlighted in place. Its address can be kept and shared."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from app import render, session
from app.reading import blocks_around
from app.source_view import show_document
from tutor.domain import BlockKind, Document, Source
from tutor.errors import BadInput, NoDocument

_LONGEST_NUMBER = 18  # digits of a place that can be in any text


def page() -> None:
    """The whole page."""
    wanted = st.query_params
    asked = wanted.get("question", "")
    st.page_link(
        "views/ask.py",
        label="Back to the question" if asked else "Ask a question",
        icon=":material/arrow_back:",
        query_params={"question": asked} if asked else None,
    )
    document = _document(wanted.get("corpus", ""), wanted.get("release", ""), wanted.get("document", ""))
    source = document.source
    st.set_page_config(page_title=f"{source.title} · Groundwork")
    st.caption(_provenance(source))
    if source.review_by and source.review_by < datetime.now(UTC).date():
        st.warning("The date for its next review has passed: what it says may be out of date.", icon=":material/event:")
    cited = _cited(wanted.get_all("start"), wanted.get_all("end"), document)
    if not any(block.kind is BlockKind.HEADING and block.level == 1 for block in document.blocks):
        st.title(render.literal(source.title), anchor=False)
    blocks = blocks_around(document, cited)
    if len(blocks) < len(document.blocks):
        st.info("This source is very long: only a part of it is shown.", icon=":material/content_cut:")
    show_document(document, blocks, cited)


def _document(corpus: str, release: str, path: str) -> Document:
    if not (corpus and release and path):
        raise BadInput("This address names no source.", "Open one from an answer.")
    document = session.parts().release(corpus, release).texts.document(path)
    if document is None:
        raise NoDocument(f"The corpus {corpus!r} has no document {path!r}.", "Open it from an answer.")
    return document


def _cited(starts: list[str], ends: list[str], document: Document) -> list[tuple[int, int]]:
    """The places the address names; where one is not in the document, that is said and the document still shown."""
    places = [_place(start, end, document) for start, end in zip(starts, ends, strict=False)]
    known = [place for place in places if place]
    if len(known) < max(len(starts), len(ends)):
        st.warning("This address names words that are not in this source.", icon=":material/error:")
    return known


def _place(start: str, end: str, document: Document) -> tuple[int, int] | None:
    if not all(number.isdecimal() and len(number) <= _LONGEST_NUMBER for number in (start, end)):
        return None
    first, last = int(start), int(end)
    return (first, last) if first < last <= len(document.text) else None


def _provenance(source: Source) -> str:
    """Licence, version and dates: what a learner needs to trust it."""
    known = {
        "Licence": source.licence,
        "Author": source.author,
        "From": source.uri,
        "Describes": source.version,
        "Reviewed on": str(source.reviewed_on or ""),
        "Review by": str(source.review_by or ""),
    }
    return " · ".join(f"{name}: {render.literal(value)}" for name, value in known.items() if value)


page()
