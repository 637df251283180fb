"""Fetching: what is asked, and what each answer is taken for."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from fake_server import Document, FakeServer, answer, coded, head, in_thread, raw
from fetching import NOW, feed, fetch, poll

from aggregator.fetch import Fetcher, user_agent
from aggregator.model import BasicAuth, FailureKind, Fetched, Header, Validators

ETAG = b'W/"caf\xc3\xa9-\xe9\xff"'
"""As servers make them of file names: UTF-8, Latin-1 and neither."""
MODIFIED = "Tue, 13 Jan 2026 08:00:00 GMT"


# -- documents --


def test_document() -> None:
    """A 200 gives the body and the headers that say what it is."""
    got = poll(
        answer(
            b"<rss/>",
            headers=[
                ("Content-Type", "text/xml; charset=utf-8"),
                ("Content-Location", "/feed.xml"),
                ("Content-Language", "fr"),
                ("ETag", '"1"'),
                ("Last-Modified", MODIFIED),
                ("Cache-Control", "public, max-age=600"),
            ],
        )
    )

    assert (
        Fetched(
            url=f"{got.base}/feed",
            status=200,
            body=b"<rss/>",
            content_type="text/xml; charset=utf-8",
            content_location="/feed.xml",
            content_language="fr",
            validators=Validators(etag=b'"1"', last_modified=MODIFIED.encode()),
            freshness=timedelta(minutes=10),
        )
        == got.document
    )


def test_empty_document() -> None:
    """An empty 200 is a document; that it is no feed is for the parser to say."""
    assert b"" == poll(answer(b"")).document.body


def test_empty_body_of_a_coding() -> None:
    """A body of no bytes is empty, whatever its Content-Encoding says."""
    assert b"" == poll(answer(b"", headers=[("Content-Encoding", "gzip")])).document.body


def test_body_without_length() -> None:
    """A body may end with the connection (HTTP/1.0 manners)."""
    assert b"<rss/>" == poll(raw(head(200) + b"<rss/>")).document.body


def test_undecodable_header() -> None:
    """A header with bytes that are no text loses them: what is stored can be stored everywhere."""
    assert "text/xml" == poll(answer(headers=[("Content-Type", b"text/\xffxml\x1b")])).document.content_type


def test_transformed_document() -> None:
    """A 203 is a document, changed by a proxy on its way."""
    assert 203 == poll(answer(b"<rss/>", status=203)).document.status


# -- what is asked --


def test_request() -> None:
    """A request says who we are and what we read, and nothing that nobody needs."""
    request = poll(answer()).requests[0]

    assert ("GET", b"test/1 (+https://example.org)") == (request.method, request.header("User-Agent"))
    assert {"host", "user-agent", "accept", "accept-encoding"} == {name for name, _ in request.headers}


def test_request_names_feed_types_and_codings() -> None:
    """A request names the feed types, and the codings that we can undo."""
    request = poll(answer()).requests[0]
    accept = request.header("Accept") or b""

    assert all(kind in accept for kind in (b"rss+xml", b"atom+xml", b"feed+json", b"*/*"))
    assert b"gzip, br, zstd, deflate" == request.header("Accept-Encoding")


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/%7Efeed/%c3%a9?b=%41&a=1+2&c", "/%7Efeed/%c3%a9?b=%41&a=1+2&c"),
        ("/a/../b/./c//d;x=1", "/a/../b/./c//d;x=1"),
        ("/a|b'(c)[d]?e={f}", "/a|b'(c)[d]?e={f}"),
        ("/café feed?q=ü#part", "/caf%C3%A9%20feed?q=%C3%BC"),
        ("?feed=rss2", "/?feed=rss2"),
    ],
)
def test_url_is_sent_as_configured(path: str, sent: str) -> None:
    """The path and query go out as configured; only spaces and non-ASCII are percent-encoded, the fragment stays."""
    assert sent == poll(path=path).requests[0].path


def test_feed_names_and_headers() -> None:
    """A feed's own user agent and headers replace ours."""
    request = poll(
        answer(),
        user_agent="Other/2",
        headers=(
            Header(name="accept", value="text/xml"),
            Header(name="X-Key", value="a"),
            Header(name="X-Key", value="ü"),
        ),
    ).requests[0]

    assert (b"Other/2", b"text/xml") == (request.header("User-Agent"), request.header("Accept"))
    assert [b"a", "ü".encode()] == [value for name, value in request.headers if name == "x-key"]


def test_basic_auth() -> None:
    """A feed's login is sent as HTTP basic authentication, in UTF-8."""
    request = poll(answer(), auth=BasicAuth(username="Aladdin", password="open sésame")).requests[0]

    assert b"Basic QWxhZGRpbjpvcGVuIHPDqXNhbWU=" == request.header("Authorization")


def test_login_in_url() -> None:
    """A login in the URL is sent as authentication, and is in no URL that comes back."""

    async def run() -> tuple[object, bytes | None, str]:
        async with FakeServer() as server:
            server.on("/feed", answer())
            url = server.url("/feed", host="127.0.0.1").replace("//", "//user:p%40ss@")
            got = await fetch(feed(url))
            assert isinstance(got, Fetched)
            return got.url, server.requests[0].header("Authorization"), server.url("/feed")

    url, authorization, expected = asyncio.run(run())

    assert (expected, b"Basic dXNlcjpwQHNz") == (url, authorization)


def test_no_cookies() -> None:
    """A cookie is never sent back."""

    async def run() -> list[bytes | None]:
        async with FakeServer() as server:
            server.on("/feed", answer(headers=[("Set-Cookie", "id=1; Path=/")]))
            # By name: aiohttp's own jar keeps no cookies of bare addresses.
            async with Fetcher(user_agent="t", allow_addresses=("127.0.0.0/8",)) as fetcher:
                spec = feed(server.url("/feed", host="localhost"))
                for _ in range(2):
                    await fetcher.fetch(spec, url=spec.url, validators=Validators(), now=NOW)
            return [request.header("Cookie") for request in server.requests]

    assert [None, None] == asyncio.run(run())


def test_environment_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proxy variables and .netrc do not decide where requests go and what is in them."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert None is poll(answer()).requests[0].header("Authorization")


def test_hosts_file() -> None:
    """Names of the hosts file resolve."""

    async def run() -> object:
        async with FakeServer() as server:
            server.on("/feed", answer(b"<rss/>"))
            return await fetch(feed(server.url("/feed", host="localhost")))

    assert isinstance(asyncio.run(run()), Fetched)


def test_resolver_without_c_ares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where c-ares cannot start, the system's resolver answers."""

    def unable() -> None:
        raise RuntimeError

    async def run() -> object:
        async with FakeServer() as server:
            server.on("/feed", answer(b"<rss/>"))
            return await fetch(feed(server.url("/feed", host="localhost")))

    monkeypatch.setattr(aiohttp, "AsyncResolver", unable)

    assert isinstance(asyncio.run(run()), Fetched)


def test_ipv6() -> None:
    """An address of IPv6 can be polled."""

    async def run() -> object:
        try:
            async with FakeServer("::1") as server:
                server.on("/feed", answer(b"<rss/>"))
                return await fetch(feed(server.url("/feed")))
        except OSError as error:
            pytest.skip(f"no IPv6 on this machine: {error}")

    assert isinstance(asyncio.run(run()), Fetched)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("https://example.org/bot", "feed-aggregator/1.2 (+https://example.org/bot)"),
        ("ops@example.org\r\nX: y", "feed-aggregator/1.2 (+ops@example.org X: y)"),
        (None, "feed-aggregator/1.2"),
    ],
)
def test_user_agent(contact: str | None, expected: str) -> None:
    """The user agent names program, version and the operator's contact, on one line."""
    assert expected == user_agent("1.2", contact)


# -- conditional requests --


def test_validators_are_echoed() -> None:
    """ETag and Last-Modified go back byte for byte, bytes that are no text included, and give a 304."""
    document = Document(body=b"<rss/>", etag=ETAG, last_modified=MODIFIED)
    first = poll(document)
    second = poll(document, validators=first.document.validators)

    assert Validators(etag=ETAG, last_modified=MODIFIED.encode()) == first.document.validators
    assert [ETAG, MODIFIED.encode()] == [
        second.requests[0].header(name) for name in ("If-None-Match", "If-Modified-Since")
    ]
    assert f"{second.base}/feed" == second.unmodified.url


def test_unreadable_date_is_echoed() -> None:
    """Last-Modified is never parsed: nonsense goes back as it came."""
    held = Validators(last_modified=b"yesterday, \xe0 peu pr\xe8s")

    assert held.last_modified == poll(answer(status=304), validators=held).requests[0].header("If-Modified-Since")


def test_changed_document() -> None:
    """A changed document comes with its new validators."""
    got = poll(Document(body=b"<rss/>", etag='"2"'), validators=Validators(etag=b'"1"'))

    assert (b"<rss/>", Validators(etag=b'"2"')) == (got.document.body, got.document.validators)


def test_validators_of_a_304() -> None:
    """A 304's new validators replace the held ones; those it does not name stay."""
    held = Validators(etag=b'"1"', last_modified=MODIFIED.encode())
    got = poll(answer(status=304, headers=[("ETag", '"2"'), ("Cache-Control", "max-age=60")]), validators=held)

    assert Validators(etag=b'"2"', last_modified=MODIFIED.encode()) == got.unmodified.validators
    assert timedelta(minutes=1) == got.unmodified.freshness


def test_silent_304_keeps_validators() -> None:
    """A 304 without validators keeps the held ones."""
    held = Validators(etag=b'"1"', last_modified=MODIFIED.encode())

    assert held == poll(answer(status=304), validators=held).unmodified.validators


def test_304_to_an_unconditional_request() -> None:
    """A 304 to a request without validators leaves us without a document: the server does not speak HTTP well."""
    assert FailureKind.PROTOCOL == poll(answer(status=304)).kind


# -- many fetches --


def test_connections_are_shared() -> None:
    """At most `connections` fetches are under way; waiting for one of them does not count against the timeout."""

    async def run() -> tuple[list[object], int]:
        async with FakeServer() as server:
            under_way = most = 0

            async def slow(request: object, writer: asyncio.StreamWriter) -> bool:
                nonlocal under_way, most
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(0.1)
                under_way -= 1
                writer.write(head(200, [("Content-Length", "0")]))
                return True

            server.on("/feed", slow)
            spec = feed(server.url("/feed"), timeout=timedelta(seconds=0.9))
            async with Fetcher(user_agent="t", allow_addresses=("127.0.0.0/8",), connections=2) as fetcher:
                fetches = [fetcher.fetch(spec, url=spec.url, validators=Validators(), now=NOW) for _ in range(20)]
                return [type(got) for got in await asyncio.gather(*fetches)], most

    kinds, most = asyncio.run(run())

    assert ([Fetched] * 20, 2) == (kinds, most)


def test_coded_document() -> None:
    """A compressed document comes out inflated."""
    assert b"<rss/>" == poll(coded(b"<rss/>", "gzip")).document.body


def test_server_in_a_thread() -> None:
    """The scripted server also serves programs that run a loop of their own."""
    with in_thread(FakeServer()) as server:
        server.on("/feed", answer(b"<rss/>"))
        got = asyncio.run(fetch(feed(server.url("/feed"))))

    assert isinstance(got, Fetched)
    assert ["/feed"] == [request.path for request in server.requests]
