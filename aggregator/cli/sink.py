"""`sink`: every change into a Redis stream or NATS JetStream."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from aggregator.cli.out import say
from aggregator.cli.place import FEEDS, ConfigPath, Place, StoreUrl


def add_to(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(sink)


def sink(
    url: Annotated[
        str, typer.Argument(help="redis://localhost:6379/0?stream=articles or nats://localhost:4222/articles")
    ],
    consumer: Annotated[str, typer.Option(help="Who remembers how far it is; one name for each sink.")] = "sink",
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """Send every change to a stream, in order and at least once, until told to stop. The service may run beside it."""
    from aggregator.delivery.sinks import open_sink, pour

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    opened_sink = open_sink(url)
    try:
        with Place(config, store).open() as opened:
            say(f"{pour(opened, opened_sink, consumer, stop)} changes sent")
    finally:
        opened_sink.close()
