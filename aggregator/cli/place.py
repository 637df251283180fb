"""Where a command works: which feeds.yaml, which store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.errors import UsageError
from aggregator.model import Config, Settings

if TYPE_CHECKING:
    from storage import Store

ConfigPath = Annotated[
    Path, typer.Option("--config", "-c", envvar="AGGREGATOR_CONFIG", help="The configuration to go by.")
]
StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store", envvar="AGGREGATOR_STORE", metavar="URL", help="The store, in place of the configured one."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]

FEEDS = Path("feeds.yaml")


@dataclass(frozen=True)
class Place:
    """A configuration's path and the store a command was told to use in place of the configured one."""

    config: Path = FEEDS
    store: str | None = None

    def load(self) -> Config:
        """Return the configuration. Raises ConfigError, or UsageError when there is no such file."""
        return self._loaded

    @cached_property  # once: fifty thousand feeds take a second
    def _loaded(self) -> Config:
        from aggregator import feeds_file

        config = feeds_file.read(self.config)
        return replace(config, settings=replace(config.settings, store=self.store)) if self.store else config

    @contextmanager
    def open(self, *, writing: bool = False) -> Iterator[Store]:
        """Open the store; *writing* refuses one that a daemon holds. Needs no feeds.yaml when a store is named."""
        from storage import open_store

        # A store that is named needs no feeds.yaml, and answers as it did under the last one.
        settings = Settings(store=self.store) if self.store else self.load().settings
        store = open_store(settings.store, daemon=writing, search=None if self.store else settings.search)
        try:
            yield store
        finally:
            store.close()


def time_option(option: str, text: str | None) -> datetime | None:
    """Return *text* as a time; a day is its midnight, without a zone UTC is meant. Raises UsageError."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option}: expected a day or time such as 2026-01-31T12:00:00Z, got {text!r}") from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def document(name: str) -> bytes:
    """Return the bytes of a file; `-` is standard input. Raises UsageError."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from error
