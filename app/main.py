"""Navigation, and the one place of this door where errors become words."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parent.parent))  # streamlit runs this file from any folder

from app import session
from app.evals.stored import has_runs
from app.render import literal
from tutor.errors import GroundworkError

_ASSETS = Path(__file__).parent / "assets"

st.set_page_config(page_title="Groundwork", page_icon=str(_ASSETS / "icon.png"), layout="centered")
st.html(_ASSETS / "page.css")


def _has_desk() -> bool:
    """Whether curators work here: not where learners share the page, or it cannot be told."""
    try:
        return session.is_local() and session.settings().desk
    except GroundworkError:
        return False


def _has_evals() -> bool:
    """Whether eval runs lie here: learners have none, and those who share a page are not shown its owner's."""
    try:
        return session.is_local() and has_runs(session.settings().runs)
    except GroundworkError:
        return False


_LEARN = st.Page("views/learn.py", title="Learn", icon=":material/school:", url_path="learn")
_EVIDENCE = st.Page("views/evidence.py", title="Evidence", icon=":material/workspace_premium:", url_path="evidence")
_EVALS = st.Page("views/evals.py", title="Evals", icon=":material/science:", url_path="evals")
_PERCENT = {"normal": 100, "large": 120, "larger": 145}
chosen = st.navigation(
    [
        st.Page("views/ask.py", title="Ask", icon=":material/forum:", default=True),
        *([_LEARN] if session.is_local() else []),
        *([_EVIDENCE] if session.is_local() else []),  # a record is its owner's: others who share a page have none
        *([st.Page("views/desk.py", title="Desk", icon=":material/inbox:", url_path="desk")] if _has_desk() else []),
        *([_EVALS] if _has_evals() else []),
        st.Page("views/settings.py", title="Settings", icon=":material/tune:", url_path="settings"),
        st.Page("views/sent.py", title="What is sent where", icon=":material/shield:", url_path="sent"),
        st.Page("views/source.py", title="Source", icon=":material/article:", url_path="source", visibility="hidden"),
    ]
)
try:
    percent = _PERCENT[session.settings().text_size]
    if percent != 100:
        st.html(f"<style>html {{ font-size: {percent}% !important; }}</style>")
    chosen.run()
    session.first_page().set()
except GroundworkError as error:
    st.error(literal(str(error)), icon=":material/error:")
