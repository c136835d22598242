"""What `tutor serve` starts: the page under headers that let nothing in from elsewhere, and its end in good order."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

sys.path.insert(0, str(Path(__file__).parent.parent))  # streamlit runs this file from any folder

from app.evals.serving import ROUTES  # only found after the line above

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def _inline_scripts() -> str:
    """The scripts that stand in Streamlit's own page, by their hashes (CSP level 3, section 2.3.1)."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    hashes = (hashlib.sha256(script).digest() for script in _INLINE.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes)


# Components are scripts that Streamlit hands over as blob:, and its elements set their styles from scripts. All else
# comes from this server alone: no image, font, frame or request from elsewhere, and no code made from text.
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' 'wasm-unsafe-eval' blob: {_inline_scripts()}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Headers:
    """Adds the headers to every response; one with a policy of its own keeps that."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)


@asynccontextmanager
async def in_good_order(_: Any) -> AsyncIterator[None]:
    """Open the machines while the first page is on its way; at the end stop what is under way."""
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield
    from app import session

    session.under_way().stop_all()
    session.desk_work().stop_all()


def _warm_up() -> None:
    from app import session  # here: the server answers before all of this is imported

    session.warm_up()


def in_words(error: Exception) -> bool:
    """Say an error of ours on the page; whether it was one. Any other is left to Streamlit, which names no details.

    It is asked about what runs beside the page's own script, where `main.py` cannot catch anything: what a click
    calls, and a part of a page that runs by itself.
    """
    from app.render import literal  # here: the first page does not wait for them
    from tutor.errors import GroundworkError

    if not isinstance(error, GroundworkError):
        return False
    st.error(literal(str(error)), icon=":material/error:")
    return True


app = st.App(
    Path(__file__).parent / "main.py",
    routes=ROUTES,
    middleware=[Middleware(Headers)],
    lifespan=in_good_order,
    on_script_error=in_words,
)
