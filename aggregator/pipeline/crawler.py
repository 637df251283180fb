"""Polls what is due: claims host slots, walks each document from request to publication (`aggregator.pipeline`)."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import socket
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self, assert_never

import structlog
import xxhash

from aggregator import schedule
from aggregator.config import settings_json
from aggregator.errors import Fenced, StoreError
from aggregator.fetch import Fetcher
from aggregator.model import (
    Config,
    DueFeed,
    FailureKind,
    FeedSpec,
    Fetched,
    FetchFailed,
    FetchResult,
    Job,
    Lease,
    NotAFeed,
    NotModified,
    PollOutcome,
    Validators,
)
from aggregator.pipeline import decide
from aggregator.pipeline.store_thread import ENOUGH, StoreThread
from aggregator.pipeline.workers import Readers
from storage import Store

LEASE = timedelta(seconds=90)
"""How long a host slot stays ours without a sign of life (a commit), on top of the longest time one fetch may take."""
CLAIM_EVERY = 0.5
"""Seconds between two looks for ready hosts while polls are in flight."""
CLAIM_BATCH = 16
"""Free places worth a look of their own."""
SPREAD, SPREAD_CAP = timedelta(seconds=0.5), timedelta(minutes=10)
"""First polls are spread over this much time a feed, at most over this: a start with thousands is no burst."""
OUTAGE_WINDOW = timedelta(minutes=2)
PATIENCE = timedelta(seconds=20)
"""How long `poll_now` waits for a host slot that is not ready: longer than an ordinary host delay."""
GARBAGE = 20_000
"""Objects made since the last collection that start the next one: a document brings thousands, none of them garbage."""
GRACE = 8.0
"""Seconds that polls in flight get to finish at a stop."""

log = structlog.get_logger()


def clock() -> datetime:
    """Return the present in UTC, milliseconds: what the store keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def reconcile(store: Store, config: Config) -> None:
    """Make the store's feeds those of *config*; articles of feeds no longer named stay."""
    # Written a batch at a time: those of fifty thousand feeds together are 30 MB that never come back.
    feeds = [(spec, settings_json) for spec in config.feeds]
    store.reconcile(feeds, clock(), spread=min(SPREAD * len(feeds), SPREAD_CAP))


def owner() -> str:
    """Return the name under which this process holds leases."""
    return f"{socket.gethostname()}:{os.getpid()}"


class Crawler:
    """Polls what is due. An asynchronous context manager; `on_poll` is told of every poll that was stored."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        user_agent: str,
        owner: str,
        on_poll: Callable[[PollOutcome], None] = lambda outcome: None,
    ) -> None:
        self.configure(config)
        self._store = store
        self._owner = owner
        self._on_poll = on_poll
        settings = config.settings
        self._connections = settings.connections
        self._fetcher = Fetcher(
            user_agent=user_agent, allow_addresses=settings.allow_addresses, connections=settings.connections
        )
        self._readers = Readers(settings.workers)
        self._documents = asyncio.Semaphore(settings.workers + 2 * ENOUGH)
        self._store_thread = StoreThread(store)
        self.in_store = self._store_thread.call
        self._recent: deque[tuple[datetime, str, bool]] = deque(maxlen=1_000)
        self._polled: set[str] = set()
        self._stopping = False

    def configure(self, config: Config) -> None:
        """Poll by *config* from now on; polls in flight end by the old one."""
        self._specs = {spec.id: spec for spec in config.feeds}
        self._lease = LEASE + max((spec.timeout for spec in config.feeds), default=timedelta(0))

    async def __aenter__(self) -> Self:
        # What is loaded by now stays loaded: articles that come in by the thousand need no look through all of it.
        gc.freeze()
        gc.set_threshold(GARBAGE)
        await self._readers.__aenter__()
        await self._fetcher.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._fetcher.__aexit__(kind, error, trace)
        await self._readers.__aexit__(kind, error, trace)
        self._store_thread.close()

    def stop(self) -> None:
        """Claim nothing more; polls in flight get GRACE seconds."""
        self._stopping = True

    # -----------------------------------------------------------------------------------------
    # Claiming
    # -----------------------------------------------------------------------------------------

    async def crawl_permit(self, only: Sequence[str] | None = None) -> None:
        """Claim ready host slots and work them off until none is ready. Any number of these may run at once.

        *only*: ids of the feeds to poll; None: whatever is due.
        """
        running: set[asyncio.Task[None]] = set()
        try:
            claimed_at = -CLAIM_EVERY
            while not self._stopping:
                free = self._connections - len(running)
                waited = asyncio.get_running_loop().time() - claimed_at
                if free and (free >= CLAIM_BATCH or waited >= CLAIM_EVERY):
                    leases = await self.in_store(
                        self._store.claim, clock(), limit=free, ttl=self._lease, owner=self._owner, only=only
                    )
                    claimed_at = asyncio.get_running_loop().time()
                    running |= {asyncio.create_task(self._work_off(lease)) for lease in leases}
                if not running:
                    return
                done, running = await asyncio.wait(running, timeout=CLAIM_EVERY, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            await self._wind_up(running)

    async def poll_now(self, feeds: Sequence[str]) -> None:
        """Poll each of *feeds* once, due or not; hosts that asked for a pause are left alone."""
        await self.in_store(self._store.make_due, feeds, clock())
        left, moved_at = set(feeds), clock()
        while left and clock() - moved_at < PATIENCE:
            self._polled.clear()
            await self.crawl_permit(only=sorted(left))
            if left & self._polled:
                left -= self._polled
                moved_at = clock()
            else:
                await asyncio.sleep(CLAIM_EVERY)

    async def _wind_up(self, running: set[asyncio.Task[None]]) -> None:
        if running:
            _, late = await asyncio.wait(running, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work_off(self, lease: Lease) -> None:
        """Poll the lease's feeds one after the other, with the host's delay between two requests."""
        until, asked = lease.until, False
        try:
            for number, due in enumerate(lease.feeds, 1):
                spec = self._specs.get(due.feed)
                if self._stopping or spec is None:
                    continue
                if asked:
                    await asyncio.sleep(spec.host_delay.total_seconds())
                if clock() > until - spec.timeout:
                    # This process was paused: another worker may talk to the host already.
                    log.warning("lease ran out", host=lease.host)
                    return
                outcome = await self._poll(spec, due, lease, last=number == len(lease.feeds))
                until, asked = outcome.finished_at + self._lease, True
                if outcome.last_of_lease or outcome.pause_host_until is not None:
                    return
                del outcome  # it holds the document's articles: not while the host rests
            await self.in_store(self._store.release, lease)
        except Fenced:
            log.warning("lease lost", host=lease.host, hint="another worker has taken over; nothing was written twice")
        except StoreError as error:
            # The lease runs out by itself; what was fetched is fetched again.
            log.error("store refused a poll", host=lease.host, error=str(error))
        except asyncio.CancelledError:
            await self.in_store(self._store.release, lease)
            raise

    # -----------------------------------------------------------------------------------------
    # One poll
    # -----------------------------------------------------------------------------------------

    async def _poll(self, spec: FeedSpec, due: DueFeed, lease: Lease, *, last: bool) -> PollOutcome:
        now = clock()
        poll = decide.Poll(
            spec=spec,
            state=due.state,
            lease=lease,
            last_of_lease=last,
            started_at=now,
            full=schedule.full_due(spec, due.state, now),
        )
        try:
            result = await self._fetcher.fetch(
                spec,
                url=due.state.adopted_url or spec.url,
                validators=Validators() if poll.full else due.state.validators,
                now=now,
            )
        except Exception as error:
            log.exception("fetch failed in our own code", feed=spec.id)
            result = FetchFailed(kind=FailureKind.INTERNAL, detail=f"{type(error).__name__}: {error}")
        if not isinstance(result, Fetched):
            return await self._apply(poll, await self._brought(poll, result))
        async with self._documents:  # back-pressure: what is read waits for the store, and never piles up
            return await self._apply(poll, await self._brought(poll, result))

    async def _brought(self, poll: decide.Poll, result: FetchResult) -> decide.Brought:
        match result:
            case FetchFailed():
                return decide.failed(result)
            case NotModified():
                return decide.unchanged(result)
            case Fetched():
                return await self._read(poll, result)
            case _:
                assert_never(result)

    async def _read(self, poll: decide.Poll, fetched: Fetched) -> decide.Brought:
        try:
            return await self._judged(poll, fetched)
        except StoreError:
            raise
        except Exception as error:
            log.exception("document failed in our own code", feed=poll.spec.id)
            failure = FetchFailed(kind=FailureKind.INTERNAL, detail=f"{type(error).__name__}: {error}")
            return decide.failed(failure, size=len(fetched.body), url=fetched.url)

    async def _judged(self, poll: decide.Poll, fetched: Fetched) -> decide.Brought:
        body_hash = xxhash.xxh3_128_digest(fetched.body)
        if body_hash == poll.state.body_hash:
            return decide.unchanged(fetched, body_hash)
        job = Job(
            document=fetched.body,
            spec=poll.spec,
            url=fetched.url,
            content_type=fetched.content_type,
            content_location=fetched.content_location,
            content_language=fetched.content_language,
            # Of a feed never read nothing is known, or (ingested) all is found to be unchanged when it is read.
            known=await self.in_store(self._store.known, poll.spec.id) if poll.state.body_hash else frozenset(),
            # Articles carry whole seconds.
            now=poll.started_at.replace(microsecond=0),
        )
        got = await self._readers.read(job)
        if isinstance(got, NotAFeed):
            return decide.refused(fetched, got)
        for problem in got.problems:
            if problem.code == "entry_failed":
                log.error("entry failed in our own code", feed=poll.spec.id, traceback=problem.detail)
        keys = [entry.keys for entry in got.fresh]
        candidates = await self.in_store(self._store.candidates, poll.spec.id, keys) if keys else ()
        return decide.document(fetched, body_hash, got, candidates)

    async def _apply(self, poll: decide.Poll, brought: decide.Brought) -> PollOutcome:
        outcome = decide.outcome(
            poll,
            brought,
            finished_at=clock(),
            jitter=random.random(),
            outage=self._outage(poll, brought),
        )
        if outcome.pause_host_until is not None:
            outcome = replace(outcome, last_of_lease=True)
        await self._store_thread.commit(outcome)
        self._polled.add(outcome.feed)
        self._on_poll(outcome)
        return outcome

    def _outage(self, poll: decide.Poll, brought: decide.Brought) -> bool:
        """Note how this host did; return whether nearly every host tried lately failed in the network."""
        failure = brought.report.failure
        broken = failure is not None and failure.kind in schedule.NETWORK_FAILURES
        self._recent.append((poll.started_at, poll.spec.host, broken))
        if not broken:
            return False
        lately = poll.started_at - OUTAGE_WINDOW
        tried = {host for at, host, _ in self._recent if at >= lately}
        answered = {host for at, host, failed in self._recent if at >= lately and not failed}
        return schedule.outage(len(tried - answered), len(tried))

    # -----------------------------------------------------------------------------------------
    # Documents from disk
    # -----------------------------------------------------------------------------------------

    async def ingest(self, spec: FeedSpec, document: bytes) -> PollOutcome:
        """Take a document from disk through the same walk; the feed's own poll time and validators stay."""
        now = clock()
        record = await self.in_store(self._store.feed, spec.id)
        assert record is not None, f"feed {spec.id} is not in the store"
        poll = decide.Poll(spec=spec, state=record.state, lease=None, last_of_lease=False, started_at=now, full=False)
        fetched = Fetched(url=spec.url, status=200, body=document)
        outcome = decide.outcome(poll, await self._read(poll, fetched), finished_at=clock(), jitter=0.0)
        outcome = replace(outcome, state=record.state)
        await self._store_thread.commit(outcome)
        return outcome
