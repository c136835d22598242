"""The element that brings a new turn into sight: Streamlit leaves the page scrolled as it was."""

from __future__ import annotations

import streamlit as st

_JS = """
const seen = (globalThis.groundworkSeen ??= { last: "" });

export default function ({ data }) {
  if (seen.last === data) return;
  seen.last = data;
  requestAnimationFrame(() => document.querySelector(`.st-key-${data}`)?.scrollIntoView({ block: "start" }));
}
"""

_top = st.components.v2.component("groundwork.top", js=_JS)


def scroll_to(key: str) -> None:
    """Scroll once to the container with that key; put it last, where its room does not matter."""
    _top(data=key, key="top")
