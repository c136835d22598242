"""What the page *Evidence* keeps for one learner while it is open."""

from __future__ import annotations

from typing import cast

import streamlit as st

from tutor.evidence import Issued

AT_ONCE = 10  # attempts, or assessments, that are shown at first, and added by each wish for earlier ones


def keep_issued(assessment: str, issued: Issued) -> None:
    """Keep the files of a badge for as long as this tab is open: they are saved nowhere else."""
    st.session_state.setdefault("issued", {})[assessment] = issued


def issued_for(assessment: str) -> Issued | None:
    """The badge that was issued in this tab for the assessment."""
    return cast("dict[str, Issued]", st.session_state.get("issued", {})).get(assessment)


def forget_issued() -> None:
    """Let all of them go."""
    st.session_state.pop("issued", None)


def shown(what: str) -> int:
    """How many of `what` are shown."""
    return cast("int", st.session_state.get(f"shown-{what}", AT_ONCE))


def show_earlier(what: str) -> None:
    """Show more of them."""
    st.session_state[f"shown-{what}"] = shown(what) + AT_ONCE
