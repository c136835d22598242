"""Addresses of the web: which belong to a site that was asked for, and what the file of each is called."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from tutor.corpus.elsewhere.place import safe
from tutor.domain import Noun
from tutor.errors import UnreadableFile

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000  # characters of an address
_KEPT = "/:@!$&'()*+,;=~-._"  # what may stand unquoted in a path
_DOCUMENTS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
    "text/x-rst": ".rst",
    "text/prs.fallenstein.rst": ".rst",
    "text/asciidoc": ".adoc",
    "text/org": ".org",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/x-ipynb+json": ".ipynb",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.text": ".odt",
    "message/rfc822": ".eml",
}
_UNDECIDED = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream", "application/json"})
_ALSO = frozenset({".markdown", ".mdx", ".qmd", ".asciidoc", ".asc", ".htm", ".text", ".ndjson", ".json"})


class Scope(Noun):
    """The part of one host that was asked for: `address` itself, and what lies below `within` (ends with `/`)."""

    address: str
    within: str

    def holds(self, address: str) -> bool:
        """Whether the address is part of it. `http` may lead to `https` of the same host, not back."""
        asked, other = urlsplit(self.address), urlsplit(address)
        if address == self.address:
            return True
        alike = _door(asked) == _door(other)
        safer = (_door(asked)[1:], _door(other)[1:]) == ((asked.hostname, 80), (asked.hostname, 443))
        below = other.path.startswith(self.within) or f"{other.path}/" == self.within
        return (alike or safer) and below and ".." not in unquote(other.path).split("/")


def scope(address: str, within: str = "") -> Scope:
    """What belongs to `address`: its folder, or what lies below it where its last part is no file."""
    address = plain(address, address) or address
    path = urlsplit(address).path
    last = path.rpartition("/")[2]
    below = path.rpartition("/")[0] if "." in last else path.rstrip("/")
    return Scope(address=address, within=f"/{within.strip('/')}/".replace("//", "/") if within else f"{below}/")


def _door(parts: SplitResult) -> tuple[str, str | None, int | None]:
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, parts.hostname, port or _PORTS.get(parts.scheme)


def plain(address: str, base: str) -> str:
    """`address`, as a page at `base` names it, written in one way; empty where it is none of the web.

    Without fragment, name and password; host in small letters; the default port left out.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    door = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    path = quote(parts.path, safe=f"{_KEPT}%", errors="surrogateescape") or "/"
    written = urlunsplit((parts.scheme, door, path, quote(parts.query, safe=f"{_KEPT}?%"), ""))
    return written if len(written) <= _LONGEST else ""


def ending(media_type: str, address: str) -> str:
    """The ending of the file, which the type decides; where that says little, the address. Raises `UnreadableFile`."""
    kind = media_type.partition(";")[0].strip().lower()
    named = PurePosixPath(unquote(urlsplit(address).path)).suffix.lower()
    if kind in _UNDECIDED and named in {*_DOCUMENTS.values(), *_ALSO}:
        return named
    if kind in _DOCUMENTS:
        return _DOCUMENTS[kind]
    raise UnreadableFile(f"it is {kind or 'of a type that is not named'}, which is no document")


def file_name(address: str, site: Scope, suffix: str) -> str:
    """Where the file of the address lies inside the folder. Raises `UnreadableFile`."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    inside = path.removeprefix(unquote(site.within)) if path.startswith(unquote(site.within)) else path.lstrip("/")
    inside = inside if inside and not inside.endswith("/") else f"{inside}index"
    stem, dot, named = inside.rpartition(".")
    inside = stem if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,8}", named) and _a_file(named, suffix) else inside
    query = f"-{hashlib.sha256(parts.query.encode()).hexdigest()[:8]}" if parts.query else ""
    return safe("/".join(_writable(part) for part in f"{inside}{query}{suffix}".split("/") if part))


def _a_file(named: str, suffix: str) -> bool:
    """Whether `named` is an ending, and not the second half of a version such as `v3.14`."""
    known = {*_DOCUMENTS.values(), *_ALSO, ".php", ".asp", ".aspx", ".jsp", ".cgi", ".shtml", ".xhtml", suffix}
    return f".{named.lower()}" in known


def _writable(part: str) -> str:
    """A part of a path in letters that every system can hold."""
    return re.sub(r'[<>:"|?*\\\x00-\x1f\x7f]', "_", part).strip().lstrip(".") or "_"
