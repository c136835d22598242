"""Private machines are reached only where the address itself names them."""

from __future__ import annotations

import socket

import pytest

from tutor.corpus.elsewhere.door import machines
from tutor.errors import BadInput, FetchFailed


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://10.0.0.7/"]
)
def test_named_by_the_address(address: str) -> None:
    """A curator who writes a private address means it."""
    assert machines(address)


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.1.1", "::1", "fd00::1",
     "fe80::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"],
)  # fmt: skip
def test_hidden_behind_a_name(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name that leads to a private machine is refused, also where only one of its addresses does."""
    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("93.184.215.14", number)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(BadInput, match="leads to a machine of a private network"):
        machines("http://docs.example.org/")


def test_a_public_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads to public machines alone gives them all, best first."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.215.14", "1.1.1.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert machines("https://docs.example.org/") == ("93.184.215.14", "1.1.1.1")


def test_a_name_that_leads_nowhere() -> None:
    """It is said so."""
    with pytest.raises(FetchFailed, match=r"no machine named nowhere\.invalid"):
        machines("https://nowhere.invalid/")
