"""One file from the web, such as an archive, whole."""

from __future__ import annotations

from pathlib import Path

from tutor.corpus.elsewhere.address import plain, scope
from tutor.corpus.elsewhere.gathered import Errand
from tutor.corpus.elsewhere.place import put
from tutor.corpus.elsewhere.visitor import Bounds, Visitor
from tutor.errors import BadInput, FetchFailed, UnreadableFile

_LARGEST = 200_000_000  # bytes
_HOPS = 5
_NAME = ".archive.zip"


def download(address: str, errand: Errand, bounds: Bounds | None = None) -> Path:
    """The file at the address, beside the files to come. Redirects stay on its host.

    Raises `BadInput` where it leads elsewhere, `FetchFailed` and `StoreFailed`.
    """
    bounds = bounds or Bounds(page=_LARGEST, page_seconds=1800)
    site = scope(address, "/")
    errand.progress(0, 0, address)
    with Visitor(address, 0.0, bounds) as visitor:
        visitor.heed(address)
        try:
            for _ in range(_HOPS):
                reply = visitor.get(address)
                if not reply.moved:
                    put(errand.folder, _NAME, reply.content, _LARGEST)
                    return errand.folder / _NAME
                if not site.holds(plain(reply.moved, address)):
                    raise BadInput(
                        f"{address} leads to {reply.moved}, which is elsewhere.", "If that is meant, give that address."
                    )
                address = plain(reply.moved, address)
        except UnreadableFile as error:
            raise FetchFailed(f"{address} cannot be fetched: {error}.", "Check the address.") from error
    raise FetchFailed(f"{address} leads from one address to the next without end.", "Check the address.")
