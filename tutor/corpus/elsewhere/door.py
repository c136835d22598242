"""Which machine an address leads to, and whether it may: what is found on the web must not open private doors.

A name is looked up once, every address it stands for is checked, and the connection goes to the one that was checked;
so neither a redirect nor a name that changes its address leads to a machine of the curator's own network
(server-side request forgery, https://owasp.org/www-community/attacks/Server_Side_Request_Forgery).
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from tutor.errors import BadInput, FetchFailed

_NAMED = ("localhost",)


def machines(address: str) -> tuple[str, ...]:
    """The numeric addresses it may lead to, best first. Private ones only where `address` itself names them as such.

    Raises `BadInput` for a name that leads to a private machine, `FetchFailed` for one that leads nowhere.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(f"There is no machine named {host}.", "Check the address and the network.") from error
    numbers = [str(each[4][0]).partition("%")[0] for each in found]
    if not (_is_number(host) or host in _NAMED) and any(_private(number) for number in numbers):
        cure = "If that is meant, give its numeric address; or download the files and load their folder."
        raise BadInput(f"{host} leads to a machine of a private network.", cure)
    return tuple(dict.fromkeys(numbers))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _private(number: str) -> bool:
    """Whether the address is not one of the public internet, also where another kind of address hides it."""
    found = ipaddress.ip_address(number)
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if hidden is None and found in ipaddress.ip_network("64:ff9b::/96"):
            hidden = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if hidden is not None:
            return _private(str(hidden))
    return not found.is_global or found.is_multicast
