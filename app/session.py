"""What the page keeps: the machines, shared by all; the corpora a learner picked. The only reader of session state."""

from __future__ import annotations

from typing import cast

import streamlit as st

from tutor.parts import Parts
from tutor.settings import read_settings

PICKED = "picked-corpora"  # the key of the widget that picks corpora


@st.cache_resource(show_spinner="Opening the sources …")
def parts() -> Parts:
    """The machines of this installation; opened once for all who visit."""
    return Parts(read_settings())


def picked_corpora() -> list[str]:
    """Names of the corpora to answer from; none: all."""
    return cast("list[str]", st.session_state.get(PICKED, []))
