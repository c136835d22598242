"""Secrets: real formats with their checksums, and everything that only looks like one."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.vetting.conftest import Look
from tutor.corpus.vetting.secrets import masked, secrets
from tutor.domain import Weight

BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MESS = "q7Zp2LkX9vRt4NwB8sYc3HdM6fJgA1eQ"  # letters and digits in no order, made up here


def checked(prefix: str, body: str) -> str:
    """A token with the checksum that its issuer puts at the end."""
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE_62[digit] + digits
    return f"{prefix}{body}{digits.rjust(6, '0')}"


def web_token() -> str:
    """A JSON Web Token that says nothing."""
    parts = [json.dumps(each).encode() for each in ({"alg": "HS256", "typ": "JWT"}, {"sub": "nobody at all"})]
    head, body = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    return f"{head}.{body}.{MESS}x"


def private_key() -> str:
    """What a private key looks like."""
    return f"-----BEGIN RSA PRIVATE KEY-----\n{MESS}{MESS[::-1]}\n{MESS[3:]}{MESS}\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("secret", "weight"),
    [
        (f"AKIA{'QZ7K2LXVRT4NWB5S'}", Weight.MUST),
        (checked("ghp_", MESS[:30]), Weight.MUST),
        (checked("npm_", MESS[2:]), Weight.MUST),
        (f"glpat-{MESS[:20]}", Weight.MUST),
        (f"AIza{MESS}x7-", Weight.MUST),
        (f"sk_live_{MESS[:26]}", Weight.MUST),
        (f"AccountKey={MESS}{MESS[::-1]}{MESS[:22]}==", Weight.MUST),
        (private_key(), Weight.MUST),
        (web_token(), Weight.SHOULD),
        ("postgres://reporting:t7Kq-x9Zp@db.harbour.example/prod", Weight.SHOULD),
        (f'password = "{MESS[:18]}"', Weight.SHOULD),
    ],
)
def test_secrets_are_found(look: Look, secret: str, weight: Weight) -> None:
    """Each is found once, in prose and in code, and what is shown of it is of no use to anyone."""
    for text in (f"# Setup\n\nUse {secret} for it.\n", f"# Setup\n\n```sh\n{secret}\n```\n"):
        (found,) = look(secrets, text)
        assert found.weight is weight
        assert MESS[8:] not in found.words


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        f"ghp_{MESS}abcd",  # its checksum is wrong
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        'api_key = "YOUR_API_KEY_GOES_HERE"',
        'password = "correct-horse-battery-staple"',
        'password = os.environ["DATABASE_PASSWORD"]',
        "postgres://user:password@localhost/db",
        "postgres://user:<your-password>@localhost/db",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "eyJhbGciOi.eyJzdWIiOi.x",
        "The commit is 8bd535533b39c8b70e2b027f69e18ac842812968.",
        "sha256 = 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "The secret of a good invoice: a number.",
        "https://example.org/sk-to-slovakia-and-back-again",
    ],
)
def test_what_only_looks_like_one(look: Look, text: str) -> None:
    """Placeholders, examples, hashes, wrong checksums and prose are none."""
    assert look(secrets, f"# Setup\n\n```text\n{text}\n```\n") == []


@given(st.text("abcdefghijklmnop0123456789", min_size=6, max_size=200))
def test_what_is_shown_is_of_no_use(secret: str) -> None:
    """However long a secret is, at most a quarter and no more than six of its letters are shown."""
    shown = masked(secret).partition("…")[0]
    assert len(shown) <= min(6, len(secret) / 4)
