"""Licences: present, written as SPDX has it, and compatible with what the corpus is for.

Expressions are those of SPDX 2.3, annex D. Of `A OR B` the better one counts, of `A AND B` the worse one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from tutor.corpus.manifest import MANIFEST, Use
from tutor.corpus.vetting.material import Fault, Material, named, of_file, of_manifest
from tutor.domain import Finding, FindingKind, Weight

_NOT_COMMERCIAL = re.compile(r"(?:^|-)NC(?:-|$)|noncommercial|^(?:BUSL-1\.1|NCGL-UK-2\.0|JPL-image)$", re.IGNORECASE)
_NO_DERIVATIVES = re.compile(r"(?:^|-)ND(?:-|$)", re.IGNORECASE)
_OWN_TERMS = re.compile(r"^LicenseRef-[A-Za-z0-9.-]+$")
_CANNOT: Mapping[Use, tuple[tuple[re.Pattern[str], str], ...]] = {
    Use.PRIVATE: (),
    Use.COMMERCIAL: ((_NOT_COMMERCIAL, "does not allow use for paid work"),),
    Use.SHARE: ((_NO_DERIVATIVES, "does not allow to hand on what was made of the text, and passages are"),),
}


def licences(material: Material) -> Iterator[Finding]:
    """What is wrong with the licences of the documents."""
    by_licence: dict[tuple[str, bool], list[str]] = {}
    for document in material.documents:
        listed = material.manifest.sources.get(document.path)
        own = bool(listed and listed.licence)
        by_licence.setdefault((document.source.licence.strip(), own), []).append(document.path)
    for (licence, own), paths in by_licence.items():
        fault = _judged(licence, material.manifest.use, paths)
        if fault and own:
            yield from (of_file(fault, path, "", words=licence) for path in paths)
        elif fault:
            yield of_manifest(fault, "no licence", words=licence)


def _judged(licence: str, use: Use | None, paths: list[str]) -> Fault | None:
    if not licence:
        return _missing(use, paths)
    try:
        expression = _spdx().parse(licence, validate=False)
    except _errors():
        expression = None
    unknown = [] if expression is None else [str(each) for each in _spdx().unknown_license_keys(expression)]
    if expression is None or [name for name in unknown if not _OWN_TERMS.match(name)]:
        return _not_spdx(licence)
    if use is None:
        return None
    for pattern, why in _CANNOT[use]:
        if _forbids(expression, pattern):
            says = f"The licence {licence} {why}, and {MANIFEST} declares the corpus to be for use = {use.value!r}."
            return Fault(FindingKind.LICENCE, Weight.MUST, says, "Take the source out, or ask its author for leave.")
    if unknown and use is not Use.PRIVATE:
        says = f"{licence} are terms of their own; whether they allow use = {use.value!r} only a person can tell."
        return Fault(FindingKind.LICENCE, Weight.SHOULD, says, "Read them, then accept this with what they say.")
    return None


def _missing(use: Use | None, paths: list[str]) -> Fault:
    weight = Weight.SHOULD if use in (None, Use.PRIVATE) else Weight.MUST
    count = "1 file has" if len(paths) == 1 else f"{len(paths)} files have"
    says = f"{count} no licence, so nobody may use them beyond what the law allows: {named(paths)}."
    return Fault(
        FindingKind.LICENCE, weight, says, f"Write licence = ... into {MANIFEST}, for the corpus or for a source."
    )


def _not_spdx(licence: str) -> Fault:
    meant = _meant(licence)
    guess = f" Is it {meant}?" if meant else ""
    says = f"{licence!r} is not an SPDX licence expression, so what it allows cannot be checked.{guess}"
    cure = "Write its SPDX identifier, or LicenseRef- and a name of your own for terms that have none."
    return Fault(FindingKind.LICENCE, Weight.SHOULD, says, cure)


def _forbids(expression: Any, pattern: re.Pattern[str]) -> bool:
    """Whether the licence that `pattern` names cannot be avoided."""
    spdx = _spdx()
    if isinstance(expression, spdx.OR):
        return all(_forbids(each, pattern) for each in expression.args)
    if isinstance(expression, spdx.AND):
        return any(_forbids(each, pattern) for each in expression.args)
    return bool(pattern.search(str(expression)))


def _meant(licence: str) -> str:
    """The identifier that somebody wrote in other letters; empty where none is near."""
    spelled = re.sub(r"[\s_]+", "-", licence.strip())
    known = {key.lower(): key for key in _spdx().known_symbols}
    near = get_close_matches(spelled.lower(), known, n=1, cutoff=0.8)
    return known[near[0]] if near else ""


@cache
def _spdx() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def _errors() -> tuple[type[Exception], ...]:
    from license_expression import ExpressionError, ParseError

    return ExpressionError, ParseError
