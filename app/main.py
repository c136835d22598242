"""Navigation, and the one place of this door where errors become words."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parent.parent))  # streamlit runs this file from any folder

from app.render import literal
from tutor.errors import GroundworkError

_ASSETS = Path(__file__).parent / "assets"

st.set_page_config(page_title="Groundwork", page_icon=str(_ASSETS / "icon.png"), layout="centered")
st.html(_ASSETS / "page.css")
chosen = st.navigation(
    [
        st.Page("views/ask.py", title="Ask", icon=":material/forum:", default=True),
        st.Page("views/source.py", title="Source", icon=":material/article:", url_path="source", visibility="hidden"),
    ]
)
try:
    chosen.run()
except GroundworkError as error:
    st.error(literal(str(error)), icon=":material/error:")
