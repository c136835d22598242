"""The element that shows a new answer from its beginning: Streamlit leaves the page scrolled as it was."""

from __future__ import annotations

import streamlit as st

_JS = """
export default function ({ data, parentElement }) {
  if (parentElement.shown !== data) document.getElementById("stMain")?.scrollTo(0, 0);
  parentElement.shown = data;
}
"""

_top = st.components.v2.component("groundwork.top", js=_JS)


def from_the_top(shown: int) -> None:
    """Scroll to the top once for everything that is `shown`; put it last, where its room does not matter."""
    _top(data=shown, key="top")
