"""What the page keeps, for all, for a curator and for one learner. The only reader of session state."""

from __future__ import annotations

import gc
import hashlib
import ipaddress
import threading
import time
from datetime import UTC, datetime
from typing import Any, cast

import streamlit as st

from app.desk.under_way import AllWork
from app.under_way import AllUnderWay, UnderWay
from tutor.ask import put
from tutor.domain import Document
from tutor.errors import GroundworkError, NoDocument
from tutor.parts import Parts
from tutor.settings import Settings, default_home, read_settings

PICKED = "picked-corpora"  # the key of the widget that picks corpora
SEARCHED = "searched-conversations"  # of the field that searches conversations
LISTED = 30  # conversations that are listed at first, and added by each wish for more
TURNS = 5  # turns of a conversation that are shown at first, and added by each wish for earlier ones
OPEN_TO_OTHERS = (
    "This page is open to others than its own machine: whoever reaches it sees all conversations, and what one of them"
    " saves under Settings is so for all."
)
UNDO_FOR = 60.0  # seconds that the return of what was deleted is offered
_PATIENCE = 10.0  # seconds without a visitor before everything is opened all the same
_SETTLES = 1.0  # seconds that a browser needs to lay out its first page
_WARM = "how"  # any question: what the first one would wait for is opened by it


def now() -> datetime:
    """The time of what a learner does."""
    return datetime.now(UTC)


# ------------------------------------------------------------------ shared by all


def settings() -> Settings:
    """The settings in force now; read anew when their file has changed. Raises `BadSettings`."""
    file = default_home() / "settings.toml"
    try:
        found = file.stat()
    except OSError:
        return _settings(str(file), 0, 0)
    return _settings(str(file), found.st_mtime_ns, found.st_ino)


@st.cache_resource(show_spinner=False, max_entries=4)
def _settings(file: str, changed: int, number: int) -> Settings:  # noqa: ARG001 - what the cache tells them apart by
    return read_settings()


def parts() -> Parts:
    """The machines of this installation under the settings in force now; opened once for all who visit."""
    chosen = settings()
    secret = chosen.api_key.get_secret_value()
    return _parts(hashlib.sha256(f"{chosen!r}{secret}".encode()).hexdigest(), chosen)


@st.cache_resource(show_spinner=False, max_entries=4)
def _parts(fingerprint: str, _settings: Settings) -> Parts:  # noqa: ARG001 - what the cache tells them apart by
    return _machines(str(_settings.home), _settings.embedder, _settings.judge).under(_settings)


@st.cache_resource(show_spinner=False)
def _machines(home: str, embedder: str, judge: str) -> Parts:  # noqa: ARG001 - another of these, other machines
    return Parts(read_settings())


@st.cache_resource(show_spinner=False)
def under_way() -> AllUnderWay:
    """All answers that are being made."""
    return AllUnderWay()


@st.cache_resource(show_spinner=False)
def desk_work() -> AllWork:
    """All work on corpora that is under way."""
    return AllWork()


@st.cache_resource(show_spinner=False, max_entries=200)
def document(corpus: str, release: str, path: str) -> Document:
    """A document of a release, published now or before. Raises `NoCorpus`, `NoDocument`."""
    found = parts().release(corpus, release).texts.document(path)
    if found is None:
        raise NoDocument(f"The corpus {corpus!r} has no document {path!r}.", "Open it from an answer.")
    return found


@st.cache_resource(show_spinner=False)
def first_page() -> threading.Event:
    """Set once a page has been shown."""
    return threading.Event()


def warm_up() -> None:
    """Open, after the first page, what the first question would otherwise wait for."""
    from tutor.models.embedder import Text

    if first_page().wait(_PATIENCE):
        time.sleep(_SETTLES)  # the browser needs the processor more
    try:
        opened = parts()
        if not embedder_elsewhere():  # else it would be sent something before anybody asked
            (how,) = opened.embedder.embed([Text(_WARM)])
            for release in opened.releases():
                release.nearest(how.whole, 1)
        _ = opened.chat  # its libraries take seconds to import
    except GroundworkError:
        return  # said in words on the page, by whoever needs it
    gc.collect()
    gc.freeze()  # what is open now stays open: no later collection walks it again


def embedder_elsewhere() -> str:
    """The embedder that is asked over the network to find passages; empty where it runs here."""
    chosen = settings().embedder
    return chosen.removeprefix("openai:") if chosen.startswith("openai:") else ""


def is_local() -> bool:
    """Whether only this machine reaches the page: else its visitors are not its owner."""
    address = str(st.get_option("server.address") or "")
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


# ------------------------------------------------------------------ one curator


def tell(words: str, *, failed: bool = False, undo: tuple[str, str] | None = None) -> None:
    """Say something on the page at its next run; `undo` is the corpus and the file that can be put back."""
    st.session_state.setdefault("told", []).append((words, failed, undo))


def told() -> list[tuple[str, bool, tuple[str, str] | None]]:
    """What is to be said now, once."""
    return cast("list[tuple[str, bool, tuple[str, str] | None]]", st.session_state.pop("told", []))


def widget(name: str) -> str:
    """The key of a widget that is made anew, and empty, after each `renew`."""
    return f"{name}-{st.session_state.get(f'made-{name}', 0)}"


def renew(name: str) -> None:
    """Empty that widget."""
    st.session_state[f"made-{name}"] = st.session_state.get(f"made-{name}", 0) + 1


def first_time(name: str) -> bool:
    """Whether this is asked for that name for the first time: a browser may send what it uploaded once more."""
    seen = st.session_state.setdefault("seen", set())
    return not (name in seen or seen.add(name))


def value(key: str) -> Any:
    """What the widget with that key holds, inside its callback."""
    return st.session_state.get(key)


def part(names: list[str]) -> str:
    """The part of a corpus on the desk that is looked at: the address names it, so a reload keeps it."""
    first = None if "part" in st.session_state else names[0]
    picked = st.segmented_control(
        "Part",
        names,
        key="part",
        required=True,
        bind="query-params",
        label_visibility="collapsed",
        default=first,
    )
    return picked or names[0]


def open_part(part: str, document: str = "") -> None:
    """Go to that part of a corpus on the desk, to that document where one is named."""
    st.session_state["part"] = part
    if document:
        st.session_state["document"] = document


def picked_document(paths: list[str]) -> str:
    """The document that is looked at, one of `paths`."""
    if st.session_state.get("document") not in paths:
        st.session_state.pop("document", None)
    return st.selectbox("Document", paths, key="document")


def watch_work(corpus: str) -> None:
    """Remember that the curator saw work on that corpus under way."""
    st.session_state[f"worked-{corpus}"] = True


def watched_work(corpus: str) -> bool:
    """Whether the curator saw it under way; once."""
    return bool(st.session_state.pop(f"worked-{corpus}", False))


# ------------------------------------------------------------------ one learner


def picked_corpora() -> list[str]:
    """Names of the corpora to answer from; none: all."""
    return cast("list[str]", st.session_state.get(PICKED, []))


def shown_turns(conversation: int) -> int:
    """How many turns of the conversation are shown."""
    return cast("int", st.session_state.get(f"turns-{conversation}", TURNS))


def show_earlier_turns(conversation: int) -> None:
    """Show more turns of it."""
    st.session_state[f"turns-{conversation}"] = shown_turns(conversation) + TURNS


def listed_conversations() -> int:
    """How many conversations are listed."""
    return cast("int", st.session_state.get("listed", LISTED))


def list_more() -> None:
    """List more of them."""
    st.session_state["listed"] = listed_conversations() + LISTED


def start_asking(question: str, conversation: int | None, *, as_it_stands: bool = False) -> UnderWay:
    """Put a question on record and begin its answer. Raises `BadQuestion`, `NoCorpus`, `StoreFailed`."""
    machines = parts()
    asked = put(question, picked_corpora(), machines, now(), conversation)
    note_removed(None)
    if as_it_stands:
        asked = asked.model_copy(update={"earlier": ()})
    st.session_state[f"awaited-{asked.id}"] = True  # also an answer that is there before it could be seen in the making
    return under_way().start(asked, machines, now())


def watch(question_id: int) -> None:
    """Remember that the learner saw the answer in the making."""
    st.session_state[f"watched-{question_id}"] = st.session_state[f"awaited-{question_id}"] = True


def awaited(question_id: int) -> bool:
    """Whether this learner asked it, or saw the answer in the making; an old answer was not waited for."""
    return f"awaited-{question_id}" in st.session_state


def watched_until_now(question_id: int) -> bool:
    """Whether the learner saw the answer in the making; once."""
    return bool(st.session_state.pop(f"watched-{question_id}", False))


def just_removed() -> int | None:
    """The conversation that this learner deleted last, to offer its return: for a minute, until it is asked on."""
    removed, at = cast("tuple[int | None, float]", st.session_state.get("removed", (None, 0.0)))
    return removed if time.monotonic() - at < UNDO_FOR else None


def note_removed(conversation: int | None) -> None:
    """Remember what was deleted; None: forget it."""
    st.session_state["removed"] = (conversation, time.monotonic())


def trigger(key: str, name: str) -> object:
    """What the element with that `key` said by the trigger `name`, inside its callback."""
    return getattr(st.session_state[key], name, None)
