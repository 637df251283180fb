"""How the service stands towards servers: one aiohttp session, without memory and without help from the environment."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import aiohttp
import pycares
from aiohttp.abc import AbstractResolver
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ClientResponse
from aiohttp.connector import Connection

from aggregator.fetch.addresses import Network, guarded_socket

DNS_TTL = 300
"""Seconds an answer of the DNS is used: enough for the feeds of one host, short enough to follow a move."""
CONNECT_TIMEOUT = 10
"""Seconds for one address, TLS included, before the next one is tried; the whole fetch has its own deadline."""
KEEP_ALIVE = 5
"""Seconds an idle connection is kept: for redirects and the next feed of the host, not for the next poll."""
MAX_STATUS_LINE = 8_190
MAX_HEADER = 16_384
"""Bytes of one header: some real sites send more than aiohttp's 8 KB in one. aiohttp takes 128 of them."""


ESCAPED = re.compile("[\udc80-\udcff]")
"""What surrogateescape makes of bytes that are no UTF-8."""


class _Transport:
    """A transport that puts bytes which are no text in place of the stand-ins aiohttp could write."""

    def __init__(self, transport: Any, stand_ins: dict[bytes, bytes]) -> None:
        self._transport = transport
        self._stand_ins = stand_ins

    def is_closing(self) -> bool:
        return bool(self._transport.is_closing())

    def write(self, head: bytes) -> None:
        for stand_in, line in self._stand_ins.items():
            head = head.replace(stand_in, line)
        self._transport.write(head)


class RawRequest(aiohttp.ClientRequest):
    """A request whose headers go out byte for byte.

    aiohttp reads headers as UTF-8 with surrogateescape, but drops the escapes when it writes. An ETag in Latin-1 would
    come back to its server changed, and never match.
    """

    async def send(self, conn: Connection) -> ClientResponse:
        """Send the request; lines with undecodable bytes are put back into the head on its way to the socket."""
        stand_ins = self._stand_ins()
        protocol = conn.protocol
        if not stand_ins or protocol is None:
            return await super().send(conn)
        transport = protocol.transport
        protocol.transport = _Transport(transport, stand_ins)  # type: ignore[assignment]
        try:
            return await super().send(conn)
        finally:
            protocol.transport = transport

    def _stand_ins(self) -> dict[bytes, bytes]:
        """Put hexadecimal in place of values that are no UTF-8; return the lines to put back."""
        lines = {}
        for name, value in tuple(self.headers.items()):
            if ESCAPED.search(value):
                raw = value.encode("utf-8", "surrogateescape")
                self.headers[name] = raw.hex()
                lines[f"{name}: {raw.hex()}\r\n".encode()] = name.encode() + b": " + raw + b"\r\n"
        return lines


class StrictProtocol(ResponseHandler):
    """aiohttp's protocol, which tells the reader of a body when the connection did not end well.

    aiohttp 3.14 takes a reset for the end of a body that only the connection ends, and leaves the reader of a body with
    a broken chunk waiting for more of it until the deadline.
    """

    def connection_lost(self, exc: BaseException | None) -> None:
        """Fail a body that is not whole, unless the connection was closed in good order."""
        body = self._payload
        if body is not None and not body.is_eof() and (exc is not None or self.exception() is not None):
            body.set_exception(aiohttp.ClientPayloadError())
        super().connection_lost(exc)


class Pool(aiohttp.TCPConnector):
    """aiohttp's connections, under our protocol."""

    def __init__(self, *, names: AbstractResolver, allowed: tuple[Network, ...]) -> None:
        """Prepare a pool. It has no limit: waiting for a place in it would count against a poll's deadline."""
        super().__init__(
            resolver=names,
            limit=0,
            ttl_dns_cache=DNS_TTL,
            keepalive_timeout=KEEP_ALIVE,
            socket_factory=guarded_socket(allowed),
        )
        self._factory = partial(StrictProtocol, loop=self._loop)  # type: ignore[assignment]


def resolver() -> AbstractResolver:
    """Return the resolver: c-ares, which answers thousands of names at once; else the system's, a few at a time.

    Both read the hosts file and give `localhost`.
    """
    try:
        return aiohttp.AsyncResolver()
    except (RuntimeError, pycares.AresError):
        return aiohttp.ThreadedResolver()


def session(pool: Pool) -> aiohttp.ClientSession:
    """Return a session that keeps no cookies, reads no .netrc and no proxy variables, and inflates nothing."""
    return aiohttp.ClientSession(
        connector=pool,
        connector_owner=True,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        request_class=RawRequest,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT),
        max_line_size=MAX_STATUS_LINE,
        max_field_size=MAX_HEADER,
    )
