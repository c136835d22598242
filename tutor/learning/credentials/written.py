"""Credentials as files: JSON read without ambiguity, alone or out of the picture it was baked into."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from tutor.errors import BadCredential
from tutor.learning.credentials.baked import is_svg, taken_out

Json = dict[str, Any]
LARGEST = 2_000_000  # bytes
_IN_PAGE = re.compile(
    rb'<script type="application/ld\+json" id="credential">(.*?)</script>', re.DOTALL
)  # as page.py writes it


def read(raw: bytes) -> Json:
    """The credential in the bytes of a JSON file, a baked SVG or a page of ours. Raises `BadCredential`."""
    if len(raw) > LARGEST:
        raise BadCredential(f"The file is larger than {LARGEST:,} bytes.", "A credential is much smaller.")
    page = _IN_PAGE.search(raw)
    if page:
        return parsed(page.group(1))
    return parsed(taken_out(raw) if is_svg(raw) else raw)


def parsed(raw: bytes) -> Json:
    """One JSON object, in which nothing can be read in two ways. Raises `BadCredential`."""
    try:
        value = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        raise BadCredential(f"This is no JSON that can be used: {error}.", "Give the file as it was issued.") from error
    if not isinstance(value, dict):
        raise BadCredential("This is JSON, and no credential.", "Give the file as it was issued.")
    return value


def text(document: Json) -> str:
    """The document for people to read, two spaces deep."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a name stands twice in one object, and programs differ in which they take")
    return named


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is too large")
    return number
