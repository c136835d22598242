"""What an endpoint replied, kept by all that was sent: address, model, messages and every parameter; never a key.

ragas' own cache knows requests by their prompt alone, so that two judges that share it give the same verdicts, and it
keeps pickles. This one is beneath the client, keeps JSON, and needs nothing of what is above it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx


class ReplyCache(httpx.AsyncBaseTransport):
    """Sends what was not sent before, and remembers replies that succeeded. Errors are asked anew each time."""

    def __init__(self, path: Path, beneath: httpx.AsyncBaseTransport | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._known = sqlite3.connect(path)
        self._known.execute("CREATE TABLE IF NOT EXISTS replies (sent TEXT PRIMARY KEY, body BLOB NOT NULL)")
        self._beneath = beneath or httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sent = hashlib.sha256(f"{request.method} {request.url}\n".encode() + await request.aread()).hexdigest()
        known = self._known.execute("SELECT body FROM replies WHERE sent = ?", (sent,)).fetchone()
        if known:
            return httpx.Response(200, headers={"Content-Type": "application/json"}, content=known[0])
        reply = await self._beneath.handle_async_request(request)
        if reply.status_code != httpx.codes.OK:
            return reply
        body = httpx.Response(200, headers=reply.headers, content=await reply.aread()).content
        await reply.aclose()
        with self._known:
            self._known.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", (sent, body))
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=body)

    async def aclose(self) -> None:
        await self._beneath.aclose()
        self._known.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        at: TracebackType | None = None,
    ) -> None:
        await self.aclose()
