"""Work under way on a corpus: how far it has come, the way to stop it, and how it ended."""

from __future__ import annotations

import streamlit as st

from app import session
from app.desk.kept_report import KeptReport
from app.desk.tasks import checking, loading
from app.desk.under_way import Kind, Work
from app.desk.words import counted, in_short, when
from app.render import literal, shortened, small
from tutor import wire
from tutor.corpus.elsewhere.gathered import Fetched
from tutor.domain import IngestReport, Vetted, Weight
from tutor.errors import GroundworkError
from tutor.parts import Parts

LOOK_AGAIN = 0.4  # seconds between two looks at work under way
_DOING = {
    "": "Waiting for its turn",
    "read": "Reading files",
    "check": "Making sure that all of it is found",
    "embed": "Making vectors",
    "ask": "Asking the golden questions",
    "vet": "Checking",
    "fetch": "Fetching",
}
_LEFT_OUT = 50  # files that are named
_LONGEST_NOTE = 70  # characters of what is being worked on


def start_load(corpus: str, parts: Parts, *, check: bool) -> None:
    """Begin a load; where it cannot begin, that is said on the page."""
    try:
        do = loading(corpus, parts, check=check)
        session.desk_work().start(Kind.LOAD, corpus, do, session.now())
    except GroundworkError as error:
        session.tell(str(error), failed=True)


def start_check(corpus: str, parts: Parts) -> None:
    """Begin a check, and go where its findings will be."""
    try:
        session.desk_work().start(Kind.CHECK, corpus, checking(corpus, parts), session.now())
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        session.open_part("Check")


def show_work(corpus: str) -> None:
    """How far work on that corpus has come, wherever the curator looks; nothing where there is none."""
    work = session.desk_work().busy(corpus)
    st.fragment(_work, run_every=LOOK_AGAIN if work else None)(corpus)


def _work(corpus: str) -> None:
    work = session.desk_work().busy(corpus)
    if work:
        session.watch_work(corpus)
        show_progress(work)
    elif session.watched_work(corpus):
        st.rerun()


def show_progress(work: Work) -> None:
    """A bar for the step under way, and the button that ends it."""
    last = work.last
    doing = "Stopping" if work.stopping else _DOING.get(last.step, last.step.capitalize())
    count = f" · {last.done:,} of {last.total:,}" if last.total else ""
    share = min(last.done / last.total, 1.0) if last.total else 0.0
    st.progress(share, f"**{literal(doing)}**{count}")
    said = [in_short(list(work.files)), shortened(last.note, _LONGEST_NOTE)]
    st.markdown(small(" · ".join(filter(None, said)) or "…"))
    st.button(
        "Stop", icon=":material/stop_circle:", key=f"stop-{work.kind}", on_click=work.stop, disabled=work.stopping
    )


# ------------------------------------------------------------------ how it ended


def show_end_of_load(corpus: str, parts: Parts, report: KeptReport | None) -> None:
    """What the last load did, or what kept it from publishing."""
    work = session.desk_work().last(corpus, Kind.LOAD)
    if work and work.failure:
        st.error(literal(work.failure), icon=":material/error:")
    elif work and isinstance(work.result, Vetted):
        _held_back(corpus, parts, work.result)
    elif work and work.stopping and not isinstance(work.result, IngestReport):
        st.info("It was stopped; nothing was published.", icon=":material/stop_circle:")
    if report:
        _report(report)


def show_end_of_fetch(corpus: str) -> None:
    """What the last fetch brought, or why it did not."""
    work = session.desk_work().last(corpus, Kind.FETCH)
    if work is None or not work.done:
        return
    if work.failure:
        st.error(literal(work.failure), icon=":material/error:")
    elif isinstance(work.result, Fetched):
        _fetched(work.result)
    elif work.stopping:
        st.info("The fetch was stopped. Fetched again, it goes on where it was.", icon=":material/stop_circle:")


def _fetched(fetched: Fetched) -> None:
    new = sum(not file.again for file in fetched.files)
    st.success(
        literal(f"{counted(len(fetched.files), 'file')} from {fetched.origin}, {new:,} of them new or changed."),
        icon=":material/cloud_done:",
    )
    for notice in fetched.notices:
        st.warning(literal(notice), icon=":material/warning:")
    if fetched.left_out:
        with st.expander(f"Left out: {counted(len(fetched.left_out), 'file')}"):
            for each in fetched.left_out[:_LEFT_OUT]:
                st.markdown(f"**{literal(each.path)}** {literal(each.reason)}")
            if len(fetched.left_out) > _LEFT_OUT:
                st.markdown(small(f"And {counted(len(fetched.left_out) - _LEFT_OUT, 'more')}."))


def _held_back(corpus: str, parts: Parts, found: Vetted) -> None:
    must = found.still_open(Weight.MUST)
    what = counted(len(must), "finding is", "findings are")
    st.warning(
        f"Nothing was published: {what} open that must be settled. Mend the files, or accept them with a reason.",
        icon=":material/rule:",
    )
    with st.container(horizontal=True):
        st.button("See them", icon=":material/fact_check:", on_click=session.open_part, args=["Check"])
        st.button(
            "Publish all the same", icon=":material/publish:", on_click=start_load, args=[corpus, parts],
            kwargs={"check": False},
        )  # fmt: skip


def _report(kept: KeptReport) -> None:
    report = kept.report
    published = f"Release {report.release} is published." if report.release else "Nothing was published."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{literal(in_short(report.files) or 'no files')}**  \n{small(f'{when(kept.at)} · {published}')}")
        st.download_button(
            "Report as JSON", wire.line(wire.of_report(report)), file_name=f"{report.corpus}-{report.release}.json",
            mime="application/json", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
    _golden(report)


def _golden(report: IngestReport) -> None:
    wrong = [each for each in report.golden if each.says]
    if report.held:
        told = f"{report.held} answers golden questions worse and is not published. It stands under Releases."
        st.warning(literal(told), icon=":material/rule:")
    elif report.golden:
        st.markdown(
            small(f"{len(report.golden) - len(wrong)} of {len(report.golden)} golden questions as they should be")
        )
    for each in wrong:
        st.markdown(f"- **{'Worse' if each.worse else 'Wrong'}:** {literal(each.ask)} {literal(each.says)}")
