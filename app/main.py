"""Navigation, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parent.parent))  # streamlit runs this file from any folder

st.set_page_config(
    page_title="Groundwork", page_icon=str(Path(__file__).parent / "assets" / "icon.png"), layout="centered"
)
st.navigation(
    [
        st.Page("views/ask.py", title="Ask", icon=":material/forum:", default=True),
        st.Page("views/source.py", title="Source", icon=":material/article:", url_path="source", visibility="hidden"),
    ]
).run()
