"""The contract on the wire, written down once more: exactly these keys, with values of exactly these types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ANY: dict[str, Any] = {}  # an object whose keys are not fixed

PLACE = {"corpus": str, "document": str, "start": int, "end": int}
PASSAGE = {**PLACE, "title": str, "heading": [str], "text": str, "score": float}
CITATION = {**PLACE, "quote": str}
VERDICT = {"check": str, "label": str, "score": float, "reason": str}
STATEMENT = {"text": str, "citations": [CITATION], "verdicts": [VERDICT]}
FINGERPRINT = {
    "tutor": str,
    "releases": ANY,
    "embedder": str,
    "judge": str,
    "writer": str,
    "endpoint": str,
    "settings": ANY,
    "sent": {"parameters": ANY, "dropped": [str]},
}
ANSWER = {
    "question": str,
    "refused": bool,
    "refusal": str,
    "stated": [STATEMENT],
    "withheld": [{**STATEMENT, "reason": str}],
    "gap": str,
    "passages": [PASSAGE],
    "notices": [str],
    "fingerprint": FINGERPRINT,
    "usage": {"input_tokens": int, "output_tokens": int, "requests": int, "seconds": ANY},
}
SEARCH = {"passages": [PASSAGE]}
JUDGEMENT = {"label": str, "score": float, "reason": str}
FILE = {"path": str, "status": str, "reason": str, "chunks": int, "characters": int}
REPORT = {"corpus": str, "release": str, "files": [FILE]}
RELEASE = {
    "corpus": str,
    "title": str,
    "description": str,
    "licence": str,
    "release": str,
    "created_at": str,
    "documents": int,
    "chunks": int,
}
CORPORA = {"corpora": [RELEASE]}


def faults(value: object, shape: Any, at: str = "") -> Iterator[str]:
    """Where `value` has not the shape, in words."""
    if shape is ANY:
        if not isinstance(value, dict):
            yield f"{at} is no object"
    elif isinstance(shape, dict):
        found = set(value) if isinstance(value, dict) else set()
        yield from (f"{at}.{key} is {'missing' if key in shape else 'new'}" for key in sorted(found ^ set(shape)))
        for key in sorted(found & set(shape)):
            yield from faults(value[key], shape[key], f"{at}.{key}")  # type: ignore[index]
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{at} is no list"
        else:
            for number, each in enumerate(value):
                yield from faults(each, shape[0], f"{at}[{number}]")
    elif type(value) is not shape:
        yield f"{at} is {value!r} and no {shape.__name__}"


def keys(shape: Any) -> set[str]:
    """All keys of a shape, at any depth."""
    if isinstance(shape, list):
        return keys(shape[0])
    if isinstance(shape, dict):
        return set(shape).union(*(keys(each) for each in shape.values()))
    return set()
