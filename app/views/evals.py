"""Eval runs: the list of them, one of them with its report, and two side by side."""

from __future__ import annotations

import streamlit as st

from app import session
from app.evals.overview import run_in, runs_in, show_overview
from app.evals.run_view import show_run
from app.evals.side_by_side import show_side_by_side
from app.evals.stored import run_names
from tutor.errors import BadInput


def page() -> None:
    """The whole page."""
    folder = session.settings().runs
    name = st.query_params.get("run", "")
    st.query_params.from_dict(st.query_params.to_dict())  # a link from this page to itself leaves the address behind
    if not name:
        runs = runs_in(folder)
        show_overview(folder, runs)
        show_side_by_side(runs)
        return
    st.page_link("views/evals.py", label="All runs", icon=":material/arrow_back:")
    if name not in run_names(folder):
        raise BadInput(f"There is no run {name!r} in {folder}.", "Go back to all runs.")
    st.set_page_config(page_title=f"{name} · Evals · Groundwork")
    show_run(run_in(folder, name))


page()
