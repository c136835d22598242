"""A release in one file, .tar or .zip, to carry it to another machine.

    groundwork.json   the version of this form, and size and sha256 of each of the others
    manifest.json     as in the release
    texts.sqlite, chunks.npy, sentences.npy, and skills.toml where the release has it

`vectors/` stays behind: Chroma rewrites its own database whenever it opens it, so nothing could say whether it is the
one that was packed. It is made anew from `chunks.npy`. Nothing is ever unpacked by a name that the file gives: a file
with any other member is refused. The same release gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Self

from pydantic import Field, ValidationError

from tutor.domain import Noun, Release
from tutor.errors import BadExport, BadInput, BrokenRelease, StoreFailed
from tutor.store.release import SKILLS

_PARTS = ("texts.sqlite", "chunks.npy", "sentences.npy")
_HEAD = "groundwork.json"
_MANIFEST = "manifest.json"
_VERSION = 1
_LARGEST_HEAD = 16 * 1024**2  # bytes of the two small members
_DENSEST = 200  # times a part of a zip may grow: text shrinks to a fifth, vectors hardly at all
_SPARE = 64 * 1024**2  # bytes that stay free on the disk
_AT_ONCE = 1024**2
_AGAIN = "Get the file again from where it was exported."


class Part(Noun):
    """A member: its size in bytes and its sha256."""

    size: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Head(Noun):
    """What the file says of itself first."""

    version: int
    members: dict[str, Part]


def parts_of(release: Release) -> tuple[str, ...]:
    """The parts of the release that travel."""
    return (*_PARTS, SKILLS) if SKILLS in release.parts else _PARTS


def pack(folder: Path, release: Release, file: Path) -> None:
    """Write the release in `folder` into `file`, which must not be there yet; whole or not at all.

    Raises `BadInput` for another ending than .tar and .zip, `BrokenRelease` where a part is not as it was written,
    and `StoreFailed`.
    """
    writers = {".tar": _write_tar, ".zip": _write_zip}
    if file.suffix not in writers:
        raise BadInput(f"{file.name!r} says neither .tar nor .zip.", "Give the file one of these endings.")
    if file.exists():
        raise BadInput(f"{file} is there already.", "Give another name, or delete it.")
    new = file.with_name(f".{file.name}.new")
    try:
        members = {name: _part(folder / name) for name in (_MANIFEST, *parts_of(release))}
        for name in parts_of(release):
            if members[name].sha256 != release.parts.get(name):
                raise BrokenRelease(f"{folder / name} was altered.", "Load the corpus again.")
        head = Head(version=_VERSION, members=members).model_dump_json(indent=2).encode()
        with new.open("wb") as out:
            writers[file.suffix](out, head, folder, release)
            out.flush()
            os.fsync(out.fileno())
        new.rename(file)
    except OSError as error:
        raise StoreFailed(f"{file} cannot be written: {error.strerror or error}.", "Free some disk space.") from error
    finally:
        new.unlink(missing_ok=True)


def _part(path: Path) -> Part:
    with path.open("rb") as file:
        return Part(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _write_tar(out: IO[bytes], head: bytes, folder: Path, release: Release) -> None:
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in (_HEAD, _MANIFEST, *parts_of(release)):
            with _content(name, head, folder) as (content, length):
                member = tarfile.TarInfo(name)
                member.size, member.mtime, member.mode = length, int(release.created_at.timestamp()), 0o644
                archive.addfile(member, content)


def _write_zip(out: IO[bytes], head: bytes, folder: Path, release: Release) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (_HEAD, _MANIFEST, *parts_of(release)):
            member = zipfile.ZipInfo(name, release.created_at.timetuple()[:6])
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with (
                _content(name, head, folder) as (content, length),
                archive.open(member, "w", force_zip64=length > 2**31) as packed,
            ):
                shutil.copyfileobj(content, packed, _AT_ONCE)


@contextmanager
def _content(name: str, head: bytes, folder: Path) -> Iterator[tuple[IO[bytes], int]]:
    if name == _HEAD:
        yield io.BytesIO(head), len(head)
        return
    with (folder / name).open("rb") as file:
        yield file, (folder / name).stat().st_size


class Packed:
    """A file that a release was packed into, open for reading. Raises `BadExport` for any other."""

    def __init__(self, file: Path) -> None:
        self._stack = ExitStack()
        try:
            with _readable(file):
                self._members = self._open(file)
                self._head = self._read_head()
                self.release = self._read_manifest()
        except BaseException:
            self._stack.close()
            raise
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def unpack(self, folder: Path) -> None:
        """Write the parts into `folder`, each checked against its hash. Raises `BadExport` and `StoreFailed`."""
        names = parts_of(self.release)
        needed = sum(self._head.members[name].size for name in names)
        if needed + _SPARE > shutil.disk_usage(folder).free:
            raise StoreFailed(f"The release takes {needed:,} bytes, which the disk has not.", "Free some disk space.")
        for name in names:
            with _readable(self._file):
                content = self._members[name]()
            with content, _written(folder / name):
                self._copy(content, folder / name, self._head.members[name])

    def _copy(self, content: IO[bytes], path: Path, part: Part) -> None:
        """Write just that part, and no byte more than it says it has."""
        digest, left = hashlib.sha256(), part.size
        with path.open("xb") as out:
            while left >= 0:
                with _readable(self._file):
                    block = content.read(min(_AT_ONCE, left + 1))
                if not block:
                    break
                left -= len(block)
                digest.update(block)
                out.write(block)
        if left or digest.hexdigest() != part.sha256:
            raise BadExport(f"{path.name} in it was altered.", _AGAIN)

    def _open(self, file: Path) -> dict[str, Callable[[], IO[bytes]]]:
        """How to open each member, by name: just those that there must be, each an ordinary file."""
        raw = self._stack.enter_context(file.open("rb"))
        if raw.read(4) == b"PK\x03\x04":
            archive = self._stack.enter_context(zipfile.ZipFile(raw))
            return _just_ours([(each.filename, _of_zip(archive, each)) for each in archive.infolist()])
        raw.seek(0)
        tar = self._stack.enter_context(tarfile.open(fileobj=raw, mode="r:"))  # noqa: SIM115 - it does
        found = []
        for member in tar:
            found.append((member.name, _of_tar(tar, member)))
            if len(found) > len(_PARTS) + 3:
                break
        return _just_ours(found)

    def _read_head(self) -> Head:
        try:
            head = Head.model_validate_json(self._small(_HEAD))
        except ValidationError as error:
            raise BadExport("The file does not say of itself what it should.", _AGAIN) from error
        if head.version != _VERSION:
            raise BadExport(
                f"The file has the form {head.version}; this version reads {_VERSION}.", "Export it by this version."
            )
        if head.members.keys() != self._members.keys() - {_HEAD}:
            raise BadExport("The file does not say of all its parts what they are.", _AGAIN)
        return head

    def _read_manifest(self) -> Release:
        raw = self._small(_MANIFEST)
        if hashlib.sha256(raw).hexdigest() != self._head.members[_MANIFEST].sha256:
            raise BadExport("manifest.json in it was altered.", _AGAIN)
        try:
            release = Release.model_validate_json(raw)
        except ValidationError as error:
            raise BadExport("manifest.json in it is not that of a release.", _AGAIN) from error
        told = {name: part.sha256 for name, part in self._head.members.items() if name != _MANIFEST}
        for name in {*told, *parts_of(release)}:
            if release.parts.get(name) != told.get(name):
                raise BadExport(f"What the file says of {name} is not what its manifest says.", _AGAIN)
        return release

    def _small(self, name: str) -> bytes:
        with self._members[name]() as content:
            raw = content.read(_LARGEST_HEAD + 1)
        if len(raw) > _LARGEST_HEAD:
            raise BadExport(f"{name} in it is larger than it can be.", _AGAIN)
        return raw


def _just_ours(found: list[tuple[str, Callable[[], IO[bytes]]]]) -> dict[str, Callable[[], IO[bytes]]]:
    names = [name for name, _ in found]
    odd = [name for name in names if name not in (_HEAD, _MANIFEST, *_PARTS, SKILLS)]
    if odd:
        raise BadExport(f"The file holds {odd[0][:80]!r}, which no exported release does.", _AGAIN)
    if sorted(names) not in (sorted((_HEAD, _MANIFEST, *_PARTS)), sorted((_HEAD, _MANIFEST, *_PARTS, SKILLS))):
        raise BadExport("The file does not hold each part of a release once.", _AGAIN)
    return dict(found)


def _of_zip(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    if member.file_size > _DENSEST * member.compress_size + _AT_ONCE:
        raise BadExport(f"{member.filename[:80]!r} in it unpacks to far more than it can be.", _AGAIN)
    return lambda: archive.open(member)


def _of_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    if not member.isreg() or member.issparse():
        raise BadExport(f"{member.name[:80]!r} in it is no ordinary file.", _AGAIN)

    def opened() -> IO[bytes]:
        content = archive.extractfile(member)
        assert content is not None
        return content

    return opened


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Whatever the disk refuses as `StoreFailed`."""
    try:
        yield
    except OSError as error:
        raise StoreFailed(f"{path} cannot be written: {error.strerror or error}.", "Free some disk space.") from error


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Whatever makes a file unreadable as `BadExport`."""
    try:
        yield
    except FileNotFoundError as error:
        raise BadExport(f"There is no file {file}.", "Look for a slip in the name.") from error
    except OSError as error:
        raise BadExport(f"{file} cannot be read: {error.strerror or error}.", _AGAIN) from error
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError,
            KeyError) as error:  # fmt: skip
        raise BadExport(f"{file.name} is no exported release, or is cut short.", _AGAIN) from error
