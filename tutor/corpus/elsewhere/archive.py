"""Zip archives, unpacked with bounds: nothing leaves the folder, nothing is a link, nothing swells without end."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from tutor.corpus.elsewhere.gathered import Brought, Errand, Gathered, LeftOut
from tutor.corpus.elsewhere.place import Names, put, safe, shown
from tutor.corpus.files import LARGEST
from tutor.domain import Noun
from tutor.errors import BadInput, UnreadableFile

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, UnicodeDecodeError)
_UTF_8 = 0x800  # flag of a member whose name is UTF-8
_LOCKED = 0x1  # flag of a member with a password
_STEP = 1 << 20


class Bounds(Noun):
    """What an archive may have at most: members, bytes when unpacked, and how often its size a member may become."""

    members: int = 20_000
    unpacked: int = 1_000_000_000
    ratio: int = 200
    harmless: int = 1_000_000  # bytes up to which no member is suspected, however well it was packed


def unpack(archive: Path, errand: Errand, bounds: Bounds | None = None) -> Gathered:
    """The wanted members of the archive, as files below the folder; a single folder around all of them is left away.

    A member that cannot be taken is left out with its reason. Raises `BadInput` where the archive cannot be read or is
    too large as a whole, and `StoreFailed`.
    """
    bounds = bounds or Bounds()
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir() and not _hidden(_name(member))]
            if len(members) > bounds.members:
                raise BadInput(
                    f"{archive.name} has {len(members):,} files; {bounds.members:,} are allowed.", "Split it."
                )
            return _unpacked(opened, members, errand, bounds)
    except _BROKEN as error:
        raise BadInput(f"{archive.name} cannot be read as a zip archive: {error}.", "Copy or make it again.") from error


def _unpacked(
    opened: zipfile.ZipFile,
    members: Sequence[zipfile.ZipInfo],
    errand: Errand,
    bounds: Bounds,
) -> Gathered:
    top = _top([_name(member) for member in members])
    names, files, left_out, unpacked = Names(), list[Brought](), list[LeftOut](), 0
    for number, member in enumerate(members):
        name = _name(member).removeprefix(top)
        if name not in _OWN and not errand.wanted(name):
            continue
        errand.progress(number, len(members), name)
        try:
            content = _content(opened, member, bounds)
            unpacked += len(content)
            if unpacked > bounds.unpacked:
                raise BadInput(
                    f"The archive unpacks to more than {bounds.unpacked:,} bytes.", "Take out what is no document."
                )
            if name in _OWN:
                put(errand.folder, name, content)
                continue
            path = names.take(safe(errand.named(name)))
            files.append(Brought(path=path, size=len(content), sha256=put(errand.folder, path, content)))
        except UnreadableFile as error:
            left_out.append(LeftOut(path=shown(name), reason=str(error)))
    errand.progress(len(members), len(members), "")
    return Gathered(files=tuple(files), left_out=tuple(left_out))


_OWN = ("corpus.toml", "questions.toml", "skills.toml")  # at the top: what a curator packed with the files


def _content(opened: zipfile.ZipFile, member: zipfile.ZipInfo, bounds: Bounds) -> bytes:
    """What the member holds; what it says of its own size is not believed. Raises `UnreadableFile`."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise UnreadableFile("it is a link; an archive must hold the file itself")
    if kind not in (0, stat.S_IFREG):
        raise UnreadableFile("it is no ordinary file")
    if member.flag_bits & _LOCKED:
        raise UnreadableFile("it is protected with a password; pack it without one")
    if member.file_size > LARGEST:
        raise UnreadableFile(f"it has {member.file_size:,} bytes; {LARGEST:,} are allowed")
    most = min(LARGEST, max(bounds.harmless, member.compress_size * bounds.ratio))
    try:
        with opened.open(member) as file:
            content = _at_most(file, most)
    except (RuntimeError, *_BROKEN) as error:
        raise UnreadableFile(f"it is damaged: {error}") from error
    if len(content) > most:
        raise UnreadableFile(f"it unpacks to more than {bounds.ratio} times its size, which no document does")
    return content


def _at_most(file: IO[bytes], most: int) -> bytes:
    """What the file holds, up to one step more than `most`: no larger piece is ever in memory."""
    pieces, size = [], 0
    while size <= most and (piece := file.read(_STEP)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _name(member: zipfile.ZipInfo) -> str:
    """The name as it was meant: UTF-8 where its bytes are, `/` between the parts also where Windows packed it."""
    name = member.filename
    if not member.flag_bits & _UTF_8:
        try:
            name = name.encode("cp437").decode()
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return name.replace("\\", "/")


def _hidden(name: str) -> bool:
    """Whether it is one of the files that systems leave in archives, which no folder shows either."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part != ".." for part in parts)


def _top(names: Sequence[str]) -> str:
    """The one folder that all files are in, with its `/`; empty where they are not."""
    tops = {PurePosixPath(name).parts[0] for name in names if not name.startswith("/") and "/" in name}
    alone = len(tops) == 1 and all("/" in name for name in names) and not tops & {".."}
    return f"{tops.pop()}/" if alone else ""
