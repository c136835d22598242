"""Conversations: ask, see each statement checked, open its source, ask on; all of it found again by its address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from app import session
from app.before import show_notice
from app.conversation_menu import show_menu, show_restore, show_undo
from app.examples import example_questions
from app.render import literal, shortened, small
from app.top import scroll_to
from app.turn import LOOK_AGAIN, ask, show_turn
from tutor.domain import Release
from tutor.parts import Parts
from tutor.retrieval.question import LONGEST_QUESTION
from tutor.store.conversations import Conversation, conversation, conversations, turns
from tutor.store.record import Exchange

_LONGEST_LABEL = 80  # characters of a title in the sidebar or of the window
_LONGEST_ID = 18  # digits that the record can count to
_EXAMPLES = 4


def page() -> None:
    """The whole page."""
    parts = session.parts()
    published = parts.shelf.published()
    wanted = _wanted()
    question = st.bottom.chat_input("Ask about the sources", max_chars=LONGEST_QUESTION)
    begun = ask(question, wanted) if question else None
    begun = wanted if begun is None else begun
    if begun is not None:
        st.query_params["conversation"] = str(begun)
    with st.sidebar:
        sources = _sources if begun is None else st.fragment(_sources)  # the examples of the start page follow it
        sources(published, parts)
        st.fragment(_earlier)(parts, begun)
    show_notice(parts, begun)
    if begun is None:
        st.query_params.clear()  # a link from this page to itself leaves the window's address as it was
        _start(published, parts)
    else:
        _conversation(begun, parts)


def _wanted() -> int | None:
    """The conversation that the address names."""
    named = st.query_params.get("conversation", "")
    if not named:
        return None
    return int(named) if named.isdecimal() and len(named) <= _LONGEST_ID else 0


# ------------------------------------------------------------------ at the side


def _sources(published: Sequence[Release], parts: Parts) -> None:
    titles = {release.corpus.name: release.corpus.title for release in published}
    st.multiselect(
        "Sources",
        list(titles),
        default=[name for name in parts.settings.corpora if name in titles],
        format_func=lambda name: titles.get(name, name),
        placeholder="All sources",
        key=session.PICKED,
        persist_state="session",
    )


def _earlier(parts: Parts, current: int | None) -> None:
    st.page_link("views/ask.py", label="New conversation", icon=":material/add:")
    words = st.text_input(
        "Search conversations", key=session.SEARCHED, placeholder="Search conversations", label_visibility="collapsed"
    )
    count = session.listed_conversations()
    found = conversations(parts.record, words or "", count + 1)  # one more tells whether there are more
    for each in found[:count]:
        label = literal(shortened(each.title or "(empty)", _LONGEST_LABEL))
        shown = f"**{label}**" if each.id == current else label
        st.page_link("views/ask.py", label=shown, query_params={"conversation": str(each.id)})
    if len(found) > count:
        st.button("More conversations", icon=":material/expand_more:", type="tertiary", on_click=session.list_more)
    if words and not found:
        st.markdown(small("No conversation has these words."))


# ------------------------------------------------------------------ in the middle


def _start(published: Sequence[Release], parts: Parts) -> None:
    """What can be asked, with examples."""
    st.title("Groundwork", anchor=False)
    show_undo()
    st.markdown("Answers from curated sources, with the words that carry every statement one click away.")
    if not published:
        st.warning("No corpus is published yet. Load the starter corpora with: `tutor load --starter`")
        return
    titles = "; ".join(release.corpus.title for release in published)
    st.markdown(f"Ask below about **{literal(titles)}**, or begin with one of these:")
    for number, example in enumerate(_examples({release.corpus.name: release.id for release in published}, parts)):
        st.button(
            literal(example), key=f"example-{number}", icon=":material/arrow_forward:", type="tertiary",
            on_click=_ask_example, args=[example],
        )  # fmt: skip


def _ask_example(question: str) -> None:
    begun = ask(question, None)
    if begun is not None:
        st.query_params["conversation"] = str(begun)


def _examples(published: dict[str, str], parts: Parts) -> list[str]:
    names = session.picked_corpora() or list(published)
    return _headings([(name, published[name]) for name in names if name in published], parts)


@st.cache_data(show_spinner=False, max_entries=100)
def _headings(releases: list[tuple[str, str]], _parts: Parts) -> list[str]:
    return example_questions([_parts.release(corpus, release).texts for corpus, release in releases], count=_EXAMPLES)


def _conversation(number: int, parts: Parts) -> None:
    if not urlsplit(st.context.url or "").path.endswith("/source"):
        # as above; but a link from the page of a source brings its own address, and naming it would be one step more
        st.query_params["conversation"] = str(number)
    found = conversation(parts.record, number)
    if found is None:
        st.error("There is no such conversation in the record.", icon=":material/error:")
        return
    st.set_page_config(page_title=f"{shortened(found.title, _LONGEST_LABEL)} · Groundwork")
    if found.removed:
        show_restore(found)
        return
    _heading(found)
    shown = turns(parts.record, number, session.shown_turns(number))
    if len(shown) < found.questions:
        st.button("Show earlier questions", on_click=session.show_earlier_turns, args=[number])
    for exchange in shown:
        show_turn(exchange, last=exchange is shown[-1])
    _stop(shown)
    scroll_to(f"turn-{shown[-1].id}" if len(shown) > 1 else f"conversation-{number}")


def _heading(found: Conversation) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"conversation-{found.id}"):
        st.subheader(literal(shortened(found.title or "(empty)", _LONGEST_LABEL)), anchor=False)
        show_menu(found)


def _stop(shown: Sequence[Exchange]) -> None:
    """A button beside the field while an answer is made; Escape does the same."""
    making = [each for exchange in shown if (each := session.under_way().of(exchange.id)) and not each.done]
    if making:
        with st.bottom.container():
            st.fragment(_stop_button, run_every=LOOK_AGAIN)([each.asked.id for each in making])


def _stop_button(questions: Sequence[int]) -> None:
    making = [each for number in questions if (each := session.under_way().of(number)) and not each.done]
    stopping = all(each.stopping for each in making)
    if making and st.button("Stop", icon=":material/stop_circle:", shortcut="Escape", disabled=stopping, key="stop"):
        for each in making:
            each.stop()


page()
