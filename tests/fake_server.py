"""A feed server on loopback that does as it is told, misbehaving included, and remembers every request it got.

    async with FakeServer() as server:
        server.on("/feed", redirect("/new", status=301))
        server.on("/new", reset(), answer(b"<rss/>"))       # one act per request; the last one stays
        ...
        assert 2 == len(server.to("/new"))

127.0.0.1, 127.0.0.2, … are different hosts to a client: give `FakeServer(host=…)` one each. Programs that run a loop
of their own (a CLI, a subprocess) use `with in_thread(FakeServer()) as server:`.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import sys
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Self

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

RawHeaders = Sequence[tuple[str, str | bytes]]
LINGER_ZERO = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came over the wire."""

    method: str
    path: str
    """The request target, byte for byte (Latin-1)."""
    headers: tuple[tuple[str, bytes], ...]
    """Names in lower case."""
    at: float
    """time.monotonic() at which the head was read."""
    peer: str
    body: bytes = b""

    def header(self, name: str) -> bytes | None:
        """Return the first header of that name. None: there is none."""
        return next((value for found, value in self.headers if found == name.lower()), None)


Act = Callable[[Request, asyncio.StreamWriter], Awaitable[bool]]
"""What the server does about a request. True: the connection may carry another one."""


class FakeServer:
    """A server of scripted answers. `requests` has all it was asked, in order; unknown paths get 404."""

    def __init__(self, host: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None) -> None:
        self.host = host
        self.port = 0
        self.requests: list[Request] = []
        self._tls = tls
        self._acts: dict[str, list[Act]] = {}
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, self.host, 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, path: str = "/", *, host: str | None = None) -> str:
        """Return the URL of *path* on this server, spelled with *host* if given."""
        name = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self._tls else 'http'}://{name}:{self.port}{path}"

    def on(self, path: str, *acts: Act) -> None:
        """Answer the requests for *path* (query included) with *acts*, one each; the last one for ever."""
        self._acts[path] = list(acts)

    def to(self, path: str) -> list[Request]:
        """Return the requests that *path* got."""
        return [request for request in self.requests if request.path == path]

    def _act(self, path: str) -> Act:
        acts = self._acts.get(path, [answer(b"no such path", status=404)])
        return acts.pop(0) if len(acts) > 1 else acts[0]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            # The client may leave at any time; that is its good right.
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._converse(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()
            with suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kept = True
        while kept:
            head = await reader.readuntil(b"\r\n\r\n")
            request = _request(head, writer.get_extra_info("peername")[0])
            if length := int(request.header("Content-Length") or 0):
                request = replace(request, body=await reader.readexactly(length))
            self.requests.append(request)
            kept = await self._act(request.path)(request, writer)
            await writer.drain()
            kept = kept and (request.header("Connection") or b"").lower() != b"close"


def _request(head: bytes, peer: str) -> Request:
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    method, path, _ = first.decode("latin-1").split(" ", 2)
    pairs = (line.split(b":", 1) for line in lines)
    return Request(
        method=method,
        path=path,
        headers=tuple((name.decode("latin-1").lower(), value.strip()) for name, value in pairs),
        at=time.monotonic(),
        peer=peer,
    )


@contextmanager
def in_thread(server: FakeServer) -> Iterator[FakeServer]:
    """Run *server* on a loop of its own in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        try:
            yield server
        finally:
            asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


# ---------------------------------------------------------------------------------------------
# Acts: proper answers
# ---------------------------------------------------------------------------------------------


def head(status: int, headers: RawHeaders = ()) -> bytes:
    """Return the head of an answer."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unheard Of"
    lines = [f"HTTP/1.1 {status} {phrase}".encode()]
    for name, value in headers:
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode("latin-1")))
    return b"\r\n".join(lines) + b"\r\n\r\n"


def answer(body: bytes = b"", *, status: int = 200, headers: RawHeaders = ()) -> Act:
    """A whole answer with its length."""
    sized = () if status in {204, 304} else (("Content-Length", str(len(body))),)
    return raw(head(status, [*headers, *sized]) + body, keep=True)


CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "x-gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
}


def coded(body: bytes, coding: str, *, status: int = 200, headers: RawHeaders = ()) -> Act:
    """A whole answer in a content coding; a megabyte of zeros makes a small bomb."""
    return answer(CODINGS[coding](body), status=status, headers=[*headers, ("Content-Encoding", coding)])


def redirect(location: str | bytes | None, *, status: int = 302, body: bytes = b"") -> Act:
    """A redirect; None leaves the Location out."""
    headers: RawHeaders = () if location is None else (("Location", location),)
    return answer(body, status=status, headers=headers)


def chunked(*pieces: bytes, ending: bytes = b"0\r\n\r\n", headers: RawHeaders = ()) -> Act:
    """A chunked answer that ends with *ending*, which need not be the right one."""
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return raw(head(200, [*headers, ("Transfer-Encoding", "chunked")]) + chunks + ending, keep=False)


@dataclass(slots=True, kw_only=True)
class Document:
    """A document that may change between requests, from a server that honours its validators."""

    body: bytes
    etag: str | bytes | None = None
    last_modified: str | None = None
    headers: RawHeaders = field(default=())

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer 304 to a request that names the present validators (RFC 9110 §13.2.2), else 200."""
        named = [("ETag", self.etag), ("Last-Modified", self.last_modified)]
        sent = [(name, value) for name, value in named if value is not None]
        status = 304 if self._held(request) else 200
        body = b"" if status == 304 else self.body
        return await answer(body, status=status, headers=[*self.headers, *sent])(request, writer)

    def _held(self, request: Request) -> bool:
        etag = request.header("If-None-Match")
        if etag is not None:
            return etag == (self.etag.encode("latin-1") if isinstance(self.etag, str) else self.etag)
        since = request.header("If-Modified-Since")
        return since is not None and self.last_modified is not None and since == self.last_modified.encode()


# ---------------------------------------------------------------------------------------------
# Acts: misbehaviour
# ---------------------------------------------------------------------------------------------


def raw(sent: bytes, *, keep: bool = False) -> Act:
    """Send these bytes as they are; then close, unless *keep*."""

    async def act(request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(sent)
        return keep

    return act


def truncated(body: bytes, *, missing: int = 10, headers: RawHeaders = ()) -> Act:
    """Promise *missing* bytes more than are sent."""
    return raw(head(200, [*headers, ("Content-Length", str(len(body) + missing))]) + body)


def reset(sent: bytes = b"") -> Act:
    """Send these bytes, let them arrive, then reset the connection."""

    async def act(request: Request, writer: asyncio.StreamWriter) -> bool:
        if sent:
            writer.write(sent)
            await writer.drain()
            await asyncio.sleep(0.05)
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        writer.transport.abort()
        return False

    return act


def drip(start: bytes, piece: bytes, *, every: float = 0.01) -> Act:
    """Send *start*, then *piece* again and again for as long as the client listens."""

    async def act(request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return act


def hang() -> Act:
    """Say nothing for as long as the client waits."""

    async def act(request: Request, writer: asyncio.StreamWriter) -> bool:
        await asyncio.Event().wait()
        return False

    return act


def endless_headers() -> Act:
    """An answer whose head never ends."""
    return drip(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 50, every=0)


def endless_body(headers: RawHeaders = ()) -> Act:
    """A body without length that never ends."""
    return drip(head(200, headers), b"x" * 65_536, every=0)
