"""Keys stay with their owner, and identifiers name the right key and no other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.learning.credentials.making import identity
from tutor.errors import BadCredential, StoreFailed
from tutor.learning.credentials.base58 import decoded, encoded
from tutor.learning.credentials.dids import UnknownKey, WrongKey, address_of, did_web, method_of, public_key
from tutor.learning.credentials.keys import opened_key


@given(st.binary(max_size=80))
def test_base58_is_undone(raw: bytes) -> None:
    """What was encoded is decoded to the same bytes, zeros at the front included."""
    assert decoded(encoded(raw)) == raw


@pytest.mark.parametrize("text", ["", "6Mk", "z0", "zé", "z" + "1" * 300])
def test_what_is_not_base58_is_refused(text: str) -> None:
    """Another prefix, a letter that is none, or what would take long to decode."""
    with pytest.raises(ValueError, match="base58btc"):
        decoded(text)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    """Ten that ask at once get the same key, in a file that nobody else can read, and nothing is left beside it."""
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(10) as pool:
        keys = list(pool.map(lambda _: opened_key(folder, "tutor").multibase, range(10)))
    assert len(set(keys)) == 1
    assert [path.name for path in folder.iterdir()] == ["tutor.pem"]
    assert (folder / "tutor.pem").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "PRIVATE" not in repr(opened_key(folder, "tutor"))


def test_a_key_that_cannot_be_trusted_is_not_used(tmp_path: Path) -> None:
    """One that others can read, that is none, or whose name leads elsewhere is refused with the cure."""
    opened_key(tmp_path, "open")
    (tmp_path / "open.pem").chmod(0o644)
    with pytest.raises(StoreFailed, match="chmod 600"):
        opened_key(tmp_path, "open")
    (tmp_path / "none.pem").touch(0o600)
    with pytest.raises(StoreFailed, match="holds no key"):
        opened_key(tmp_path, "none")
    with pytest.raises(BadCredential, match="no name of a key"):
        opened_key(tmp_path, "../open")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["none.pem", "open.pem"]


def test_did_web_says_where_its_document_is() -> None:
    """Host, path and port become an identifier, and that becomes the address to host at."""
    assert did_web("Example.org") == "did:web:example.org"
    assert address_of("did:web:example.org") == "https://example.org/.well-known/did.json"
    assert address_of(did_web("https://example.org/a/b/")) == "https://example.org/a/b/did.json"
    assert did_web("example.org:8443/x") == "did:web:example.org%3A8443:x"
    assert address_of("did:web:example.org%3A8443:x") == "https://example.org:8443/x/did.json"
    for wrong in ("", "localhost", "example.org/../x", "a b.org", "example.org//x"):
        with pytest.raises(BadCredential):
            did_web(wrong)


def test_only_the_document_of_an_identifier_gives_its_key() -> None:
    """A document that is missing, of another, or without that key for statements gives none."""
    firm = identity(3, "example.org")
    method = method_of(firm.did, firm.key)
    assert public_key(method, {firm.did: firm.document}).public_bytes_raw() == (
        firm.key.private.public_key().public_bytes_raw()
    )
    with pytest.raises(UnknownKey):
        public_key(method, {})
    other = identity(4, "other.org")
    with pytest.raises(WrongKey):
        public_key(method, {firm.did: other.document})
    unused = {**deepcopy(firm.document), "assertionMethod": []}
    with pytest.raises(WrongKey):
        public_key(method, {firm.did: unused})
    foreign = deepcopy(firm.document)
    foreign["verificationMethod"][0]["controller"] = other.did
    with pytest.raises(WrongKey):
        public_key(method, {firm.did: foreign})
    with pytest.raises(WrongKey):
        public_key(f"{identity().did}#{other.key.multibase}", {})
