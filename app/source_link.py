"""The way from a quote to its place in the source, where the corpus that is published now has it there."""

from __future__ import annotations

import streamlit as st

from app.render import literal, small
from tutor.domain import Citation
from tutor.learn import Course


def show_source_link(cited: Citation, given: Course | None) -> None:
    """A link to the words in their document; where they are not there any more, that."""
    span = cited.span
    document = given.documents.get(span.corpus, {}).get(span.document) if given else None
    if given is None or document is None or document.text[span.start : span.end] != cited.quote:
        st.markdown(small(f"From {span.document} of {span.corpus}, which does not have these words there any more."))
        return
    st.page_link(
        "views/source.py",
        label=literal(f"See it in {document.source.title}"),
        icon=":material/article:",
        query_params={
            "corpus": span.corpus,
            "release": given.releases[span.corpus],
            "document": span.document,
            "start": str(span.start),
            "end": str(span.end),
        },
    )
