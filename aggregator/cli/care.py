"""`backup`, `vacuum`: care of the store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.out import say
from aggregator.cli.place import FEEDS, ConfigPath, Place, StoreUrl


def add_to(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(backup)
    app.command()(vacuum)


def backup(
    to: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    config: ConfigPath = FEEDS,
    store: StoreUrl = None,
) -> None:
    """Write a consistent copy of the store, also while the service runs."""
    with Place(config, store).open() as opened:
        opened.backup(to)
    say(f"wrote {to}")


def vacuum(config: ConfigPath = FEEDS, store: StoreUrl = None) -> None:
    """Give unused space back to the system; the service must be stopped."""
    with Place(config, store).open(writing=True) as opened:
        before = opened.stats(datetime.now(UTC)).size
        opened.vacuum()
        after = opened.stats(datetime.now(UTC)).size
    if before is not None and after is not None:
        say(f"{before:,} bytes before, {after:,} after")
