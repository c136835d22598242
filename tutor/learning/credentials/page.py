"""A badge as one HTML file that verifies itself in the browser and loads nothing.

What it shows is read by its script from the signed credential, after the signature was checked: words of the page that
are not in the credential can only be ours. Its content security policy lets that one script run and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

from tutor.learning.credentials.baked import picture

Json = dict[str, Any]
_ASSETS = Path(__file__).parent / "assets"


def page(badge: Json, endorsements: Sequence[Json] = ()) -> str:
    """The page of a badge, with what others signed of it."""
    script, style = _asset("verify.js"), _asset("page.css")
    return Template(_asset("page.html")).substitute(
        TITLE=html.escape(str(badge.get("name") or "A badge")),
        STYLE=style,
        STYLE_HASH=_policy_hash(style),
        SCRIPT=script,
        SCRIPT_HASH=_policy_hash(script),
        PICTURE=base64.b64encode(picture(badge).encode()).decode(),
        CREDENTIAL=_inside_a_script(badge),
        ENDORSEMENTS="".join(
            f'<script type="application/ld+json" class="endorsement">{_inside_a_script(each)}</script>\n'
            for each in endorsements
        ),
    )


def _inside_a_script(document: Json) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def _policy_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8")
