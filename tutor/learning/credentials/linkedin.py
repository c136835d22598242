"""The address that opens LinkedIn's form for a certification, filled in; the learner sends it, or does not."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]


def add_to_profile(badge: Json, published_at: str = "") -> str:
    """The address; `published_at` is where the learner put the page of the badge, for readers to click."""
    issued = datetime.fromisoformat(badge["validFrom"])
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": badge["name"],
        "organizationName": badge["issuer"]["name"],
        "issueYear": issued.year,
        "issueMonth": issued.month,
        "certId": badge["id"],
        **({"certUrl": published_at} if published_at else {}),
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(fields)}"
