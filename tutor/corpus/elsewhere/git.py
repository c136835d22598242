"""Files of a git repository at one commit, read by the system's git and never checked out.

Only objects are fetched, one commit deep, and files are read from them: so no hook, no filter, no link and no submodule
of the repository ever comes into play (gitremote-helpers, partial clone: https://git-scm.com/docs/partial-clone).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

from tutor.corpus.elsewhere.door import machines
from tutor.corpus.elsewhere.gathered import Brought, Errand, Gathered, LeftOut
from tutor.corpus.elsewhere.place import Names, put, safe, shown
from tutor.corpus.elsewhere.recipe import GitSource
from tutor.corpus.files import LARGEST
from tutor.domain import Noun
from tutor.errors import BadInput, FetchFailed, UnreadableFile

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_PLAIN = ("100644", "100755")  # modes of files that are no links
_OBJECTS = ".objects"  # the bare repository, beside the files until they are complete
_GLANCE = 0.1  # seconds between two looks at how far it has come
_BROWSED = frozenset({"github.com", "gitlab.com", "codeberg.org"})  # whose address of a file is known
_CONFIG = (
    "-c", "protocol.version=2", "-c", "credential.helper=",
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
    "-c", "transfer.fsckObjects=false", "-c", "submodule.recurse=false", "-c", "http.cookieFile=",
    "-c", "http.followRedirects=false", "-c", "fetch.unpackLimit=1", "-c", "fetch.negotiationAlgorithm=noop",
)  # fmt: skip


class Bounds(Noun):
    """What a repository may cost at most."""

    files: int = 20_000
    size: int = 2_000_000_000  # bytes that are fetched
    seconds: float = 1800.0


class _Entry(Noun):
    """A file of the commit's tree."""

    mode: str
    object: str
    path: str


def clone(source: GitSource, errand: Errand, bounds: Bounds | None = None) -> Gathered:
    """The wanted files of the repository at its ref, below the folder.

    Raises `FetchFailed` where the repository cannot be reached or is too large, `BadInput` where git or the ref is
    not there, and `StoreFailed`.
    """
    git = _Git(errand, bounds or Bounds())
    commit = git.fetched(source)
    entries = [entry for entry in git.tree(commit) if _below(entry.path, source.folder)]
    chosen = [entry for entry in entries if errand.wanted(_short(entry.path, source.folder))]
    if len(chosen) > git.bounds.files:
        raise BadInput(f"{len(chosen):,} files are meant; {git.bounds.files:,} are allowed.", "Narrow include.")
    day = git.told("show", "--no-patch", "--format=%cs", commit).strip()
    state = f"{source.ref} ({commit[:12]}, {day})" if source.ref and source.ref != commit else f"{commit} ({day})"
    found = git.gathered(chosen, source, commit, state)
    shutil.rmtree(git.folder, ignore_errors=True)
    return found


def _below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _short(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/") if folder else path


class _Git:
    """The system's git on a bare repository of its own, without settings, questions or credentials of anybody."""

    def __init__(self, errand: Errand, bounds: Bounds) -> None:
        self.errand = errand
        self.bounds = bounds
        self.folder = errand.folder / _OBJECTS
        self._ends = time.monotonic() + bounds.seconds
        program = shutil.which("git")
        if not program:
            raise BadInput("There is no git on this machine.", "Install git, or fetch an archive of the repository.")
        self._program = program

    def fetched(self, source: GitSource) -> str:
        """The commit of the source's ref, once its tree is here."""
        if source.ref and not _COMMIT.fullmatch(source.ref) and re.fullmatch(r"[0-9a-f]{7,39}", source.ref):
            raise BadInput(f"{source.ref} is a shortened commit.", "Give all its 40 digits, a tag or a branch.")
        if not (self.folder / "HEAD").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.told("init", "--quiet", "--bare", "--template=", ".")
        self.told("config", "remote.origin.url", source.repository)
        self.told("config", "remote.origin.promisor", "true")
        self.told("config", "remote.origin.partialclonefilter", "blob:none")
        self._fetch("--depth=1", "--filter=blob:none", "origin", source.ref or "HEAD", what=source)
        return self.told("rev-parse", "--verify", "FETCH_HEAD^{commit}").strip()

    def tree(self, commit: str) -> Iterator[_Entry]:
        """All files of the commit, by path."""
        for row in self.told("ls-tree", "-r", "-z", "--full-tree", commit).split("\0"):
            if row:
                about, _, path = row.partition("\t")
                mode, _, name = about.split(" ")
                yield _Entry(mode=mode, object=name, path=path)

    def gathered(self, chosen: Sequence[_Entry], source: GitSource, commit: str, state: str) -> Gathered:
        """The chosen files, written; each that cannot be taken with its reason."""
        files, left_out, names = list[Brought](), list[LeftOut](), Names()
        here = {entry.path: content for entry in chosen if (content := self._here(entry, source)) is not None}
        self._bring([entry for entry in chosen if entry.mode in _PLAIN and entry.path not in here], source)
        with self._reading() as process:
            for number, entry in enumerate(chosen):
                short = _short(entry.path, source.folder)
                self.errand.progress(number, len(chosen), short)
                try:
                    content = here[entry.path] if entry.path in here else _content(process, entry)
                    path = names.take(safe(self.errand.named(short)))
                    files.append(
                        Brought(
                            path=path,
                            uri=_address(source, commit, entry.path, short),
                            version=state,
                            seen_on=self.errand.now.date(),
                            size=len(content),
                            sha256=put(self.errand.folder, path, content),
                            again=entry.path in here,
                        )
                    )
                except UnreadableFile as error:
                    left_out.append(LeftOut(path=shown(entry.path), reason=str(error)))
        self.errand.progress(len(chosen), len(chosen), "")
        return Gathered(files=tuple(files), left_out=tuple(left_out), version=state)

    def _here(self, entry: _Entry, source: GitSource) -> bytes | None:
        """The content of the file where an earlier fetch brought just this one; git names contents by their hash."""
        try:
            path = safe(self.errand.named(_short(entry.path, source.folder)))
        except UnreadableFile:
            return None
        for folder in (self.errand.folder, self.errand.earlier):
            try:
                content = (folder / path).read_bytes()
            except OSError:
                continue
            hashed = hashlib.new("sha1" if len(entry.object) == 40 else "sha256", usedforsecurity=False)
            hashed.update(b"blob %d\0" % len(content) + content)
            if hashed.hexdigest() == entry.object:
                return content
        return None

    def _bring(self, plain: Sequence[_Entry], source: GitSource) -> None:
        """Have the contents of those files here, in one go: git would ask for them one by one."""
        ids = sorted({entry.object for entry in plain})
        known = self.told("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
        missing = sorted(set(ids) - set(known))
        if missing:
            options = ("--no-write-fetch-head", "--filter=blob:none", "--stdin", "origin")
            self._fetch(*options, what=source, said="\n".join(missing))

    def told(self, *arguments: str) -> str:
        """What a command that stays on this machine prints."""
        done = subprocess.run(  # noqa: S603 - the system's git, with arguments of ours
            self._command(arguments),
            cwd=self.folder,
            env=_surroundings(),
            capture_output=True,
            check=False,
            timeout=600,
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise FetchFailed(f"git {arguments[0]} failed: {said}.", "Run the same command again.")
        return done.stdout.decode("utf-8", "surrogateescape")

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [self._program, "--git-dir=.", *_CONFIG, *arguments]

    def _reading(self) -> subprocess.Popen[bytes]:
        """A git that gives contents by object id, and asks nobody else for them."""
        return subprocess.Popen(  # noqa: S603 - as above
            self._command(["cat-file", "--batch"]), cwd=self.folder, env=_surroundings(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _fetch(self, *arguments: str, what: GitSource, said: str = "") -> None:
        """Fetch in bounds of time and size, and tell how far it has come."""
        options = (
            *_pinned(what.repository),
            "fetch",
            "--quiet",
            "--no-tags",
            "--recurse-submodules=no",
            "--no-auto-maintenance",
        )
        errors = self.folder / "errors"
        with errors.open("w+b") as told:
            process = subprocess.Popen(  # noqa: S603 - as above
                self._command([*options, *arguments]), cwd=self.folder, env=_surroundings("http:https:file"),
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=told,
            )  # fmt: skip
            try:
                self._watched(process, what.repository, said)
            finally:
                if process.poll() is None:
                    process.kill()
                process.wait()
        if process.returncode:
            raise _failure(errors.read_text("utf-8", "replace"), what)

    def _watched(self, process: subprocess.Popen[bytes], repository: str, said: str) -> None:
        assert process.stdin is not None
        with process.stdin as lines:
            try:
                lines.write(f"{said}\n".encode() if said else b"")
            except BrokenPipeError:
                return  # it ended, and its words say why
        while process.poll() is None:
            size = sum(_size(file) for file in self.folder.rglob("*pack*"))
            self.errand.progress(0, 0, f"{repository}: {size / 1e6:.1f} MB")
            if size > self.bounds.size:
                raise FetchFailed(f"{repository} is larger than {self.bounds.size:,} bytes.", "Fetch an archive of it.")
            if time.monotonic() > self._ends:
                raise FetchFailed(f"{repository} took longer than {self.bounds.seconds:g} seconds.", "Try again later.")
            time.sleep(_GLANCE)


def _pinned(repository: str) -> tuple[str, ...]:
    """The setting that leads git to the machine that the address was checked to mean, and nowhere else."""
    parts = urlsplit(repository)
    if parts.scheme == "file":
        return ()
    host = parts.hostname or ""
    numbers = ",".join(f"[{number}]" if ":" in number else number for number in machines(repository))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return ("-c", f"http.curloptResolve={host}:{port}:{numbers}")


def _size(file: Path) -> int:
    """Its bytes; none where git has just taken it away."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _surroundings(protocols: str = "") -> dict[str, str]:
    """The environment without anything of git's, with what keeps it from asking, logging in and reading settings.

    It speaks those protocols, separated by colons, and no other.
    """
    foreign = ("git_", "ssh_", "http_proxy", "https_proxy", "all_proxy")
    plain = {name: value for name, value in os.environ.items() if not name.lower().startswith(foreign)}
    return {
        **plain, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_CEILING_DIRECTORIES": os.sep, "LC_ALL": "C",
    }  # fmt: skip


def _failure(said: str, what: GitSource) -> Exception:
    """What git's words mean for the curator."""
    last = next((line for line in reversed(said.strip().splitlines()) if line.strip()), "no reason given")
    if "couldn't find remote ref" in said or "not our ref" in said or "unadvertised object" in said:
        return BadInput(f"{what.repository} has no {what.ref!r}.", "Give a tag, a branch or a full commit of it.")
    if "not allowed" in said and "transport" in said:
        return BadInput(f"{what.repository} is not fetched in that way.", "Use an address with https.")
    if "unable to update url base from redirection" in said or "error: 30" in said:
        return BadInput(f"{what.repository} leads to another address.", "Give the address that it leads to.")
    if "Authentication failed" in said or "could not read Username" in said:
        cure = "It is private or not there: check the address, or fetch it yourself and load the folder."
        return FetchFailed(f"{what.repository} wants a name and a password.", cure)
    return FetchFailed(f"{what.repository} cannot be fetched: {last}.", "Check the address and the network.")


def _content(process: subprocess.Popen[bytes], entry: _Entry) -> bytes:
    """What the file holds. Raises `UnreadableFile`."""
    if entry.mode == "120000":
        raise UnreadableFile("it is a link")
    if entry.mode == "160000":
        raise UnreadableFile("it is a repository of its own (a submodule)")
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(f"{entry.object}\n".encode())
        process.stdin.flush()
    answer = process.stdout.readline().split()  # name, kind and size; shorter where it has none
    if len(answer) != 3:
        raise UnreadableFile("its content did not come along")
    size = int(answer[2])
    content = _exactly(process.stdout, size)
    if size > LARGEST:
        raise UnreadableFile(f"it has {size:,} bytes; {LARGEST:,} are allowed")
    return content


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """The next `size` bytes and the end of line behind them; of too large a file nothing is kept."""
    kept = []
    left = size + 1
    while left and (piece := stream.read(min(left, 1 << 20))):
        left -= len(piece)
        if size <= LARGEST:
            kept.append(piece)
    return b"".join(kept)[:-1]


def _address(source: GitSource, commit: str, path: str, short: str) -> str:
    """The address where a person reads the file."""
    if source.pages:
        stem = re.sub(r"\.[^./]*$", "", short)
        slug = re.sub(r"(?:(?<=/)|^)_?index$", "", stem).rstrip("/")
        pages = source.pages if slug else source.pages.replace("{slug}/", "")
        return pages.replace("{path}", quote(short)).replace("{stem}", quote(stem)).replace("{slug}", quote(slug))
    parts = urlsplit(source.repository)
    if parts.hostname in _BROWSED:
        between = {"gitlab.com": "-/blob", "codeberg.org": "src/commit"}.get(parts.hostname, "blob")
        return f"{source.repository.removesuffix('/').removesuffix('.git')}/{between}/{commit}/{quote(path)}"
    return ""
