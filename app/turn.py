"""One turn of a conversation: a question, and its answer as far as it has come.

The same elements in every state, so that what a learner has open stays open while the answer grows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, cast

import streamlit as st

from app import headline, session
from app.asked_again import in_short, is_chosen, redraws
from app.before import show_before, show_fallen
from app.examples import next_questions
from app.render import literal, shortened, small
from app.set_off import set_off
from app.statement_view import show_statements
from app.statements import Data, Setting, cited, nearest, numbers, stated, told_apart, with_said, withheld
from app.under_way import UnderWay
from tutor.brief import versions
from tutor.domain import Answer, Document, Progress, Source, Statement, Withheld
from tutor.errors import GroundworkError
from tutor.retrieval.question import LONGEST_QUESTION
from tutor.store.record import Entry, Exchange, Kind

LOOK_AGAIN = 0.15  # seconds between two looks at an answer under way
_SUGGESTED = 3
_ISOLATED = ("\u2068", "\u2069")  # what stands between has a direction of its own (Unicode's annex 9, section 2.5)
_LONGEST_FOUND = 90  # characters of the titles that were found
_INTERRUPTED = "This question has no answer on record: it was interrupted, or is being answered elsewhere."
_DOING = {
    "": "Searching the sources …",
    "understand": "Searching the sources …",
    "search": "Writing, and checking each statement …",
    "write": "Writing, and checking each statement …",
    "again": "Asked again, to see whether it holds …",
    "check": "Putting it on record …",
}


_WAITING = "Waiting for its turn …"
_IN_TURN = "Other answers are being made. This one begins as soon as one of them is complete."


def show_turn(exchange: Exchange, *, last: bool) -> None:
    """The question and its answer; of the `last` one also what could be asked next."""
    making = session.under_way().of(exchange.id)
    looked_at = making is not None and not making.done
    with st.container(key=f"turn-{exchange.id}"):
        st.fragment(_turn, run_every=LOOK_AGAIN if looked_at else None)(exchange, last=last)


def _turn(known: Exchange, *, last: bool) -> None:
    """What is known of a question that has its answer is all there is; else the record may have more by now."""
    making = session.under_way().of(known.id)
    done = making is None or making.done  # looked at before the record, so that an answer is not missed
    exchange = known if known.answer else session.parts().record.exchange(known.id)
    assert exchange is not None
    if done and session.watched_until_now(exchange.id):
        st.rerun()  # the whole page, once: what is around the answer changes too
    _question(exchange, making)
    with st.chat_message("assistant", avatar=":material/fact_check:"):
        if not done and making is not None:
            session.watch(exchange.id)
            _under_way(exchange, making)
        elif exchange.answer is not None:
            _answered(exchange, exchange.answer, last=last)
        else:
            _interrupted(exchange, making)


# ------------------------------------------------------------------ the question


def _question(exchange: Exchange, making: UnderWay | None) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(literal(exchange.question or "(empty)"))
        understood = exchange.answer.question if exchange.answer else _understood(making)
        if understood and understood != exchange.question:
            with st.popover(
                f"Understood as: {_ISOLATED[0]}{literal(understood)}{_ISOLATED[1]}",
                type="tertiary",
                icon=":material/edit:",
            ):
                _ask_instead(exchange, understood)


def _understood(making: UnderWay | None) -> str:
    steps = making.steps if making else []
    return next((step.note for step in steps if step.step == "understand"), "")


def _ask_instead(exchange: Exchange, understood: str) -> None:
    with st.form(f"instead-{exchange.id}", border=False):
        words = st.text_area("What you mean", understood, max_chars=LONGEST_QUESTION, key=f"meant-{exchange.id}")
        if st.form_submit_button("Ask this instead"):
            _ask_here(words, exchange, as_it_stands=True)


def _ask_here(question: str, exchange: Exchange, *, as_it_stands: bool = False) -> None:
    """Ask in the same conversation."""
    if ask(question, exchange.conversation, as_it_stands=as_it_stands) is not None:
        st.rerun()


def ask(question: str, conversation: int | None, *, as_it_stands: bool = False) -> int | None:
    """Begin an answer and give the id of its conversation; None where it could not begin, which is said on the page."""
    try:
        return session.start_asking(question, conversation, as_it_stands=as_it_stands).asked.conversation
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        st.markdown(f"Your question was: **{literal(question)}**")
        return None


# ------------------------------------------------------------------ the answer


def _under_way(exchange: Exchange, making: UnderWay) -> None:
    """Two lines that the head line takes the place of, and what was checked until now."""
    steps = list(making.steps)
    doing = _WAITING if making.waiting else _DOING[steps[-1].step if steps else ""]
    st.markdown("**Stopping …**" if making.stopping else f"**:shimmer[{doing}]**")
    st.markdown(small(_IN_TURN if making.waiting else _found(steps)))
    decided = list(making.decided) if session.parts().settings.stream else []
    setting = _setting(exchange, making.asked.releases, decided)
    _statements(exchange, _groups(decided, setting, complete=False), announce="")


def _found(steps: Sequence[Progress]) -> str:
    """What each step found, on a line."""
    by_name = {step.step: step for step in steps}  # the last of each
    found = []
    if "search" in by_name:
        found.append(f"{by_name['search'].done} passages found in {shortened(by_name['search'].note, _LONGEST_FOUND)}")
    if "write" in by_name:
        found.append(f"{by_name['write'].done} statements written and checked")
    if "again" in by_name:
        found.append(f"asked {by_name['again'].total} more times")
    return " · ".join(found) or "Reading the question"


def _answered(exchange: Exchange, answer: Answer, *, last: bool) -> None:
    entries = session.parts().record.entries(Kind.FEEDBACK, about=exchange.answer_id)
    made_of = (exchange.at, session.now().date(), versions(session.parts()))
    groups, stands_on = _shown(exchange.answer_id, made_of, exchange)
    again = in_short(answer)
    st.markdown(f"**{literal(headline.checked(answer))}**" + (f" · {literal(again)}" if again else ""))
    st.markdown(small(stands_on))
    said = [f":material/info: {literal(notice)}" for notice in headline.notices(answer)]
    if answer.refused:
        said.append(f":material/search_off: {literal(answer.refusal)}")
    set_off(said, f"said-{exchange.id}")
    show_fallen(exchange)
    _statements(exchange, with_said(groups, _said(entries)), headline.announcement(answer))
    gap = headline.gap(answer)
    if gap:  # in a paragraph of its own, for its direction may be another
        st.markdown(f"**What these sources do not say:**\n\n{literal(gap)}")
    show_before(exchange, answer)  # comes when statements are read already, and so stands below them
    _helpful(exchange, entries)
    if answer.stated and session.is_local():
        st.page_link("views/learn.py", label="Practise this", icon=":material/quiz:",
                     query_params={"practise": f"answer:{exchange.id}"})  # fmt: skip
    if last:
        _next(exchange, answer)


@st.cache_resource(show_spinner=False, max_entries=300)
def _shown(answer_id: int | None, made_of: tuple[datetime, date, str], _exchange: Exchange) -> tuple[list[Data], str]:  # noqa: ARG001
    """What an answer shows and stands on: the same while the day and the learner's tools are, so it is made once."""
    answer = _exchange.answer
    assert answer is not None
    decided: list[Statement | Withheld] = [*answer.stated, *answer.withheld]
    setting = _setting(_exchange, answer.fingerprint.releases, decided)
    groups = _groups(decided, setting, complete=True, chosen=is_chosen(answer))
    if answer.refused and answer.passages:
        groups.append(nearest(answer.passages, setting))
    groups.append(redraws(answer))
    return groups, headline.stands_on(answer, _sources(answer.stated, setting), _titles())


def _interrupted(exchange: Exchange, making: UnderWay | None) -> None:
    failure = making.failure if making else ""
    icon, said = (":material/error:", failure) if failure else (":material/info:", _INTERRUPTED)
    set_off([f"{icon} {literal(said)}"], f"said-{exchange.id}")
    if exchange.checked:
        st.markdown("What was checked until then:")
    setting = _setting(exchange, exchange.releases, exchange.checked)
    groups = _groups(exchange.checked, setting, complete=True)
    _statements(exchange, groups, f"There is no answer. {said}")
    if st.button("Ask it again", key=f"again-{exchange.id}", icon=":material/refresh:"):
        _ask_here(exchange.question, exchange)


def _groups(
    decided: Sequence[Statement | Withheld], setting: Setting, *, complete: bool, chosen: bool = False
) -> list[Data]:
    groups = [
        stated([each for each in decided if isinstance(each, Statement)], setting, complete=complete, chosen=chosen),
        withheld([each for each in decided if isinstance(each, Withheld)], setting),
    ]
    return told_apart(groups)


def _setting(exchange: Exchange, releases: Mapping[str, str], decided: Sequence[Statement | Withheld]) -> Setting:
    def opened(corpus: str, path: str) -> Document:
        return session.document(corpus, releases.get(corpus, ""), path)

    today, mine = session.now().date(), versions(session.parts())
    return Setting(opened, releases, today, exchange.conversation, numbers(decided), mine, cited(decided))


def _sources(statements: Sequence[Statement], setting: Setting) -> list[Source]:
    spans = [citation.span for statement in statements for citation in statement.claim.citations]
    return [setting.open(*place).source for place in dict.fromkeys((span.corpus, span.document) for span in spans)]


@st.cache_data(show_spinner=False, ttl=60)
def _titles() -> dict[str, str]:
    return {release.corpus.name: release.corpus.title for release in session.parts().shelf.published()}


# ------------------------------------------------------------------ what the learner says of it


def _said(entries: Sequence[Entry]) -> dict[str, str]:
    """The last word on each statement."""
    return {entry.body["statement"]: entry.body["says"] for entry in reversed(entries) if "statement" in entry.body}


def _statements(exchange: Exchange, groups: Sequence[Data], announce: str) -> None:
    key = f"statements-{exchange.id}"
    heard = partial(_hear, exchange, groups, key) if exchange.answer_id is not None else None
    show_statements(groups, key, announce, awaited=session.awaited(exchange.id), on_said=heard)


def _hear(exchange: Exchange, groups: Sequence[Data], key: str) -> None:
    """Put what was said of a statement on record, with the sources it cites."""
    said = cast("dict[str, Any] | None", session.trigger(key, "said"))
    items = {item["key"]: item for group in groups for item in group["items"]}
    if not said or said.get("key") not in items or said.get("says") not in ("", "wrong", "quote"):
        return
    item = items[said["key"]]
    body = {"statement": item["text"], "says": said["says"], "sources": [cite["source"] for cite in item["cites"]]}
    session.parts().record.add(Kind.FEEDBACK, body, session.now(), about=exchange.answer_id)


def _helpful(exchange: Exchange, entries: Sequence[Entry]) -> None:
    said = next((entry.body["helpful"] for entry in entries if "helpful" in entry.body), None)
    before = None if said is None else int(said)
    given = st.feedback("thumbs", key=f"feedback-{exchange.answer_id}", default=before)
    if given != before:  # None where it was taken back
        body = {"helpful": None if given is None else bool(given)}
        session.parts().record.add(Kind.FEEDBACK, body, session.now(), about=exchange.answer_id)
        st.markdown(small("Noted. Thank you."))


def _next(exchange: Exchange, answer: Answer) -> None:
    questions = next_questions(answer, _SUGGESTED)
    if not questions:
        return
    st.markdown(small("The sources also say something on:"))
    with st.container(horizontal=True):
        for number, question in enumerate(questions):
            if st.button(literal(question), key=f"next-{exchange.id}-{number}", type="tertiary"):
                _ask_here(question, exchange, as_it_stands=True)
