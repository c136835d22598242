"""What a curator says of the corpus and of each file: licence, version, dates. Learners see it with every citation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from app import session
from app.desk.facts import facts, say_of_corpus, say_of_source
from app.desk.folder import DeskFile
from app.render import literal
from tutor.corpus.manifest import Manifest
from tutor.domain import Source
from tutor.errors import GroundworkError

USES: dict[str, str] = {
    "": "Not said",
    "private": "For myself alone",
    "commercial": "For paid work",
    "share": "Handed on to others",
}
_OF_CORPUS = {"title": "Title", "description": "What it covers", "licence": "Licence of its sources",
              "language": "Language"}  # fmt: skip
_OF_SOURCE = {"title": "Title", "author": "Author", "uri": "Address of the original", "licence": "Licence",
              "version": "Describes the version"}  # fmt: skip
_DATES = {"reviewed_on": "Reviewed on", "review_by": "Review by"}
_LONGEST = 500


def show_facts(corpus: str, folder: Path, files: Sequence[DeskFile]) -> None:
    """Two forms, folded: of the corpus, and of one file."""
    try:
        known = facts(folder, corpus)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    with st.expander("What learners see of this corpus and its files", icon=":material/badge:"):
        whole = "The corpus as a whole"
        chosen = st.selectbox("About", [whole, *(file.path for file in files)], key=f"about-{corpus}")
        if chosen == whole:
            _of_corpus(corpus, folder, known)
        elif chosen:
            _of_source(corpus, folder, chosen, known.sources.get(chosen, Source(title="")))


def _of_corpus(corpus: str, folder: Path, known: Manifest) -> None:
    with st.form(f"facts-{corpus}", border=False):
        for name, label in _OF_CORPUS.items():
            st.text_input(label, str(getattr(known.corpus, name)), max_chars=_LONGEST, key=f"fact-{corpus}-{name}")
        uses = list(USES)
        st.selectbox(
            "What it is for", uses, uses.index(known.use.value if known.use else ""), USES.__getitem__,
            key=f"fact-{corpus}-use",
        )  # fmt: skip
        st.form_submit_button("Save", on_click=_save, args=[corpus, folder, "", [*_OF_CORPUS, "use"]])


def _of_source(corpus: str, folder: Path, path: str, known: Source) -> None:
    with st.form(f"facts-{corpus}-{path}", border=False):
        for name, label in _OF_SOURCE.items():
            st.text_input(label, getattr(known, name), max_chars=_LONGEST, key=f"fact-{corpus}-{path}-{name}")
        columns = st.columns(2)
        for column, (name, label) in zip(columns, _DATES.items(), strict=True):
            column.date_input(label, getattr(known, name), format="YYYY-MM-DD", key=f"fact-{corpus}-{path}-{name}")
        st.form_submit_button("Save", on_click=_save, args=[corpus, folder, path, [*_OF_SOURCE, *_DATES]])


def _save(corpus: str, folder: Path, path: str, names: Sequence[str]) -> None:
    before = f"fact-{corpus}-{path}-" if path else f"fact-{corpus}-"
    said: dict[str, Any] = {name: session.value(before + name) for name in names}
    said = {name: fact.strip() if isinstance(fact, str) else fact for name, fact in said.items()}
    try:
        if path:
            say_of_source(folder, corpus, path, said)
        else:
            say_of_corpus(folder, corpus, said)
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        session.tell(f"DeskFile in {folder.name}/corpus.toml. Learners see it after the next load.")
