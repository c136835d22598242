"""Ask a question, see the steps, read the checked answer; earlier questions stay at hand."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from app import render, session
from tutor.ask import LONGEST_QUESTION, ask
from tutor.domain import Citation, Progress
from tutor.errors import GroundworkError
from tutor.parts import Parts
from tutor.store.record import Exchange, Kind

_STEPS = {"search": "Found passages in", "write": "Written statements:", "check": "Checked statements:"}


def page() -> None:
    """The whole page."""
    parts = session.parts()
    with st.sidebar:
        _corpora(parts)
        _earlier(parts)
    st.title("Groundwork")
    st.caption("Answers from curated sources, with the words that carry every statement.")
    question = st.chat_input("Ask about the sources", max_chars=LONGEST_QUESTION)
    if question:
        _answer(question, parts)
    _failure()
    exchange = _shown(parts)
    if exchange:
        _exchange(exchange, parts)


def _corpora(parts: Parts) -> None:
    titles = {release.corpus.name: release.corpus.title for release in parts.shelf.published()}
    st.multiselect(
        "Sources",
        list(titles),
        format_func=lambda name: titles.get(name, name),
        placeholder="All sources",
        key=session.pick_corpora_key(),
        persist_state="session",
    )


def _earlier(parts: Parts) -> None:
    exchanges = parts.record.exchanges(limit=30)
    if exchanges:
        st.subheader("Earlier questions")
    for exchange in exchanges:
        label = exchange.question if len(exchange.question) <= 60 else exchange.question[:59] + "…"
        st.page_link(
            "views/ask.py", label=render.literal(label or "(empty)"), query_params={"question": str(exchange.id)}
        )


def _answer(question: str, parts: Parts) -> None:
    """Ask, show each step as it is done, and open the exchange by its own address."""
    session.forget_failure()
    try:
        with st.status("Searching the sources …", expanded=True) as status:

            def watch(now: Progress) -> None:
                status.update(label={"search": "Writing …", "write": "Checking …"}.get(now.step, "Done"))
                st.write(render.literal(f"{_STEPS[now.step]} {now.note if now.step == 'search' else now.done}"))

            exchanged = ask(question, session.picked_corpora(), parts, datetime.now(UTC), watch)
            status.update(state="complete", expanded=False)
    except GroundworkError as error:
        session.keep_failure(question, str(error))
        st.rerun()
    st.switch_page("views/ask.py", query_params={"question": str(exchanged.question_id)})


def _failure() -> None:
    failed = session.failure()
    if failed:
        question, message = failed
        st.error(render.literal(message), icon=":material/error:")
        st.markdown(f"Your question is kept: **{render.literal(question)}**")


def _shown(parts: Parts) -> Exchange | None:
    wanted = st.query_params.get("question", "")
    if not wanted or session.failure():
        return None
    exchange = parts.record.exchange(int(wanted)) if wanted.isdecimal() else None
    if exchange is None:
        st.error("There is no such question in the record.")
    return exchange


def _exchange(exchange: Exchange, parts: Parts) -> None:
    with st.chat_message("user"):
        st.markdown(render.literal(exchange.question) or "(empty)")
    with st.chat_message("assistant", avatar=":material/foundation:"):
        if exchange.answer is None:
            st.warning("This question has no answer on record: it was interrupted or failed. Ask it again.")
            return
        titles = {passage.span.document: passage for passage in exchange.answer.passages}

        def title_of(citation: Citation) -> str:
            passage = titles.get(citation.span.document)
            return " › ".join((passage.title, *passage.heading)) if passage else citation.span.document

        render.answer(exchange.answer, title_of)
        _feedback(exchange, parts)


@st.fragment
def _feedback(exchange: Exchange, parts: Parts) -> None:
    """In a fragment, so that a click does not stop an answer under way."""
    given = st.feedback("thumbs", key=f"feedback-{exchange.answer_id}")
    if given is not None and exchange.answer_id is not None:
        said = parts.record.entries(Kind.FEEDBACK, about=exchange.answer_id, limit=1)
        if not said or said[0].body["helpful"] != bool(given):
            parts.record.add(Kind.FEEDBACK, {"helpful": bool(given)}, datetime.now(UTC), about=exchange.answer_id)
        st.caption("Noted. Thank you.")


page()
