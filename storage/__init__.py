"""Where articles live; the only importer of SQLAlchemy. `open_store(url)` is the way in."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from aggregator.errors import StoreError, UsageError
from aggregator.model import SearchScope
from storage import leases
from storage.database import Database
from storage.lock import DaemonLock
from storage.migrations import migrate, renew_copy
from storage.publication import Publication
from storage.quiet import is_quiet
from storage.store import Store

__all__ = ["Publication", "Store", "is_quiet", "open_store"]

SCHEMES = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def open_store(url: str, *, daemon: bool = False, search: SearchScope | None = None) -> Store:
    """Open the store at *url* and bring its schema up to date.

    `sqlite:///path` (made with its folder, mode 0600), `sqlite://` (in memory), `postgresql://…`.
    *daemon*: be the only one on a SQLite file; readers may still open it. *search*: what questions of words look
    into; None: what they did last.
    Raises UsageError for a URL that names no database, StoreBusy, SchemaTooNew, and StoreError when it does not open.
    """
    parsed = _parsed(url)
    path = _file(parsed)
    lock = None
    if path is not None:
        _make(path)
        lock = DaemonLock(path) if daemon else None
    database = Database(parsed)
    try:
        migrate(database)
        renew_copy(database)
        if lock is not None:
            database.write(leases.abandon)
    except BaseException:
        database.close()
        if lock is not None:
            lock.release()
        raise
    return Store(database, lock, search=search)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError(f"expected the URL of a store, found {url!r}\n  hint: sqlite:///var/aggregator.db") from error
    if parsed.drivername not in SCHEMES:
        raise UsageError(f"expected a store of the kind sqlite or postgresql, found {parsed.drivername}")
    if parsed.drivername != "sqlite" and find_spec("psycopg") is None:
        raise UsageError("this store needs the PostgreSQL driver\n  hint: pip install 'feed-aggregator[postgres]'")
    return parsed.set(drivername=SCHEMES[parsed.drivername])


def _file(url: URL) -> Path | None:
    """Return the file of a SQLite store. None: it is in memory, or a server."""
    if url.drivername != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _make(path: Path) -> None:
    """Make the file and its folder, for our eyes only: feeds' settings hold passwords."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{path}: the store cannot be made: {error.strerror or error}") from error
