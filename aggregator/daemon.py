"""The background service: APScheduler is the clock, the pipeline does the work, uvicorn shows it.

Never one job per feed: due-ness lies in the store, the clock only asks.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator import config as configuration
from aggregator import feeds_file
from aggregator.dedupe.original import original
from aggregator.delivery.webhooks import DEAD_FOR, Webhooks
from aggregator.errors import ConfigError, StoreError, UsageError
from aggregator.fetch import user_agent
from aggregator.model import Config, PollOutcome
from aggregator.pipeline.crawler import Crawler, clock, owner, reconcile
from aggregator.pipeline.publishing import publish
from aggregator.web import Status, create_app
from aggregator.web.access import is_loopback, listen_address
from aggregator.web.metrics import Metrics
from storage import Store, open_store

TICK, WATCH = 1, 2
"""Seconds between two looks for what is due, and for a changed feeds.yaml."""
CARE_EVERY = timedelta(hours=1)

log = structlog.get_logger()


class Daemon:
    """One running service: configuration, store, crawler, clock and web server, from start to graceful stop."""

    def __init__(self, path: Path, config: Config, store: Store, *, api_key: str | None = None) -> None:
        self._path = path
        self._config = config
        self._store = store
        self._stamp = feeds_file.stamp(path)
        self._metrics = Metrics()
        self._stop = asyncio.Event()
        self._crawl: asyncio.Task[None] | None = None
        now = clock()
        self.status = Status(clock=clock, started_at=now, ticked_at=now)
        has_key = api_key is not None or any(key.revoked_at is None for key in store.api_keys())
        host, port = listen_address(config.settings.listen, has_key=has_key)
        app = create_app(
            store,
            self.status,
            self._metrics,
            api_key=api_key,
            public=not is_loopback(host),
            cors=config.settings.cors,
            url=config.settings.url or f"http://{config.settings.listen}",
        )
        self._web = _Server(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=3,
            )
        )
        self._crawler = Crawler(
            config,
            store,
            user_agent=user_agent(version("feed-aggregator"), config.settings.contact),
            owner=owner(),
            on_poll=self._polled,
        )

        self._webhooks = Webhooks(
            store,
            self._crawler.in_store,
            user_agent=user_agent(version("feed-aggregator"), config.settings.contact),
            allow_addresses=config.settings.allow_addresses,
            clock=clock,
        )
        self._webhooks.configure(config.webhooks)

    async def run(self) -> None:
        """Work until a SIGTERM or SIGINT; polls in flight finish or are released within ten seconds."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(self.reload()))
        async with self._crawler, self._webhooks, self._serving():
            await self._crawler.in_store(publish, self._store)  # what a crash left between commit and publish
            scheduler = self._clockwork()
            try:
                await self._stop.wait()
            finally:
                log.info("stopping", hint="polls in flight finish first")
                self._crawler.stop()
                scheduler.shutdown(wait=False)
                await self._crawl_ends()
        log.info("stopped")

    def _clockwork(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(timezone="UTC")
        jobs = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.add_job(self._tick, "interval", seconds=TICK, **jobs)
        scheduler.add_job(self._watch, "interval", seconds=WATCH, **jobs)
        scheduler.add_job(self._webhooks.tick, "interval", seconds=TICK, **jobs)
        scheduler.add_job(self._index, "interval", seconds=TICK, **jobs)
        scheduler.add_job(self._care, "interval", seconds=CARE_EVERY.total_seconds(), jitter=300, **jobs)
        scheduler.start()
        return scheduler

    # -----------------------------------------------------------------------------------------
    # What the clock calls
    # -----------------------------------------------------------------------------------------

    async def _tick(self) -> None:
        """Start the crawl when none runs; the crawl itself claims on while there is anything ready."""
        self.status.ticked_at = clock()
        if self._crawl is None or self._crawl.done():
            self._crawl = asyncio.create_task(self._crawl_once())

    async def _crawl_once(self) -> None:
        try:
            await self._crawler.crawl_permit()
        except StoreError as error:
            log.error("store does not answer", error=str(error))
        except Exception:
            log.exception("crawl failed in our own code")

    async def _crawl_ends(self) -> None:
        if self._crawl is not None:
            await self._crawl

    async def _watch(self) -> None:
        """Reload feeds.yaml when it changes."""
        if feeds_file.stamp(self._path) != self._stamp:
            await self.reload()

    async def reload(self) -> None:
        """Take feeds.yaml anew; a broken one is told and the last good one stays in force."""
        self._stamp = feeds_file.stamp(self._path)
        try:
            config = await asyncio.to_thread(feeds_file.read, self._path)
        except (ConfigError, UsageError) as error:
            self.status.config_error = str(error)
            log.error("feeds.yaml is broken, the last good one stays in force", problems=str(error))
            return
        changes = configuration.plan(await self._crawler.in_store(self._store.feeds), config.feeds)
        await self._crawler.in_store(reconcile, self._store, config)
        self._crawler.configure(config)
        self._webhooks.configure(config.webhooks)
        if config.settings != self._config.settings:
            log.warning("settings under `service:` take effect at the next start")
        self._config = config
        self.status.config_error = None
        for change in changes:
            log.info("feed configured", feed=change.feed, action=change.action, detail=change.detail)
        log.info("feeds.yaml loaded", feeds=len(config.feeds), changes=len(changes))

    async def _index(self) -> None:
        """Keep the search index up to date, a batch at a time: polls are stored in between."""
        try:
            while await self._crawler.in_store(self._store.index) and not self._stop.is_set():
                pass
        except StoreError as error:
            log.error("search index does not follow", error=str(error))

    async def _care(self) -> None:
        """Retention: what is too old goes, and what this frees is told."""
        settings = self._config.settings
        removed = await self._crawler.in_store(
            self._store.retain,
            self._config.feeds,
            clock(),
            poll_history=settings.poll_history,
            change_history=settings.change_history,
            heir=original,
        )
        await self._crawler.in_store(self._store.outbox.drop_dead, clock() - DEAD_FOR)
        if removed:
            log.info("retention removed articles", count=removed)

    def _polled(self, outcome: PollOutcome) -> None:
        """One line per poll."""
        self._metrics.poll(outcome)
        new = sum(entry.article.revision == 1 for entry in outcome.entries)
        told = {
            "feed": outcome.feed,
            "code": outcome.code,
            "status": outcome.status,
            "new": new,
            "revised": len(outcome.entries) - new,
            "bytes": outcome.size,
            "ms": round((outcome.finished_at - outcome.started_at).total_seconds() * 1000),
            "next": outcome.state.due_at.isoformat(timespec="seconds") if outcome.state.due_at else None,
            "why": outcome.state.reason,
        }
        if outcome.state.failures:
            log.warning("polled", **told, failures=outcome.state.failures, detail=outcome.detail)
        else:
            log.info("polled", **told)

    @contextlib.asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        """Serve the page while the body runs; a port that is taken is a UsageError."""
        serving = asyncio.create_task(self._web.serve(sockets=[listening(self._web.config)]))
        log.info("serving", page=f"http://{self._web.config.host}:{self._web.config.port}/")
        try:
            yield
        finally:
            self._web.should_exit = True
            await serving


def listening(config: uvicorn.Config) -> socket.socket:
    """Return a socket bound to the configured address. Raises UsageError where the port is taken."""
    try:
        bound = config.bind_socket()
    except SystemExit as error:
        hint = "another program has this port"
        raise UsageError(f"cannot listen on {config.host}:{config.port}\n  hint: {hint}") from error
    # asyncio does this for sockets it has opened itself: without it each answer on a kept connection waits 40 ms.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the daemon has its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(path: Path, config: Config, *, store_url: str | None = None, api_key: str | None = None) -> None:
    """Run the service of *path*, which holds *config* now, until it is told to stop.

    *store_url* takes the place of the configured store. Raises UsageError or StoreError at the start.
    """
    url = store_url or config.settings.store
    store = open_store(url, daemon=True, search=config.settings.search)
    try:
        reconcile(store, config)
        log.info("starting", feeds=len(config.feeds), store=url.split("@")[-1])

        async def work() -> None:
            await Daemon(path, config, store, api_key=api_key).run()

        asyncio.run(work())
    finally:
        store.close()
