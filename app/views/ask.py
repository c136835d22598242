"""Ask a question, see the steps, read the checked answer; earlier questions stay at hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

import streamlit as st

from app import render, session
from app.examples import example_questions
from app.top import from_the_top
from tutor.ask import ask
from tutor.domain import Progress, Release
from tutor.errors import GroundworkError
from tutor.parts import Parts
from tutor.retrieval.question import LONGEST_QUESTION
from tutor.store.record import Exchange, Kind

_STEPS = {"search": "Found passages in", "write": "Written statements:", "check": "Checked statements:"}
_LONGEST_LABEL = 80  # characters of a question in the sidebar or the title of the window
_LONGEST_ID = 18  # digits that the record can count to


def page() -> None:
    """The whole page. Steps and errors of a new question stand beside the field it was typed in, always in sight."""
    parts = session.parts()
    published = parts.shelf.published()
    with st.sidebar:
        _corpora(published)
        _earlier(parts)
    steps = st.bottom.container()
    question = st.bottom.chat_input("Ask about the sources", max_chars=LONGEST_QUESTION)
    wanted = st.query_params.get("question", "")
    chosen = _kept(wanted, parts) if wanted else _start(published, parts)
    if question or chosen:
        with steps:
            _answer(question or chosen, parts)


def _corpora(published: Sequence[Release]) -> None:
    titles = {release.corpus.name: release.corpus.title for release in published}
    st.multiselect(
        "Sources",
        list(titles),
        format_func=lambda name: titles.get(name, name),
        placeholder="All sources",
        key=session.PICKED,
        persist_state="session",
    )


def _earlier(parts: Parts) -> None:
    asked = parts.record.entries(Kind.QUESTION, limit=30)
    if asked:
        st.subheader("Earlier questions", anchor=False)
    for entry in asked:
        label = render.literal(_short(entry.body["question"]))
        st.page_link("views/ask.py", label=label, query_params={"question": str(entry.id)})


def _short(question: str) -> str:
    shown = question or "(empty)"
    return shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…"


# ------------------------------------------------------------------ what stands in the middle


def _start(published: Sequence[Release], parts: Parts) -> str:
    """What can be asked, with examples; the one that is chosen, or nothing."""
    st.title("Groundwork", anchor=False)
    st.markdown("Answers from curated sources, with the words that carry every statement.")
    if not published:
        st.warning("No corpus is published yet. Load the starter corpora with: `tutor load --starter`")
        return ""
    titles = "; ".join(release.corpus.title for release in published)
    st.markdown(f"Ask below about **{render.literal(titles)}**, or begin with one of these:")
    for example in _examples({release.corpus.name: release.id for release in published}, parts):
        if st.button(render.literal(example), icon=":material/arrow_forward:", type="tertiary"):
            return example
    return ""


def _examples(published: dict[str, str], parts: Parts) -> list[str]:
    names = session.picked_corpora() or list(published)
    return _headings([(name, published[name]) for name in names if name in published], parts)


@st.cache_data(show_spinner=False, max_entries=100)
def _headings(releases: list[tuple[str, str]], _parts: Parts) -> list[str]:
    return example_questions([_parts.release(corpus, release).texts for corpus, release in releases], count=3)


def _kept(wanted: str, parts: Parts) -> str:
    """The exchange with that id on record; its question where it is to be asked again, or nothing."""
    if not urlsplit(st.context.url or "").path.endswith("/source"):
        # A link from this page to itself leaves the window's address as it was; a link from the other page does not.
        st.query_params["question"] = wanted
    exchange = parts.record.exchange(int(wanted)) if wanted.isdecimal() and len(wanted) <= _LONGEST_ID else None
    if exchange is None:
        st.error("There is no such question in the record.", icon=":material/error:")
        return ""
    st.set_page_config(page_title=f"{_short(exchange.question)} · Groundwork")
    with st.container(key=f"exchange-{exchange.id}"):
        return _exchange(exchange, parts)


def _exchange(exchange: Exchange, parts: Parts) -> str:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(render.literal(exchange.question or "(empty)"))
    if exchange.answer is None:
        st.warning("This question has no answer on record: it was interrupted, it failed, or it is still under way.")
        return exchange.question if st.button("Ask it again") else ""
    render.answer(exchange.answer, exchange.id)
    _feedback(exchange, parts)
    from_the_top(exchange.id)
    return ""


@st.fragment
def _feedback(exchange: Exchange, parts: Parts) -> None:
    """In a fragment, so that a click does not stop an answer under way."""
    if exchange.answer_id is None:
        return
    said = parts.record.entries(Kind.FEEDBACK, about=exchange.answer_id, limit=1)
    before = int(said[0].body["helpful"]) if said else None
    given = st.feedback("thumbs", key=f"feedback-{exchange.answer_id}", default=before)
    if given is None:
        return
    if given != before:
        parts.record.add(Kind.FEEDBACK, {"helpful": bool(given)}, datetime.now(UTC), about=exchange.answer_id)
    st.caption("Noted. Thank you.")


# ------------------------------------------------------------------ asking


def _answer(question: str, parts: Parts) -> None:
    """Ask, show each step as it is done, and open the exchange by its own address."""
    failure = None
    with st.status("Searching the sources …", expanded=True) as status:

        def watch(now: Progress) -> None:
            status.update(label={"search": "Writing …", "write": "Checking …"}.get(now.step, "Done"))
            st.write(render.literal(f"{_STEPS[now.step]} {now.note if now.step == 'search' else now.done}"))

        try:
            exchanged = ask(question, session.picked_corpora(), parts, datetime.now(UTC), watch)
        except GroundworkError as error:
            status.update(label="There is no answer", state="error")
            failure = error
    if failure is None:
        st.switch_page("views/ask.py", query_params={"question": str(exchanged.question_id)})
    st.error(render.literal(str(failure)), icon=":material/error:")
    st.markdown(f"Your question was: **{render.literal(question)}**")


page()
