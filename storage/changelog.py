"""The lock under which articles become visible, and the lines that say so: gap-free, in commit order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from aggregator.errors import StoreError
from aggregator.model import Change, ChangeKind
from storage import rows
from storage.tables import change_log, meta

LOCK = 0x7075626C  # "publ"
"""Key of the PostgreSQL advisory lock under which one process publishes."""
PUT = insert(change_log)
SEQ = select(meta.c.value).where(meta.c.key == "seq")
SET_SEQ = update(meta).where(meta.c.key == "seq").values(value=bindparam("seq"))


def take_lock(connection: Connection) -> None:
    """Become the one that publishes, until the transaction ends. SQLite's writer is that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def try_lock(connection: Connection) -> None:
    """Become the one that publishes, if nobody is; else raise StoreError, without waiting."""
    if (
        connection.dialect.name == "postgresql"
        and not connection.execute(select(func.pg_try_advisory_xact_lock(LOCK))).scalar()
    ):
        raise StoreError("another process is publishing")


class ChangeLog:
    """The next lines of the change log, written together when the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        """Begin after the last change; the lock must be held."""
        self._connection = connection
        self._seq = int(connection.execute(SEQ).scalar_one())
        self._rows: list[dict[str, Any]] = []

    def append(self, kind: ChangeKind, number: int, uid: str, feed_key: str, at: Any) -> Change:
        """Return the next change, of article *number*."""
        self._seq += 1
        self._rows.append({"seq": self._seq, "kind": kind, "article_id": number, "at": at})
        return Change(seq=self._seq, kind=kind, article_id=uid, feed=feed_key, at=at)

    def flush(self) -> None:
        """Write what was appended."""
        if self._rows:
            rows.write(self._connection, PUT, self._rows)
            rows.write(self._connection, SET_SEQ, [{"seq": str(self._seq)}])
