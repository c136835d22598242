"""Assessments that were taken, and a signed badge for each that was passed: made, downloaded, put on a profile."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from app import session
from app.desk.words import counted, when
from app.evidence import state
from app.render import literal, small
from tutor.credential import earner_of, identity
from tutor.domain import Assessed, Sitting, Tried
from tutor.domain.credentials import WorkSample
from tutor.errors import BadInput, GroundworkError
from tutor.evidence import Badge, Issued, badges, issued, signer
from tutor.learning.assessment import AGAIN_AFTER, RULE, assessed
from tutor.parts import Parts

_ASSESSMENTS = "assessments"
_KEY = "tutor"  # the name of the key that signs, as of the commands
_MOST_SAMPLES = 50
_LONGEST_NAME = 300  # characters
_FORMS = {
    "badge.json": ("Signed JSON", "application/ld+json", ":material/data_object:"),
    "badge.svg": ("Picture (SVG)", "image/svg+xml", ":material/workspace_premium:"),
    "badge.html": ("Page that verifies itself", "text/html", ":material/verified:"),
    "badge.md": ("Portfolio entry (Markdown)", "text/markdown", ":material/notes:"),
}


def show_assessments(taken: list[Sitting], tried: list[Tried], under_way: Collection[str], parts: Parts) -> None:
    """All of them, newest first."""
    with st.expander("What an assessment asks, and what it does not prove"):
        st.markdown(literal(RULE))
        st.markdown(
            "A badge shows what was asked, what you answered, and the words of the sources it was held against."
            " Whoever has it can check that it was not changed since you signed it. It does not prove who answered, or"
            " with what help: nobody looked on, and the key that signs is your own."
        )
    if not taken:
        st.info(
            "No assessment is taken yet. Take one on the page Learn, or with: tutor learn assess SKILL. Passed, it can"
            " be shown to others as a badge.",
            icon=":material/workspace_premium:",
        )
        return
    given = badges(parts)
    limit = state.shown(_ASSESSMENTS)
    newest: set[str] = set()
    for each in taken[:limit]:
        found = assessed(each.id, each.skill.rpartition("/")[2], each.exercises, tried)
        with st.container(border=True, key=f"assessment-{each.id}"):
            _outcome(each, found, open_still=each.id in under_way)
            if each.skill not in newest:
                _again(each)
            if found.passed:
                _badge(each, [one for one in given if one.assessment == each.id], parts)
        newest.add(each.skill)
    if len(taken) > limit:
        left = counted(len(taken) - limit, "earlier assessment")
        st.button(f"Show more of {left}", on_click=state.show_earlier, args=[_ASSESSMENTS], key="earlier-assessments")


def _outcome(sitting: Sitting, found: Assessed, *, open_still: bool) -> None:
    sign = ":gray-badge[:material/close: not passed]"
    if found.passed:
        sign = ":green-badge[:material/check: passed]"
    elif open_still:
        sign = ":orange-badge[:material/hourglass_top: not finished]"
    st.markdown(f"**{literal(sitting.title or sitting.skill)}** {sign}")
    began = f"Begun {when(sitting.at)}" if sitting.at else "Begun"
    words = "What is right is told when all is answered." if open_still and not found.passed else found.words
    st.markdown(small(f"{began} · {words}"))


def _again(sitting: Sitting) -> None:
    """When the skill can be tried again, where it is too early now."""
    if sitting.at and session.now() < sitting.at + AGAIN_AFTER:
        st.markdown(small(f"It can be tried again after {when(sitting.at + AGAIN_AFTER)}."))


# ------------------------------------------------------------------ its badge


def _badge(sitting: Sitting, earlier: Sequence[Badge], parts: Parts) -> None:
    made = state.issued_for(sitting.id)
    if made:
        _files(sitting, made)
    elif earlier:
        st.markdown(
            small(
                f"A badge was issued {when(earlier[0].at)}. Its files are where you saved them; another can be issued."
            )
        )
    with st.expander(
        "Issue another badge" if made or earlier else "Issue a badge", icon=":material/workspace_premium:"
    ):
        _form(sitting, parts)


def _form(sitting: Sitting, parts: Parts) -> None:
    key = f"-{sitting.id}"
    with st.form(f"issue{key}", border=False):
        name = st.text_input("Your name, as it stands on the badge", max_chars=_LONGEST_NAME, key=f"name{key}")
        email = st.text_input(
            "Your email (optional)", max_chars=254, key=f"email{key}",
            help="Only a salted hash of it is written: who knows the address can check that the badge is yours.",
        )  # fmt: skip
        issuer = st.text_input(
            "Who issues it (optional)", max_chars=_LONGEST_NAME, key=f"issuer{key}",
            help="Left out, it is the Groundwork of your name.",
        )  # fmt: skip
        works = st.file_uploader(
            "Work to attach (optional)", accept_multiple_files=True, key=f"works{key}",
            help="Only its name and its hash (SHA-256) go into the badge, never the work itself: who gets the work from"
            " you can see that it is the same.",
        )  # fmt: skip
        if st.form_submit_button("Sign the badge", icon=":material/draw:", type="primary"):
            _sign(sitting, (name, email, issuer), works or [], parts)


def _sign(sitting: Sitting, words: tuple[str, str, str], works: Sequence[Any], parts: Parts) -> None:
    name, email, issuer = (each.strip() for each in words)
    try:
        if not name:
            raise BadInput("The badge needs a name.", "Type the name that is to stand on it.")
        if len(works) > _MOST_SAMPLES:
            raise BadInput(f"A badge takes {_MOST_SAMPLES} pieces of work.", "Attach those that show it best.")
        by = signer(earner_of(name, email), identity(parts.settings.home, _KEY), issuer)
        made = issued(sitting, [_sample(each) for each in works], by, parts, session.now())
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    state.keep_issued(sitting.id, made)
    st.rerun()


def _sample(work: Any) -> WorkSample:
    """The name and the hash of what was uploaded; nothing else of it is kept."""
    name = " ".join(work.name.split())[-_LONGEST_NAME:] or "work"
    return WorkSample(name=name, sha256=hashlib.file_digest(work, "sha256").hexdigest())


def _files(sitting: Sitting, made: Issued) -> None:
    st.success(
        "The badge is signed and was verified once more. Save its files now: they are kept nowhere else.",
        icon=":material/check:",
    )
    with st.container(horizontal=True):
        for name, words in made.files.items():
            label, media, icon = _FORMS[name]
            st.download_button(
                label, words.encode(), f"{made.credential['validFrom'][:10]}-{name}", media, icon=icon,
                on_click="ignore", key=f"{name}-{sitting.id}",
            )  # fmt: skip
        st.link_button("Add it to LinkedIn", made.linkedin, icon=":material/open_in_new:")
    st.markdown(
        small(
            "The link opens a form on LinkedIn with the name of the badge, its issuer, date and number filled in;"
            " nothing is sent before you press it. In the files stand the questions, your answers, the words of the"
            " sources and the name you gave: look at the page before you share it."
        )
    )
