"""All corpora at a glance, and the way to a new one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import session
from app.desk.facts import facts, say_of_corpus
from app.desk.facts_view import USES
from app.desk.folder import corpora_on_desk, folder_of, kept_files, own_folder
from app.desk.tasks import fetching
from app.desk.under_way import Kind
from app.desk.words import counted, size, when
from app.render import literal, small
from tutor.domain import Release
from tutor.errors import BadInput, BrokenRelease, GroundworkError, NoCorpus
from tutor.fetch import recipe_of
from tutor.parts import Parts
from tutor.store.release import read_manifest

RECIPES = Path(__file__).parents[2] / "corpora" / "recipes"


def show_overview(parts: Parts) -> None:
    """Every corpus that is published or has files here, each a way to its own page."""
    st.title("Desk", anchor=False)
    st.markdown(
        "Bring sources in, see what became of each file, settle what the check finds, and publish."
        " Learners keep the release they have until the next one is complete."
    )
    names = sorted({*parts.shelf.shelved(), *corpora_on_desk(parts.settings.home), *session.desk_work().corpora()})
    for name in names:
        _corpus(name, parts)
    if not names:
        st.info("There is no corpus yet. Name one below, and bring its files.", icon=":material/inbox:")
    _new(names, parts)
    _elsewhere(parts)


def _corpus(name: str, parts: Parts) -> None:
    with st.container(border=True):
        release, wrong = published(name, parts)
        title = title_of(name, release, parts)
        st.page_link(
            "views/desk.py", label=f"**{literal(title)}**", icon=":material/folder_open:", query_params={"corpus": name}
        )
        lines = [name, _state(release, folder_of(parts.settings.home, name), len(parts.shelf.kept(name)))]
        work = session.desk_work().busy(name)
        if work:
            lines.append(f"{work.kind.value} under way")
        st.markdown(small(" · ".join(lines)))
        if wrong:
            st.error(literal(wrong), icon=":material/error:")


def published(name: str, parts: Parts) -> tuple[Release | None, str]:
    """The release of a corpus that learners are answered from, and what is wrong with it."""
    try:
        return read_manifest(parts.shelf.current(name)), ""
    except NoCorpus:
        return None, ""
    except BrokenRelease as error:
        return None, str(error)


def title_of(name: str, release: Release | None, parts: Parts) -> str:
    """What learners see or will see the corpus under."""
    if release:
        return release.corpus.title
    try:
        return facts(folder_of(parts.settings.home, name), name).corpus.title
    except GroundworkError:
        return name


def _state(release: Release | None, folder: Path, kept: int) -> str:
    if release is None:
        files = kept_files(folder)
        return f"not published yet · {counted(len(files), 'file')}, {size(sum(file.size for file in files))}"
    more = f" · {counted(kept, 'release')} kept" if kept > 1 else ""
    holds = f"{counted(release.documents, 'document')}, {counted(release.chunks, 'passage')}"
    return f"published {when(release.created_at)} · {holds}{more}"


# ------------------------------------------------------------------ a new one


def _new(names: list[str], parts: Parts) -> None:
    with st.expander("New corpus", icon=":material/add:", expanded=not names), st.form("new", border=False):
        st.text_input("Title", key="new-title", max_chars=100, placeholder="Sailing notes")
        st.text_input(
            "Name, as in addresses and on the command line", key="new-name", max_chars=63, placeholder="sailing-notes",
            help="Lower-case letters, digits and hyphens. Left empty, it is made from the title.",
        )  # fmt: skip
        st.text_input("Licence of its sources", key="new-licence", max_chars=100, placeholder="CC-BY-4.0")
        st.selectbox("What it is for", list(USES), format_func=USES.__getitem__, key="new-use")
        st.form_submit_button("Make it", type="primary", on_click=_make, args=[names, parts.settings.home])


def _elsewhere(parts: Parts) -> None:
    with st.expander("Fetch one from elsewhere", icon=":material/cloud_download:"), st.form("fetch", border=False):
        recipes = sorted(file.stem for file in RECIPES.glob("*.toml"))
        st.selectbox(
            "Recipe", ["", *recipes], key="fetch-recipe", format_func=lambda name: name or "None: the address below",
            help="Open documentation with its licence, and which of its files are meant.",
        )  # fmt: skip
        st.text_input(
            "Address", key="fetch-address", placeholder="https://docs.example.org/guide/",
            help="A page and those below it, a sitemap, a zip archive, or a git repository.",
        )  # fmt: skip
        st.form_submit_button("Fetch", on_click=_fetch, args=[parts])


def _fetch(parts: Parts) -> None:
    what = str(session.value("fetch-recipe") or session.value("fetch-address") or "").strip()
    try:
        if not what:
            raise BadInput("Nothing is named.", "Pick a recipe, or give an address.")
        recipe = recipe_of(what, RECIPES)
        session.desk_work().start(Kind.FETCH, recipe.name, fetching(recipe, parts), session.now())
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        st.query_params["corpus"] = recipe.name


def _make(names: list[str], home: Path) -> None:
    title, name = (str(session.value(f"new-{each}") or "").strip() for each in ("title", "name"))
    name = name or "-".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())[:63]
    try:
        if name in names:
            raise BadInput(f"There is a corpus {name!r} already.", "Give the new one another name.")
        folder = own_folder(home, name)
        folder.mkdir(parents=True, exist_ok=True)
        said = {"title": title or name, "licence": session.value("new-licence"), "use": session.value("new-use")}
        say_of_corpus(folder, name, said)
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    except OSError as error:
        session.tell(f"The folder of the corpus cannot be made: {error.strerror}. Check the disk.", failed=True)
    else:
        st.query_params["corpus"] = name
