"""Bytes become text, or a reason why not."""

from __future__ import annotations

import io
import sqlite3
import tarfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.corpus.parsed import decode
from tutor.errors import UnreadableFile

BINARY = [b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"\x7fELF", b"\x1f\x8b", b""]
TEXT = "Größe und Maß:\n“naïve” 数据 — 😀\n"
FRENCH = "Le délai de paiement est fixé à trente jours après réception. L'été dernier, le client n'a pas payé."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_or_without_its_mark(encoding: str) -> None:
    """Every Unicode encoding is read, and the byte order mark is no part of the text."""
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_both_byte_orders(mark: bytes, encoding: str) -> None:
    """The byte order is the mark's."""
    assert decode(mark + TEXT.encode(encoding)) == TEXT


def test_utf_16_without_a_mark() -> None:
    """UTF-16 of plain English is not read as UTF-8 full of NULs."""
    english = "The client pays in thirty days.\n"
    assert decode(english.encode("utf-16-le")) == english


@pytest.mark.parametrize("text", ["café", "“Smart” quotes – café naïve €5", FRENCH, "é"])
def test_windows_1252_needs_no_declaration(text: str) -> None:
    """Western text is read letter by letter, however short it is."""
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Счёт должен быть отправлен клиенту в течение тридцати дней.", "cp1251"),
        ("Zażółć gęślą jaźń. Faktura powinna zostać wysłana do klienta w ciągu trzydziestu dni.", "cp1250"),
        ("請求書を送る。二つ目の文もあります。", "shift_jis"),
    ],
)
def test_other_encodings_are_guessed(text: str, encoding: str) -> None:
    """A sentence is enough to tell a script's encoding."""
    assert decode(text.encode(encoding)) == text


def test_declared_encoding_decides_where_utf_8_fails() -> None:
    """What a page declares is believed before any guess, but not before UTF-8, and not where it is nonsense."""
    assert decode("Счёт".encode("koi8-r"), declared="koi8-r") == "Счёт"
    assert decode("Größe".encode(), declared="latin-1") == "Größe"
    assert decode("café".encode("cp1252"), declared="no-such-encoding") == "café"


def test_line_ends_and_stray_nuls() -> None:
    r"""Every line end is `\n`, and a NUL that slipped in is a replacement character of the same width."""
    assert decode(b"one\r\ntwo\rthree\nfour, five\0six") == "one\ntwo\nthree\nfour, five\ufffdsix"


def database(folder: Path) -> bytes:
    """The bytes of an SQLite database."""
    connection = sqlite3.connect(folder / "a.db")
    connection.execute("CREATE TABLE a (b)")
    connection.executemany("INSERT INTO a VALUES (?)", [(f"row {i}",) for i in range(500)])
    connection.commit()
    connection.close()
    return (folder / "a.db").read_bytes()


def archive() -> bytes:
    """The bytes of an uncompressed tar file."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("a.txt"))
    return raw.getvalue()


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    """Databases, archives, pictures, noise and blank disks are no text, whatever their name says."""
    noise = Random(1).randbytes(5000)
    for raw in (database(tmp_path), archive(), bytes(1000), *(start + noise for start in BINARY)):
        with pytest.raises(UnreadableFile):
            decode(raw)


def test_mark_that_lies_is_refused() -> None:
    """Bytes that break the encoding their mark promises are not guessed at."""
    with pytest.raises(UnreadableFile):
        decode(b"\xef\xbb\xbfcaf\xe9")


@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_text_comes_back_with_its_line_ends_made_one(text: str, encoding: str) -> None:
    """Whatever is written in Unicode is read as itself."""
    ordinary = text.replace("\0", "").removeprefix("\ufeff")
    if not ordinary.encode(encoding).startswith((b"%PDF-", b"PK", b"GIF8")):
        assert decode(ordinary.encode(encoding)) == ordinary.replace("\r\n", "\n").replace("\r", "\n")


@given(st.binary())
def test_any_bytes_are_text_or_refused(raw: bytes) -> None:
    """Nothing but `UnreadableFile` comes of bytes, and what is text has no NUL and no carriage return."""
    try:
        text = decode(raw)
    except UnreadableFile:
        return
    assert "\r" not in text
    assert "\0" not in text
    text.encode()
