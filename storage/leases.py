"""Host slots: who may talk to which host, and until when.

A slot's `ready_at` means "ready" while nobody holds it and "lease expiry" while somebody does. Leases run by the
caller's clock on both databases: one clock reading per poll, and tests need no waiting. Clocks that disagree can only
end a lease early or late; what keeps a late worker from writing is the token, never the time.
Whoever locks several rows takes slots before feed_state, and slots in the order of their ids: no deadlocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from aggregator.errors import Fenced
from aggregator.model import DueFeed, Lease, PollOutcome
from storage import rows
from storage.codec import state_of
from storage.tables import feed, feed_state, host_slot
from storage.types import Big, Ints, Span, Strings, Time, among, latest

FEEDS_PER_LEASE = 50
"""Due feeds handed out with one slot: what a worker can poll within a lease; the rest stays due."""

NOW = bindparam("now", type_=Time())
ONLY = bindparam("only", type_=Strings())
SLOTS = bindparam("slots", type_=Ints())
SLOT = bindparam("slot", type_=Big)
REST_UNTIL = bindparam("rest", type_=Time())


_NAMED = feed_state.c.feed_id.in_(select(feed.c.id).where(among(feed.c.key, ONLY)))


def _ready_at(rest: ColumnElement[Any] = host_slot.c.rest_until) -> ColumnElement[Any]:
    """When a slot that nobody holds is ready: its earliest due feed, but not before the host's delay and pause."""
    due = select(func.min(feed_state.c.due_at)).where(feed_state.c.slot_id == host_slot.c.id).scalar_subquery()
    pause = host_slot.c.paused_until
    return case((due.is_not(None), latest(due, func.coalesce(rest, due), func.coalesce(pause, due))))


READY_AT = _ready_at()


# Two ways to say the same: few feeds are looked up, for all of them the slots in the order of `ready_at` are.
_HAS_DUE = exists().where(feed_state.c.slot_id == host_slot.c.id, feed_state.c.due_at <= NOW)
_HAS_NAMED_DUE = host_slot.c.id.in_(select(feed_state.c.slot_id).where(_NAMED, feed_state.c.due_at <= NOW))


def _claim(due: ColumnElement[bool]) -> ReturningUpdate[Any]:
    # A CTE, so that PostgreSQL runs the locking SELECT once and never updates more than its LIMIT.
    picked = (
        select(host_slot.c.id)
        .where(host_slot.c.ready_at <= NOW, due)
        .order_by(host_slot.c.ready_at)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    return (
        update(host_slot)
        .where(host_slot.c.id.in_(select(picked.c.id)))
        .values(
            ready_at=bindparam("until", type_=Time()),
            lease_token=host_slot.c.lease_token + 1,
            lease_owner=bindparam("owner"),
            lease_ttl=bindparam("ttl", type_=Span()),
        )
        .returning(host_slot.c.id, host_slot.c.host, host_slot.c.lease_token)
    )


def _due_feeds(*only: ColumnElement[bool]) -> Any:
    place = func.row_number().over(
        partition_by=feed_state.c.slot_id, order_by=(feed_state.c.due_at, feed_state.c.feed_id)
    )
    ranked = (
        select(feed_state.c.feed_id, place.label("place"))
        .where(among(feed_state.c.slot_id, SLOTS), feed_state.c.due_at <= NOW, *only)
        .subquery()
    )
    return (
        select(feed.c.key, feed_state)
        .join_from(ranked, feed_state, feed_state.c.feed_id == ranked.c.feed_id)
        .join(feed, feed.c.id == feed_state.c.feed_id)
        .where(ranked.c.place <= FEEDS_PER_LEASE)
        .order_by(feed_state.c.slot_id, ranked.c.place)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A slot that is held."""

    delay: timedelta
    """Between two requests to the host."""
    ttl: timedelta
    """The lease's length from a sign of life on."""


CLAIM, CLAIM_ONLY = _claim(_HAS_DUE), _claim(_HAS_NAMED_DUE)
DUE_FEEDS, DUE_FEEDS_ONLY = _due_feeds(), _due_feeds(_NAMED)

HELD = (
    # A lease that has run out but that nobody took over is still held: its writes harm no one.
    host_slot.c.lease_token == bindparam("token"),
    host_slot.c.lease_owner.is_not(None),
)
HOLD = (
    select(host_slot.c.host, host_slot.c.delay, host_slot.c.lease_ttl)
    .where(host_slot.c.id == SLOT, *HELD)
    .with_for_update()
)
HOLD_ALL = (
    select(host_slot.c.id, host_slot.c.lease_token, host_slot.c.delay, host_slot.c.lease_ttl)
    .where(among(host_slot.c.id, SLOTS), host_slot.c.lease_owner.is_not(None))
    .order_by(host_slot.c.id)
    .with_for_update()
)
HOLD_HOST = (
    select(host_slot.c.id).where(host_slot.c.host == bindparam("host")).order_by(host_slot.c.id).with_for_update()
)
PROLONG = (
    update(host_slot)
    .where(host_slot.c.id == SLOT)
    .values(ready_at=bindparam("until", type_=Time()), rest_until=bindparam("rest", type_=Time()))
)
END_RESTED = (
    update(host_slot)
    .where(host_slot.c.id == SLOT)
    .values(rest_until=REST_UNTIL, ready_at=_ready_at(REST_UNTIL), lease_owner=None)
)
ABANDON = (
    update(host_slot)
    .where(host_slot.c.lease_owner.is_not(None))
    .values(ready_at=READY_AT, lease_owner=None, lease_token=host_slot.c.lease_token + 1)
)
GIVE_BACK = (
    update(host_slot)
    .where(host_slot.c.id == SLOT, *HELD)
    .values(
        ready_at=func.coalesce(bindparam("ready", type_=Time()), READY_AT),
        lease_owner=None,
    )
)
PAUSE = (
    update(host_slot)
    .where(host_slot.c.host == bindparam("host_"))
    .values(
        paused_until=latest(
            func.coalesce(host_slot.c.paused_until, bindparam("pause", type_=Time())), bindparam("pause", type_=Time())
        ),
        ready_at=latest(host_slot.c.ready_at, bindparam("pause", type_=Time())),
    )
)


def claim(
    connection: Connection, now: datetime, *, limit: int, ttl: timedelta, owner: str, only: Sequence[str] | None
) -> tuple[Lease, ...]:
    """Take up to *limit* ready slots that have due feeds, each with the longest due of them."""
    until = now + ttl
    named = {} if only is None else {"only": only}
    claimed = connection.execute(
        CLAIM if only is None else CLAIM_ONLY,
        {"now": now, "limit": limit, "until": until, "owner": owner, "ttl": ttl, **named},
    ).all()
    if not claimed:
        return ()
    listed = connection.execute(
        DUE_FEEDS if only is None else DUE_FEEDS_ONLY, {"now": now, "slots": [row.id for row in claimed], **named}
    ).mappings()
    due: dict[int, list[DueFeed]] = {row.id: [] for row in claimed}
    for row in listed:
        due[row["slot_id"]].append(DueFeed(feed=row["key"], state=state_of(row)))
    return tuple(
        Lease(slot=row.id, host=row.host, token=row.lease_token, until=until, feeds=tuple(due[row.id]))
        for row in claimed
    )


def hold(connection: Connection, lease: Lease, *, pausing: bool) -> tuple[timedelta, timedelta]:
    """Lock the lease's slot for this transaction; return the host's delay and the lease's length.

    *pausing*: the host's other slots will be written too. Raises Fenced when another worker has taken over.
    """
    if pausing:
        connection.execute(HOLD_HOST, {"host": lease.host}).all()
    row = connection.execute(HOLD, {"slot": lease.slot, "token": lease.token}).one_or_none()
    if row is None:
        raise Fenced(f"host {lease.host}: lease {lease.token} was lost; nothing of this poll was written")
    return row.delay, row.lease_ttl


def hold_all(connection: Connection, taken: Sequence[Lease]) -> dict[int, Hold]:
    """Lock the slots of *taken* for this transaction; return by slot how those are held that were not lost."""
    tokens = {lease.slot: lease.token for lease in taken}
    found = connection.execute(HOLD_ALL, {"slots": list(tokens)})
    return {row.id: Hold(delay=row.delay, ttl=row.lease_ttl) for row in found if row.lease_token == tokens[row.id]}


def leave_all(connection: Connection, outcomes: Sequence[PollOutcome], held: Mapping[int, Hold]) -> None:
    """End each outcome's lease with its last poll, prolong it with any other; either way the host rests."""
    ended, prolonged = [], []
    for outcome in outcomes:
        assert outcome.lease is not None
        hold, now = held[outcome.lease.slot], outcome.finished_at
        row = {"slot": outcome.lease.slot, "rest": now + hold.delay}
        if outcome.last_of_lease:
            ended.append(row)
        else:
            prolonged.append({**row, "until": now + hold.ttl})
    rows.write(connection, END_RESTED, ended)
    rows.write(connection, PROLONG, prolonged)


def end(connection: Connection, lease: Lease, rest: datetime) -> None:
    """End a lease that is held; the host rests until *rest*."""
    rows.write(connection, END_RESTED, [{"slot": lease.slot, "rest": rest}])


def abandon(connection: Connection) -> None:
    """End every lease. For the only process there can be, at its start: whoever held them is dead."""
    connection.execute(ABANDON)


def prolong(connection: Connection, lease: Lease, *, rest: datetime, until: datetime) -> None:
    """Give a sign of life: the lease runs until *until*."""
    rows.write(connection, PROLONG, [{"slot": lease.slot, "rest": rest, "until": until}])


def pause(connection: Connection, host: str, until: datetime) -> None:
    """Let no slot of *host* be claimed before *until*; a lease that is held ends into the pause."""
    connection.execute(PAUSE, {"host_": host, "pause": until})


def release(connection: Connection, lease: Lease, ready_at: datetime | None) -> None:
    """Give a slot back without a poll; nothing happens when the lease was lost."""
    connection.execute(GIVE_BACK, {"slot": lease.slot, "token": lease.token, "ready": ready_at})


# ---------------------------------------------------------------------------------------------
# Asking for polls
# ---------------------------------------------------------------------------------------------


def _waking(*only: ColumnElement[bool]) -> Any:
    wanted = host_slot.c.id.in_(select(feed_state.c.slot_id).where(feed_state.c.slot_id.is_not(None), *only))
    unpaused = or_(host_slot.c.paused_until.is_(None), host_slot.c.paused_until <= NOW)
    return select(host_slot.c.id).where(unpaused, wanted).order_by(host_slot.c.id).with_for_update()


def _hurry(*only: ColumnElement[bool]) -> Any:
    sooner = case((feed_state.c.due_at < NOW, feed_state.c.due_at), else_=NOW)
    return (
        update(feed_state)
        .where(among(feed_state.c.slot_id, SLOTS), *only)
        .values(due_at=sooner, reason=literal_column("'asked for'"))
    )


WAKING, WAKING_ONLY = _waking(), _waking(_NAMED)
HURRY, HURRY_ONLY = _hurry(), _hurry(_NAMED)
WAKE = (
    update(host_slot)
    .where(and_(among(host_slot.c.id, SLOTS), host_slot.c.lease_owner.is_(None)))
    .values(ready_at=READY_AT)
)


def make_due(connection: Connection, feeds: Sequence[str] | None, now: datetime) -> int:
    """Make *feeds* (None: every enabled one) due now unless their host asked for a pause; count them."""
    named = {} if feeds is None else {"only": feeds}
    slots = connection.execute(WAKING if feeds is None else WAKING_ONLY, {"now": now, **named}).scalars().all()
    made = connection.execute(HURRY if feeds is None else HURRY_ONLY, {"now": now, "slots": slots, **named}).rowcount
    connection.execute(WAKE, {"slots": slots})
    return made
