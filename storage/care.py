"""Care of what a store piles up: history rolled up, indexes pruned, a copy made, space given back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.errors import StoreError, UsageError
from storage.candidates import WINDOW
from storage.database import Database
from storage.near import drop_fingerprint
from storage.tables import fingerprint, poll, poll_daily
from storage.types import Ints, Time, among

BATCH = 1_000
"""Rows rolled up or pruned in one transaction."""
VACUUM = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
# No ANALYZE: every statement here is planned well without statistics, and those of a young store, which has one feed
# and no history, turn searches into scans once it has grown.

IDS = bindparam("ids", type_=Ints())
BEFORE = bindparam("before", type_=Time())

OLD_POLLS = select(poll.c.id).where(poll.c.started_at < BEFORE).order_by(poll.c.started_at).limit(BATCH)
DROP_POLLS = delete(poll).where(among(poll.c.id, IDS))
ADDED_UP = ("duration", "size", "new", "revised")

OLD_FINGERPRINTS = (
    select(fingerprint.c.article_id).where(fingerprint.c.seen_at < BEFORE).order_by(fingerprint.c.seen_at).limit(BATCH)
)


def _add_up(dialect: Any) -> Any:
    day = (
        func.substr(poll.c.started_at, 1, 10)
        if dialect is sqlite
        else func.to_char(func.timezone("UTC", poll.c.started_at), "YYYY-MM-DD")
    )
    sums = (
        select(poll.c.feed_id, day, poll.c.code, func.count(), *(func.sum(poll.c[name]) for name in ADDED_UP))
        .where(among(poll.c.id, IDS))
        .group_by(poll.c.feed_id, day, poll.c.code)
    )
    adding = dialect.insert(poll_daily).from_select(("feed_id", "day", "code", "polls", *ADDED_UP), sums)
    added = {name: poll_daily.c[name] + adding.excluded[name] for name in ("polls", *ADDED_UP)}
    return adding.on_conflict_do_update(index_elements=["feed_id", "day", "code"], set_=added)


ADD_UP = {"sqlite": _add_up(sqlite), "postgresql": _add_up(postgresql)}


def prune(database: Database, now: datetime, poll_history: timedelta) -> None:
    """Roll up polls older than *poll_history*; forget features outside the window."""
    _in_batches(database, _roll_up, now - poll_history)
    _in_batches(database, _forget_features, now - WINDOW)


def _in_batches(database: Database, work: Callable[[Connection, datetime], int], before: datetime) -> None:
    while database.write(lambda connection: work(connection, before)) == BATCH:
        pass


def _roll_up(connection: Connection, before: datetime) -> int:
    ids = connection.execute(OLD_POLLS, {"before": before}).scalars().all()
    if ids:
        connection.execute(ADD_UP[connection.dialect.name], {"ids": ids})
        connection.execute(DROP_POLLS, {"ids": ids})
    return len(ids)


def _forget_features(connection: Connection, before: datetime) -> int:
    numbers = connection.execute(OLD_FINGERPRINTS, {"before": before}).scalars().all()
    for number in numbers:
        drop_fingerprint(connection, number)
    return len(numbers)


def backup(database: Database, path: Path) -> None:
    """Write a consistent copy to *path*, also while a daemon writes.

    The copy is marked: whoever opens it first mints a new epoch, since the change log of a restored store runs on
    differently from the one its readers know. Raises UsageError where *path* exists, and on PostgreSQL.
    """
    if database.dialect == "postgresql":
        raise UsageError("backup copies SQLite stores only\n  hint: use pg_dump for PostgreSQL")
    if path.exists():
        raise UsageError(f"{path}: expected a new file, there is one already\n  hint: name another, or move it away")
    partial = path.with_name(f"{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with database.bare() as source:
            _copy(source, partial)
        partial.rename(path)
    except OSError as error:
        raise StoreError(f"{path}: the copy cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, path: Path) -> None:
    target = sqlite3.connect(path)
    try:
        source.backup(target)
        # One plain file: a copy in WAL mode would want its two companions beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        with target:
            target.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('copied', '1')")
    finally:
        target.close()


def vacuum(database: Database) -> None:
    """Give space back to the disk."""
    with database.bare() as connection:
        if database.dialect == "postgresql":
            connection.autocommit = True
            connection.execute("VACUUM (ANALYZE)")
            connection.autocommit = False
            return
        for statement in VACUUM:
            connection.execute(statement).fetchall()
