"""What a parser gives: canonical text, its blocks, and how bytes become text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from tutor.domain import Block, Landmark
from tutor.errors import UnreadableFile

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BINARY = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"\x1f\x8b")


@dataclass(frozen=True)
class Parsed:
    """Canonical text and what stands where in it; `title` is empty where the file names none.

    `notes` say what of the file is not in the text, in words for the report.
    """

    text: str
    markdown: bool
    blocks: tuple[Block, ...]
    title: str = ""
    landmarks: tuple[Landmark, ...] = ()
    notes: tuple[str, ...] = ()


def decode(raw: bytes, declared: str = "") -> str:
    r"""Bytes as canonical text: no byte order mark, `\\n` line ends, no NUL.

    The encoding is the byte order mark's, else UTF-8, else the `declared` one, else the most plausible one.
    Raises `UnreadableFile` for bytes that are not text.
    """
    if raw.startswith(_BINARY):
        raise UnreadableFile("The file is not text, whatever its name says.", "Convert it to Markdown, text or HTML.")
    marked = next((encoding for mark, encoding in _MARKED if raw.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", declared):
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if _is_text(text):
            return _canonical(text)
    guessed = "" if marked else _guessed(raw)
    if not guessed or not _is_text(guessed):
        raise UnreadableFile("The file's encoding cannot be told.", "Save it as UTF-8.")
    return _canonical(guessed)


def _is_text(text: str) -> bool:
    """Whether there are few enough NULs: one may have slipped in, many are UTF-16 without its mark, or no text."""
    return text.count("\0") * 10 <= len(text)


def _guessed(raw: bytes) -> str:
    """The text in its most plausible encoding; of equally plausible ones Windows-1252, the most frequent by far."""
    found = list(from_bytes(raw))
    alike = [
        each
        for each in found
        if each.chaos <= found[0].chaos + 0.01
        and each.coherence >= found[0].coherence - 0.01
        and "cp1252" in each.could_be_from_charset
    ]
    return str((alike or found)[0]) if found else ""


def _canonical(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def valid(text: str) -> str:
    r"""The same text without what is no character: halves of surrogate pairs and control characters but `\n`, `\t`."""
    return _NO_CHARACTER.sub("\ufffd", text)
