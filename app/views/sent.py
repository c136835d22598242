"""What is sent where: in words, and to the letter."""

from __future__ import annotations

import streamlit as st

from app import session
from app.render import literal
from tutor.brief import in_force, leaning, told
from tutor.domain import Learner, Passage
from tutor.retrieval.retrieve import retrieve
from tutor.settings import Settings
from tutor.writing.prompt import request


def page() -> None:
    """The whole page."""
    settings = session.parts().settings
    st.title("What is sent where", anchor=False)
    if not session.is_local():
        st.info(session.OPEN_TO_OTHERS)
    if settings.model:
        _writer(settings)
    if session.embedder_elsewhere():
        _embedder(settings)
    if not (settings.model or session.embedder_elsewhere()):
        st.success("Nothing is sent anywhere: no model is set.", icon=":material/lock:")
    st.subheader("What stays on this machine", anchor=False)
    _stays(settings)
    if settings.model:
        _letter(settings)


def _stays(settings: Settings) -> None:
    away = session.embedder_elsewhere()
    kept = "The index of the sources, the answers" if away else "The sources, their index, your questions, the answers"
    here = ["Searching"] * (not away) + ["checking"] * (settings.judge != "model") + ["practising"]
    many = "happen" if len(here) > 1 else "happens"
    listed = " and ".join(filter(None, (", ".join(here[:-1]), here[-1])))
    st.markdown(
        f"{kept}, what you say of them, and the settings. {listed[0].upper()}{listed[1:]} {many} here. The page fetches"
        " nothing from elsewhere, and the browser is told to refuse it; no usage figures are sent."
    )
    st.markdown(f"All of it is in the folder {_code(str(settings.home))}. Delete that folder and it is gone.")
    st.markdown(
        "A conversation that you delete is taken out of every list and search, and can be restored. It stays in the"
        " record, which is never rewritten, until you delete the record."
    )


def _embedder(settings: Settings) -> None:
    """What goes to an embedder that is asked over the network, with a model or without one."""
    st.warning(f"Questions are sent to {literal(settings.endpoint)}, to the embedder"
               f" {literal(session.embedder_elsewhere())}.", icon=":material/outbound:")  # fmt: skip
    st.markdown(
        "Searching needs it: every question goes there as it was understood, with other words for it, and with earlier"
        " questions that it is compared with. When a corpus is loaded, the text of its sources goes there, and on the"
        " page Learn a goal or a job post does. The key goes to that address only."
    )


def _writer(settings: Settings) -> None:
    st.warning(f"Questions are sent to {literal(settings.endpoint)}, to the model {literal(settings.model)}.",
               icon=":material/outbound:")  # fmt: skip
    project = ", and what you wrote of your project" if told(in_force(session.parts()), settings) else ""
    st.markdown(
        f"Each request holds the instructions, your question, and the passages found for it: {settings.passages} at"
        f" most, each with its title and headings{project}. An answer takes one request{_again(settings)}. A question"
        " that leans on earlier ones of its conversation takes one more, with up to three of these. Nothing else of"
        " your record, your sources or your settings is sent to it: of your brief neither your role nor your client."
        " The key goes to that address only."
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
    """The very request that a question would send now; nothing is sent for it, to an embedder neither."""
    st.subheader("To the letter", anchor=False)
    question = st.text_input("The request that this question would send", "How should I number invoices?")
    parts = session.parts()
    brief = in_force(parts)
    passages: list[Passage] = []
    if session.embedder_elsewhere():
        st.markdown("Without its passages: to look them up would send the question to the embedder.")
    else:
        releases, led = parts.releases(session.picked_corpora()), leaning(brief, question)
        passages = retrieve(question, releases, parts.embedder, settings.passages, led)
    project = told(brief, settings)
    if project and not session.is_local():
        st.markdown("Without what its owner wrote of a project: that is sent, and is not for every visitor to read.")
        project = ""
    sent = request(question, passages, Learner(language=settings.language, project=project))
    with st.expander("Show it"):
        st.markdown("Instructions")
        st.code(sent.instructions, language=None, wrap_lines=True)
        st.markdown("Data")
        st.code(sent.data, language="json", wrap_lines=True)


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


page()
