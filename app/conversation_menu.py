"""What can be done with a conversation: name it, take it along, delete it."""

from __future__ import annotations

import streamlit as st

from app import session
from app.render import literal
from tutor import wire
from tutor.errors import BadInput
from tutor.export import as_json, as_markdown, sources_of
from tutor.store.conversations import LONGEST_TITLE, Conversation, remove, rename, restore, turns


def show_menu(conversation: Conversation) -> None:
    """A button that opens all of it."""
    with st.popover("This conversation", icon=":material/more_horiz:", type="tertiary"):
        with st.form(f"rename-{conversation.id}", border=False):
            title = st.text_input("Title", conversation.title[:LONGEST_TITLE], max_chars=LONGEST_TITLE)
            if st.form_submit_button("Rename"):
                _rename(conversation, title)
        st.download_button(
            "Download as Markdown",
            lambda: _markdown(conversation),
            file_name=f"conversation-{conversation.id}.md",
            mime="text/markdown",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            "Download as JSON",
            lambda: _json(conversation),
            file_name=f"conversation-{conversation.id}.json",
            mime="application/json",
            on_click="ignore",
            icon=":material/download:",
        )
        st.button("Delete", icon=":material/delete:", on_click=_remove, args=[conversation.id])


def show_undo() -> None:
    """The offer to take back what this learner deleted last."""
    removed = session.just_removed()
    if removed is not None:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown("The conversation was deleted.")
            st.button("Undo", icon=":material/undo:", on_click=_restore, args=[removed])


def show_restore(conversation: Conversation) -> None:
    """What stands in place of a conversation that was deleted."""
    st.warning(f"This conversation was deleted: {literal(conversation.title)}", icon=":material/delete:")
    st.button("Restore it", icon=":material/undo:", on_click=_restore, args=[conversation.id])


def _rename(conversation: Conversation, title: str) -> None:
    try:
        rename(session.parts().record, conversation.id, title, session.now())
    except BadInput as error:
        st.error(literal(str(error)))
    else:
        st.rerun()


def _remove(conversation: int) -> None:
    remove(session.parts().record, conversation, session.now())
    session.note_removed(conversation)
    st.query_params.clear()


def _restore(conversation: int) -> None:
    restore(session.parts().record, conversation, session.now())
    session.note_removed(None)
    st.query_params["conversation"] = str(conversation)


def _markdown(conversation: Conversation) -> str:
    asked = turns(session.parts().record, conversation.id)
    return as_markdown(conversation, asked, sources_of(asked, session.parts()))


def _json(conversation: Conversation) -> str:
    asked = turns(session.parts().record, conversation.id)
    return wire.line(as_json(conversation, asked, sources_of(asked, session.parts())))
