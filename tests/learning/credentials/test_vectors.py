"""The signing vectors that the specifications print, reproduced byte for byte."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutor.learning.credentials.base58 import decoded
from tutor.learning.credentials.canonical import rdfc
from tutor.learning.credentials.contexts import bundled
from tutor.learning.credentials.keys import Key
from tutor.learning.credentials.proof import Suite, hashed, proof

VECTORS = Path(__file__).parent / "vectors"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld"
EXAMPLES = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}


def read(name: str) -> Any:
    """A file of the vectors."""
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


def contexts() -> dict[str, Any]:
    """The bundled contexts, and those that only the vectors name."""
    return {
        **bundled(),
        "https://www.w3.org/2018/credentials/v1": read("credentials-v1"),
        "https://w3id.org/security/data-integrity/v1": read("data-integrity-v1"),
        OPEN_BADGES: read("open-badges-3.0.0"),
        "https://www.w3.org/ns/credentials/examples/v2": EXAMPLES,
    }


def test_open_badges() -> None:
    """1EdTech's vector: hash of the document, hash of the proof, signature and proof value."""
    signed = read("open-badge")
    given = signed.pop("proof")
    options = {name: value for name, value in given.items() if name != "proofValue"}
    assert hashed(signed, options, contexts()).hex() == (
        "3cf3c265b6c8ebb29b4d5ea310b87d2f31c79b633eff8af561d2e8c97a85c8cb"
        "d994aebd5e53f4af4495dbe9e1155410bae683811107c26acf83671075c163b3"
    )
    key = Key(
        Ed25519PrivateKey.from_private_bytes(
            bytes.fromhex("6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4")
        )
    )
    assert key.multibase == "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
    made = proof(signed, Suite.RDFC, key, (given["verificationMethod"], given["created"]), contexts())
    assert made == given
    assert decoded(made["proofValue"]).hex() == (
        "17a898a91832fa58bd66433e18dc8256522bcf84382994c395c23c26cba71ff8"
        "060a2587390e5ed20c4decec45c0c0c9eec1f7d2d1ce91e1ffc992983a74a300"
    )


def test_open_badges_with_credentials_2() -> None:
    """The same badge as Verifiable Credentials 2.0 has the canonical form that the guide prints for it."""
    signed = read("open-badge")
    del signed["proof"]
    signed["validFrom"] = signed.pop("issuanceDate")
    # the third context of the printed document contradicts the first, and adds nothing to it
    signed["@context"] = ["https://www.w3.org/ns/credentials/v2", OPEN_BADGES]
    newest = {**contexts(), OPEN_BADGES: bundled()["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]}
    canonical = rdfc(signed, newest)
    assert canonical.count(b"\n") == 16
    assert hashlib.sha256(canonical).hexdigest() == "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773"


ALUMNI_KEY = Key(Ed25519PrivateKey.from_private_bytes(decoded("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")[2:]))
CREATED = "2023-02-24T23:36:38Z"


def test_eddsa_rdfc_2022() -> None:
    """W3C's vector of eddsa-rdfc-2022: both hashes and the proof value."""
    method = "https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    made = proof(read("alumni"), Suite.RDFC, ALUMNI_KEY, (method, CREATED), contexts())
    assert made["proofValue"] == (
        "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9"
    )
    del made["proofValue"]
    assert hashed(read("alumni"), made, contexts()).hex() == (
        "4c4d3890a157f8d611b13c265c2c22f39aa0a567c7c7dd9ba3e45cd579784eeb"
        "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
    )


def test_eddsa_jcs_2022() -> None:
    """W3C's vector of eddsa-jcs-2022: both hashes and the proof value."""
    multikey = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    made = proof(read("alumni"), Suite.JCS, ALUMNI_KEY, (f"did:key:{multikey}#{multikey}", CREATED), contexts())
    assert made["proofValue"] == (
        "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
    )
    del made["proofValue"]
    assert hashed(read("alumni"), made, contexts()).hex() == (
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    )
