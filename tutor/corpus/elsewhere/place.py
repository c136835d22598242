"""Putting what came from elsewhere below a folder: under names that stay inside it, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path, PurePosixPath

from tutor.corpus.files import LARGEST
from tutor.corpus.manifest import MANIFEST
from tutor.errors import StoreFailed, UnreadableFile

LONGEST_NAME = 180  # bytes of one part of a path: every file system has 255, and we add to it
DEEPEST = 30  # parts
_FORBIDDEN = frozenset('<>:"|?*')  # in names that Windows can hold
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def safe(path: str) -> str:
    """`path` as the name of a file inside a folder, or raises `UnreadableFile` in words that say what is wrong with it.

    Never absolute, never upwards, no hidden part, no letters that steer a terminal, no name that a system keeps for
    itself.
    """
    parts = PurePosixPath(path).parts
    if path.startswith("/") or "\\" in path or any(part == ".." for part in path.split("/")):
        raise UnreadableFile("its path leads out of the folder")
    if not parts or len(parts) > DEEPEST:
        raise UnreadableFile(f"its path has more than {DEEPEST} parts" if parts else "it has no name")
    for part in parts:
        _check(part)
    return "/".join(parts)


def _check(part: str) -> None:
    if part.startswith("."):
        raise UnreadableFile("it is hidden")
    if not part.isprintable() or _FORBIDDEN & set(part) or part != part.strip() or part.endswith("."):
        raise UnreadableFile("its name has letters that not every system can hold")
    if part.partition(".")[0].lower() in _DEVICES:
        raise UnreadableFile("its name is one that some systems keep for a device")
    if len(part.encode("utf-8", "surrogatepass")) > LONGEST_NAME:
        raise UnreadableFile(f"its name has more than {LONGEST_NAME} bytes")
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in part):
        raise UnreadableFile("its name is not text")


def shown(path: str) -> str:
    """`path` as a report can show it, whatever it is made of."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in path)[:300]


class Names:
    """The names that are taken in one folder, so that no file takes the place of another on any system."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def take(self, path: str) -> str:
        """`path`, which is taken from now on. Raises `UnreadableFile` where it, or a folder of it, is taken."""
        key = _key(path)
        folders = {str(parent) for parent in PurePosixPath(key).parents} - {"."}
        if key in self._files or key in self._folders or folders & self._files:
            raise UnreadableFile("another file has the same name")
        if key in (MANIFEST, "questions.toml", "skills.toml"):
            raise UnreadableFile(f"{path} is a name that the corpus needs itself")
        self._files.add(key)
        self._folders |= folders
        return path


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def put(folder: Path, path: str, content: bytes, largest: int = LARGEST) -> str:
    """Write the file, whole or not at all, and give its sha256. Raises `UnreadableFile` and `StoreFailed`."""
    if len(content) > largest:
        raise UnreadableFile(f"it has {len(content):,} bytes; {largest:,} are allowed")
    target = folder / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f".{target.name}.new")
        scratch.write_bytes(content)
        os.replace(scratch, target)  # noqa: PTH105 - the same, and says that it replaces
    except OSError as error:
        raise StoreFailed(f"{target} cannot be written: {error.strerror}.", "Make room, or choose --to.") from error
    return hashlib.sha256(content).hexdigest()


def same(folder: Path, path: str, sha256: str) -> bytes | None:
    """The bytes of a file that is there and has that sha256; None where it is not, or was altered."""
    try:
        content = (folder / path).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
