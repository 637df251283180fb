"""Named consumers: where each reader of changes has come to, kept in the store."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from aggregator.errors import ConsumerMoved, UsageError, WrongEpoch
from aggregator.model import EVERYTHING, Consumer, Cursor, Wants
from storage import changes
from storage.tables import consumer

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
WANTS = TypeAdapter(Wants)

ALL = select(consumer).order_by(consumer.c.name)
ONE = ALL.where(consumer.c.name == bindparam("name"))
_this = consumer.c.name == bindparam("name_")
MOVE = update(consumer).where(_this)
ADVANCE = MOVE.where(consumer.c.epoch == bindparam("epoch_"), consumer.c.acked_seq < bindparam("seq_"))
ADVANCE_FROM = MOVE.where(consumer.c.epoch == bindparam("epoch_"), consumer.c.acked_seq == bindparam("expected"))
FORGET = delete(consumer).where(_this)


def every(connection: Connection) -> tuple[Consumer, ...]:
    """Return all consumers by name."""
    head = changes.now(connection)
    return tuple(_consumer(connection, row, head) for row in connection.execute(ALL).mappings().all())


def one(connection: Connection, name: str) -> Consumer | None:
    """Return a consumer. None: there is none of that name."""
    row = connection.execute(ONE, {"name": name}).mappings().one_or_none()
    return None if row is None else _consumer(connection, row, changes.now(connection))


def _consumer(connection: Connection, row: RowMapping, head: Cursor) -> Consumer:
    seq = row["acked_seq"]
    return Consumer(
        name=row["name"],
        cursor=Cursor(epoch=row["epoch"], seq=seq),
        wants=WANTS.validate_python(row["wants"]),
        lag=max(head.seq - seq, 0),
        waiting_since=changes.waiting_since(connection, seq),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def put(connection: Connection, name: str, wants: Wants | None, after: Cursor | None) -> Consumer:
    """Make a consumer, or let the one there is want something else; *wants* None: what it wants, or everything.

    A new one begins after *after* (None: with the oldest change that is kept); the place of an old one stays.
    Raises UsageError for a name that is none, WrongEpoch and CursorTooOld for a place that is none.
    """
    if NAME.fullmatch(name) is None:
        raise UsageError(
            f"expected a consumer's name of small letters, digits, `.`, `_` and `-`, at most 64, got {name[:80]!r}"
        )
    found = one(connection, name)
    if found is None:
        _insert(connection, name, wants or EVERYTHING, after or changes.beginning(connection))
    elif wants is not None and wants != found.wants:
        connection.execute(MOVE, {"name_": name, "wants": wants})
    return _existing(connection, name)


def _insert(connection: Connection, name: str, wants: Wants, after: Cursor) -> None:
    changes.check(connection, after)
    at = datetime.now(UTC)
    place = {"epoch": after.epoch, "acked_seq": after.seq, "created_at": at, "updated_at": at}
    connection.execute(insert(consumer), {"name": name, "wants": wants, **place})


def _existing(connection: Connection, name: str) -> Consumer:
    found = one(connection, name)
    if found is None:
        raise UsageError(f"no consumer {name[:80]!r}\n  hint: `aggregator consumers` lists them")
    return found


def acknowledge(connection: Connection, name: str, cursor: Cursor) -> Consumer:
    """Note that everything up to *cursor* is done; it never moves back, so a repeated or late call is harmless.

    Raises UsageError for an unknown consumer, WrongEpoch for a cursor that was never handed out.
    """
    found = _existing(connection, name)
    changes.check(connection, Cursor(epoch=cursor.epoch, seq=max(cursor.seq, found.cursor.seq)))
    if found.cursor.epoch != cursor.epoch:
        raise WrongEpoch(f"consumer {name} is of epoch {found.cursor.epoch}\n  hint: reset it")
    connection.execute(ADVANCE, _moved(name, cursor))
    return _existing(connection, name)


def advance(connection: Connection, name: str, cursor: Cursor, expected: int) -> None:
    """Move a consumer on from *expected*. Raises ConsumerMoved where it is not there."""
    if not connection.execute(ADVANCE_FROM, {**_moved(name, cursor), "expected": expected}).rowcount:
        raise ConsumerMoved(
            f"consumer {name} is no longer where this reader left it, at {cursor.epoch}.{expected}\n"
            "  hint: it was reset or removed, or a second program reads under the same name; give each its own"
        )


def reset(connection: Connection, name: str, cursor: Cursor) -> Consumer:
    """Put a consumer at *cursor*, back or forward. Raises UsageError, WrongEpoch, CursorTooOld."""
    changes.check(connection, cursor)
    moved = _moved(name, cursor)
    del moved["epoch_"], moved["seq_"]
    connection.execute(MOVE, moved)
    return _existing(connection, name)


def _moved(name: str, cursor: Cursor) -> dict[str, Any]:
    return {
        "name_": name,
        "epoch_": cursor.epoch,
        "seq_": cursor.seq,
        "epoch": cursor.epoch,
        "acked_seq": cursor.seq,
        "updated_at": datetime.now(UTC),
    }


def forget(connection: Connection, name: str) -> bool:
    """Remove a consumer; return whether there was one."""
    return bool(connection.execute(FORGET, {"name_": name}).rowcount)
