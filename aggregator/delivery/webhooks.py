"""Webhooks: every message is delivered at least once, in the webhook's order, or given up after days and kept.

The outbox (storage/outbox.py) remembers; this file knows what a message looks like, and when to try again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from types import TracebackType
from typing import ParamSpec, Protocol, Self, TypeVar

import structlog

from aggregator.delivery.messages import message
from aggregator.delivery.signing import signed
from aggregator.errors import CursorError, StoreError
from aggregator.fetch import Fetcher
from aggregator.model import Delivery, FetchFailed, Posted, Webhook
from storage import Store

P = ParamSpec("P")
T = TypeVar("T")

TIMEOUT = timedelta(seconds=15)
"""For one attempt: Standard Webhooks asks receivers to answer within 15 to 30 seconds."""
LEASE = timedelta(minutes=2)
"""How long an attempt that is under way is nobody else's; longer than TIMEOUT."""
BURST = 200
"""Messages that one webhook gets before the clock is asked again."""
WAITS = tuple(timedelta(seconds=one) for one in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800))
"""Before the second attempt, the third …; the last one again and again."""
PATIENCE = timedelta(days=5)
"""After so long a message is given up."""
REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY})
"""The receiver cannot take this very message: more than TRIES of it would only hold up the next ones."""
TRIES = 3
DEAD_FOR = timedelta(days=30)
"""How long what was given up waits for a replay."""

log = structlog.get_logger()


class InStore(Protocol):
    """Runs a method of the store on the thread that owns it."""

    def __call__(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]: ...


class Webhooks:
    """The webhooks of one service; an async context manager, ticked by the daemon's clock."""

    def __init__(
        self,
        store: Store,
        in_store: InStore,
        *,
        user_agent: str,
        allow_addresses: Sequence[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._outbox = store.outbox
        self._store = store
        self._in_store = in_store
        self._clock = clock
        self._fetcher = Fetcher(user_agent=user_agent, allow_addresses=allow_addresses)
        self._hooks: tuple[Webhook, ...] = ()
        self._running: dict[str, asyncio.Task[None]] = {}

    def configure(self, hooks: Sequence[Webhook]) -> None:
        """Tell *hooks* from now on; a message under way ends by the old ones."""
        self._hooks = tuple(hooks)

    async def __aenter__(self) -> Self:
        await self._fetcher.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Break off what is under way: it was not acknowledged, so it comes again."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        await self._fetcher.__aexit__(kind, error, trace)

    async def tick(self) -> None:
        """Begin with every webhook that is not at work already: a slow one holds up nobody."""
        for hook in self._hooks:
            running = self._running.get(hook.name)
            if running is None or running.done():
                self._running[hook.name] = asyncio.create_task(self._work_off(hook))

    async def finish(self) -> None:
        """Wait until what was begun has ended."""
        await asyncio.gather(*self._running.values())

    async def _work_off(self, hook: Webhook) -> None:
        try:
            for _ in range(BURST):
                taken = await self._in_store(self._outbox.take, hook, self._clock(), lease=LEASE)
                if taken is None or not await self._deliver(hook, taken):
                    return
        except CursorError as error:
            # A backup was put back, or the changes it had not read are gone: nobody can say what it knows.
            await self._in_store(self._outbox.restart, hook.name, self._store.now())
            log.error("webhook lost its place and goes on from now", webhook=hook.name, error=str(error))
        except StoreError as error:
            log.error("webhook cannot read the store", webhook=hook.name, error=str(error))
        except Exception:
            log.exception("webhook failed in our own code", webhook=hook.name)

    async def _deliver(self, hook: Webhook, taken: Delivery) -> bool:
        """Make one attempt; return whether the message is off the way of the next."""
        now, content = self._clock(), message(taken, str(taken.cursor))
        headers = {"content-type": "application/json", **signed(hook.secret, message_id(taken), content, now)}
        match await self._fetcher.post(hook.url, body=content, fields=headers, within=TIMEOUT, now=now):
            case Posted():
                await self._in_store(self._outbox.done, taken)
                return True
            case FetchFailed() as failure:
                due_at = next_attempt(taken, failure, now, random.uniform(0.8, 1.2))
                await self._in_store(self._outbox.failed, taken, failure.detail, due_at=due_at)
                told = log.error if due_at is None else log.warning
                told(
                    "webhook not delivered",
                    webhook=hook.name,
                    change=str(taken.cursor),
                    detail=failure.detail,
                    attempts=taken.attempts,
                    next=due_at.isoformat(timespec="seconds") if due_at else "given up",
                )
                return due_at is None


def message_id(taken: Delivery) -> str:
    """Return the id of a message: the same at every attempt, so that the other side can drop repeats."""
    return f"chg_{taken.cursor.epoch}_{taken.cursor.seq}"


def next_attempt(taken: Delivery, failure: FetchFailed, now: datetime, dice: float) -> datetime | None:
    """Return when to try again: later each time, as the receiver asks, spread by *dice*. None: it is given up."""
    if failure.status == HTTPStatus.GONE or (failure.status in REFUSED and taken.attempts >= TRIES):
        return None
    if now - taken.first_at >= PATIENCE:
        return None
    wait = WAITS[min(taken.attempts, len(WAITS)) - 1] * dice
    return now + max(wait, failure.retry_after or timedelta(0))
