"""The files that a curator brings to the desk: kept in a folder of their corpus, bounded, and never lost by a click.

TUTOR_HOME/desk/CORPUS/             the files, and corpus.toml
TUTOR_HOME/desk/CORPUS/.removed/    what was removed or replaced last, to be put back
TUTOR_HOME/desk/CORPUS.folder       names another folder of this machine that the corpus is loaded from instead
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tutor.corpus.files import find_files
from tutor.domain import Noun
from tutor.errors import BadInput, StoreFailed

LARGEST = 20_000_000  # bytes of one file that is dragged in; the server takes no more either
MOST_FILES = 2000  # in the folder of a corpus on the desk
MOST_BYTES = 500_000_000  # of them together
_MOST_ELSEWHERE = 50_000  # files below a folder that is named: more is hardly what was meant
_LONGEST_PART = 120  # bytes of a file's or folder's name
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_REMOVED = ".removed"


class DeskFile(Noun):
    """A file on the desk: its path inside the folder, its bytes, and when it was changed."""

    path: str
    size: int
    changed: datetime


class Brought(Noun):
    """A file that was brought in, and whether it took the place of one with that name."""

    path: str
    replaced: bool


def corpora_on_desk(home: Path) -> list[str]:
    """Names of the corpora that have a folder here, in alphabetical order."""
    found = [path.stem if path.suffix == ".folder" else path.name for path in (home / "desk").glob("*")]
    return sorted({name for name in found if _NAME.fullmatch(name)})


def own_folder(home: Path, corpus: str) -> Path:
    """The folder of that corpus on the desk, there or not. Raises `BadInput` where no corpus can have that name."""
    if not _NAME.fullmatch(corpus):
        raise BadInput(
            f"{corpus!r} cannot be a corpus name.", "Use lower-case letters, digits and hyphens, 63 at most."
        )
    return home / "desk" / corpus


def linked(home: Path, corpus: str) -> Path | None:
    """The other folder that the corpus is loaded from, where one was named."""
    note = own_folder(home, corpus).with_suffix(".folder")
    try:
        return Path(note.read_text("utf-8"))
    except OSError:
        return None


def folder_of(home: Path, corpus: str) -> Path:
    """The folder that the corpus is loaded from."""
    return linked(home, corpus) or own_folder(home, corpus)


def link(home: Path, corpus: str, named: str) -> Path:
    """Load the corpus from the folder `named` from now on. Raises `BadInput` where that cannot be."""
    folder = Path(named.strip()).expanduser()
    if not folder.is_absolute() or not folder.is_dir():
        raise BadInput(f"There is no folder {folder}.", "Give its whole path, from the root.")
    folder = folder.resolve()
    if home.resolve().is_relative_to(folder):
        raise BadInput(f"{folder} holds all that Groundwork keeps.", "Name the folder of the documents alone.")
    if sum(1 for _ in _up_to(folder, _MOST_ELSEWHERE + 1)) > _MOST_ELSEWHERE:
        raise BadInput(f"{folder} holds more than {_MOST_ELSEWHERE:,} files.", "Name a folder further down.")
    note = own_folder(home, corpus).with_suffix(".folder")
    with _written(note):
        note.parent.mkdir(parents=True, exist_ok=True)
        _replace(note, str(folder).encode())
    return folder


def unlink(home: Path, corpus: str) -> None:
    """Load it from its own folder on the desk again. The other folder is left as it is."""
    note = own_folder(home, corpus).with_suffix(".folder")
    with _written(note):
        note.unlink(missing_ok=True)
        own_folder(home, corpus).mkdir(parents=True, exist_ok=True)


def _up_to(folder: Path, most: int) -> Iterator[Path]:
    for number, path in enumerate(folder.rglob("*")):
        if number >= most:
            return
        yield path


# ------------------------------------------------------------------ files


def kept_files(folder: Path) -> list[DeskFile]:
    """The files of the folder that a load would look at, by path; none where there is no folder yet."""
    if not folder.is_dir():
        return []
    found = []
    for each in find_files(folder):
        try:
            known = each.file.stat()
        except OSError:
            continue  # gone meanwhile
        changed = datetime.fromtimestamp(known.st_mtime, UTC)
        found.append(DeskFile(path=each.path, size=known.st_size, changed=changed))
    return found


def bring(folder: Path, name: str, raw: bytes) -> Brought:
    """Keep a file under a safe form of its `name`; one that had it before can be put back.

    Raises `BadInput` where it is too large or the folder holds too much, `StoreFailed` where the disk refuses.
    """
    path = safe_path(name)
    _bounded(folder, path, len(raw))
    target = folder / path
    with _written(target):
        replaced = target.is_file()
        if replaced:
            _set_aside(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, raw)
    return Brought(path=path, replaced=replaced)


def _bounded(folder: Path, path: str, size: int) -> None:
    if size > LARGEST:
        raise BadInput(f"{path} has {size:,} bytes; {LARGEST:,} are allowed.", "Split it, or load it from its folder.")
    others = [each for each in kept_files(folder) if each.path != path]
    if len(others) >= MOST_FILES:
        raise BadInput(f"There are {MOST_FILES:,} files here already.", "Load a larger corpus from a folder.")
    if sum(each.size for each in others) + size > MOST_BYTES:
        raise BadInput(f"With {path} the files have more than {MOST_BYTES:,} bytes.", "Load them from a folder.")
    if (folder / path).is_dir():
        raise BadInput(f"{path} is the name of a folder here.", "Give the file another name.")


def safe_path(name: str) -> str:
    """`name` as a path that stays inside its folder, is not hidden, and can be written on any system."""
    parts = [_safe(part) for part in unicodedata.normalize("NFC", name).replace("\\", "/").split("/")]
    return "/".join(part for part in parts if part) or "file"


def _safe(part: str) -> str:
    cleaned = _UNSAFE.sub("-", part.encode("utf-8", "replace").decode()).strip().strip(".").strip()
    stem, dot, ending = cleaned.rpartition(".")
    if len(cleaned.encode()) <= _LONGEST_PART:
        return cleaned
    if not dot or len(ending) > 10:
        stem, ending = cleaned, ""
    room = _LONGEST_PART - len(ending.encode()) - 1
    return stem.encode()[:room].decode(errors="ignore").rstrip() + (f".{ending}" if ending else "")


def remove(folder: Path, path: str) -> None:
    """Take a file out of the folder; `put_back` brings it again. Raises `BadInput` where there is none."""
    if path not in {each.path for each in kept_files(folder)}:
        raise BadInput(f"There is no file {path} here.", "It may have been removed in another tab.")
    with _written(folder / path):
        _set_aside(folder, path)


def put_back(folder: Path, path: str) -> None:
    """Put what was removed or replaced last under that path back; what stands there now is set aside in turn."""
    aside = folder / _REMOVED / path
    if not aside.is_file() or safe_path(path) != path:
        raise BadInput(f"{path} cannot be put back.", "Bring it in again.")
    target = folder / path
    with _written(target):
        waiting = aside.with_name(f".{aside.name}")
        aside.rename(waiting)
        if target.is_file():
            _set_aside(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(target)


def _set_aside(folder: Path, path: str) -> None:
    aside = folder / _REMOVED / path
    aside.parent.mkdir(parents=True, exist_ok=True)
    (folder / path).replace(aside)


def _replace(path: Path, raw: bytes) -> None:
    """Write the whole file or nothing of it."""
    fresh = path.with_name(f".{path.name}-new")
    with fresh.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"{path} cannot be written: {error.strerror}.", "Check the disk and its owner.") from error


def set_aside(folder: Path) -> list[DeskFile]:
    """What was removed or replaced last and can be put back, by path."""
    aside = folder / _REMOVED
    found = []
    for file in sorted(aside.rglob("*")) if aside.is_dir() else []:
        path = file.relative_to(aside)
        if file.is_file() and not any(part.startswith(".") for part in path.parts):
            known = file.stat()
            changed = datetime.fromtimestamp(known.st_mtime, UTC)
            found.append(DeskFile(path=path.as_posix(), size=known.st_size, changed=changed))
    return found
