"""What is sent where: in words, and to the letter."""

from __future__ import annotations

import streamlit as st

from app import session
from app.render import literal
from tutor.brief import in_force, leaning, told
from tutor.domain import Learner
from tutor.retrieval.retrieve import retrieve
from tutor.settings import Settings
from tutor.writing.prompt import request


def page() -> None:
    """The whole page."""
    settings = session.parts().settings
    st.title("What is sent where", anchor=False)
    _now(settings)
    st.subheader("What stays on this machine", anchor=False)
    here = (
        "Searching and practising happen" if settings.judge == "model" else "Searching, checking and practising happen"
    )
    st.markdown(
        "The sources, their index, your questions, the answers, what you say of them, and the settings."
        f" {here} happen here. The page fetches nothing from elsewhere, and the browser is told to"
        " refuse it; no usage figures are sent."
    )
    st.markdown(f"All of it is in the folder {_code(str(settings.home))}. Delete that folder and it is gone.")
    st.markdown(
        "A conversation that you delete is taken out of every list and search, and can be restored. It stays in the"
        " record, which is never rewritten, until you delete the record."
    )
    if settings.model:
        _letter(settings)


def _now(settings: Settings) -> None:
    if not settings.model:
        st.success("Nothing is sent anywhere: no model is set.", icon=":material/lock:")
        return
    st.warning(f"Questions are sent to {literal(settings.endpoint)}, to the model {literal(settings.model)}.",
               icon=":material/outbound:")  # fmt: skip
    project = ", and what you wrote of your project" if told(in_force(session.parts()), settings) else ""
    st.markdown(
        f"Each request holds the instructions, your question, and the passages found for it: {settings.passages} at"
        f" most, each with its title and headings{project}. An answer takes one request{_again(settings)}. A question"
        " that leans on earlier ones of its conversation takes one more, with up to three of these. Nothing else of"
        " your record, your sources or your settings is sent: of your brief neither your role nor your client. The key"
        " goes to that address only."
    )
    st.markdown(
        "On the page Learn, a job post that you let it read is one request with the post; exercises that it writes take"
        " one for each section of a source that they are made of."
    )
    if settings.judge == "model":
        st.markdown(
            "That model judges too: each statement is sent to it with the words that shall carry it, and with each"
            " redraw."
        )


def _again(settings: Settings) -> str:
    if not settings.redraws:
        return ""
    several = f" and the same again, for {settings.redraws} more replies: in one request where the server can, else in"
    more = f" {settings.redraws}; up to {settings.most_redraws} replies while a statement is disputed"
    return several + more


def _letter(settings: Settings) -> None:
    """The very request that a question would send now; nothing is sent for it."""
    st.subheader("To the letter", anchor=False)
    question = st.text_input("The request that this question would send", "How should I number invoices?")
    parts = session.parts()
    brief = in_force(parts)
    releases, led = parts.releases(session.picked_corpora()), leaning(brief, question)
    passages = retrieve(question, releases, parts.embedder, settings.passages, led)
    sent = request(question, passages, Learner(language=settings.language, project=told(brief, settings)))
    with st.expander("Show it"):
        st.markdown("Instructions")
        st.code(sent.instructions, language=None, wrap_lines=True)
        st.markdown("Data")
        st.code(sent.data, language="json", wrap_lines=True)


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


page()
