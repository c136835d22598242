"""Decentralised identifiers: did:key, which is its own document, and did:web, whose document its owner hosts.

did:key needs nobody and can be neither rotated nor revoked: it is for one's own machine. did:web stands on a domain, so
that who owns the domain answers for the key: it is for organisations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tutor.errors import BadCredential
from tutor.learning.credentials.base58 import decoded
from tutor.learning.credentials.keys import ED25519, Key

Json = dict[str, Any]
_HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?", re.IGNORECASE)


class UnknownKey(ValueError):
    """Which key that is cannot be told here: its document is not at hand, or is of a kind not known."""


class WrongKey(ValueError):
    """The document is at hand, and it does not have that key for making statements."""


def did_key(key: Key) -> str:
    """The identifier that is the key itself."""
    return f"did:key:{key.multibase}"


def method_of(did: str, key: Key) -> str:
    """The key as the documents of did:key and of our did:web name it."""
    return f"{did}#{key.multibase}"


def did_web(place: str) -> str:
    """The identifier for a host, or host and path: `example.org/people` is `did:web:example.org:people`."""
    host, *path = place.removeprefix("https://").strip("/").split("/")
    if not _HOST.fullmatch(host) or any(not part or part in (".", "..") for part in path):
        raise BadCredential(f"{place!r} is no host of the web.", "Name it like example.org or example.org/people.")
    return ":".join(["did:web", quote(host.lower(), safe=".-"), *(quote(part, safe="") for part in path)])


def address_of(did: str) -> str:
    """Where the document of a did:web must be hosted."""
    host, *path = (unquote(part) for part in did.removeprefix("did:web:").split(":"))
    return f"https://{host}/{'/'.join(path) if path else '.well-known'}/did.json"


def document_of(did: str, key: Key) -> Json:
    """The DID document that names the key for making statements."""
    method = method_of(did, key)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": did, "publicKeyMultibase": key.multibase}
        ],
        "assertionMethod": [method],
    }


def public_key(method: str, documents: Mapping[str, Json]) -> Ed25519PublicKey:
    """The key that `method` names; `documents` are the DID documents at hand, by identifier.

    Raises `UnknownKey` and `WrongKey`.
    """
    did, _, fragment = method.partition("#")
    if did.startswith("did:key:"):
        named = did.removeprefix("did:key:")
        if fragment != named:
            raise WrongKey("the key is not named as did:key names it")
        return _ed25519(named)
    if did not in documents:
        raise UnknownKey(f"the document of {did} is not at hand")
    document = documents[did]
    if document.get("id") != did:
        raise WrongKey(f"the document is not that of {did}")
    allowed = [each.get("id") if isinstance(each, dict) else each for each in _list(document.get("assertionMethod"))]
    if method not in allowed:
        raise WrongKey(f"the document of {did} does not allow {method} to make statements")
    for each in [*_list(document.get("verificationMethod")), *_list(document.get("assertionMethod"))]:
        if isinstance(each, dict) and each.get("id") == method:
            if each.get("controller") != did:
                raise WrongKey(f"{method} is controlled by somebody else")
            return _ed25519(str(each.get("publicKeyMultibase", "")))
    raise WrongKey(f"the document of {did} has no key {method}")


def _ed25519(multibase: str) -> Ed25519PublicKey:
    try:
        raw = decoded(multibase)
    except ValueError as error:
        raise UnknownKey(f"the key cannot be read: {error}") from error
    if not raw.startswith(ED25519) or len(raw) != len(ED25519) + 32:
        raise UnknownKey("the key is not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw.removeprefix(ED25519))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
