"""Following the changes over HTTP: parts, waiting for more, and streams that end by themselves.

Nobody holds a thread, a connection of the store or a transaction while waiting: a look at the newest `seq` is shared
by all who wait, and a client that goes away is missed at the next look or heartbeat.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from aggregator.errors import CursorError, StoreError
from aggregator.export import json_bytes
from aggregator.model import ChangeLinePage, Cursor, Wants
from aggregator.web.problems import Refusal, cursor_problem
from storage import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

NDJSON, EVENTS = "application/x-ndjson", "text/event-stream"
LOOK = 0.25
"""Seconds between two looks at the newest seq, however many wait."""
HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it is alive."""
STREAM = 600.0
"""Seconds after which a stream ends; its client comes back with the last id."""
MOST_WAITING = 500
"""Requests that wait at once; more are asked to come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads, what, and from where (None: from the oldest change on)."""

    store: Store
    cursor: Cursor | None
    wants: Wants
    articles: bool
    limit: int

    def part(self) -> ChangeLinePage:
        """Return the next part. Raises CursorError and StoreError."""
        return self.store.change_lines(self.cursor, limit=self.limit, wants=self.wants, articles=self.articles)


class Watch:
    """The newest seq, looked up for all who wait, and how many they are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seq, self._at = 0, float("-inf")
        self._waiting = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the places for those who wait. Raises Refusal when all are taken."""
        if self._waiting >= MOST_WAITING:
            raise Refusal(503, "too many are waiting for changes already; come back in a minute")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    async def beyond(self, cursor: Cursor) -> bool:
        """Return whether something has happened after *cursor*, as of the last look."""
        if time.monotonic() - self._at >= LOOK:
            self._at = time.monotonic()  # first: one looks, the others go by what it finds
            self._seq = (await run_in_threadpool(self._store.now)).seq
        return self._seq > cursor.seq

    async def awaited(
        self, reader: Reader, part: ChangeLinePage, wait: float, gone: Callable[[], Awaitable[bool]]
    ) -> ChangeLinePage:
        """Return the next part after an empty *part*, or after *wait* seconds an empty one; who is *gone* waits not.

        A reader who wants little is led over what it does not want, for a second at most when it does not wait.
        """
        started = time.monotonic()
        with self.place():
            while not part.lines:
                reader = replace(reader, cursor=part.next)
                if part.more:
                    if time.monotonic() - started >= max(wait, 1.0):
                        break
                elif not await self._moved(part.next, started + wait, gone):
                    break
                part = await run_in_threadpool(reader.part)
        return part

    async def _moved(self, cursor: Cursor, until: float, gone: Callable[[], Awaitable[bool]]) -> bool:
        while time.monotonic() < until and not await gone():
            await asyncio.sleep(LOOK)
            if await self.beyond(cursor):
                return True
        return False


async def parts(reader: Reader, part: ChangeLinePage, watch: Watch) -> AsyncIterator[bytes]:
    """Yield server-sent events: *part*, then what comes after it, for ten minutes."""
    until = time.monotonic() + STREAM
    yield b"retry: 1000\n\n"
    try:
        with watch.place():
            while time.monotonic() < until:
                yield _events(part)
                reader = replace(reader, cursor=part.next)
                if not part.more:
                    async for heartbeat in _silence(part.next, until, watch):
                        yield heartbeat
                part = await run_in_threadpool(reader.part)
    except (CursorError, StoreError, Refusal) as error:
        yield _trouble(error)


async def _silence(cursor: Cursor, until: float, watch: Watch) -> AsyncIterator[bytes]:
    """Yield a heartbeat now and then until something happens or the time is over."""
    spoken = time.monotonic()
    while not await watch.beyond(cursor) and time.monotonic() < until:
        if time.monotonic() - spoken >= HEARTBEAT:
            spoken = time.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(LOOK)


def _events(part: ChangeLinePage) -> bytes:
    """Return the events of a part; an id without an event moves the client's cursor over what it does not want."""
    events = [
        b"id: %s.%d\nevent: %s\ndata: %s\n\n" % (part.next.epoch.encode(), one.seq, one.kind.encode(), one.line)
        for one in part.lines
    ]
    return b"".join(events) + f"id: {part.next}\n\n".encode()


def _trouble(error: CursorError | StoreError | Refusal) -> bytes:
    match error:
        case CursorError():
            status, detail, _ = cursor_problem(error)
        case StoreError():
            status, detail = 503, f"the store does not answer: {error}"
        case _:
            status, detail = error.status_code, str(error.detail)
    return b"event: problem\ndata: %s\n\n" % json_bytes({"status": status, "detail": detail})
