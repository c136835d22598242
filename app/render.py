"""Nouns to elements. Text of models and sources is escaped: it is shown, never obeyed or rendered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

import streamlit as st

from tutor.domain import Answer, Check, Label, Span, Statement, Withheld
from tutor.text.mapped import plain

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@])")
# Emojis, icons, arrows and addresses are made from text that is parsed already, where escapes are gone. An empty
# element keeps their characters apart; it takes no room and is not copied.
_JOINT = re.compile(r"(?<=[:@])(?=\S)|(?<=[-<>~])(?=[-=>])|(?<=www)(?=\.)", re.IGNORECASE)
_APART = ":small[]"
_SHOWN_OF_QUOTE = 400  # characters
_NEAREST = 3


def literal(text: str) -> str:
    """`text` on one line, so that Streamlit's Markdown shows it letter for letter."""
    return _APART.join(_SPECIAL.sub(r"\\\1", piece) for piece in _JOINT.split(" ".join(text.split())))


def answer(answer: Answer, question_id: int) -> None:
    """The whole answer: what is stated, what is withheld, what the sources do not say."""
    for notice in answer.notices:
        st.warning(literal(notice), icon=":material/info:")
    if answer.refused:
        _refused(answer, question_id)
    for statement in answer.stated:
        _stated(statement, answer, question_id)
    if answer.gap and answer.stated:
        st.markdown(f"**What these sources do not say:** {literal(answer.gap)}")
    if answer.withheld:
        count = len(answer.withheld)
        with st.expander(f"{count} statement{'s' if count > 1 else ''} withheld", icon=":material/block:"):
            for withheld in answer.withheld:
                _withheld(withheld, answer, question_id)
    st.caption(_how(answer))


def _refused(answer: Answer, question_id: int) -> None:
    st.info(literal(answer.refusal), icon=":material/search_off:")
    nearest: dict[str, list[Span]] = {}
    for passage in answer.passages[:_NEAREST]:
        nearest.setdefault(_title(passage.span, answer), []).append(passage.span)
    if nearest:
        st.caption("Read what comes nearest:")
    for title, spans in nearest.items():
        _link(title, spans, answer, question_id)


def _stated(statement: Statement, answer: Answer, question_id: int) -> None:
    with st.container(border=True):
        count = len({(citation.span.corpus, citation.span.document) for citation in statement.claim.citations})
        st.badge(
            f"Supported by {count} source{'s' if count > 1 else ''}", icon=":material/check_circle:", color="green"
        )
        st.markdown(literal(statement.claim.text))
        _citations(statement, answer, question_id)
        agreement = statement.verdict(Check.AGREEMENT)
        if agreement and agreement.label is not Label.NOT_CHECKED:
            st.caption(f"Asked again: {literal(agreement.reason)}.")


def _withheld(withheld: Withheld, answer: Answer, question_id: int) -> None:
    st.badge("Withheld", icon=":material/block:", color="red")
    st.markdown(f":gray[{literal(withheld.statement.claim.text)}]")
    st.caption(literal(withheld.reason))
    _citations(withheld.statement, answer, question_id)


def _citations(statement: Statement, answer: Answer, question_id: int) -> None:
    """The cited words, and below those of one place the link to it."""
    for title, group in groupby(statement.claim.citations, key=lambda citation: _title(citation.span, answer)):
        citations = list(group)
        for words in (plain(citation.quote) for citation in citations):
            if words != statement.claim.text:  # the same words twice are only more to read
                st.markdown(f"> {literal(words[:_SHOWN_OF_QUOTE])}{' …' if len(words) > _SHOWN_OF_QUOTE else ''}")
        _link(title, [citation.span for citation in citations], answer, question_id)


def _title(span: Span, answer: Answer) -> str:
    """Where the words stand: title and headings of their passage."""
    passage = next((passage for passage in answer.passages if span.within(passage.span)), None)
    return " › ".join((passage.title, *passage.heading)) if passage else span.document


def _link(title: str, spans: Iterable[Span], answer: Answer, question_id: int) -> None:
    """A link to the words of `spans`, all of one document, in their place."""
    spans = list(spans)
    st.page_link(
        "views/source.py",
        label=literal(title),
        icon=":material/format_quote:",
        query_params={
            "corpus": spans[0].corpus,
            "release": answer.fingerprint.releases[spans[0].corpus],
            "document": spans[0].document,
            "start": [str(span.start) for span in spans],
            "end": [str(span.end) for span in spans],
            "question": str(question_id),
        },
    )


def _how(answer: Answer) -> str:
    """What the answer stands on, in a line."""
    checked = len(answer.stated) + len(answer.withheld)
    extracted = answer.fingerprint.writer == "extract"
    seconds = sum(answer.usage.seconds.values())
    tokens = answer.usage.input_tokens + answer.usage.output_tokens
    parts = [
        f"{len(answer.stated)} of {checked} statements stated" if checked else "nothing stated",
        f"written by {'the sources themselves' if extracted else answer.fingerprint.writer}" if checked else "",
        ", ".join(f"{name} {release}" for name, release in _releases(answer).items()),
        f"{seconds:.1f} s" if seconds else "",
        f"{tokens} tokens" if tokens else "",
    ]
    return literal(" · ".join(part for part in parts if part))


def _releases(answer: Answer) -> dict[str, str]:
    """The releases of the corpora that are cited; all that were searched where nothing is stated."""
    cited = {citation.span.corpus for statement in answer.stated for citation in statement.claim.citations}
    return {name: release for name, release in answer.fingerprint.releases.items() if name in cited or not cited}
