"""One poll's fetch: FeedSpec and validators in, FetchResult out. The only opener of outbound sockets.

    target ─ request ─ redirect? ─ 304, document or failure
              ▲           │
              └───────────┘     at most five times, every hop guarded (addresses.py)

Whatever a server, the DNS or the network does comes back as a value. Politeness in time is the schedule's; politeness
on the wire is here: conditional requests, compression, a stable name with an address to complain to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp

from aggregator.fetch import connection, failures, headers
from aggregator.fetch.addresses import networks
from aggregator.fetch.body import whole_body
from aggregator.fetch.failures import Refused
from aggregator.fetch.redirects import REDIRECTS, Trail
from aggregator.fetch.request import credentials, request_headers
from aggregator.fetch.targets import Target, target
from aggregator.model import (
    FailureKind,
    FeedSpec,
    Fetched,
    FetchFailed,
    FetchResult,
    NotModified,
    Posted,
    Validators,
)

PRODUCT = "feed-aggregator"
DOCUMENT = frozenset({200, 203})
"""203 is a document too, changed by a proxy on the way (RFC 9110 §15.3.4)."""
PATIENCE = frozenset({429, 503})
"""Retry-After is read with these: elsewhere it is not about us (RFC 6585 §4, RFC 9110 §15.6.4)."""


def user_agent(version: str, contact: str | None) -> str:
    """Return our name as servers see it: stable, with *contact* (URL or address) so that publishers can reach us."""
    name = f"{PRODUCT}/{version}"
    return f"{name} (+{failures.one_line(contact)})" if contact else name


class Fetcher:
    """The service's one door to the web; an async context manager, one per process."""

    def __init__(self, *, user_agent: str, allow_addresses: Sequence[str] = (), connections: int = 64) -> None:
        """Prepare a fetcher; *allow_addresses* are networks (CIDR) that may be polled although they are not public.

        Raises ValueError for one that is no network.
        """
        self._user_agent = user_agent
        self._allowed = networks(allow_addresses)
        self._places = asyncio.Semaphore(connections)

    async def __aenter__(self) -> Self:
        self._resolver = connection.resolver()
        self._session = connection.session(connection.Pool(names=self._resolver, allowed=self._allowed))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._resolver.close()

    async def fetch(self, spec: FeedSpec, *, url: str, validators: Validators, now: datetime) -> FetchResult:
        """Return what *url* (the feed's own, or the one a redirect led to for long) gives, within `spec.timeout`.

        Empty *validators* make the request unconditional. *now* stands in for a server's missing Date. Waiting for one
        of the `connections` does not count against the timeout.
        """
        try:
            here = target(url)
            home = here if url == spec.url else target(spec.url)
        except ValueError as error:
            return FetchFailed(kind=FailureKind.BAD_URL, detail=failures.one_line(str(error)))
        poll = _Poll(
            session=self._session,
            user_agent=self._user_agent,
            spec=spec,
            home=home,
            validators=validators,
            now=now,
        )
        async with self._places:
            return await poll.result(Trail(target=here))

    async def post(
        self, url: str, *, body: bytes, fields: Mapping[str, str], within: timedelta, now: datetime
    ) -> Posted | FetchFailed:
        """Send *body* to *url*, once; any answer of 2xx means that it was taken. Redirects are failures: a signature is
        for one address. The same addresses are refused as for feeds.
        """
        seconds = within.total_seconds()
        status: int | None = None
        try:
            there = target(url).url
            sent = {"User-Agent": self._user_agent, **fields}
            async with (
                self._places,
                asyncio.timeout(seconds) as clock,
                self._session.post(there, data=body, headers=sent, allow_redirects=False) as response,
            ):
                status = response.status
                if 200 <= status < 300:
                    return Posted(status=status)
                waits = headers.retry_after(response.headers, now) if status in PATIENCE else None
                refused = Refused(
                    failures.of_status(status), f"answered {failures.status_words(status)}", retry_after=waits
                )
        except ValueError as error:
            refused = Refused(FailureKind.BAD_URL, str(error))
        except failures.CAUGHT as error:
            refused = failures.late(seconds) if clock.expired() else failures.of_exception(error)
        return FetchFailed(
            kind=refused.kind,
            detail=failures.one_line(refused.detail),
            status=status,
            retry_after=refused.retry_after,
        )


@dataclass(slots=True, kw_only=True)
class _Poll:
    """One fetch under way."""

    session: aiohttp.ClientSession
    user_agent: str
    spec: FeedSpec
    home: Target
    validators: Validators
    now: datetime
    status: int | None = None
    """Of the last answer, redirects included."""

    async def result(self, trail: Trail) -> FetchResult:
        """Return the end of the *trail*; every failure names its server and keeps the permanent redirects found."""
        deadline = self.spec.timeout.total_seconds()
        try:
            async with asyncio.timeout(deadline) as clock:
                return await self._walk(trail)
        except Refused as error:
            refused = error
        except failures.CAUGHT as error:
            refused = failures.late(deadline) if clock.expired() else failures.of_exception(error)
        return FetchFailed(
            kind=refused.kind,
            detail=failures.one_line(f"{trail.target.url.raw_authority}: {refused.detail}"),
            status=self.status,
            retry_after=refused.retry_after,
            permanent_url=trail.permanent_url,
        )

    async def _walk(self, trail: Trail) -> FetchResult:
        while True:
            wanted = request_headers(
                self.spec,
                user_agent=self.user_agent,
                validators=self.validators,
                target=trail.target,
                home=self.home,
            )
            # Leaving the block unread closes the connection: bodies of redirects and errors are nobody's business.
            async with self.session.get(trail.target.url, headers=wanted, allow_redirects=False) as response:
                self.status = response.status
                if response.status not in REDIRECTS:
                    return await self._answer(response, trail)
                trail.follow(response.status, response.headers.get("Location"))

    async def _answer(self, response: aiohttp.ClientResponse, trail: Trail) -> FetchResult:
        """Return the document or the 304. Raises Refused for every other answer."""
        if response.status in DOCUMENT:
            return await self._document(response, trail)
        if response.status == HTTPStatus.NOT_MODIFIED:
            return self._not_modified(response, trail)
        raise Refused(
            failures.of_status(response.status),
            f"answered {failures.status_words(response.status)}{self._withheld(trail)}",
            retry_after=headers.retry_after(response.headers, self.now) if response.status in PATIENCE else None,
        )

    async def _document(self, response: aiohttp.ClientResponse, trail: Trail) -> Fetched:
        return Fetched(
            url=str(trail.target.url),
            permanent_url=trail.permanent_url,
            status=response.status,
            body=await whole_body(response, self.spec.max_bytes),
            content_type=headers.text(response.headers.get("Content-Type")),
            content_location=headers.text(response.headers.get("Content-Location")),
            content_language=headers.text(response.headers.get("Content-Language")),
            validators=headers.validators(response.raw_headers),
            freshness=headers.freshness(response.headers, self.now),
        )

    def _not_modified(self, response: aiohttp.ClientResponse, trail: Trail) -> NotModified:
        if self.validators == Validators():
            raise Refused(FailureKind.PROTOCOL, "answered 304 not modified to a request without validators")
        return NotModified(
            url=str(trail.target.url),
            permanent_url=trail.permanent_url,
            validators=headers.merged(headers.validators(response.raw_headers), self.validators),
            freshness=headers.freshness(response.headers, self.now),
        )

    def _withheld(self, trail: Trail) -> str:
        """Return a note where a login that was not sent may be the trouble."""
        login = credentials(self.spec, self.home)
        if self.status != HTTPStatus.UNAUTHORIZED or login is None or trail.target.origin == self.home.origin:
            return ""
        return f"; the login is for {self.home.origin} only, and was not sent here"
