"""Evidence, identities and badges for the tests of credentials."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import NOW
from tutor.credential import Identity
from tutor.domain import Label
from tutor.domain.credentials import Alignment, CitedWords, Earner, Evidence, ShownItem, WorkSample
from tutor.learning.credentials.badge import badge
from tutor.learning.credentials.contexts import bundled
from tutor.learning.credentials.dids import did_key, did_web
from tutor.learning.credentials.keys import Key

Json = dict[str, Any]
ASKED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def identity(seed: int = 1, web: str = "") -> Identity:
    """A key that is the same in every run."""
    key = Key(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))
    return Identity(key, did_web(web) if web else did_key(key))


def item(question: str, answer: str, verdict: Label) -> ShownItem:
    """One graded answer."""
    words = "An invoice number is used once, in sequence — “without gaps”."
    cited = CitedWords(words=words, source="Invoicing <invoicing.md>", release="20261001-120000-abcdef")
    return ShownItem(question=question, answer=answer, verdict=verdict, cited=(cited,), at=ASKED)


def evidence() -> Evidence:
    """Three answers, of which two are right, and a work sample; with signs that HTML, XML and Markdown care about."""
    return Evidence(
        skill="Number invoices <&> keep “order”",
        description="Numbers invoices so that they hold in an audit.",
        rule="At least 2 of 3 answers must be carried by the sources.",
        circumstances="Closed book, graded by words, not supervised.",
        needed=2,
        items=(
            item("How are invoices numbered?", "In sequence </script><script>alert(1)</script> ]]>", Label.SUPPORTED),
            item("May a number be used twice?", "*No*, never: see C:\\new\\table\tand “café”", Label.SUPPORTED),
            item("May a number be left out?", "Yes", Label.REFUTED),
        ),
        samples=(WorkSample(name="invoice.pdf", sha256="ab" * 32, note="Made for a client."),),
        alignments=(Alignment(name="self-management", url="https://example.org/esco/self", framework="ESCO"),),
    )


def badge_of(signer: Identity) -> Json:
    """A badge of the evidence above."""
    learner = Earner(name="Ada Li", email="ada@example.org")
    return badge(evidence(), learner, signer.party("Groundwork of Ada"), signer.key, NOW, bundled())


def tampered(signed: Json) -> dict[str, Json]:
    """Five ways to forge a badge, by name."""
    forged = {name: deepcopy(signed) for name in ("result", "issuer name", "issuer", "date", "field")}
    forged["result"]["credentialSubject"]["result"][0]["value"] = "3"
    forged["issuer name"]["issuer"]["name"] = "A famous university"
    forged["issuer"]["issuer"]["id"] = identity(9).did
    for proof in forged["date"]["proof"]:
        proof["created"] = "2020-01-01T00:00:00Z"
    forged["field"]["credentialSubject"]["honours"] = "with distinction"
    return forged
