"""The elements of the desk: a list of files, and a text with places marked in it. Text goes in as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from app import session
from app.reading import Place, visible_blocks
from tutor.domain import Block, Document

_ASSETS = Path(__file__).parent.parent / "assets"


def _assets(suffix: str) -> str:
    return "\n".join((_ASSETS / f"{name}.{suffix}").read_text("utf-8") for name in ("blocks", "desk"))


_desk = st.components.v2.component("groundwork.desk", css=_assets("css"), js=_assets("js"))


def show_files(rows: Sequence[dict[str, Any]], key: str, on_wish: Callable[[str, str], None]) -> None:
    """Files as rows: path, size, status, words, and actions as (wish, label).

    `on_wish` is called with the wish and the path when a curator presses one of them.
    """

    def wished() -> None:
        wish = session.trigger(key, "wish")
        if isinstance(wish, dict):
            on_wish(str(wish.get("wish", "")), str(wish.get("path", "")))

    _desk(data={"kind": "files", "rows": list(rows)}, key=key, on_wish_change=wished)


def show_chunks(document: Document, blocks: Sequence[Block], spans: Sequence[Place], labels: Sequence[str]) -> None:
    """The blocks of a document with each of the `spans` in a colour of its own, under its label."""
    _text(document, blocks, "chunks", [*zip(spans, labels, strict=True)])


def show_place(document: Document, blocks: Sequence[Block], span: Place) -> None:
    """The blocks around some words, which are marked."""
    _text(document, blocks, "place", [(span, "")])


def _text(document: Document, blocks: Sequence[Block], mode: str, places: Sequence[tuple[Place, str]]) -> None:
    data = {
        "kind": "text",
        "mode": mode,
        "label": f"{document.path}, {'as it is split' if mode == 'chunks' else 'the words in their place'}",
        "blocks": visible_blocks(document, blocks, [span for span, _ in places]),
        "places": [{"label": label} for _, label in places],
    }
    at = places[0][0][0] if places else 0
    _desk(data=data, key=f"desk-{mode}-{document.corpus}-{document.path}-{at}", on_wish_change=_unheard)


def _unheard() -> None:
    """Nobody listens."""
