"""Finding the files of a folder and turning each into a document, or into the reason why not."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.corpus.apart import Apart
from tutor.corpus.includes import with_includes
from tutor.corpus.kind import Foreign, kind_of
from tutor.corpus.manifest import MANIFEST, Manifest
from tutor.corpus.parsed import valid
from tutor.corpus.parsers import PARSERS
from tutor.corpus.split import split
from tutor.domain import Chunk, Document
from tutor.domain.noun import Noun
from tutor.errors import BadInput, UnreadableFile

LARGEST = 50_000_000  # bytes of one file: far above any text a person wrote
_HARMLESS = ("markdown", "text")  # kinds that are read in this process
_SMALL = 60_000  # bytes of such a file
_NOT_SOURCES = frozenset({MANIFEST, "questions.toml", "skills.toml"})


@dataclass(frozen=True)
class FoundFile:
    """A file of the folder: where it is, and its path inside the folder with `/` between the parts."""

    file: Path
    path: str

    @property
    def folder(self) -> Path:
        """The folder that the path begins in."""
        return self.file.parents[self.path.count("/")]


class Taken(Noun):
    """A document with its chunks; `notes` say what of the file is not in it."""

    document: Document
    chunks: tuple[Chunk, ...]
    notes: tuple[str, ...] = ()


def find_files(folder: Path) -> list[FoundFile]:
    """All files under `folder` in a stable order, without hidden ones. Raises `BadInput` where there is no folder.

    With them what is no file but might be taken for one: links that lead nowhere or to folders, pipes, folders that may
    not be looked into. `refusal` or `read_file` say why they are none.
    """
    if folder.is_file():
        return [FoundFile(folder, _written(folder.name))]
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}.", "Give the path of a folder with documents.")
    return sorted(_walk(folder), key=lambda found: found.path)


def _walk(folder: Path) -> Iterator[FoundFile]:
    closed: list[Path] = []
    for inside, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(inside, name).is_symlink()]
        for name in (*(name for name in files if not name.startswith(".")), *links):
            path = Path(inside, name).relative_to(folder).as_posix()
            if path not in _NOT_SOURCES:
                yield FoundFile(folder / path, _written(path))
    for each in closed:
        yield FoundFile(each, _written(each.relative_to(folder).as_posix()))


def _written(path: str) -> str:
    """`path` as text; the bytes of a name that is not UTF-8 are spelled out."""
    return path.encode("utf-8", "backslashreplace").decode()


def refusal(found: FoundFile, folder: Path) -> str:
    """Why the file is not even tried, in words; empty where it is."""
    if not found.file.resolve().is_relative_to(folder.resolve()):
        return "it is a link to a place outside the folder"
    odd = _no_file(found.file)
    if odd:
        return odd
    try:
        with found.file.open("rb") as file:
            kind = kind_of(file, found.file.suffix)
    except OSError:
        return ""  # reading it will say why
    return str(kind) if isinstance(kind, Foreign) else ""


def _no_file(path: Path) -> str:
    """What is there instead of a file that could be opened, in words; empty where it is one, or nobody can tell."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return "it is a link to what is not there" if path.is_symlink() else ""
    if stat.S_ISDIR(mode):
        return "it is a link to a folder: load that folder by its own name" if path.is_symlink() else ""
    return "" if stat.S_ISREG(mode) else "it is a pipe, a socket or a device and no file"


def read_file(found: FoundFile) -> bytes:
    """The bytes of the file, with those that it includes from inside the folder. Raises `UnreadableFile`.

    Also where it is changed while it is read: half of one version and half of another would be cited as one.
    """
    try:
        before = found.file.stat()
        if before.st_size > LARGEST:
            raise UnreadableFile(f"The file has {before.st_size:,} bytes; {LARGEST:,} are allowed.", "Split it.")
        with found.file.open("rb") as file:
            raw = file.read(LARGEST + 1)
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino):
            raise UnreadableFile("The file was changed while it was read.", "Load again when it is complete.")
        return with_includes(raw, found.file, found.folder)
    except OSError as error:
        if found.file.is_dir():
            raise UnreadableFile("The folder cannot be looked into.", "Allow it to be read.") from error
        raise UnreadableFile(f"The file cannot be read: {error.strerror}.") from error


def parse_file(found: FoundFile, raw: bytes, manifest: Manifest) -> Document:
    """The document in the file. Raises `UnreadableFile`, also where there is no text in it."""
    return take(found, raw, manifest).document


def take(found: FoundFile, raw: bytes, manifest: Manifest) -> Taken:
    """What comes of the file: its document, its chunks, and what was left out. Raises `UnreadableFile`."""
    kind = kind_of(raw, found.file.suffix)
    if isinstance(kind, Foreign):
        raise UnreadableFile(f"{kind.what[0].upper()}{kind.what[1:]}.", f"{kind.cure[0].upper()}{kind.cure[1:]}.")
    parsed = PARSERS[kind](raw)
    if not any(character.isalnum() for character in parsed.text):
        raise UnreadableFile("The file holds no text.")
    title = valid(parsed.title) or found.file.stem.replace("-", " ").replace("_", " ")
    document = Document(
        corpus=manifest.corpus.name,
        path=found.path,
        source=manifest.source(found.path, valid(title), hashlib.sha256(raw).hexdigest()),
        text=parsed.text,
        markdown=parsed.markdown,
        blocks=parsed.blocks,
        landmarks=parsed.landmarks,
    )
    return Taken(document=document, chunks=tuple(split(document)), notes=parsed.notes)


def taken(found: FoundFile, raw: bytes, manifest: Manifest, apart: Apart) -> Taken:
    """The same; done apart unless it is a small text, of which nothing can come that takes long."""
    kind = kind_of(raw, found.file.suffix)
    if kind in _HARMLESS and len(raw) <= _SMALL and _is_utf_8(raw):
        return take(found, raw, manifest)
    return apart.do(take, Taken, found, raw, manifest.of(found.path))


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
