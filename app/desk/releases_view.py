"""The releases of a corpus: which is published, what differs between two, publish one, and go back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import session
from app.desk.words import counted, size, when
from app.render import literal, shortened, small
from tutor.domain import Difference, DocumentChange, DocumentDifference, Fact, Kept, Rewritten, Touched
from tutor.errors import GroundworkError
from tutor.parts import Parts
from tutor.releases import previous, publish, releases, rollback
from tutor.releases_compared import difference

_SHOWN = 40  # of a kind: documents, runs of words, answers
_WORDS = 600  # characters of words that changed
_CHANGES = {
    DocumentChange.ADDED: ("Added", ":material/add:", "green"),
    DocumentChange.REMOVED: ("Removed", ":material/remove:", "red"),
    DocumentChange.MOVED: ("Moved", ":material/drive_file_move:", "blue"),
    DocumentChange.CHANGED: ("Changed", ":material/edit:", "orange"),
    DocumentChange.FACTS: ("Other facts", ":material/badge:", "blue"),
}


def show_part(corpus: str, parts: Parts) -> None:
    """All releases, and what differs between two of them."""
    kept = releases(corpus, parts)
    if not kept:
        st.info("Nothing of this corpus was loaded yet.", icon=":material/inbox:")
        return
    for each in kept[:_SHOWN]:
        _release(corpus, parts, each)
    _more(len(kept), "release")
    if len(kept) > 1:
        _difference(corpus, parts, kept)


def _release(corpus: str, parts: Parts, kept: Kept) -> None:
    with st.container(border=True):
        left = f"**{literal(kept.id)}**"
        if kept.published:
            st.markdown(f"{left} :green-badge[:material/check: published]")
        else:
            st.markdown(left)
        st.markdown(small(_told(kept)))
        if kept.release is None:
            st.warning("Its manifest cannot be read: it can only be removed.", icon=":material/error:")
        elif not kept.published:
            st.button(
                "Publish this one", key=f"publish-{kept.id}", icon=":material/publish:", on_click=_publish,
                args=[corpus, kept.id, parts],
            )  # fmt: skip
        elif previous(corpus, parts):
            st.button(
                "Go back to the one published before", key="rollback", icon=":material/undo:", on_click=_roll_back,
                args=[corpus, parts],
            )  # fmt: skip


def _told(kept: Kept) -> str:
    told = []
    if kept.release:
        told.append(f"loaded {when(kept.release.created_at)}")
        told.append(f"{counted(kept.release.documents, 'document')}, {counted(kept.release.chunks, 'passage')}")
    told.append(size(kept.size))
    if kept.published_at:
        told.append(f"published {when(kept.published_at)}")
    if kept.cited:
        told.append(f"cited by {counted(kept.cited, 'recorded answer')}")
    return " · ".join(told)


def _publish(corpus: str, release: str, parts: Parts) -> None:
    try:
        done = publish(corpus, release, parts, session.now())
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        before = f" Going back brings {done.before} again." if done.before else ""
        session.tell(f"Learners are answered from {done.after} now.{before}")


def _roll_back(corpus: str, parts: Parts) -> None:
    try:
        done = rollback(corpus, parts, session.now())
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        session.tell(f"Learners are answered from {done.after} again. Publish {done.before} to undo that.")


# ------------------------------------------------------------------ what differs


def _difference(corpus: str, parts: Parts, kept: Sequence[Kept]) -> None:
    st.subheader("What differs", anchor=False)
    ids = [each.id for each in kept if each.release]
    now = next((each.id for each in kept if each.published), ids[0])
    earlier = previous(corpus, parts) or next(each for each in ids if each != now)
    left, right = st.columns(2)
    before = left.selectbox("From", ids, ids.index(earlier), key=f"before-{corpus}-{now}")
    after = right.selectbox("To", ids, ids.index(now), key=f"after-{corpus}-{now}")
    if before == after:
        st.markdown("These are the same release.")
        return
    try:
        found = _compared(corpus, str(before), str(after), parts)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    _facts(found.facts)
    if not (found.documents or found.facts):
        st.success("Every document is the same.", icon=":material/check:")
    for document in found.documents[:_SHOWN]:
        _document(document)
    _more(len(found.documents), "document")
    _touched(found)


def _compared(corpus: str, before: str, after: str, parts: Parts) -> Difference:
    with st.spinner("Comparing …"):
        return difference(corpus, before, after, parts)


def _document(found: DocumentDifference) -> None:
    label, icon, colour = _CHANGES[found.change]
    with st.container(border=True):
        moved = f" (was {literal(found.path_before)})" if found.change is DocumentChange.MOVED else ""
        st.markdown(f":{colour}-badge[{icon} {label}] **{literal(found.path or found.path_before)}**{moved}")
        _facts(found.facts)
        for run in found.rewritten[:_SHOWN]:
            _rewritten(run)
        _more(len(found.rewritten), "change")


def _facts(facts: Sequence[Fact]) -> None:
    for fact in facts:
        before, after = (literal(value) or "not given" for value in (fact.before, fact.after))
        st.markdown(f"{literal(fact.name)}: {before} → **{after}**")


def _rewritten(run: Rewritten) -> None:
    """Old words and new ones, told apart by a word and a sign, not by colour alone."""
    lines = []
    if run.before:
        lines.append(f":red[**−** was:] {literal(shortened(run.before, _WORDS))}")
    if run.after:
        lines.append(f":green[**+** now:] {literal(shortened(run.after, _WORDS))}")
    st.markdown("  \n".join(lines))


def _more(count: int, what: str) -> None:
    if count > _SHOWN:
        st.markdown(small(f"And {counted(count - _SHOWN, f'more {what}')}."))


def _touched(found: Difference) -> None:
    if not found.touched:
        if found.documents:
            st.markdown("No recorded answer cites words that are gone or stand elsewhere.")
        return
    st.markdown(
        f"**{counted(len(found.touched), 'recorded answer cites', 'recorded answers cite')} words that changed**"
    )
    for each in found.touched[:_SHOWN]:
        _answer(each)
    _more(len(found.touched), "answer")


def _answer(touched: Touched) -> None:
    gone = sum(each.now is None for each in touched.displaced)
    told = [counted(gone, "quote is gone", "quotes are gone")] if gone else []
    if len(touched.displaced) > gone:
        told.append(counted(len(touched.displaced) - gone, "quote stands elsewhere", "quotes stand elsewhere"))
    if touched.fallen:
        told.append(counted(len(touched.fallen), "statement no longer stands", "statements no longer stand"))
    st.page_link(
        "views/ask.py", label=literal(shortened(touched.question, 120)), icon=":material/forum:",
        query_params={"conversation": str(touched.conversation)},
    )  # fmt: skip
    st.markdown(small(", ".join(told)))
