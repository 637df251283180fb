"""Fetching: no socket is opened to an address that is not public, however it is spelled or reached."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_network

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from fake_server import FakeServer, answer, redirect
from fetching import feed, fetch

from aggregator.fetch import Fetcher, connection
from aggregator.fetch.addresses import ForbiddenAddress, guarded_socket, networks, refusal
from aggregator.model import FailureKind, Fetched, FetchFailed

PUBLIC = """
    1.1.1.1  8.8.8.8  9.255.255.255  11.0.0.0  100.63.255.255  100.128.0.0  126.255.255.255  128.0.0.1
    169.253.255.255  169.255.0.0  172.15.255.255  172.32.0.0  192.0.1.0  192.167.255.255  192.169.0.0
    198.17.255.255  198.20.0.0  223.255.255.255
    2001:200::1  2001:4860:4860::8888  2606:4700:4700::1111  2a00:1450:4001::1  3ffe:ffff::1
    ::ffff:8.8.8.8  64:ff9b::8.8.8.8
""".split()

NOT_PUBLIC = """
    0.0.0.0  0.1.2.3  10.0.0.1  10.255.255.255  100.64.0.1  100.127.255.255  127.0.0.1  127.255.255.254
    169.254.169.254  172.16.0.1  172.31.255.255  192.0.0.8  192.0.2.1  192.88.99.1  192.168.0.1
    198.18.0.1  198.19.255.255  198.51.100.1  203.0.113.1  224.0.0.1  239.255.255.255  240.0.0.1  255.255.255.255
    ::  ::1  ::127.0.0.1  ::8.8.8.8  ::ffff:127.0.0.1  ::ffff:10.0.0.1  ::ffff:169.254.169.254  ::ffff:0:127.0.0.1
    64:ff9b::127.0.0.1  64:ff9b::10.0.0.1  64:ff9b::a9fe:a9fe  64:ff9b:1::1  64:ff9b:1::8.8.8.8  100::1
    2001::1  2001:0:4136:e378:8000:63bf:3fff:fdd2  2001:10::1  2001:20::1  2001:1ff:ffff::1  2001:db8::1
    2002:7f00:1::1  2002:808:808::1  3fff::1  3fff:fff::1  4000::1  5f00::1
    fc00::1  fd12:3456:789a::1  fe80::1  fe80::1%eth0  fec0::1  ff02::1  ff0e::1
""".split()


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    """A public address may be polled; of a mapped or translated one the inner address counts."""
    assert None is refusal(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_not_public(address: str) -> None:
    """Every special range is refused, with the reason."""
    assert "is not a public address" in (refusal(address) or "")


@pytest.mark.parametrize(
    ("address", "allowed", "may"),
    [
        ("10.1.2.3", "10.1.0.0/16", True),
        ("10.2.0.1", "10.1.0.0/16", False),
        ("::ffff:10.1.2.3", "10.1.0.0/16", True),
        ("64:ff9b::10.1.2.3", "10.1.0.0/16", True),
        ("fd00::5", "fd00::/8", True),
        ("fe80::1%eth0", "fe80::/10", True),
        ("::1", "127.0.0.0/8", False),
        ("192.168.1.7", "192.168.1.7", True),
        ("64:ff9b:1::10.0.0.1", "64:ff9b:1::/48", True),
    ],
)
def test_allowed_networks(address: str, allowed: str, may: bool) -> None:
    """The operator opens networks one by one; an inner v4 address lies in the networks of v4."""
    assert may == (refusal(address, networks((allowed,))) is None)


def test_unreadable_network() -> None:
    """A network that is none is refused when the fetcher is made."""
    with pytest.raises(ValueError, match="intranet"):
        Fetcher(user_agent="t", allow_addresses=("intranet",))


def test_guarded_socket() -> None:
    """The socket itself is refused: there is no way around it."""
    make = guarded_socket((ip_network("127.0.0.0/8"),))

    with pytest.raises(ForbiddenAddress, match=r"10\.0\.0\.1 is not a public address \(private\)"):
        make((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("10.0.0.1", 80)))
    make((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))).close()


# 127.0.0.1 in every spelling that some library or resolver takes for it; {port} is a server that must not be reached.
SPELLINGS = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://example.org@127.0.0.1:{port}/",
    "http://example.org:80@127.0.0.1:{port}/",
    "http://example.org%40127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.org/",
    "http://127.0.0.1:{port}#@example.org/",
    "http://127.0.0.1:{port}?@example.org/",
    "http://127。0。0。1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127.0.0.1%2f:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "http://127.0.0.1\t:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET",
    "unix:///var/run/docker.sock",
)
REFUSED = {FailureKind.FORBIDDEN_ADDRESS, FailureKind.BAD_URL}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings(spelling: str) -> None:
    """No spelling of a loopback address reaches it."""

    async def run() -> tuple[object, int]:
        async with FakeServer() as server:
            return await fetch(feed(spelling.format(port=server.port)), allow=()), len(server.requests)

    got, asked = asyncio.run(run())

    assert isinstance(got, FetchFailed)
    assert (True, 0) == (got.kind in REFUSED, asked)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_redirects_to_spellings(spelling: str) -> None:
    """No redirect from a server that may be polled reaches one that may not.

    `//host` and paths are proper locations; what they lead to is judged like any other address.
    """

    async def run() -> tuple[object, int]:
        async with FakeServer("127.0.0.2") as allowed, FakeServer("127.0.0.1") as canary:
            allowed.on("/feed", redirect(spelling.format(port=canary.port).encode()))
            return await fetch(feed(allowed.url("/feed")), allow=("127.0.0.2",)), len(canary.requests)

    got, asked = asyncio.run(run())

    assert isinstance(got, FetchFailed)
    assert 0 == asked


def test_redirect_to_an_address_that_is_not_public() -> None:
    """A redirect to an address that is not public fails as such, and names it."""

    async def run() -> object:
        async with FakeServer("127.0.0.2") as server:
            server.on("/feed", redirect("http://169.254.169.254/latest/meta-data/"))
            return await fetch(feed(server.url("/feed")), allow=("127.0.0.2",))

    got = asyncio.run(run())

    assert isinstance(got, FetchFailed)
    assert (
        FailureKind.FORBIDDEN_ADDRESS,
        "169.254.169.254: 169.254.169.254 is not a public address (link-local)",
    ) == (got.kind, got.detail)


def test_allowed_network_is_polled() -> None:
    """What the operator allows is polled: the refusals above are the guard's work."""

    async def run() -> object:
        async with FakeServer() as server:
            server.on("/feed", answer(b"<rss/>"))
            return await fetch(feed(server.url("/feed")), allow=("127.0.0.1",))

    assert isinstance(asyncio.run(run()), Fetched)


class Names(AbstractResolver):
    """A DNS whose answers change from one question to the next (rebinding), and may name several addresses."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        addresses = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
            for address in addresses
        ]

    async def close(self) -> None:
        pass


async def status(names: Names, port: int) -> int:
    """Ask feeds.example by way of the guard that fetchers use."""
    pool = connection.Pool(names=names, allowed=networks(("127.0.0.2",)))
    async with connection.session(pool) as session, session.get(f"http://feeds.example:{port}/feed") as response:
        return response.status


@pytest.mark.parametrize("answers", [("127.0.0.1",), ("127.0.0.1", "127.0.0.3"), ("10.0.0.1", "192.168.0.1")])
def test_names_of_addresses_that_are_not_public(answers: tuple[str, ...]) -> None:
    """A name is judged by the addresses it resolves to, all of them; the errno survives happy eyeballs."""

    async def run() -> tuple[int | None, int]:
        async with FakeServer() as canary:
            try:
                await status(Names(answers), canary.port)
            except aiohttp.ClientConnectorError as error:
                return error.os_error.errno, len(canary.requests)
        raise AssertionError("connected")

    assert (ForbiddenAddress.NUMBER, 0) == asyncio.run(run())


def test_rebinding() -> None:
    """A name that moves to a private address between two questions is refused at the second."""

    async def run() -> int:
        async with FakeServer("127.0.0.2") as server:
            server.on("/feed", answer())
            names = Names(("127.0.0.2",), ("127.0.0.1",))
            first = await status(names, server.port)
            with pytest.raises(aiohttp.ClientConnectorError, match="not a public address"):
                await status(names, server.port)
            return first

    assert 200 == asyncio.run(run())


def test_public_address_beside_a_private_one() -> None:
    """Of a name with both kinds of addresses the public one is used."""

    async def run() -> int:
        async with FakeServer("127.0.0.2") as server:
            server.on("/feed", answer())
            return await status(Names(("10.0.0.1", "127.0.0.2")), server.port)

    assert 200 == asyncio.run(run())
