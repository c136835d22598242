"""The curator's desk: corpora, their files, what the check finds, trying them out, and their releases."""

from __future__ import annotations

import streamlit as st

from app import session
from app.desk import checking_view, files_view, releases_view, trying
from app.desk.bringing import show_told
from app.desk.folder import corpora_on_desk
from app.desk.overview import published, show_overview, title_of
from app.desk.words import counted, when
from app.desk.work_view import show_work
from app.render import literal, small
from tutor.errors import BadInput
from tutor.parts import Parts

_PARTS = {
    "Files": files_view.show_part,
    "Check": checking_view.show_part,
    "Try": trying.show_part,
    "Releases": releases_view.show_part,
}


def page() -> None:
    """The whole page."""
    parts = session.parts()
    corpus = st.query_params.get("corpus", "")
    if not corpus:
        with st.container():  # always there: what comes and goes in it does not close what is open below
            show_told(parts.settings.home)
        show_overview(parts)
        return
    _corpus(corpus, parts)


def _corpus(corpus: str, parts: Parts) -> None:
    st.page_link("views/desk.py", label="All corpora", icon=":material/arrow_back:")
    known = (*parts.shelf.shelved(), *corpora_on_desk(parts.settings.home), *session.desk_work().corpora())
    if corpus not in known:
        raise BadInput(f"There is no corpus {corpus!r} here.", "Go back to all corpora.")
    release, wrong = published(corpus, parts)
    title = title_of(corpus, release, parts)
    st.set_page_config(page_title=f"{title} · Desk · Groundwork")
    st.title(literal(title), anchor=False)
    if release:
        holds = f"{counted(release.documents, 'document')}, {counted(release.chunks, 'passage')}"
        st.markdown(small(f"{corpus} · published {when(release.created_at)} · {holds} · {release.id}"))
    else:
        st.markdown(small(f"{corpus} · not published yet"))
    if wrong:
        st.error(literal(wrong), icon=":material/error:")
    with st.container():  # always there: what comes and goes in it does not close what is open below
        show_told(parts.settings.home)
    part = session.part(list(_PARTS))
    if part != "Files":
        show_work(corpus)
    _PARTS[part](corpus, parts)


page()
