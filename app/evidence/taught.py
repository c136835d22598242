"""The skills of the published corpora, read once for each set of releases."""

from __future__ import annotations

import streamlit as st

from tutor.errors import BadInput, NoCorpus
from tutor.learn import Course, course
from tutor.parts import Parts


def taught(parts: Parts) -> tuple[Course | None, str]:
    """What can be learned here, and in words why that is nothing."""
    try:
        releases = tuple(each.release.id for each in parts.releases())
        return _course(str(parts.settings.home), releases, parts), ""
    except (BadInput, NoCorpus) as error:
        return None, str(error)


@st.cache_resource(show_spinner=False, max_entries=4)
def _course(home: str, releases: tuple[str, ...], _parts: Parts) -> Course:  # noqa: ARG001 - what the cache goes by
    return course(_parts, {})
