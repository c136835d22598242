"""Data Integrity proofs with Ed25519: eddsa-rdfc-2022 and eddsa-jcs-2022 (W3C vc-di-eddsa 1.0, 2025).

Both sign SHA-256 of the canonical proof without its value, followed by SHA-256 of the canonical document without its
proofs. Several proofs stand beside each other, each over the same document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature

from tutor.learning.credentials.base58 import decoded, encoded
from tutor.learning.credentials.canonical import NotCanonical, jcs, rdfc
from tutor.learning.credentials.dids import public_key
from tutor.learning.credentials.keys import Key

Json = dict[str, Any]


class Suite(StrEnum):
    """What is hashed: the statements of the document, or its JSON."""

    RDFC = "eddsa-rdfc-2022"
    JCS = "eddsa-jcs-2022"


class WrongProof(ValueError):
    """The proof does not fit the document, and why in words."""


def signed(document: Json, key: Key, method: str, now: datetime, contexts: Mapping[str, Json]) -> Json:
    """`document` with a proof of each suite. Raises `NotCanonical`."""
    created = stamp(now)
    return {**document, "proof": [proof(document, suite, key, (method, created), contexts) for suite in Suite]}


def proof(document: Json, suite: Suite, key: Key, by: tuple[str, str], contexts: Mapping[str, Json]) -> Json:
    """A proof of `document` by a key; `by` is the key's name and when, as a stamp. Raises `NotCanonical`."""
    method, created = by
    options: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.value,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    if suite is Suite.JCS and "@context" in document:
        options["@context"] = document["@context"]
    value = key.signed(hashed(document, options, contexts))
    return {**options, "proofValue": encoded(value)}


def check(document: Json, given: Json, documents: Mapping[str, Json], contexts: Mapping[str, Json]) -> None:
    """Say nothing where `given` proves `document`, whose proofs are left out of account.

    Raises `WrongProof`, `NotCanonical`, and of the key `UnknownKey` and `WrongKey`.
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    key = public_key(str(given.get("verificationMethod", "")), documents)
    if given.get("proofPurpose") != "assertionMethod":
        raise WrongProof("it was not made for a statement of its issuer")
    if "previousProof" in given:
        raise WrongProof("it builds on another proof, which is not supported")
    options = {name: value for name, value in given.items() if name != "proofValue"}
    if "@context" in options:
        _begins_with(unsecured, options["@context"])
        unsecured["@context"] = options["@context"]
    try:
        value = decoded(str(given.get("proofValue", "")))
        key.verify(value, hashed(unsecured, options, contexts))
    except ValueError as error:
        if isinstance(error, NotCanonical):
            raise
        raise WrongProof(f"the signature cannot be read: {error}") from error
    except InvalidSignature as error:
        raise WrongProof("the signature does not belong to these words") from error


def _begins_with(document: Json, named: object) -> None:
    """The contexts of a proof may be fewer than those of the document, and in the same order."""
    ours, theirs = _list(document.get("@context")), _list(named)
    if ours[: len(theirs)] != theirs:
        raise WrongProof("it names other contexts than the document")


def hashed(document: Json, options: Json, contexts: Mapping[str, Json]) -> bytes:
    """The 64 bytes that are signed. Raises `NotCanonical`."""
    if options.get("cryptosuite") == Suite.JCS:
        return hashlib.sha256(jcs(options)).digest() + hashlib.sha256(jcs(document)).digest()
    named = {"@context": document.get("@context"), **options}
    return hashlib.sha256(rdfc(named, contexts)).digest() + hashlib.sha256(rdfc(document, contexts)).digest()


def stamp(now: datetime) -> str:
    """A time as credentials write it: UTC, whole seconds."""
    return now.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
