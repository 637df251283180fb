"""Fetching: everything that can go wrong is a value of one kind, with one line for people and no secret in it."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from fake_server import FakeServer, answer, hang, raw, redirect, reset
from fetching import feed, fetch, poll

from aggregator.model import BasicAuth, FailureKind, FetchFailed


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (201, FailureKind.HTTP_ERROR),
        (202, FailureKind.HTTP_ERROR),
        (204, FailureKind.HTTP_ERROR),
        (206, FailureKind.INCOMPLETE),
        (300, FailureKind.HTTP_ERROR),
        (400, FailureKind.HTTP_ERROR),
        (401, FailureKind.UNAUTHORIZED),
        (403, FailureKind.FORBIDDEN),
        (404, FailureKind.NOT_FOUND),
        (410, FailureKind.GONE),
        (429, FailureKind.THROTTLED),
        (451, FailureKind.HTTP_ERROR),
        (500, FailureKind.SERVER_ERROR),
        (503, FailureKind.UNAVAILABLE),
        (523, FailureKind.SERVER_ERROR),
        (999, FailureKind.PROTOCOL),
    ],
)
def test_status(status: int, kind: FailureKind) -> None:
    """Every status that brings no document is one kind of failure, and is kept."""
    got = poll(answer(b"<rss/>" if status != 204 else b"", status=status)).failure

    assert (kind, status) == (got.kind, got.status)


def test_detail_of_a_status() -> None:
    """The detail names the server and the status in the standard's words, not in the server's."""
    got = poll(raw(b"HTTP/1.1 404 \x1b[31mBuy now\r\nContent-Length: 0\r\n\r\n"))

    assert f"{got.base.removeprefix('http://')}: answered 404 not found" == got.failure.detail


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(status: int) -> None:
    """429 and 503 say how long to stay away."""
    got = poll(answer(status=status, headers=[("Retry-After", "120")]))

    assert timedelta(minutes=2) == got.failure.retry_after


def test_retry_after_of_another_status() -> None:
    """Retry-After counts with 429 and 503 only."""
    assert None is poll(answer(status=404, headers=[("Retry-After", "120")])).failure.retry_after


def test_unknown_name() -> None:
    """A name that does not resolve is a failure of the DNS."""
    got = asyncio.run(fetch(feed("http://feeds.invalid/")))

    assert isinstance(got, FetchFailed)
    assert FailureKind.DNS == got.kind


def test_refused_connection() -> None:
    """A port where nobody listens is a failed connection, in the system's words."""

    async def run() -> tuple[object, int]:
        async with FakeServer() as server:
            url, port = server.url("/feed"), server.port
        return await fetch(feed(url)), port

    got, port = asyncio.run(run())

    assert FetchFailed(kind=FailureKind.CONNECT, detail=f"127.0.0.1:{port}: no connection: connection refused") == got


def test_untrusted_certificate(tmp_path: Path) -> None:
    """A certificate that nobody vouches for is a TLS failure, and nothing is asked."""
    tls = self_signed(tmp_path)

    async def run() -> tuple[object, int]:
        async with FakeServer(tls=tls) as server:
            return await fetch(feed(server.url("/feed"))), len(server.requests)

    got, asked = asyncio.run(run())

    assert isinstance(got, FetchFailed)
    assert (FailureKind.TLS, 0) == (got.kind, asked)


def test_plain_http_on_a_tls_port() -> None:
    """A server that does not speak TLS is a TLS failure."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async def run() -> object:
        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        async with server:
            return await fetch(feed(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))

    got = asyncio.run(run())

    assert isinstance(got, FetchFailed)
    assert FailureKind.TLS == got.kind


def self_signed(directory: Path) -> ssl.SSLContext:
    """Return a server's TLS with a certificate made on the spot."""
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    try:
        subprocess.run(
            [*command, "-keyout", key, "-out", certificate, "-subj", "/CN=localhost"], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"openssl cannot make a certificate: {error}")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls


@pytest.mark.parametrize(
    "head",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"<rss>no head at all</rss>\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ],
)
def test_broken_http(head: bytes) -> None:
    """An answer that is not HTTP, or that could be read in two ways, is a failure of the protocol."""
    assert FailureKind.PROTOCOL == poll(raw(head)).kind


def test_silent_close() -> None:
    """A connection that closes before any answer is tried once more, then it is an incomplete answer."""
    got = poll(raw(b""))

    assert (FailureKind.INCOMPLETE, 2) == (got.kind, len(got.requests))


def test_reset_once() -> None:
    """A reset before any answer is survived when the second try succeeds."""
    assert b"<rss/>" == poll(reset(), answer(b"<rss/>")).document.body


def test_deadline_names_itself() -> None:
    """An answer that never comes ends at the feed's timeout."""
    got = poll(hang(), timeout=timedelta(seconds=0.2))

    assert (FailureKind.TIMEOUT, True) == (got.kind, got.failure.detail.endswith("no whole answer within 0.2 s"))


def test_cancelling_passes() -> None:
    """A fetch that is cancelled is cancelled: that is no failure of the server's."""

    async def run() -> None:
        async with FakeServer() as server:
            asked = asyncio.Event()

            async def silent(request: object, writer: asyncio.StreamWriter) -> bool:
                asked.set()
                return await hang()(request, writer)

            server.on("/feed", silent)
            task = asyncio.create_task(fetch(feed(server.url("/feed"))))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())


def test_secrets_stay_out_of_details() -> None:
    """No detail shows a password or a query, whatever failed."""
    acts = {
        "status": answer(status=401),
        "circle": redirect("/feed?token=hunter2"),
        "late": hang(),
        "broken": raw(b"nonsense\r\n"),
    }
    details = [
        poll(
            act,
            path="/feed?token=hunter2",
            auth=BasicAuth(username="user", password="hunter2"),
            timeout=timedelta(seconds=0.3),
        ).failure.detail
        for act in acts.values()
    ]

    assert [] == [detail for detail in details if "hunter2" in detail or "dXNlcjpodW50ZXIy" in detail]
