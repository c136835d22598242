"""What the page keeps: the machines, shared by all; the corpora a learner picked. The only reader of session state."""

from __future__ import annotations

from typing import cast

import streamlit as st

from tutor.parts import Parts
from tutor.settings import read_settings

_PICKED = "picked-corpora"
_FAILED = "failed-question"


@st.cache_resource(show_spinner="Opening the sources …")
def parts() -> Parts:
    """The machines of this installation; opened once for all who visit."""
    return Parts(read_settings())


def picked_corpora() -> list[str]:
    """Names of the corpora to answer from; none: all."""
    return cast("list[str]", st.session_state.get(_PICKED, []))


def pick_corpora_key() -> str:
    """The key of the widget that picks corpora."""
    return _PICKED


def keep_failure(question: str, message: str) -> None:
    """Remember why the last question got no answer, until another is asked."""
    st.session_state[_FAILED] = (question, message)


def forget_failure() -> None:
    """Another question is asked."""
    st.session_state.pop(_FAILED, None)


def failure() -> tuple[str, str] | None:
    """The last question and why it got no answer."""
    return cast("tuple[str, str] | None", st.session_state.get(_FAILED))
