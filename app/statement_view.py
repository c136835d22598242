"""The element that shows the statements of an answer, with citations that open in place. Text goes in as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from app.statements import Data

_ASSETS = Path(__file__).parent / "assets"


def _assets(suffix: str) -> str:
    return "\n".join((_ASSETS / f"{name}.{suffix}").read_text("utf-8") for name in ("blocks", "statements"))


_statements = st.components.v2.component("groundwork.statements", css=_assets("css"), js=_assets("js"))


def show_statements(
    groups: Sequence[Data], key: str, announce: str, *, awaited: bool, on_said: Callable[[], None] | None = None
) -> None:
    """Show groups of statements; `announce` is read out once when an answer that was `awaited` is complete.

    An empty `announce`: it is not complete yet. `on_said` is called when the learner says something of a statement,
    which stands in the session's state under `key` as the trigger `said`: {"key": ..., "says": ...}.
    """
    data = {
        "id": key,
        "groups": [group for group in groups if group["items"]],
        "complete": bool(announce),
        "announce": announce if awaited else "",
        "feedback": on_said is not None,
    }
    _statements(data=data, key=key, on_said_change=on_said or _unheard)


def _unheard() -> None:
    """Nobody listens."""
