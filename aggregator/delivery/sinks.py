"""Sinks: every change into a stream of another program, at least once, in order, as a named consumer.

A sink is a class with `send` and `close`, in a file of its own. What it gets is the message webhooks get.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from aggregator.delivery.messages import message
from aggregator.errors import SinkDown, UsageError
from aggregator.model import Change, Cursor, Wants
from storage import Store

WAIT = timedelta(seconds=1)
"""For new changes, before the reader looks whether it is to stop."""
LONGEST = 60.0
"""Seconds between two attempts to reach a sink that is down; the first is 1, each next one twice as long."""

log = structlog.get_logger()


class Sink(Protocol):
    """Takes messages. It has taken one when `send` returns; SinkDown means that it may not have."""

    def send(self, kind: str, cursor: str, message: bytes) -> None:
        """Hand over one message; *cursor* is its name, the same when it comes again."""

    def close(self) -> None:
        """Let go of the connection."""


def open_sink(url: str) -> Sink:
    """Return the sink at *url*. Raises UsageError for a kind that is none, or whose library is missing."""
    scheme = urlsplit(url).scheme
    try:
        if scheme in ("redis", "rediss"):
            from aggregator.delivery.redis_streams import RedisStream

            return RedisStream(url)
        if scheme in ("nats", "tls"):
            from aggregator.delivery.nats_jetstream import JetStream

            return JetStream(url)
    except ImportError as error:
        extra = "redis" if scheme.startswith("redis") else "nats"
        raise UsageError(f"this sink needs its library\n  hint: pip install 'feed-aggregator[{extra}]'") from error
    raise UsageError(
        f"expected the URL of a sink, got the scheme {scheme!r}\n"
        "  hint: redis://localhost:6379/0?stream=articles, or nats://localhost:4222/articles"
    )


def pour(store: Store, sink: Sink, consumer: str, stop: threading.Event, *, wants: Wants | None = None) -> int:
    """Send every change to *sink* until *stop*; return how many. A sink that is down is tried again for ever."""
    sent, taken, epoch = 0, 0, store.epoch()
    while not stop.is_set():
        for change in store.changes(consumer=consumer, wants=wants, articles=True, wait=WAIT):
            if not _sent(sink, change, f"{epoch}.{change.seq}", stop):
                return sent
            sent, taken = sent + 1, change.seq
            if stop.is_set():
                break
    if taken:
        # The reader counts a change as done when it asks for the next one, and it asks for no more.
        store.acknowledge(consumer, Cursor(epoch=epoch, seq=taken))
    return sent


def _sent(sink: Sink, change: Change, cursor: str, stop: threading.Event) -> bool:
    wait = 1.0
    while True:
        try:
            sink.send(change.kind, cursor, message(change, cursor))
            return True
        except SinkDown as error:
            log.warning("sink does not take the change", change=cursor, error=str(error), again_in=wait)
            if stop.wait(wait):
                return False
            wait = min(wait * 2, LONGEST)
