"""What was said before: an earlier answer beside this one, and what of an answer no longer stands on newer sources."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import session
from app.render import literal, shortened
from app.set_off import set_off
from tutor.checking.compare import in_words
from tutor.domain import Answer, Before, Change, ChangeKind, Fallen
from tutor.parts import Parts
from tutor.store.rechecks import fallen
from tutor.store.record import Exchange, Kind

_LINKS = 3  # of a notice
_LONGEST_LINK = 60  # characters of a question
_BECAME = {
    ChangeKind.UNCHANGED: "as before",
    ChangeKind.ADDED: "new",
    ChangeKind.DROPPED: "gone",
    ChangeKind.CONTRADICTED: "changed",
}
_WITHIN = "(said in other sentences)"


def show_before(exchange: Exchange, answer: Answer) -> None:
    """Folded above the statements: when it was asked before and what changed; inside, both versions and the reasons."""
    before = answer.before
    if before is None:
        return
    with st.expander(literal(in_words(before)), icon=":material/history:"):
        if before.changes:
            st.markdown(_table(before))
        else:
            st.markdown("Neither answer states anything.")
        if before.why:
            st.markdown("\n".join(["**What is different now**", "", *(f"- {literal(each)}" for each in before.why)]))
        if before.conversation == exchange.conversation:
            st.markdown("You asked it in this conversation.")
        else:
            st.page_link(
                "views/ask.py",
                label="Open the earlier conversation",
                icon=":material/arrow_forward:",
                query_params={"conversation": str(before.conversation)},
            )


def _table(before: Before) -> str:
    """Both versions side by side, statement by statement."""
    then = f"Then, {before.at.day} {before.at:%B %Y}"
    rows = [_row(change) for change in before.changes]
    return "\n".join([f"| Since then | {literal(then)} | Now |", "| --- | --- | --- |", *rows])


def _row(change: Change) -> str:
    empty = _WITHIN if change.kind is ChangeKind.UNCHANGED else "—"
    became = _BECAME[change.kind]
    mark = became if change.kind is ChangeKind.UNCHANGED else f"**{became}**"
    return f"| {mark} | {literal(change.earlier or empty)} | {literal(change.text or empty)} |"


def show_fallen(exchange: Exchange) -> None:
    """A warning that names the statements which no longer stand; that it was shown goes on record, once."""
    found = exchange.recheck
    if found is None or not found.fallen:
        return
    releases = ", ".join(f"{corpus} {release}" for corpus, release in found.releases.items())
    count = len(found.fallen)
    said = "1 statement no longer stands" if count == 1 else f"{count} statements no longer stand"
    head = f"**{said} on the sources as they are now** ({literal(releases)})"
    set_off(["\n".join([f":material/history: {head}", "", *map(_fallen, found.fallen)])], f"fallen-{exchange.id}")
    record = session.parts().record
    if exchange.recheck_id is not None and not record.entries(Kind.SEEN, about=exchange.recheck_id, limit=1):
        record.add(Kind.SEEN, {}, session.now(), about=exchange.recheck_id)


def _fallen(each: Fallen) -> str:
    against = f" “{literal(each.against)}”" if each.against else ""
    return f"- {literal(each.text)}  \n  {literal(each.reason)}{against}"


def show_notice(parts: Parts, current: int | None) -> None:
    """A line for who comes back: which answers no longer stand, until each was looked at."""
    found = [each for each in fallen(parts.record, seen=False) if each.conversation != current]
    if not found:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="no-longer-stand"):
        st.markdown(_notice(len(found)), width="content")
        _links([(each.conversation, each.question) for each in found])


def _notice(count: int) -> str:
    said = "An earlier answer no longer stands" if count == 1 else f"{count} earlier answers no longer stand"
    return f":material/history: {said} on the sources as they are now:"


def _links(found: Sequence[tuple[int, str]]) -> None:
    by_conversation = dict(reversed(found))  # the newest question of each
    for number, question in list(by_conversation.items())[::-1][:_LINKS]:
        st.page_link(
            "views/ask.py",
            label=literal(shortened(question or "(empty)", _LONGEST_LINK)),
            query_params={"conversation": str(number)},
        )
    more = len(by_conversation) - _LINKS
    if more > 0:
        st.markdown(f"and {more} more", width="content")
