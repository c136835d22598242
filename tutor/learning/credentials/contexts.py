"""The JSON-LD contexts that credentials name, bundled: what a term means is never fetched, and cannot change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import rfc8785

from tutor.errors import MachineFailed

Json = dict[str, Any]
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_FOLDER = Path(__file__).parent / "contexts"
# file, and the SHA-256 of its canonical JSON: altered, no signature made here would hold elsewhere
_BUNDLED = {
    CREDENTIALS: ("credentials-v2", "b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf"),
    OPEN_BADGES: ("open-badges-3.0.3", "c5e555a91a5cf48e32ae0a05674c61ddd5c053b680b5643b2f57f9965e386d99"),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": (
        "open-badges-3.0.2",
        "bdd1d11a55a660322f24660862a1d430ee80cce584465f750909daa43684357c",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": (
        "open-badges-extensions",
        "15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7",
    ),
    "https://w3id.org/security/data-integrity/v2": (
        "data-integrity-v2",
        "7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305",
    ),
}


@lru_cache(maxsize=1)
def bundled() -> Mapping[str, Json]:
    """The contexts by address. Raises `MachineFailed` where one is not what was bundled."""
    return {address: _read(*file) for address, file in _BUNDLED.items()}


def _read(name: str, sha256: str) -> Json:
    try:
        context: Json = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
        intact = hashlib.sha256(rfc8785.dumps(context)).hexdigest() == sha256
    except (OSError, ValueError) as error:
        raise MachineFailed(f"The context {name} cannot be read: {error}.", "Install Groundwork again.") from error
    if not intact:
        raise MachineFailed(f"The context {name} was altered.", "Install Groundwork again.")
    return context
