"""One source as a whole, with the cited words highlighted in place. Its address can be kept and shared."""

from __future__ import annotations

import streamlit as st

from app import render, session
from app.reading import Place
from app.source_view import View, show_document
from tutor.brief import versions
from tutor.domain import BlockKind, Document, Source
from tutor.errors import BadInput
from tutor.text.freshness import cautions

_LONGEST_NUMBER = 18  # digits of a place that can be in any text
_MOST_PLACES = 100  # of one address


def page() -> None:
    """The whole page."""
    wanted = st.query_params
    _way_back()
    document = _document(wanted.get("corpus", ""), wanted.get("release", ""), wanted.get("document", ""))
    source = document.source
    st.set_page_config(page_title=f"{source.title} · Groundwork")
    st.markdown(render.small(_provenance(source)))
    for words in cautions(source, versions(session.parts()), session.now().date()):
        st.warning(render.literal(words), icon=":material/event:")
    cited = _cited(wanted.get_all("start"), wanted.get_all("end"), document)
    if not any(block.kind is BlockKind.HEADING and block.level == 1 for block in document.blocks):
        st.title(render.literal(source.title), anchor=False)
    at = _number(wanted.get("at", ""))
    view = View(document, wanted["release"], cited, at, wanted.get("find", ""))
    show_document(view, _go)


def _way_back() -> None:
    """The link to the conversation that the source was opened from."""
    asked = st.query_params.get("conversation", "")
    st.page_link(
        "views/ask.py",
        label="Back to the conversation" if asked else "Ask a question",
        icon=":material/arrow_back:",
        query_params={"conversation": asked} if asked else None,
    )


def _go(find: str, at: int | None) -> None:
    """Let the address name what is looked for and the part that is shown: it is what the page is made from."""
    if at is not None:
        st.query_params["at"] = str(at)
    if find:
        st.query_params["find"] = find
    else:
        st.query_params.pop("find", None)


def _document(corpus: str, release: str, path: str) -> Document:
    if not (corpus and release and path):
        raise BadInput("This address names no source.", "Open one from an answer.")
    return session.document(corpus, release, path)


def _cited(starts: list[str], ends: list[str], document: Document) -> list[Place]:
    """The places the address names; where one is not in the document, that is said and the document still shown."""
    named = list(zip(starts, ends, strict=False))[:_MOST_PLACES]
    known = [place for start, end in named if (place := _place(start, end, document))]
    if len(known) < max(len(starts), len(ends)):
        st.warning("This address names words that are not in this source.", icon=":material/error:")
    return known


def _place(start: str, end: str, document: Document) -> Place | None:
    first, last = _number(start), _number(end)
    if first is None or last is None:
        return None
    return (first, last) if first < last <= len(document.text) else None


def _number(digits: str) -> int | None:
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST_NUMBER else None


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
    return " · ".join(f"{name}: {value}" for name, value in known.items() if value)


page()
