"""Settings: which model writes, if any, and how the page is read. Tried out before they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import session
from app.render import literal, small
from tutor.errors import GroundworkError
from tutor.probe import Probed, probe
from tutor.settings import LONGEST_PROJECT, LONGEST_VERSIONS, Settings, read_settings
from tutor.settings_file import Choice, from_environment, save

_NONE, _OPENAI, _OTHER = "No model: the sources' own sentences", "OpenAI", "Another server that speaks its protocol"
_SIZES = {"normal": "Normal", "large": "Large", "larger": "Larger"}


def page() -> None:
    """The whole page."""
    settings = read_settings()
    st.title("Settings", anchor=False)
    st.markdown(small("Kept in settings.toml in the folder of this installation, for all who use it."))
    if not session.is_local():
        st.info(session.OPEN_TO_OTHERS)
    _reading(settings)
    _writing(settings)


# ------------------------------------------------------------------ reading


def _reading(settings: Settings) -> None:
    st.subheader("Reading", anchor=False)
    titles = {release.corpus.name: release.corpus.title for release in session.parts().shelf.published()}
    with st.form("reading"):
        corpora = st.multiselect(
            "Sources that are asked unless others are picked",
            list(titles),
            default=[name for name in settings.corpora if name in titles],
            format_func=lambda name: titles.get(name, name),
            placeholder="All sources",
            **_fixed("corpora"),
        )
        versions = st.text_input(
            "Tools you work with, and their versions", settings.versions, max_chars=LONGEST_VERSIONS,
            placeholder="PostgreSQL 14, Python 3.12",
            **_fixed("versions", "A source that describes another version says so where it is cited."),
        )  # fmt: skip
        size = st.radio(
            "Size of text", list(_SIZES), list(_SIZES).index(settings.text_size), _SIZES.get, horizontal=True,
            **_fixed("text_size"),
        )  # fmt: skip
        stream = st.toggle(
            "Show each statement as soon as it is checked", settings.stream,
            **_fixed("stream", "Off: an answer is shown when it is complete, as screen readers and slow eyes prefer."),
        )  # fmt: skip
        if st.form_submit_button("Save"):
            _keep({"corpora": tuple(corpora), "versions": versions.strip(), "text_size": size, "stream": stream})


# ------------------------------------------------------------------ writing


def _writing(settings: Settings) -> None:
    st.subheader("Writing", anchor=False)
    if not session.is_local():
        st.info("The model is set by who runs this server, since the page is open to others than its own machine.")
        return
    kinds = [_NONE, _OPENAI, _OTHER]
    kind = st.radio("Who writes the answers", kinds, _kind(settings), key="writer")
    if kind == _NONE:
        st.markdown(small("Nothing leaves this machine. Answers are sentences of the sources, each with its place."))
        if st.button("Save", key="save-none", disabled=not settings.model):
            judge: dict[str, Choice] = {"judge": None} if settings.judge == "model" else {}
            _keep({"model": None, "base_url": None, "api_key": None, **judge})
        return
    chosen = _model(settings, other=kind == _OTHER)
    if chosen:
        _try_and_keep(chosen)


def _kind(settings: Settings) -> int:
    return 0 if not settings.model else 2 if settings.base_url else 1


def _model(settings: Settings, *, other: bool) -> Mapping[str, Choice]:
    """The fields of a model; what they say once a button is pressed, else nothing."""
    with st.form("model"):
        address = _text("Address, with /v1", "base_url", settings.base_url) if other else ""
        key = st.text_input(
            "Key", type="password", placeholder=_placeholder(settings),
            **_fixed("api_key", "Goes to that address only, and is on no record and in no log."),
        )  # fmt: skip
        model = _text("Model", "model", settings.model)
        redraws = st.slider("How often an answer is asked again", 0, 10, settings.redraws, **_fixed("redraws"))
        language = _text("Also explain in (a language; empty: only that of the sources)", "language", settings.language)
        project = st.text_area(
            "Your project, in your words (told to the model with each question; empty: nothing is told)",
            settings.project, max_chars=LONGEST_PROJECT, **_fixed("project"),
        )  # fmt: skip
        left, right = st.columns(2)
        price_in = left.number_input(
            "Price of a million tokens sent", 0.0, value=settings.price_input, step=0.1, **_fixed("price_input")
        )
        price_out = right.number_input(
            "… received", 0.0, value=settings.price_output, step=0.1, **_fixed("price_output")
        )
        tried, kept = st.container(horizontal=True), None
        with tried:
            trying = st.form_submit_button("Try it", icon=":material/network_check:")
            kept = st.form_submit_button("Try it and save", type="primary")
    if not (trying or kept):
        return {}
    chosen: dict[str, Choice] = {
        "model": model.strip(), "base_url": address.strip() or None, "redraws": redraws, "language": language.strip(),
        "project": project.strip(),
        "price_input": price_in, "price_output": price_out, "keep": bool(kept),
    }  # fmt: skip
    return {**chosen, "api_key": key.strip()} if key.strip() else chosen


def _text(label: str, name: str, value: str) -> str:
    return str(st.text_input(label, value, key=f"field-{name}", **_fixed(name)))


def _fixed(name: str, explained: str | None = None) -> dict[str, Any]:
    """What a field says and whether it can be changed: not where the environment sets it, which goes first."""
    variable = from_environment(name)
    return {
        "disabled": bool(variable),
        "help": f"Set by the environment variable {variable}." if variable else explained,
    }


def _placeholder(settings: Settings) -> str:
    variable = from_environment("api_key")
    if variable:
        return f"taken from {variable}"
    return "a key is kept; type another to replace it" if settings.api_key.get_secret_value() else "none"


def _try_and_keep(chosen: Mapping[str, Choice]) -> None:
    settings = {name: value for name, value in chosen.items() if name != "keep"}
    with st.spinner("Asking the model a test question …"):
        found = _tried(settings)
    if not found.works:
        st.error(literal(found.words), icon=":material/error:")
    else:
        st.success(literal(found.words), icon=":material/check_circle:")
    if found.models:
        st.markdown(small(f"Models of this server: {', '.join(found.models[:20])}"))
    if chosen["keep"] and found.works:
        _keep(settings)


def _tried(chosen: Mapping[str, Choice]) -> Probed:
    current = read_settings()
    elsewhere = (chosen.get("base_url") or "") != current.base_url
    key = {"api_key": ""} if elsewhere and "api_key" not in chosen and not from_environment("api_key") else {}
    try:
        wanted = {name: value if value is not None else "" for name, value in chosen.items()}
        settings = read_settings(**{**wanted, **key})
        if not settings.model:
            return Probed(works=False, words="Name a model.")
        return probe(settings, session.parts().under(settings).judge)
    except GroundworkError as error:
        return Probed(works=False, words=str(error))


def _keep(chosen: Mapping[str, Choice]) -> None:
    try:
        save(chosen)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
    else:
        st.toast("Saved.", icon=":material/check:")


page()
