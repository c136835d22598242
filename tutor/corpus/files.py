"""Finding the files of a folder and turning each into a document, or into the reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.corpus.manifest import MANIFEST, Manifest
from tutor.corpus.parsers import PARSERS
from tutor.domain import Document
from tutor.errors import BadInput, UnreadableFile

LARGEST = 50_000_000  # bytes of one file: far above any text a person wrote
_NOT_SOURCES = frozenset({MANIFEST, "questions.toml", "skills.toml"})


@dataclass(frozen=True)
class FoundFile:
    """A file of the folder: where it is, and its path inside the folder with `/` between the parts."""

    file: Path
    path: str


def find_files(folder: Path) -> list[FoundFile]:
    """All files under `folder` in a stable order, without hidden ones. Raises `BadInput` where there is no folder."""
    if folder.is_file():
        return [FoundFile(folder, _written(folder.name))]
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}.", "Give the path of a folder with Markdown, text or HTML files.")
    return sorted(_walk(folder), key=lambda found: found.path)


def _walk(folder: Path) -> Iterator[FoundFile]:
    for file in folder.rglob("*"):
        path = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in path.parts)
        if file.is_file() and not hidden and path.as_posix() not in _NOT_SOURCES:
            yield FoundFile(file, _written(path.as_posix()))


def _written(path: str) -> str:
    """`path` as text; the bytes of a name that is not UTF-8 are spelled out."""
    return path.encode("utf-8", "backslashreplace").decode()


def refusal(found: FoundFile, folder: Path) -> str:
    """Why the file is not even tried, in words; empty where it is."""
    if found.file.suffix.lower() not in PARSERS:
        return f"there is no parser for {found.file.suffix or 'files without an ending'}"
    if not found.file.resolve().is_relative_to(folder.resolve()):
        return "it is a link to a place outside the folder"
    return ""


def read_file(found: FoundFile) -> bytes:
    """The bytes of the file. Raises `UnreadableFile`."""
    try:
        size = found.file.stat().st_size
        if size > LARGEST:
            raise UnreadableFile(f"The file has {size:,} bytes; {LARGEST:,} are allowed.", "Split it.")
        return found.file.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"The file cannot be read: {error.strerror}.") from error


def parse_file(found: FoundFile, raw: bytes, manifest: Manifest) -> Document:
    """The document in the file. Raises `UnreadableFile`, also where there is no text in it."""
    parsed = PARSERS[found.file.suffix.lower()](raw)
    if not any(character.isalnum() for character in parsed.text):
        raise UnreadableFile("The file holds no text.")
    title = parsed.title or found.file.stem.replace("-", " ").replace("_", " ")
    return Document(
        corpus=manifest.corpus.name,
        path=found.path,
        source=manifest.source(found.path, title, hashlib.sha256(raw).hexdigest()),
        text=parsed.text,
        markdown=parsed.markdown,
        blocks=parsed.blocks,
        landmarks=parsed.landmarks,
    )
