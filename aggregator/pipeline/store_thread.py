"""The one thread that owns the (synchronous) store. Polls that wait for it together are written together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import structlog

from aggregator.errors import Fenced, StoreError
from aggregator.model import PollOutcome
from aggregator.pipeline.publishing import publish, take_in
from storage import Store, is_quiet

log = structlog.get_logger()

TOGETHER, ENOUGH = 0.02, 4
"""Seconds that a poll waits for others to be written with, unless so many wait: two together cost a fifth less."""

P = ParamSpec("P")
T = TypeVar("T")

Errors = dict[str, Exception]
"""Feed → what went wrong with its poll; no feed is polled twice at once."""


class StoreThread:
    """The way from the event loop to the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, "store")
        self._waiting: list[tuple[PollOutcome, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    def close(self) -> None:
        """Let the thread end its work and stop."""
        self._thread.shutdown(wait=True)

    async def call(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what *call* returns, run in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: call(*args, **kwargs))

    async def commit(self, outcome: PollOutcome) -> None:
        """Write all of one poll and publish what it brought. Raises Fenced when its lease was lost, StoreError.

        A poll that is stopped in this moment waits for the end of it, instead of leaving its fate open.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        try:
            await asyncio.shield(written)
        except asyncio.CancelledError:
            await asyncio.wait({written})
            raise

    async def _write(self) -> None:
        while self._waiting:
            if len(self._waiting) < ENOUGH:
                await asyncio.sleep(TOGETHER)
            batch, self._waiting = self._waiting, []
            errors = await self.call(self._write_all, [outcome for outcome, _ in batch])
            for outcome, written in batch:
                if error := errors.get(outcome.feed):
                    written.set_exception(error)
                else:
                    written.set_result(None)
        self._writing = None

    def _write_all(self, outcomes: Sequence[PollOutcome]) -> Errors:
        """Write *outcomes*, each whole or not at all. Runs in the thread."""
        quiet = [outcome for outcome in outcomes if is_quiet(outcome)]
        loud = [outcome for outcome in outcomes if not is_quiet(outcome)]
        return self._write_quiet(quiet) | self._write_loud(loud)

    def _write_loud(self, outcomes: Sequence[PollOutcome]) -> Errors:
        """Write and publish polls in one transaction; where that cannot be, each in its own."""
        if not outcomes:
            return {}
        try:
            return {**take_in(self._store, outcomes)}
        except StoreError:
            return self._write_apart(outcomes)  # told by each poll that fails again
        except Exception:
            log.exception("polls could not be written together", feeds=[outcome.feed for outcome in outcomes])
            return self._write_apart(outcomes)

    def _write_apart(self, outcomes: Sequence[PollOutcome]) -> Errors:
        """Write each poll by itself, then publish: what cannot be published yet is stored nevertheless."""
        errors: Errors = {}
        for outcome in outcomes:
            errors |= self._write_one(outcome)
        brought = [outcome.feed for outcome in outcomes if outcome.entries and outcome.feed not in errors]
        if brought:
            try:
                publish(self._store)
            except Exception as error:  # noqa: BLE001 — told by each poll whose articles are not visible yet
                errors |= dict.fromkeys(brought, error)
        return errors

    def _write_quiet(self, outcomes: Sequence[PollOutcome]) -> Errors:
        """Write polls that brought no document in one transaction; where one of them spoils it, each in its own."""
        if len(outcomes) > 1:
            try:
                lost = self._store.commit_quiet(outcomes)
            except Exception:  # noqa: BLE001 — tried again one by one, and told by the one that fails again
                pass
            else:
                return {
                    feed: Fenced(f"feed {feed}: its lease was lost; nothing of this poll was written") for feed in lost
                }
        errors: Errors = {}
        for outcome in outcomes:
            errors |= self._write_one(outcome)
        return errors

    def _write_one(self, outcome: PollOutcome) -> Errors:
        try:
            self._store.commit(outcome)
        except Exception as error:  # noqa: BLE001 — an exception belongs to one poll, not to those beside it
            return {outcome.feed: error}
        return {}
