"""Nouns to elements. Text of models and sources is escaped: it is shown, never obeyed or rendered."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from tutor.domain import Answer, Check, Citation, Label, Statement, Withheld
from tutor.text.mapped import plain

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")
_SHOWN_OF_QUOTE = 400  # characters


def literal(text: str) -> str:
    """`text` so that Markdown shows it letter for letter."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def answer(answer: Answer, title_of: Callable[[Citation], str]) -> None:
    """The whole answer: what is stated, what is withheld, what the sources do not say."""
    for notice in answer.notices:
        st.warning(literal(notice), icon=":material/info:")
    if answer.refused:
        st.info(literal(answer.refusal), icon=":material/search_off:")
    for statement in answer.stated:
        _stated(statement, answer, title_of)
    if answer.gap and answer.stated:
        st.markdown(f"**What these sources do not say:** {literal(answer.gap)}")
    if answer.withheld:
        count = len(answer.withheld)
        with st.expander(f"{count} statement{'s' if count > 1 else ''} withheld", icon=":material/block:"):
            for withheld in answer.withheld:
                _withheld(withheld, answer, title_of)
    st.caption(_how(answer))


def _stated(statement: Statement, answer: Answer, title_of: Callable[[Citation], str]) -> None:
    with st.container(border=True):
        count = len({citation.span.document for citation in statement.claim.citations})
        st.badge(
            f"Supported by {count} source{'s' if count > 1 else ''}", icon=":material/check_circle:", color="green"
        )
        st.markdown(literal(statement.claim.text))
        _citations(statement, answer, title_of)
        agreement = statement.verdict(Check.AGREEMENT)
        if agreement and agreement.label is not Label.NOT_CHECKED:
            st.caption(f"Asked again: {literal(agreement.reason)}.")


def _withheld(withheld: Withheld, answer: Answer, title_of: Callable[[Citation], str]) -> None:
    st.badge("Withheld", icon=":material/block:", color="red")
    st.markdown(f":gray[{literal(withheld.statement.claim.text)}]")
    st.caption(literal(withheld.reason))
    _citations(withheld.statement, answer, title_of)


def _citations(statement: Statement, answer: Answer, title_of: Callable[[Citation], str]) -> None:
    for citation in statement.claim.citations:
        span = citation.span
        words = plain(citation.quote)
        if words != statement.claim.text:  # the same words twice are only more to read
            st.markdown(f"> {literal(words[:_SHOWN_OF_QUOTE])}{' …' if len(words) > _SHOWN_OF_QUOTE else ''}")
        st.page_link(
            "views/source.py",
            label=literal(title_of(citation)),
            icon=":material/format_quote:",
            query_params={
                "corpus": span.corpus,
                "release": answer.fingerprint.releases[span.corpus],
                "document": span.document,
                "start": str(span.start),
                "end": str(span.end),
            },
        )


def _how(answer: Answer) -> str:
    """What the answer stands on, in a line."""
    checked = len(answer.stated) + len(answer.withheld)
    writer = (
        "the sources' own sentences" if answer.fingerprint.writer in ("extract", "none") else answer.fingerprint.writer
    )
    seconds = sum(answer.usage.seconds.values())
    tokens = answer.usage.input_tokens + answer.usage.output_tokens
    parts = [
        f"{len(answer.stated)} of {checked} statements stated" if checked else "nothing stated",
        f"written by {writer}",
        f"{', '.join(f'{name} {release}' for name, release in answer.fingerprint.releases.items())}",
        f"{seconds:.1f} s" if seconds else "",
        f"{tokens} tokens" if tokens else "",
    ]
    return literal(" · ".join(part for part in parts if part))
