"""Which addresses a socket may be opened to: public ones, and networks the operator named.

The check sits where the socket is made, so it sees the address that is connected to: of a name, of a literal in any
spelling, of every redirect hop. There is no moment between the check and the connection in which a name could move.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Not `is_global`: Python 3.11 calls 224.0.0.1, ::127.0.0.1, fec0::1 and 64:ff9b:1:: global.
NOT_PUBLIC_V4: Sequence[tuple[IPv4Network, str]] = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this host"),  # RFC 791
        ("10.0.0.0/8", "private"),  # RFC 1918
        ("100.64.0.0/10", "shared by a carrier"),  # RFC 6598
        ("127.0.0.0/8", "loopback"),  # RFC 1122
        ("169.254.0.0/16", "link-local"),  # RFC 3927: cloud metadata services live here
        ("172.16.0.0/12", "private"),  # RFC 1918
        ("192.0.0.0/24", "for protocols"),  # RFC 6890
        ("192.0.2.0/24", "for documentation"),  # RFC 5737
        ("192.88.99.0/24", "6to4 relay"),  # RFC 7526
        ("192.168.0.0/16", "private"),  # RFC 1918
        ("198.18.0.0/15", "for benchmarks"),  # RFC 2544
        ("198.51.100.0/24", "for documentation"),  # RFC 5737
        ("203.0.113.0/24", "for documentation"),  # RFC 5737
        ("224.0.0.0/4", "multicast"),  # RFC 5771
        ("240.0.0.0/4", "reserved"),  # RFC 1112, and broadcast
    )
)

GLOBAL_V6 = IPv6Network("2000::/3")
"""The only unicast space IANA has handed out; an allow-list, because v6 has more special ranges than anyone lists."""

NOT_PUBLIC_V6: Sequence[tuple[IPv6Network, str]] = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/32", "Teredo"),  # RFC 4380: carries a v4 address of the sender's choice
        ("2001:db8::/32", "for documentation"),  # RFC 3849
        ("2001::/23", "for protocols"),  # RFC 2928
        ("2002::/16", "6to4"),  # RFC 3056: carries a v4 address of the sender's choice
        ("3fff::/20", "for documentation"),  # RFC 9637
        ("::1/128", "loopback"),  # RFC 4291
        ("::/128", "this host"),  # RFC 4291
        ("::/96", "IPv4-compatible"),  # RFC 4291 §2.5.5.1, deprecated
        ("64:ff9b:1::/48", "NAT64 for local use"),  # RFC 8215
        ("100::/64", "discarded"),  # RFC 6666
        ("fc00::/7", "private"),  # RFC 4193
        ("fe80::/10", "link-local"),  # RFC 4291
        ("fec0::/10", "site-local"),  # RFC 3879
        ("ff00::/8", "multicast"),  # RFC 4291
    )
)

# Not refused outright: on a network without v4 every v4 server has such an address.
NAT64 = IPv6Network("64:ff9b::/96")


class ForbiddenAddress(OSError):
    """The address may not be polled. An OSError, so that happy eyeballs goes on to the next address of the name."""

    NUMBER = -errno.EACCES
    """An errno no kernel gives: aiohttp keeps the number when it joins several errors into one."""

    def __init__(self, reason: str) -> None:
        super().__init__(self.NUMBER, reason)


def networks(allowed: Sequence[str]) -> tuple[Network, ...]:
    """Return the networks written in *allowed* (CIDR, or one address). Raises ValueError for anything else."""
    return tuple(ip_network(text, strict=False) for text in allowed)


def refusal(text: str, allowed: Sequence[Network] = ()) -> str | None:
    """Return why the address *text* may not be polled. None: it is public, or lies in a network of *allowed*.

    IPv4-mapped and NAT64 addresses are judged by the v4 address inside (RFC 4291 §2.5.5.2, RFC 6052).
    """
    address = ip_address(text.partition("%")[0])
    inner = _inner(address)
    if any(one in network for one in (address, inner) for network in allowed):
        return None
    what = _special(inner)
    if what is None:
        return None
    return f"{address} is not a public address ({what})"


def _inner(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address


def _special(address: Address) -> str | None:
    if isinstance(address, IPv4Address):
        return next((what for network, what in NOT_PUBLIC_V4 if address in network), None)
    what = next((what for network, what in NOT_PUBLIC_V6 if address in network), None)
    return what or (None if address in GLOBAL_V6 else "reserved")


def guarded_socket(allowed: Sequence[Network]) -> Callable[[Any], socket.socket]:
    """Return aiohttp's `socket_factory`: makes sockets for public and *allowed* addresses.

    The socket that comes back is connected to just the address that was judged. Raises ForbiddenAddress.
    """

    def make(info: tuple[int, int, int, str, tuple[Any, ...]]) -> socket.socket:
        family, kind, protocol, _, sockaddr = info
        reason = refusal(sockaddr[0], allowed)
        if reason is not None:
            raise ForbiddenAddress(reason)
        return socket.socket(family=family, type=kind, proto=protocol)

    return make
