"""What a credential can be asked without a network: is it whole, whose key signed it, is it in force, what is open.

Every check says in words what it found. One that could not be made is said to be so, and never counts as passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tutor.domain.credentials import Checked, Outcome, Verified
from tutor.learning.credentials.canonical import NotCanonical
from tutor.learning.credentials.dids import UnknownKey, WrongKey
from tutor.learning.credentials.endorsement import is_about
from tutor.learning.credentials.proof import Suite, WrongProof, check
from tutor.learning.credentials.shape import complaints, is_endorsement

Json = dict[str, Any]
_CLOCKS_DIFFER = timedelta(minutes=5)
_MOST_PROOFS = 10
_MOST_COMPLAINTS = 3


def verified(
    document: Json, now: datetime, documents: Mapping[str, Json], contexts: Mapping[str, Json], of: Json | None = None
) -> Verified:
    """All checks of a credential. `documents` are DID documents at hand; `of` is the badge an endorsement is of."""
    checks = (
        _shape(document),
        *_proofs(document, documents, contexts),
        _issuer(document),
        _time(document, now),
        *_status(document),
        *_endorsed(document, of),
    )
    outcomes = {each.outcome for each in checks if each.check in ("shape", "time", "badge")}
    signatures = [each.outcome for each in checks if each.check.startswith("signature")]
    issuer = next(each.outcome for each in checks if each.check == "issuer")
    outcomes |= {issuer, *(each for each in signatures if each is not Outcome.NOT_CHECKED)}
    if Outcome.FAILED in outcomes:
        holds = Outcome.FAILED
    elif Outcome.PASSED in signatures and outcomes == {Outcome.PASSED}:
        holds = Outcome.PASSED
    else:
        holds = Outcome.NOT_CHECKED
    return _described(document, holds, checks)


def _shape(document: Json) -> Checked:
    found = complaints(document)
    if not found:
        kind = "an endorsement" if is_endorsement(document) else "an achievement"
        words = f"It has what Open Badges 3.0 and Verifiable Credentials 2.0 ask of {kind}."
        return Checked(check="shape", outcome=Outcome.PASSED, words=words)
    more = f" and {len(found) - _MOST_COMPLAINTS} more" if len(found) > _MOST_COMPLAINTS else ""
    words = f"It is not as Open Badges 3.0 asks: {'; '.join(found[:_MOST_COMPLAINTS])}{more}."
    return Checked(check="shape", outcome=Outcome.FAILED, words=words)


def _proofs(document: Json, documents: Mapping[str, Json], contexts: Mapping[str, Json]) -> Iterator[Checked]:
    proofs = _listed(document.get("proof"))
    if not proofs or len(proofs) > _MOST_PROOFS:
        yield Checked(check="signature", outcome=Outcome.FAILED, words=f"It has {len(proofs)} signatures.")
        return
    for each in proofs:
        given = each if isinstance(each, dict) else {}
        suite = str(given.get("cryptosuite") or given.get("type") or "unknown kind")
        outcome, words = _proved(document, given, documents, contexts)
        yield Checked(check=f"signature {suite}", outcome=outcome, words=words)


def _proved(
    document: Json, given: Json, documents: Mapping[str, Json], contexts: Mapping[str, Json]
) -> tuple[Outcome, str]:
    suite, method = given.get("cryptosuite"), given.get("verificationMethod")
    if given.get("type") != "DataIntegrityProof" or suite not in list(Suite):
        return Outcome.NOT_CHECKED, "A signature of this kind cannot be checked here."
    try:
        check(document, given, documents, contexts)
    except UnknownKey as error:
        return Outcome.NOT_CHECKED, f"The signature could not be checked: {error}."
    except (WrongKey, WrongProof, NotCanonical) as error:
        return Outcome.FAILED, f"The signature does not hold: {error}."
    covered = "every character" if suite == Suite.JCS else "every statement"
    return Outcome.PASSED, f"The signature holds for {covered} of it; it was made with {method}."


def _issuer(document: Json) -> Checked:
    issuer = _id_of(document.get("issuer"))
    signers = {
        str(each.get("verificationMethod", "")).partition("#")[0]
        for each in _listed(document.get("proof"))
        if isinstance(each, dict)
    }
    if signers != {issuer}:
        words = "It was signed with a key of somebody other than the issuer that it names."
        return Checked(check="issuer", outcome=Outcome.FAILED, words=words)
    if issuer.startswith("did:key:"):
        words = "The key is the identifier of the issuer. That shows that nothing was changed, not who keeps the key."
        return Checked(check="issuer", outcome=Outcome.PASSED, words=words)
    words = f"The key belongs to {issuer} if its document names it."
    return Checked(check="issuer", outcome=Outcome.PASSED, words=words)


def _time(document: Json, now: datetime) -> Checked:
    begins, ends = _when(document.get("validFrom")), _when(document.get("validUntil"))
    if begins is None or (document.get("validUntil") is not None and ends is None):
        return Checked(
            check="time", outcome=Outcome.FAILED, words="It does not say from when, or until when, it is valid."
        )
    if begins > now + _CLOCKS_DIFFER:
        return Checked(check="time", outcome=Outcome.FAILED, words=f"It is valid only from {begins:%Y-%m-%d} on.")
    if ends is not None and ends <= now:
        return Checked(check="time", outcome=Outcome.FAILED, words=f"It was valid until {ends:%Y-%m-%d}.")
    until = f" until {ends:%Y-%m-%d}" if ends else ", without an end"
    return Checked(check="time", outcome=Outcome.PASSED, words=f"It is valid from {begins:%Y-%m-%d}{until}.")


def _status(document: Json) -> Iterator[Checked]:
    if "credentialStatus" in document:
        words = "Whether its issuer took it back stands on the web, and nothing is fetched here."
        yield Checked(check="status", outcome=Outcome.NOT_CHECKED, words=words)


def _endorsed(document: Json, of: Json | None) -> Iterator[Checked]:
    if of is None:
        if is_endorsement(document):
            words = "Which badge it speaks of was not compared: give the badge too."
            yield Checked(check="endorsed badge", outcome=Outcome.NOT_CHECKED, words=words)
        return
    try:
        same = is_endorsement(document) and is_about(document, of)
    except NotCanonical:
        same = False
    words = "It speaks of this very badge." if same else "It does not speak of this badge, or the badge was changed."
    yield Checked(check="badge", outcome=Outcome.PASSED if same else Outcome.FAILED, words=words)


def _described(document: Json, holds: Outcome, checks: tuple[Checked, ...]) -> Verified:
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    subject = subject if isinstance(subject, dict) else {}
    named = [
        str(each.get("identityHash"))
        for each in _listed(subject.get("identifier"))
        if isinstance(each, dict) and each.get("identityType") == "name" and each.get("hashed") is False
    ]
    return Verified(
        holds=holds,
        checks=checks,
        kind="endorsement" if is_endorsement(document) else "badge",
        id=str(document.get("id", "")),
        name=str(document.get("name", "")),
        issuer=_id_of(issuer),
        issuer_name=str(issuer.get("name", "")) if isinstance(issuer, dict) else "",
        subject=", ".join(named) or str(subject.get("id", "")),
        valid_from=_when(document.get("validFrom")),
    )


def _when(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found and found.tzinfo else None


def _id_of(value: object) -> str:
    return str(value.get("id", "")) if isinstance(value, dict) else str(value or "")


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
