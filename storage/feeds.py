"""Feeds as configured: taking over a feeds.yaml, and telling what is known of each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, literal_column, select, update

from aggregator.model import FeedRecord, FeedSpec, FeedState
from storage import rows
from storage.codec import PROBLEMS, state_of, state_values
from storage.leases import READY_AT
from storage.tables import article, feed, feed_state, host_slot
from storage.types import Ints, Strings, among

COLUMNS = ("url", "status", "host", "group_name", "given_title", "settings")
"""Columns of feed that the configuration decides."""

CHUNK = 1_000
"""Feeds taken over at once: fifty thousand with all their settings would fill the memory."""
Settings = str | Callable[[FeedSpec], str]
"""A feed's settings as JSON, or what writes them when their turn comes."""
Slots = dict[tuple[str, int], int]
"""Host and number → id of the slot."""

ADD_FEED, ADD_STATE = insert(feed), insert(feed_state)
IDS = bindparam("ids", type_=Ints())
NAMED = among(feed.c.key, bindparam("keys", type_=Strings()))
EXISTING = (
    select(feed.c.id, feed.c.key, *(feed.c[name] for name in COLUMNS), feed_state.c.slot_id)
    .join(feed_state, feed_state.c.feed_id == feed.c.id)
    .where(NAMED)
)
NEW_IDS = select(feed.c.key, feed.c.id).where(NAMED)
COUNT = select(func.count()).select_from(feed)
NOT_REMOVED = select(feed.c.key, feed.c.id).where(feed.c.status != "removed")
REMOVE = update(feed).where(among(feed.c.id, IDS)).values(status="removed")
LEAVE_SLOT = update(feed_state).where(among(feed_state.c.feed_id, IDS)).values(slot_id=None)
# `id_`, not `id`: a column's own name is the value to set.
CHANGE_FEED = update(feed).where(feed.c.id == bindparam("id_"))
FORGET_URL = (
    update(feed_state)
    .where(among(feed_state.c.feed_id, IDS))
    .values(etag=None, last_modified=None, body_hash=None, adopted_url=None, moved_to=None, moved_since=None)
)
SET_SLOT = update(feed_state).where(feed_state.c.feed_id == bindparam("id_"))
SLOTS = select(host_slot.c.id, host_slot.c.host, host_slot.c.number, host_slot.c.delay)
LOCK_SLOTS = SLOTS.order_by(host_slot.c.id).with_for_update()
SET_DELAY = update(host_slot).where(host_slot.c.id == bindparam("id_"))
SET_READY = (
    update(host_slot)
    .where(host_slot.c.lease_owner.is_(None), host_slot.c.ready_at.is_distinct_from(READY_AT))
    .values(ready_at=READY_AT)
)

VISIBLE = article.c.visible == literal_column("1")
_counted = select(func.count()).select_from(article).where(article.c.feed_id == feed.c.id, VISIBLE).scalar_subquery()
RECORDS = (
    select(feed, feed_state, _counted.label("articles"))
    .join(feed_state, feed_state.c.feed_id == feed.c.id)
    .order_by(feed.c.id)
)
RECORD = RECORDS.where(feed.c.key == bindparam("feed"))


def spread_of(feed_id: str) -> float:
    """Return a number in [0, 1) that is always the same for *feed_id* and evenly spread over all ids."""
    digest = hashlib.blake2b(feed_id.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def reconcile(
    connection: Connection, feeds: Sequence[tuple[FeedSpec, Settings]], now: datetime, spread: timedelta
) -> None:
    """Make the store's feeds those of *feeds*; state, timers and articles of feeds it knows stay.

    Feeds never seen are due within their share of *spread*: one that joins a thousand is polled at once.
    """
    new = max(len(feeds) - (connection.scalar(COUNT) or 0), 0)
    spread *= new / len(feeds) if feeds else 0
    slots = _slots(connection, [spec for spec, _ in feeds])
    for start in range(0, len(feeds), CHUNK):
        _take_over(connection, feeds[start : start + CHUNK], slots, now, spread)
    _remove(connection, {spec.id for spec, _ in feeds})
    connection.execute(SET_READY)


def _take_over(
    connection: Connection, feeds: Sequence[tuple[FeedSpec, Settings]], slots: Slots, now: datetime, spread: timedelta
) -> None:
    """Store new feeds, and what changed in those that are stored."""
    keys = [spec.id for spec, _ in feeds]
    stored = {row.key: row for row in connection.execute(EXISTING, {"keys": keys})}
    polled = {spec.id: slots[spec.host, slot_number(spec)] if spec.enabled else None for spec, _ in feeds}
    _insert(connection, [feed for feed in feeds if feed[0].id not in stored], polled, now, spread)
    wanted = {spec.id: _values(spec, settings) for spec, settings in feeds if spec.id in stored}
    _change(connection, stored, wanted)
    moves = [{"id_": row.id, "slot_id": polled[key]} for key, row in stored.items() if row.slot_id != polled[key]]
    _many(connection, SET_SLOT, moves)


def _remove(connection: Connection, wanted: Set[str]) -> None:
    """Poll feeds no longer named never again; their articles stay."""
    gone = [row.id for row in connection.execute(NOT_REMOVED) if row.key not in wanted]
    if gone:
        connection.execute(REMOVE, {"ids": gone})
        connection.execute(LEAVE_SLOT, {"ids": gone})


def slot_number(spec: FeedSpec) -> int:
    """Return which of its host's slots a feed belongs to."""
    return int(spread_of(spec.id) * spec.host_connections) if spec.host_connections > 1 else 0


def _values(spec: FeedSpec, settings: Settings) -> dict[str, Any]:
    return {
        "url": spec.url,
        "status": "enabled" if spec.enabled else "disabled",
        "host": spec.host,
        "group_name": spec.group,
        "given_title": spec.title,
        "settings": settings if isinstance(settings, str) else settings(spec),
    }


def _slots(connection: Connection, specs: Iterable[FeedSpec]) -> Slots:
    """Return the id of every slot by host and number, after making those that are missing."""
    delays: dict[tuple[str, int], timedelta] = {}
    for spec in specs:
        place = (spec.host, slot_number(spec))
        delays[place] = max(delays.get(place, timedelta(0)), spec.host_delay)
    stored = {(row.host, row.number): row for row in connection.execute(LOCK_SLOTS)}
    missing = [
        {"host": host, "number": number, "delay": delay, "lease_token": 0}
        for (host, number), delay in delays.items()
        if (host, number) not in stored
    ]
    changed = [
        {"id_": row.id, "delay": delays[place]}
        for place, row in stored.items()
        if place in delays and row.delay != delays[place]
    ]
    _many(connection, insert(host_slot), missing)
    _many(connection, SET_DELAY, changed)
    return {(row.host, row.number): row.id for row in connection.execute(SLOTS)}


def _insert(
    connection: Connection,
    new: Sequence[tuple[FeedSpec, Settings]],
    polled: Mapping[str, int | None],
    now: datetime,
    spread: timedelta,
) -> None:
    """Store feeds never seen before, each due at its own moment within *spread*; *polled*: the slot of each."""
    if not new:
        return
    feeds = [{"key": spec.id, "problems": (), **_values(spec, settings)} for spec, settings in new]
    rows.write(connection, ADD_FEED, feeds)
    ids = {row.key: row.id for row in connection.execute(NEW_IDS, {"keys": [spec.id for spec, _ in new]})}
    states = [
        {
            "feed_id": ids[spec.id],
            "slot_id": polled[spec.id],
            **state_values(FeedState(due_at=now + spread * spread_of(spec.id))),
        }
        for spec, _ in new
    ]
    rows.write(connection, ADD_STATE, states)


def _change(connection: Connection, stored: dict[str, Any], wanted: dict[str, dict[str, Any]]) -> None:
    """Take over changed settings."""
    changes, moved = [], []
    for key, row in stored.items():
        values = wanted[key]
        if any(values[name] != getattr(row, name) for name in COLUMNS):
            changes.append({"id_": row.id, **values})
        if values["url"] != row.url:
            moved.append(row.id)
    _many(connection, CHANGE_FEED, changes)
    if moved:
        connection.execute(FORGET_URL, {"ids": moved})


def _many(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def records(connection: Connection) -> tuple[FeedRecord, ...]:
    """Return every feed, in the order they came."""
    return tuple(_record(row) for row in connection.execute(RECORDS).mappings())


def record(connection: Connection, key: str) -> FeedRecord | None:
    """Return one feed. None: it was never configured."""
    row = connection.execute(RECORD, {"feed": key}).mappings().one_or_none()
    return None if row is None else _record(row)


def _record(row: RowMapping) -> FeedRecord:
    return FeedRecord(
        feed=row["key"],
        url=row["url"],
        title=row["given_title"] or row["title"],
        link=row["link"],
        format=row["format"],
        group=row["group_name"],
        status=row["status"],
        host=row["host"],
        settings=row["settings"],
        state=state_of(row),
        articles=row["articles"],
        problems=PROBLEMS.validate_python(row["problems"]),
    )
