"""Pages of a web site, or those that a sitemap names, as files; what is there already is not asked for again.

Only what lies inside the scope is visited, wherever links and redirects lead. Every page is noted down once it is a
file, so a visit that was killed goes on behind it. Sitemaps are those of https://www.sitemaps.org/protocol.html.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import ValidationError

from tutor.corpus.elsewhere.address import Scope, ending, file_name, plain, scope
from tutor.corpus.elsewhere.gathered import Brought, Errand, Gathered, LeftOut
from tutor.corpus.elsewhere.place import Names, put, same
from tutor.corpus.elsewhere.recipe import WebSource
from tutor.corpus.elsewhere.visitor import Bounds, Reply, Visitor
from tutor.corpus.zipped import local, tree
from tutor.domain import Noun
from tutor.errors import BadInput, FetchFailed, UnreadableFile

VISITS = ".visits.jsonl"  # beside the files: what each reply said, one line a page
_FRESH = timedelta(days=1)  # a visit that was killed goes on without asking again for what is no older
_MOST_ADDRESSES = 200_000  # that are kept in mind
_LARGEST_SITEMAP = 50_000_000  # bytes, as the protocol has it


class _Visit(Noun):
    """A page that became a file, and what its host said of it."""

    address: str
    path: str
    sha256: str
    size: int
    media_type: str
    tag: str = ""
    modified: str = ""
    at: datetime


class _Page(Noun):
    """What came of one address: its file, or another address, and the addresses that it names."""

    visit: _Visit | None = None
    again: bool = False
    names: tuple[str, ...] = ()
    listed: bool = False  # whether it is a sitemap, which is no document
    moved: bool = False  # whether it only leads to another


def crawl(source: WebSource, errand: Errand, bounds: Bounds | None = None) -> Gathered:
    """The wanted pages inside the scope of `source`, below the folder; each that cannot be taken with its reason.

    Raises `FetchFailed` where the host cannot be reached, fails again and again, or takes too long: what came until
    then is kept, and the same errand goes on behind it. Raises `BadInput` where the start leads elsewhere.
    """
    bounds = bounds or Bounds()
    site = scope(source.address, source.within)
    with Visitor(site.address, source.delay, bounds) as visitor, (errand.folder / VISITS).open("a", 1, "utf-8") as log:
        visitor.heed(site.address)
        return _Crawl(source, site, errand, visitor, log.write).gathered()


class _Crawl:
    """One walk over a site, page by page, in the order in which addresses were found."""

    def __init__(
        self, source: WebSource, site: Scope, errand: Errand, visitor: Visitor, note: Callable[[str], object]
    ) -> None:
        self._source = source
        self._site = site
        self._errand = errand
        self._visitor = visitor
        self._note = note
        self._here = _visits(errand.folder)
        self._before = _visits(errand.earlier)
        self._names = Names()
        self._files: dict[str, Brought] = {}
        self._left_out: list[LeftOut] = []
        self._queue: deque[str] = deque([site.address])
        self._seen = {site.address}

    def gathered(self) -> Gathered:
        """All pages, until there are no more or enough of them."""
        while self._queue and len(self._files) < self._source.most_pages:
            address = self._queue.popleft()
            self._errand.progress(len(self._files), len(self._files) + len(self._queue) + 1, address)
            first = address == self._site.address
            try:
                page = self._visited(address, first=first)
            except UnreadableFile as error:
                if first:
                    raise FetchFailed(f"{address} cannot be fetched: {error}.", "Check the address.") from error
                self._left_out.append(LeftOut(path=address, reason=str(error)))
                continue
            self._follow(page)
            if page.visit and self._errand.wanted(_path(address)):
                self._files[page.visit.path] = _brought(page.visit, again=page.again)
        if self._queue:
            left = (
                f"{self._source.most_pages:,} pages were wanted at most; {len(self._queue):,} addresses were not asked"
            )
            self._left_out.append(LeftOut(path=self._site.address, reason=left))
        self._errand.progress(len(self._files), len(self._files), "")
        day = f"{self._errand.now:%Y-%m-%d}"
        return Gathered(files=tuple(self._files.values()), left_out=tuple(self._left_out), version=day)

    def _visited(self, address: str, *, first: bool) -> _Page:
        """What came of the address. Raises `UnreadableFile`."""
        here = self._here.get(address)
        if here and self._errand.now - here.at < _FRESH:
            content = same(self._errand.folder, here.path, here.sha256)
            if content is not None:
                return self._noted(here, content, again=True)
        known = here or self._before.get(address)
        content = self._known_content(known)
        asked = known if content is not None else None
        reply = self._visitor.get(address, asked.tag if asked else "", asked.modified if asked else "")
        if reply.moved:
            return _Page(names=(self._led(address, reply.moved, first=first),), moved=True)
        if reply.unchanged and known and content is not None:
            return self._noted(known.model_copy(update={"at": self._errand.now}), content, again=True)
        return self._new(address, reply, known)

    def _known_content(self, known: _Visit | None) -> bytes | None:
        if known is None:
            return None
        folders = (self._errand.folder, self._errand.earlier)
        return next((content for folder in folders if (content := same(folder, known.path, known.sha256))), None)

    def _led(self, address: str, target: str, *, first: bool) -> str:
        """Where a redirect leads. Raises `UnreadableFile`, of the first address `BadInput`, where that is outside."""
        to = plain(target, address)
        if to and self._site.holds(to):
            return to
        if first:
            raise BadInput(
                f"{address} leads to {to or target}, which is elsewhere.", "If that is meant, give that address."
            )
        raise UnreadableFile(f"it leads to {to or target}, which is outside of what was asked for")

    def _new(self, address: str, reply: Reply, known: _Visit | None) -> _Page:
        content = _unpacked(reply.content, address)
        listed = _sitemap(content, self._site)
        if listed is not None:
            return _Page(names=listed, listed=True)
        suffix = ending(reply.media_type, address)
        visit = _Visit(
            address=address,
            path=self._errand.named(file_name(address, self._site, suffix)),
            sha256=hashlib.sha256(reply.content).hexdigest(),
            size=len(reply.content),
            media_type=reply.media_type,
            tag=reply.tag,
            modified=reply.modified,
            at=self._errand.now,
        )
        return self._noted(visit, reply.content, again=known is not None and known.sha256 == visit.sha256)

    def _noted(self, visit: _Visit, content: bytes, *, again: bool) -> _Page:
        """The page as a file under a name that no other page has, and noted down."""
        visit = visit.model_copy(update={"path": self._claimed(visit)})
        put(self._errand.folder, visit.path, content)
        self._note(f"{visit.model_dump_json()}\n")
        names = tuple(_links(content, visit.address)) if _is_html(visit) else ()
        return _Page(visit=visit, again=again, names=names)

    def _claimed(self, visit: _Visit) -> str:
        try:
            return self._names.take(visit.path)
        except UnreadableFile:  # such as /guide and /guide.html, or names that differ in capitals alone
            stem, _, suffix = visit.path.rpartition(".")
            digest = hashlib.sha256(visit.address.encode()).hexdigest()[:8]
            return self._names.take(f"{stem}-{digest}.{suffix}")

    def _follow(self, page: _Page) -> None:
        """Queue what the page names, inside the scope and not yet seen. A link with a query is not followed."""
        for each in page.names:
            if len(self._seen) >= _MOST_ADDRESSES or each in self._seen or not self._site.holds(each):
                continue
            if page.visit and urlsplit(each).query:
                continue  # calendars, searches and the like have no end
            if page.moved or self._errand.wanted(_path(each)) or (page.listed and _like_a_sitemap(each)):
                self._seen.add(each)
                self._queue.append(each)


def _path(address: str) -> str:
    """The path of the address as patterns mean it."""
    return unquote(urlsplit(address).path).lstrip("/")


def _is_html(visit: _Visit) -> bool:
    return "html" in visit.media_type.lower()


def _brought(visit: _Visit, *, again: bool) -> Brought:
    return Brought(
        path=visit.path,
        uri=visit.address,
        version=_day(visit.modified),
        seen_on=visit.at.date(),
        size=visit.size,
        sha256=visit.sha256,
        again=again,
    )


def _day(modified: str) -> str:
    """The day of `Last-Modified`, as `2026-11-21`; empty where the host says none."""
    try:
        return f"{parsedate_to_datetime(modified):%Y-%m-%d}"
    except (ValueError, TypeError):
        return ""


def _visits(folder: Path) -> dict[str, _Visit]:
    """The visits noted in the folder, the last of each address; a line that was cut off is none."""
    found = {}
    try:
        lines = (folder / VISITS).read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    for line in lines:
        try:
            visit = _Visit.model_validate(json.loads(line))
        except (ValidationError, ValueError):
            continue
        found[visit.address] = visit
    return found


def _links(content: bytes, address: str) -> Iterator[str]:
    """The addresses that an HTML page leads to, in order."""
    from lxml import etree, html

    try:
        page = html.document_fromstring(content)
    except (etree.LxmlError, ValueError):
        return
    base = next((each.get("href") for each in page.iter("base") if each.get("href")), "")
    for link in page.iter("a", "area"):
        target = link.get("href")
        found = plain(target, plain(base, address) or address) if target else ""
        if found:
            yield found


def _unpacked(content: bytes, address: str) -> bytes:
    """The content; of a packed sitemap what is in it. Raises `UnreadableFile`."""
    if not (content[:2] == b"\x1f\x8b" and urlsplit(address).path.endswith(".gz")):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as file:
            unpacked = file.read(_LARGEST_SITEMAP + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile("it is packed and damaged") from error
    if len(unpacked) > _LARGEST_SITEMAP:
        raise UnreadableFile(f"it unpacks to more than {_LARGEST_SITEMAP:,} bytes")
    return unpacked


def _like_a_sitemap(address: str) -> bool:
    return urlsplit(address).path.endswith((".xml", ".xml.gz"))


def _sitemap(content: bytes, site: Scope) -> tuple[str, ...] | None:
    """The addresses that a sitemap or an index of sitemaps names; None where it is neither."""
    head = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<") or not (b"<urlset" in head or b"<sitemapindex" in head):
        return None
    named = (element.text or "" for element in tree(content).iter() if local(element) == "loc")
    return tuple(each for each in (plain(address, site.address) for address in named) if each)
