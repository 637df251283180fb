"""Fetching: redirects are followed a little way, and only permanent ones are reported."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from fake_server import Document, FakeServer, Request, answer, redirect
from fetching import feed, fetch, poll

from aggregator.fetch.redirects import MAX_REDIRECTS
from aggregator.model import BasicAuth, FailureKind, Fetched, FetchFailed, Header, NotModified, Validators

LOGIN = BasicAuth(username="user", password="secret")
KEY = Header(name="X-Api-Key", value="secret")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect(status: int) -> None:
    """A redirect is followed, and the document's URL is where it came from."""
    got = poll(redirect("/new?a=1", status=status), routes={"/new?a=1": answer(b"<rss/>")})

    assert (f"{got.base}/new?a=1", b"<rss/>") == (got.document.url, got.document.body)


@pytest.mark.parametrize(
    ("chain", "permanent"),
    [
        ((301,), "/1"),
        ((308,), "/1"),
        ((301, 308, 301), "/3"),
        ((302,), None),
        ((303,), None),
        ((307,), None),
        ((302, 301), None),
        ((301, 302), "/1"),
        ((301, 308, 307, 301), "/2"),
    ],
)
def test_permanent_url(chain: Sequence[int], permanent: str | None) -> None:
    """The permanent URL is where the permanent redirects from the start lead; a temporary one ends them."""
    routes = {f"/{hop}": redirect(f"/{hop + 1}", status=status) for hop, status in enumerate(chain)}
    got = poll(path="/0", routes={**routes, f"/{len(chain)}": answer(b"<rss/>")})

    assert (f"{got.base}{permanent}" if permanent else None) == got.document.permanent_url


def test_permanent_url_of_a_304() -> None:
    """A 304 behind a permanent redirect reports it; the validators go all the way."""
    held = Validators(etag=b'"1"')
    got = poll(redirect("/new", status=301), routes={"/new": Document(body=b"", etag='"1"')}, validators=held)

    assert (f"{got.base}/new", f"{got.base}/new") == (got.unmodified.url, got.unmodified.permanent_url)


def test_permanent_url_of_a_failure() -> None:
    """A failure behind a permanent redirect reports it, and the status of the last answer."""
    got = poll(redirect("/gone", status=301), routes={"/gone": answer(status=410)})

    assert (FailureKind.GONE, 410, f"{got.base}/gone") == (
        got.kind,
        got.failure.status,
        got.failure.permanent_url,
    )


@pytest.mark.parametrize(
    ("location", "reached"),
    [
        ("new", "/a/b/new"),
        ("../new", "/a/new"),
        ("?page=2", "/a/b/feed?page=2"),
        ("/new#part", "/new"),
        ("  /new  ", "/new"),
        ("/caf\xc3\xa9".encode("latin-1"), "/caf%C3%A9"),
        (b"/caf\xe9 1", "/caf%E9%201"),
        ("/a|b%zz", "/a|b%zz"),
    ],
)
def test_locations(location: str | bytes, reached: str) -> None:
    """A relative Location is resolved; undecodable bytes in it are percent-encoded as they are."""
    got = poll(redirect(location), path="/a/b/feed", routes={reached: answer(b"<rss/>")})

    assert f"{got.base}{reached}" == got.document.url


@pytest.mark.parametrize(
    "location",
    [
        None,
        "",
        "ftp://example.org/feed",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///feed",
        "http://[::1/feed",
        "http://example.org:99999/feed",
        "http://exa mple.org/feed",
        "/a\x0bb",
        b"http://\xff\xfe/",
        "/" + "x" * 9_000,
    ],
)
def test_locations_that_lead_nowhere(location: str | bytes | None) -> None:
    """A redirect without a usable http(s) Location is a failure of its own kind, and is not followed."""
    got = poll(redirect(location, status=301))

    assert (FailureKind.REDIRECTS, 301, None, 1) == (
        got.kind,
        got.failure.status,
        got.failure.permanent_url,
        len(got.requests),
    )


def test_as_many_redirects_as_allowed() -> None:
    """Five redirects in a row are followed, a sixth is not."""
    hops = {f"/{hop}": redirect(f"/{hop + 1}") for hop in range(MAX_REDIRECTS)}
    end = f"/{MAX_REDIRECTS}"
    within = poll(path="/0", routes={**hops, end: answer(b"<rss/>")})
    beyond = poll(path="/0", routes={**hops, end: redirect("/end"), "/end": answer(b"<rss/>")})

    assert f"{within.base}{end}" == within.document.url
    assert (FailureKind.REDIRECTS, MAX_REDIRECTS + 1) == (beyond.kind, len(beyond.requests))


@pytest.mark.parametrize("circle", [("/feed",), ("/b", "/feed"), ("/b", "/c", "/b")])
def test_circle(circle: Sequence[str]) -> None:
    """A circle is seen the first time round."""
    stops = ["/feed", *circle]
    got = poll(routes={stop: redirect(there) for stop, there in zip(stops, circle, strict=False)})

    assert (FailureKind.REDIRECTS, len(circle)) == (got.kind, len(got.requests))
    assert f"in a circle, back to {got.base}{circle[-1]}" in got.failure.detail


def over_to(location: str) -> list[Request]:
    """Return what *location* ({host}, {port} of another origin) was asked after a redirect from a feed with secrets."""

    async def run() -> list[Request]:
        async with FakeServer("127.0.0.1") as here, FakeServer("127.0.0.2") as other:
            target = location.format(here=here.port, other=other.port)
            here.on("/feed", redirect(target))
            for server in (here, other):
                server.on("/new", answer(b"<rss/>"))
            spec = feed(here.url("/feed"), auth=LOGIN, headers=(KEY,), user_agent="Mine/1")
            await fetch(spec, validators=Validators(etag=b'"1"'))
            return [*here.to("/new"), *other.to("/new")]

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("/new", True),
        ("http://127.0.0.1:{here}/new", True),
        ("http://localhost:{here}/new", False),
        ("http://127.0.0.2:{other}/new", False),
        ("http://user:secret@127.0.0.2:{other}/new", False),
    ],
)
def test_secrets_and_origins(location: str, sent: bool) -> None:
    """A feed's login and headers go to its own scheme, host and port only; its name and validators go along."""
    requests = over_to(location)
    secrets = [bool(request.header(name)) for request in requests for name in ("Authorization", "X-Api-Key")]

    assert [sent, sent] == secrets
    assert [(b"Mine/1", b'"1"')] == [
        (request.header("User-Agent"), request.header("If-None-Match")) for request in requests
    ]


def test_another_port_is_another_origin() -> None:
    """Two ports of one host are two origins."""

    async def run() -> bytes | None:
        async with FakeServer() as here, FakeServer() as other:
            here.on("/feed", redirect(other.url("/new")))
            other.on("/new", answer())
            await fetch(feed(here.url("/feed"), auth=LOGIN))
            return other.requests[0].header("Authorization")

    assert None is asyncio.run(run())


def test_no_referrer() -> None:
    """A redirect's target is not told where we come from."""
    got = poll(redirect("/new"), routes={"/new": answer()})

    assert [None, None] == [request.header("Referer") for request in got.requests]


def test_adopted_url() -> None:
    """At an adopted URL of another origin the feed's secrets stay at home, and a 401 says so."""

    async def run() -> tuple[object, bytes | None, str]:
        async with FakeServer("127.0.0.1") as home, FakeServer("127.0.0.2") as adopted:
            adopted.on("/feed", answer(status=401))
            got = await fetch(feed(home.url("/feed"), auth=LOGIN), url=adopted.url("/feed"))
            return got, adopted.requests[0].header("Authorization"), home.url("")

    got, authorization, home = asyncio.run(run())

    assert isinstance(got, FetchFailed)
    assert (FailureKind.UNAUTHORIZED, None) == (got.kind, authorization)
    assert got.detail.endswith(f"answered 401 unauthorized; the login is for {home} only, and was not sent here")


def test_changed_redirect() -> None:
    """A redirect that changes its target is followed to the new one at the next poll."""

    async def run() -> list[object]:
        async with FakeServer() as server:
            server.on("/feed", redirect("/a", status=301), redirect("/b", status=301))
            server.on("/a", Document(body=b"a", etag='"a"'))
            server.on("/b", Document(body=b"b", etag='"b"'))
            spec = feed(server.url("/feed"))
            first = await fetch(spec)
            assert isinstance(first, Fetched)
            second = await fetch(spec, validators=first.validators)
            assert not isinstance(second, NotModified)
            return [getattr(got, "body", None) for got in (first, second)]

    assert [b"a", b"b"] == asyncio.run(run())
