"""The element that shows a source: cited words marked, ways through them, and find. Text goes in as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app import session
from app.finding import ACCENTS, Searchable, find_elsewhere, searchable
from app.reading import Place, blocks_around, heading_path, numbered, visible_blocks
from tutor.domain import Block, Document
from tutor.text.mapped import SAME_SIGNS

_LONGEST_FIND = 200  # characters
_ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True)
class View:
    """What is looked at: a document of a release, its cited places, the place to begin at if another, words to find."""

    document: Document
    release: str
    cited: Sequence[Place] = ()
    at: int | None = None
    find: str = ""


def _assets(suffix: str) -> str:
    return "\n".join((_ASSETS / f"{name}.{suffix}").read_text("utf-8") for name in ("blocks", "source"))


_source = st.components.v2.component("groundwork.source", css=_assets("css"), js=_assets("js"))


def show_document(view: View, on_go: Callable[[str, int | None], None]) -> None:
    """The document; of a very long one the part around the place, else around the first cited words.

    `on_go` is called with the words to find and the place to go to, if another, when the reader wants another part.
    """
    key = f"source-{view.document.corpus}-{view.release}-{view.document.path}"

    def go() -> None:
        wish = session.trigger(key, "go")
        if isinstance(wish, dict):
            at = wish.get("at")
            on_go(str(wish.get("find", ""))[:_LONGEST_FIND], at if isinstance(at, int) and at >= 0 else None)

    _source(data=_data(view), key=key, on_go_change=go)


def _data(view: View) -> dict[str, Any]:
    document, places = view.document, numbered(view.cited)
    last = max((block.start for block in document.blocks), default=0)
    shown = blocks_around(document, min(view.at if view.at is not None else min(places, default=(0, 0))[0], last))
    whole = len(shown) == len(document.blocks)
    around = {} if whole else _around(view, shown)
    return {
        "key": f"{view.release} {document.path} {places} {[block.start for block in (*shown[:1], *shown[-1:])]}",
        "title": document.source.title,
        "blocks": visible_blocks(document, shown, places),
        "places": [{"start": start, "path": heading_path(document, start)} for start, _ in places],
        "at": view.at,
        "find": view.find[:_LONGEST_FIND],
        "signs": {chr(sign): same or "" for sign, same in SAME_SIGNS.items()},
        "accents": ACCENTS,
        "whole": whole,
        **around,
    }


def _around(view: View, shown: Sequence[Block]) -> dict[str, Any]:
    """The ways from a part to the others, and what is found in them."""
    starts = [block.start for block in view.document.blocks]
    first, last = (starts.index(block.start) for block in (shown[0], shown[-1]))
    found = None
    if view.find.strip():
        texts = _texts(view.document.corpus, view.release, view.document.path, view.document)
        found = {"find": view.find, **asdict(find_elsewhere(view.find, texts, shown))}
    return {
        "earlier": starts[first - 1] if first else None,
        "later": starts[last + 1] if last + 1 < len(starts) else None,
        "elsewhere": found,
    }


@st.cache_data(show_spinner="Searching the whole source …", max_entries=4)
def _texts(corpus: str, release: str, path: str, _document: Document) -> list[Searchable]:  # noqa: ARG001 - its key
    return searchable(_document)
