"""One fetch against one scripted server, as a plain function call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fake_server import Act, FakeServer, Request

from aggregator.fetch import Fetcher
from aggregator.model import FailureKind, FeedSpec, Fetched, FetchFailed, FetchResult, NotModified, Validators

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
LOOPBACK = ("127.0.0.0/8", "::1/128")
NOTHING_HELD = Validators()


def feed(url: str, **settings: Any) -> FeedSpec:
    """Return a feed at *url* that is given up after a few seconds."""
    return FeedSpec(id="feed", url=url, **{"timeout": timedelta(seconds=5), **settings})


async def fetch(
    spec: FeedSpec, *, validators: Validators = NOTHING_HELD, allow: Sequence[str] = LOOPBACK, url: str | None = None
) -> FetchResult:
    """Return what a new fetcher gets for *spec*."""
    async with Fetcher(user_agent="test/1 (+https://example.org)", allow_addresses=allow) as fetcher:
        return await fetcher.fetch(spec, url=url or spec.url, validators=validators, now=NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a fetch gave, and what the server was asked for it."""

    result: FetchResult
    requests: Sequence[Request]
    base: str
    """The server's URL, without a path."""

    @property
    def document(self) -> Fetched:
        assert isinstance(self.result, Fetched), self.result
        return self.result

    @property
    def unmodified(self) -> NotModified:
        assert isinstance(self.result, NotModified), self.result
        return self.result

    @property
    def failure(self) -> FetchFailed:
        assert isinstance(self.result, FetchFailed), self.result
        return self.result

    @property
    def kind(self) -> FailureKind:
        return self.failure.kind


def poll(
    *acts: Act,
    routes: Mapping[str, Act] | None = None,
    path: str = "/feed",
    validators: Validators = NOTHING_HELD,
    **settings: Any,
) -> Poll:
    """Fetch *path* from a server that answers its requests with *acts*, and other paths by *routes*."""

    async def run() -> Poll:
        async with FakeServer() as server:
            if acts:
                server.on(path, *acts)
            for other, act in (routes or {}).items():
                server.on(other, act)
            result = await fetch(feed(server.url(path), **settings), validators=validators)
            return Poll(result=result, requests=server.requests, base=server.url(""))

    return asyncio.run(run())
