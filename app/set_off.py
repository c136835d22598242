"""What is said of an answer beside its statements: notices, refusals, what no longer stands."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def set_off(said: Sequence[str], key: str) -> None:
    """Paragraphs set off from the answer by their looks alone.

    Streamlit's own boxes are live regions, some of them assertive: they would be read out beside the one polite
    announcement of an answer, and with every old answer that is opened.
    """
    if said:
        with st.container(key=f"set-off-{key}"):
            for each in said:
                st.markdown(each)
