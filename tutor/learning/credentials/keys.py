"""Signing keys: Ed25519 (RFC 8032), each in a file of its own that only its owner can read."""

from __future__ import annotations

import os
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tutor.errors import BadCredential, StoreFailed
from tutor.learning.credentials.base58 import encoded

ED25519 = bytes.fromhex("ed01")  # the multicodec of a public Ed25519 key
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Key:
    """A key pair. What signs is not shown when the value is printed."""

    private: Ed25519PrivateKey

    @property
    def multibase(self) -> str:
        """The public key as a Multikey, with `z6Mk` at its beginning."""
        return encoded(ED25519 + self.private.public_key().public_bytes_raw())

    def signed(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self.private.sign(message)

    def __repr__(self) -> str:
        return f"Key({self.multibase})"


def opened_key(folder: Path, name: str) -> Key:
    """The key of that name; made where there is none. Two that make it at once get the same.

    Raises `BadCredential` for a name that is none, and `StoreFailed` where the file cannot be used, or others can read
    it.
    """
    if not _NAME.fullmatch(name):
        raise BadCredential(f"{name!r} is no name of a key.", "Use small letters, digits and hyphens.")
    path = folder / f"{name}.pem"
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as error:
        raise StoreFailed(f"The key {path} cannot be used: {error.strerror}.", "See to it that it is yours.") from error


def _make(path: Path) -> None:
    """Write a new key beside its place and link it there, which fails where another process was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    beside = path.with_name(f".{path.stem}-{secrets.token_hex(8)}")
    written = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(written, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            return  # the other one's key is as good, and may have signed already
    finally:
        beside.unlink()


def _read(path: Path) -> Key:
    if sys.platform != "win32" and path.stat().st_mode & 0o077:
        raise StoreFailed(f"Others can read the key {path}.", f"Take that away: chmod 600 {path}")
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise StoreFailed(f"{path} holds no key.", "Restore it from a backup, or choose another --key.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise StoreFailed(f"{path} is no Ed25519 key.", "Choose another --key.")
    return Key(private)
