"""One source as a whole, with the cited words highlighted in place. Its address can be kept and shared."""

from __future__ import annotations

import streamlit as st

from app import render, session
from app.source_view import show_document
from tutor.domain import Document, Source
from tutor.errors import GroundworkError, NoDocument


def page() -> None:
    """The whole page."""
    st.page_link("views/ask.py", label="Back to the question", icon=":material/arrow_back:")
    wanted = st.query_params
    try:
        document = _document(wanted.get("corpus", ""), wanted.get("release", ""), wanted.get("document", ""))
    except GroundworkError as error:
        st.error(render.literal(str(error)))
        return
    st.caption(_provenance(document.source))
    start, end = wanted.get("start", ""), wanted.get("end", "")
    cited = [(int(start), int(end))] if start.isdecimal() and end.isdecimal() else []
    show_document(document, cited)


def _document(corpus: str, release: str, path: str) -> Document:
    opened = session.parts().release(corpus, release)
    document = opened.texts.document(path)
    if document is None:
        raise NoDocument(f"The corpus {corpus!r} has no document {path!r}.", "Open it from an answer.")
    return document


def _provenance(source: Source) -> str:
    """Licence, version and dates: what a learner needs to trust it."""
    known = {
        "Licence": source.licence,
        "Author": source.author,
        "Describes": source.version,
        "Reviewed on": str(source.reviewed_on or ""),
        "Review by": str(source.review_by or ""),
    }
    return " · ".join(f"{name}: {render.literal(value)}" for name, value in known.items() if value)


page()
