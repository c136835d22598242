"""Bytes as text in base58btc, which Data Integrity proofs and did:key use (W3C Controlled Identifiers, section 2.4)."""

from __future__ import annotations

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LONGEST = 200  # letters: a signature has 88, and the time to decode grows with the square


def encoded(raw: bytes) -> str:
    """`raw` behind the prefix of base58btc, `z`."""
    number, letters = int.from_bytes(raw), ""
    while number:
        number, value = divmod(number, 58)
        letters = _ALPHABET[value] + letters
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return "z" + _ALPHABET[0] * zeros + letters


def decoded(text: str) -> bytes:
    """The bytes of `text`. Raises `ValueError` where it is not base58btc with its prefix."""
    if not text.startswith("z") or len(text) > _LONGEST:
        raise ValueError("this is not base58btc")
    letters = text[1:]
    number = 0
    for letter in letters:
        if letter not in _VALUES:
            raise ValueError(f"{letter!r} is no letter of base58btc")
        number = number * 58 + _VALUES[letter]
    zeros = len(letters) - len(letters.lstrip(_ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
