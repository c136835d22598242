"""Documents as the bytes that are hashed and signed: RDFC-1.0 (W3C, 2024) and JCS (RFC 8785).

RDFC-1.0 signs what a document means: its statements, whatever the order of its keys. What its contexts do not define
would fall out of the statements unsigned; so it is refused. JCS signs every byte that matters to JSON.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import rfc8785

Json = dict[str, Any]
_NOWHERE = "https://undefined.invalid/"  # what a term without a definition becomes part of
_BLANK = re.compile(r"_:[A-Za-z0-9]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # but tabs and ends of lines, which all write alike
_MOST_ALIKE = 5  # nodes without a name that look the same: their orders are tried out, and grow as the factorial
_MOST_BLANK = 500


class NotCanonical(ValueError):
    """The document has no canonical form that could be signed, and why in words."""


def jcs(document: Json) -> bytes:
    """The document as canonical JSON. Raises `NotCanonical`."""
    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise NotCanonical(f"it is not JSON that can be made canonical: {error}") from error


def rdfc(document: Json, contexts: Mapping[str, Json]) -> bytes:
    """The document as canonical N-Quads, its terms read by `contexts` alone. Raises `NotCanonical`."""
    from pyld import jsonld  # heavy, and needed by few commands

    dropped: list[object] = []
    options = {"documentLoader": _loader(contexts), "base": _NOWHERE, "processingMode": "json-ld-1.1"}
    try:
        expanded = jsonld.expand(document, options, on_property_dropped=dropped.append)
        _all_defined(document, expanded, dropped)
        quads = jsonld.to_rdf(expanded, {**options, "format": "application/n-quads"})
        _told_apart(quads)
        # of the document once more: PyLD does not read back all N-Quads that it writes
        canonical: str = jsonld.normalize(
            expanded, {**options, "algorithm": "URDNA2015", "format": "application/n-quads"}
        )
        return canonical.encode()
    except (jsonld.JsonLdError, RecursionError, TypeError, AttributeError, KeyError, UnicodeEncodeError) as error:
        raise NotCanonical(f"it is not JSON-LD that can be read here: {_cause(error)}") from error


def _loader(contexts: Mapping[str, Json]) -> Any:
    def load(address: str, _: object = None) -> Json:
        if address not in contexts:
            raise NotCanonical(f"it names the context {address}, which is not bundled, and nothing is fetched")
        return {
            "contextUrl": None,
            "documentUrl": address,
            "document": contexts[address],
            "contentType": "application/ld+json",
        }

    return load


def _all_defined(document: Json, expanded: object, dropped: list[object]) -> None:
    if dropped:
        raise NotCanonical("it has a field that its contexts do not define, so that no signature could cover it")
    for each in _strings(expanded):
        if each.startswith(_NOWHERE):
            raise NotCanonical(f"its contexts do not define {each.removeprefix(_NOWHERE)!r}")
    if any(map(_CONTROL.search, _texts(document))):
        raise NotCanonical("it has control characters, which programs write in different ways")
    if any(isinstance(each, dict) for each in _contexts(document)):
        raise NotCanonical("it brings definitions of its own along, which is not accepted here")


def _strings(value: object) -> list[str]:
    """The identifiers and types in an expanded document."""
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    if isinstance(value, dict):
        names = [
            text
            for key in ("@id", "@type")
            for text in (value.get(key) if isinstance(value.get(key), list) else [value.get(key)])  # type: ignore[union-attr]
            if isinstance(text, str)
        ]
        return names + [text for key, each in value.items() if key not in ("@id", "@type") for text in _strings(each)]
    return []


def _texts(value: object) -> list[str]:
    """Every text that stands anywhere in the document."""
    if isinstance(value, str):
        return [value]
    inside = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return [text for each in inside for text in _texts(each)]


def _contexts(value: object) -> list[object]:
    """Every context that stands anywhere in the document."""
    if isinstance(value, list):
        return [found for each in value for found in _contexts(each)]
    if not isinstance(value, dict):
        return []
    own = value.get("@context", [])
    return [
        *(own if isinstance(own, list) else [own]),
        *(f for k, v in value.items() if k != "@context" for f in _contexts(v)),
    ]


def _told_apart(quads: str) -> None:
    """Refuse what would take RDFC-1.0 hours: many nodes without a name that look the same (its section 7.1)."""
    around: dict[str, list[str]] = {}
    for line in quads.split("\n"):
        for node in set(_BLANK.findall(line)):
            seen = _BLANK.sub(lambda found, node=node: "_:a" if found.group() == node else "_:z", line)  # type: ignore[misc]
            around.setdefault(node, []).append(seen)
    alike = Counter("\n".join(sorted(lines)) for lines in around.values())
    if len(around) > _MOST_BLANK or max(alike.values(), default=0) > _MOST_ALIKE:
        raise NotCanonical("too many of its parts have no name and look the same")


def _cause(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, NotCanonical):
        raise error
    kind = getattr(error, "code", None) or type(error).__name__
    return str(kind)
