"""Following the changes from Python: one after the other, acknowledged when the next is asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from aggregator.errors import AggregatorError
from aggregator.model import Change, Cursor, Wants
from storage import changes, consumers
from storage.database import Database

PAGE = 200
"""Changes read, and at most handed out unacknowledged, at once."""
OFTEN = 1.0
"""Seconds after which a change that is done is acknowledged at the latest."""
LOOK = 0.2
"""Seconds between two looks for something new while waiting."""


class Place:
    """Where a reader is; a consumer's is kept in the store, now and then and when the reader stops."""

    def __init__(self, database: Database, cursor: Cursor, name: str | None) -> None:
        self._database = database
        self._name = name
        self._kept, self._kept_at = cursor.seq, time.monotonic()
        self.cursor = cursor

    def done(self, seq: int) -> None:
        """Note that everything up to *seq* is done."""
        self.cursor = replace(self.cursor, seq=seq)
        if time.monotonic() - self._kept_at >= OFTEN:
            self.keep()

    def keep(self) -> None:
        """Acknowledge what is done."""
        name = self._name
        if name is not None and self.cursor.seq != self._kept:
            self._database.write(
                lambda connection: consumers.advance(connection, name, self.cursor, expected=self._kept)
            )
        self._kept, self._kept_at = self.cursor.seq, time.monotonic()


def follow(
    database: Database,
    place: Place,
    *,
    wants: Wants,
    articles: bool,
    limit: int | None,
    wait: timedelta,
) -> Iterator[Change]:
    """Yield changes after *place*, at most *limit*; end when nothing new has come for *wait*."""
    left, quiet_since = limit, time.monotonic()
    try:
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            page = database.read(
                lambda connection, size=size: changes.page(  # type: ignore[misc]
                    connection, place.cursor, limit=size, wants=wants, articles=articles
                )
            )
            for change in page.changes:
                yield change
                place.done(change.seq)
                quiet_since = time.monotonic()
            place.done(page.next.seq)
            place.keep()
            left = None if left is None else left - len(page.changes)
            if page.next.seq < page.head:
                continue
            if time.monotonic() - quiet_since >= wait.total_seconds():
                return
            time.sleep(LOOK)
    except GeneratorExit:
        # The reader has stopped in the middle of a change, which is not done; it wants no more trouble from here.
        with suppress(AggregatorError):
            place.keep()
        raise
