"""Bringing files to the desk: dragged in, unpacked from a zip archive, or in a folder of this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app import session
from app.desk.facts import put_in, take_out
from app.desk.folder import (
    LARGEST,
    Brought,
    DeskFile,
    bring,
    link,
    linked,
    own_folder,
    put_back,
    remove,
    unlink,
)
from app.desk.words import counted, size
from app.render import literal
from tutor.corpus.elsewhere.archive import unpack
from tutor.corpus.elsewhere.gathered import Errand
from tutor.errors import GroundworkError
from tutor.fetch import recipe_of
from tutor.parts import Parts

_AT_ONCE = 200  # files of one drop: the browser sends each by itself
_SAID = 12  # files that are named in one message


def show_ways_in(corpus: str, parts: Parts) -> None:
    """What can be brought, and from where."""
    home = parts.settings.home
    elsewhere = linked(home, corpus)
    if elsewhere:
        st.markdown(f"Its files are read from the folder {_code(str(elsewhere))}. Put new ones there.")
        st.button(
            "Keep its files on the desk instead", icon=":material/move_to_inbox:", on_click=_unlink,
            args=[corpus, home],
        )  # fmt: skip
        return
    key = session.widget(f"brought-{corpus}")
    st.file_uploader(
        f"Drag files here, or choose them: up to {size(LARGEST)} each; zip archives are unpacked",
        accept_multiple_files=True, key=key, max_upload_size=LARGEST // 1_000_000, on_change=_bring,
        args=[corpus, home, key],
    )  # fmt: skip
    with st.expander("From a folder of this machine", icon=":material/folder:"), st.form("folder", border=False):
        st.text_input(
            "Folder", key="folder-path", placeholder="/home/me/notes",
            help="Its files are read where they are; nothing is copied or changed, save corpus.toml in it when you"
            " accept a finding or say something of a file here.",
        )  # fmt: skip
        st.form_submit_button("Load from this folder", on_click=_link, args=[corpus, home])


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"


def _link(corpus: str, home: Path) -> None:
    try:
        folder = link(home, corpus, str(session.value("folder-path") or ""))
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        session.tell(f"{corpus} is loaded from {folder} from now on. Nothing is published yet.")


def _unlink(corpus: str, home: Path) -> None:
    try:
        unlink(home, corpus)
    except GroundworkError as error:
        session.tell(str(error), failed=True)


# ------------------------------------------------------------------ files that are dragged in


def _bring(corpus: str, home: Path, key: str) -> None:
    uploaded = [each for each in session.value(key) or [] if session.first_time(each.file_id)]
    folder = own_folder(home, corpus)
    brought: list[Brought] = []
    refused: list[str] = []
    if len(uploaded) > _AT_ONCE:
        refused.append(f"{len(uploaded)} files at once; the first {_AT_ONCE} were taken. Bring the others next.")
    for each in uploaded[:_AT_ONCE]:
        try:
            if each.name.lower().endswith(".zip"):
                found, left_out = _unpacked(folder, each.name, each.getvalue())
                brought += found
                refused += left_out
            else:
                brought.append(bring(folder, each.name, each.getvalue()))
        except GroundworkError as error:
            refused.append(str(error))
    session.renew(f"brought-{corpus}")
    if brought:
        session.tell(_came(brought))
    if refused:
        session.tell(_listed(refused), failed=True)


def _unpacked(folder: Path, name: str, raw: bytes) -> tuple[list[Brought], list[str]]:
    """The files of an archive, each brought as if it came alone; and what was left out of it, and why."""
    with tempfile.TemporaryDirectory(prefix="groundwork-") as aside:
        archive, files = Path(aside) / "brought.zip", Path(aside) / "files"
        archive.write_bytes(raw)
        files.mkdir()
        gathered = unpack(archive, Errand(recipe_of(str(archive), files), files, files, session.now()))
        left_out = [f"{name}: {each.path}: {each.reason}." for each in gathered.left_out]
        brought = []
        for file in sorted(path for path in files.rglob("*") if path.is_file()):
            try:
                brought.append(bring(folder, file.relative_to(files).as_posix(), file.read_bytes()))
            except GroundworkError as error:
                left_out.append(f"{name}: {error}")
        return brought, left_out


def _came(brought: Sequence[Brought]) -> str:
    replaced = [each.path for each in brought if each.replaced]
    new = [each.path for each in brought if not each.replaced]
    said = []
    if new:
        said.append(f"Brought in: {_named(new)}.")
    if replaced:
        said.append(f"Replaced the one with the same name: {_named(replaced)}.")
    return " ".join(said)


def _named(paths: Sequence[str]) -> str:
    more = f" and {counted(len(paths) - _SAID, 'more file')}" if len(paths) > _SAID else ""
    return ", ".join(paths[:_SAID]) + more


def _listed(lines: Sequence[str]) -> str:
    more = f" And {counted(len(lines) - _SAID, 'more')}." if len(lines) > _SAID else ""
    return " ".join(lines[:_SAID]) + more


# ------------------------------------------------------------------ files that go, and come back


def take_away(corpus: str, home: Path, path: str) -> None:
    """Remove a file, with the offer to put it back."""
    folder = own_folder(home, corpus)
    try:
        remove(folder, path)
        take_out(folder, corpus, path)
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        session.tell(f"{path} was removed. What is published keeps it until the next load.", undo=(corpus, path))


def put_back_file(corpus: str, home: Path, path: str) -> None:
    """Bring back what was removed or replaced last under that path."""
    folder = own_folder(home, corpus)
    try:
        put_back(folder, path)
        put_in(folder, corpus, path)
    except GroundworkError as error:
        session.tell(str(error), failed=True)
    else:
        session.tell(f"{path} is back.")


def show_told(home: Path) -> None:
    """What was done last, in words, with the way to undo it where there is one."""
    for number, (words, failed, undo) in enumerate(session.told()):
        if failed:
            st.error(literal(words), icon=":material/error:")
        elif undo:
            with st.container(border=True, horizontal=True, vertical_alignment="center"):
                st.markdown(literal(words))
                st.button(
                    "Undo", icon=":material/undo:", on_click=put_back_file, args=[undo[0], home, undo[1]],
                    key=f"undo-{number}",
                )  # fmt: skip
        else:
            st.success(literal(words), icon=":material/check:")


def published_paths(corpus: str, parts: Parts) -> list[str]:
    """Paths of the documents that learners are answered from now."""
    if corpus not in parts.shelf.corpora():
        return []
    return parts.release(corpus, parts.shelf.current(corpus).name).texts.paths


def show_missing(published: Sequence[str], files: Sequence[DeskFile]) -> None:
    """Say which published documents are not among the files, before the next release is without them."""
    there = {each.path for each in files}
    missing = [path for path in published if path not in there]
    if missing:
        what = counted(len(missing), "published document is", "published documents are")
        st.warning(
            f"{what} not among these files, and will not be in the next release: {literal(_named(missing))}.",
            icon=":material/warning:",
        )


def empty_words(corpus: str, *, is_published: bool) -> str:
    """What to say where there are no files."""
    if is_published:
        return (
            f"{corpus} is published, but was loaded from elsewhere. To go on with it here, name its folder above,"
            " or bring its files."
        )
    return "There are no files here yet. Bring some in above."
