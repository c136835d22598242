"""Any badge, checked: what was looked at, what came out, and what that means."""

from __future__ import annotations

import streamlit as st

from app import session
from app.render import literal, small
from tutor.credential import verify
from tutor.domain.credentials import Outcome, Verified
from tutor.errors import GroundworkError

_MARKS = {
    Outcome.PASSED: ":green[:material/check_circle:]",
    Outcome.FAILED: ":red[:material/cancel:]",
    Outcome.NOT_CHECKED: ":orange[:material/help:]",
}


def show_check() -> None:
    """A field for the file, and every check of it. Nothing is fetched, and nothing of it is kept."""
    file = st.file_uploader(
        "A badge to check: its JSON, picture or page", type=["json", "svg", "html"], key="badge-to-check"
    )
    if file is None:
        return
    try:
        found = verify(file.getvalue(), session.now())
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    _verdict(found)
    kind = "About" if found.kind == "endorsement" else "Shown by"
    st.markdown(f"**{literal(found.name or 'Without a name')}**")
    st.markdown(small(f"Issued by {found.issuer_name or 'nobody named'} ({found.issuer})"))
    st.markdown(small(f"{kind} {found.subject or 'nobody named'}"))
    for each in found.checks:
        line = f"**{literal(each.check)}**: {literal(each.outcome.value)}. {literal(each.words)}"
        st.markdown(f"{_MARKS[each.outcome]} {line}")


def _verdict(found: Verified) -> None:
    if found.holds is Outcome.PASSED:
        st.success(
            "It verifies: nothing was changed since it was signed with the key of its issuer.", icon=":material/check:"
        )
    elif found.holds is Outcome.FAILED:
        st.error("It does not verify. Do not rely on it.", icon=":material/error:")
    else:
        st.warning("It could not be verified: see what was not checked.", icon=":material/help:")
