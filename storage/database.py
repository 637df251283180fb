"""One database behind one engine: transactions, the trouble they can meet in our words, and one bounded second try."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import orjson
from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from aggregator.errors import StoreDamaged, StoreError
from storage.types import HOST, to_json

T = TypeVar("T")

BUSY = 5.0
"""Seconds to wait for another program's write to a SQLite file."""
WAITS = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between the attempts to reach a PostgreSQL server that has gone."""
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
    "PRAGMA journal_size_limit=67108864",
    # 16 MB: pages that many polls write are carried over once for all of them. Half a second of a cold start.
    "PRAGMA wal_autocheckpoint=4000",
)
GONE_STATES = {"57P01", "57P02", "57P03"}
"""PostgreSQL is shutting down, has crashed, or is not up yet."""
SENTENCES = (
    # What the driver says, and what we say.
    ("database is locked", "another program has been writing to the store for too long\n  hint: try again"),
    ("database or disk is full", "the disk is full; nothing of this was written"),
    ("No space left", "the disk is full; nothing of this was written"),
    ("could not extend file", "the disk is full; nothing of this was written"),
    ("readonly database", "the store is read-only; nothing of this was written"),
    ("read-only transaction", "the store is read-only; nothing of this was written"),
    ("disk I/O error", "the disk under the store fails; nothing of this was written"),
    ("unable to open database file", "the store's file cannot be opened"),
)


DAMAGES = (
    ("malformed", "the store is damaged\n  hint: put back a backup"),
    ("file is not a database", "this file is no store of ours"),
)


def explained(error: SQLAlchemyError) -> StoreError:
    """Return *error* as one clear sentence; raise it `from` the cause."""
    return said(str(error.orig) if isinstance(error, DBAPIError) else str(error))


def said(message: str) -> StoreError:
    """Return what a driver said in our words."""
    for sentences, kind in ((SENTENCES, StoreError), (DAMAGES, StoreDamaged)):
        for sign, sentence in sentences:
            if sign in message:
                return kind(sentence)
    first, *_ = message.strip().splitlines() or ["no reason given"]
    return StoreError(f"the store does not answer as it should: {first}")


def is_lost(error: DBAPIError) -> bool:
    """Whether the connection to the server is gone, and a new one may do better."""
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return False
    state = getattr(error.orig, "sqlstate", None)
    no_connection = state is None and type(error.orig).__name__ == "OperationalError"
    return no_connection or state in GONE_STATES


class Database:
    """The engine of one store; `read` and `write` are its only doors."""

    def __init__(self, url: URL, *, beside: Path | None = None) -> None:
        """*beside*: another SQLite file whose tables are read along, and never written."""
        self.url = url
        self.engine = _sqlite_engine(url, beside) if url.get_backend_name() == "sqlite" else _postgresql_engine(url)
        self._writer = self.engine.execution_options(writing=True)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    def read(self, work: Callable[[Connection], T]) -> T:
        """Return what *work* finds, in one short transaction."""
        return self._twice(lambda: self._once(self.engine, work))

    def write(self, work: Callable[[Connection], T]) -> T:
        """Return what *work* returns, its writes all kept or none."""
        return self._twice(lambda: self._once(self._writer, work))

    @contextmanager
    def writing(self, prepare: Callable[[Connection], None]) -> Iterator[Connection]:
        """Open a transaction for the caller's own code; *prepare* runs first and may run twice."""
        connection = self._twice(lambda: self._opened(prepare))
        with connection:
            try:
                yield connection
            except SQLAlchemyError as error:
                raise explained(error) from error
            _commit(connection)

    @contextmanager
    def bare(self) -> Iterator[Any]:
        """The driver's own connection, outside any transaction: for backup and vacuum."""
        try:
            connection = self.engine.raw_connection()
            try:
                yield connection.driver_connection
            finally:
                connection.close()
        except SQLAlchemyError as error:
            raise explained(error) from error
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise said(str(error)) from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _opened(self, prepare: Callable[[Connection], None]) -> Connection:
        connection = self._writer.connect()
        try:
            connection.begin()
            prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _once(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        with engine.connect() as connection:
            connection.begin()
            found = work(connection)
            _commit(connection)
            return found

    def _twice(self, attempt: Callable[[], T]) -> T:
        """Try again once when the connection was lost; a lost COMMIT is not tried again, see `_commit`."""
        try:
            return attempt()
        except DBAPIError as error:
            if not is_lost(error):
                raise explained(error) from error
        except SQLAlchemyError as error:
            raise explained(error) from error
        self._reconnect()
        try:
            return attempt()
        except SQLAlchemyError as error:
            raise explained(error) from error

    def _reconnect(self) -> None:
        for wait in WAITS:
            try:
                self.engine.connect().close()
                return
            except DBAPIError:
                time.sleep(wait)


def _commit(connection: Connection) -> None:
    """Commit. A connection lost in this moment leaves open what became of it, so that is never tried again."""
    try:
        connection.commit()
    except SQLAlchemyError as error:
        raise explained(error) from error


def _sqlite_engine(url: URL, beside: Path | None) -> Engine:
    memory = url.database in (None, "", ":memory:")
    # One connection for a store in memory: a second one would be another, empty store.
    size = {"pool_size": 1, "max_overflow": 0} if memory else {"pool_size": 5, "max_overflow": 20}
    connect = {"timeout": BUSY, "check_same_thread": False, "isolation_level": None, "uri": True}
    engine = create_engine(url, poolclass=QueuePool, connect_args=connect, **size)
    event.listen(engine, "connect", _prepare_sqlite)
    if beside is not None:
        # Read-only, so that BEGIN IMMEDIATE takes no lock there.
        address = f"file:{quote(str(beside.absolute()))}?mode=ro"
        event.listen(engine, "connect", lambda connection, _: connection.execute("ATTACH ? AS beside", (address,)))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(pragma)
    connection.create_function("host", 1, _host, deterministic=True)
    connection.create_function("fold", 1, lambda text: None if text is None else text.casefold(), deterministic=True)


def _host(url: str | None) -> str | None:
    found = re.match(HOST, url or "")
    return found[1].lower() if found else None


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: a transaction that reads first and writes later would fail at once when another has written between.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(url, pool_size=5, max_overflow=20, json_serializer=to_json, json_deserializer=orjson.loads)
